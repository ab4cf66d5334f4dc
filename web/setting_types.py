"""The kinds of values that settings have, each with its check and what it says when that fails."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_core import PydanticCustomError

from index.fields import MAX_OWN, check_name, own_field
from index.fields import Field as FieldRow
from index.sites.settings import SiteSettings


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise PydanticCustomError("zone", "must be an IANA zone such as Asia/Tokyo") from None
    return name


def check_origin(text: str) -> str:
    scheme, _, host = text.partition("://")
    named = scheme in ("http", "https") and host and host == host.lower() and "/" not in host
    if text != "*" and not named:
        raise PydanticCustomError("origin", "must be * or an origin such as https://blog.example")
    return text


_ADDRESS = re.compile(r'https?://[^\s\0- "<>\\^`{|}\x7f]+')


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port is so large, or a bracket is left open
        named = False
    if text and not (named and _ADDRESS.fullmatch(text)):
        raise PydanticCustomError("url", "must be an address that starts with https:// or http://")
    return text.rstrip("/")


def _site_url(text: str) -> str:
    """A path is one of this service: the manual, which ``sakuin demo`` indexes, is there."""
    if text.startswith("/") and not text.startswith("//"):
        return text.rstrip("/")
    return _url(text)


def _generator(name: str) -> str:
    if name != "auto":
        from index.sites.generators import GENERATORS  # not for those who only search

        if name not in GENERATORS:
            known = ", ".join(GENERATORS)
            raise PydanticCustomError("generator", f"must be one of auto, {known}")
    return name


def _matching(pattern: str, wanted: str) -> AfterValidator:
    """Texts of this form; an error says what is ``wanted``."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise PydanticCustomError("form", wanted)
        return text

    return AfterValidator(check)


def check_rate(text: str) -> str:
    count, _, period = text.partition("/")
    if text and not (count.isascii() and count.isdigit() and int(count) and period in _PERIODS):
        raise PydanticCustomError("rate", "must be like 60/minute or 5/second, or empty for none")
    return text


def _store(address: SecretStr) -> SecretStr:
    text = address.get_secret_value()
    if text and not text.startswith(("redis://", "rediss://", "redis+unix://")):
        raise PydanticCustomError(
            "store", "must start with redis://, rediss:// or redis+unix://, or be empty for none"
        )
    return address


def _path(value: Any) -> Any:
    if "\0" in str(value):
        raise PydanticCustomError("path", "must not contain NUL")
    return value


def _list(value: Any) -> Any:
    """An environment variable holds a list with commas: ``a,b``."""
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


Generator = Annotated[str, AfterValidator(_generator)]


def _bytes(value: Any) -> Any:
    """``"300MB"`` in bytes; as text, 0 is no limit."""
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"(\d{1,6})\s*(MB|GB)|(\d{1,12})", value.strip(), re.ASCII)
    if found is None:
        raise PydanticCustomError("memory", "must be a size such as 300MB or 1GB, or 0")
    return int(found[3] or int(found[1]) * (1_000_000 if found[2] == "MB" else 1_000_000_000))


LEAST_MEMORY = 200_000_000
"""Bytes below which a run has nothing left to work with."""


def _enough(size: int) -> int:
    if 0 < size < LEAST_MEMORY:
        raise PydanticCustomError("memory", f"must be at least {LEAST_MEMORY // 1_000_000}MB, or 0")
    return size


Memory = Annotated[int, BeforeValidator(_bytes), Field(ge=0), AfterValidator(_enough)]
"""Bytes; 0 for as much as it takes."""

Hosts = Annotated[
    tuple[
        Annotated[
            str,
            _matching(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?", "must be a host such as cdn.example"),
        ],
        ...,
    ],
    Field(max_length=20),
    BeforeValidator(_list),
]
"""Such as ``cdn.example``, asked by HTTPS."""

Names = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=100)], ...],
    Field(max_length=100),
    BeforeValidator(_list),
]
"""Texts of a site; with commas between them in an environment variable."""

_PERIODS = ("second", "minute", "hour", "day")

NAME_RULE = "must be at most 64 letters and digits of ASCII, dots, hyphens and underscores"
NAME_PATTERN = r"([A-Za-z0-9][A-Za-z0-9_.-]{0,63})?"
Name = Annotated[str, _matching(NAME_PATTERN, NAME_RULE)]
"""Of a site; empty for the only one."""
Location = Annotated[Path, BeforeValidator(_path)]
Rate = Annotated[str, AfterValidator(check_rate)]
Store = Annotated[SecretStr, AfterValidator(_store)]
"""An address that may hold a password."""
Zone = Annotated[str, AfterValidator(_zone)]
Url = Annotated[str, AfterValidator(_url)]
"""Of a folder on the web, without the last slash; or empty."""
Origins = Annotated[
    tuple[Annotated[str, AfterValidator(check_origin)], ...], BeforeValidator(_list)
]


def _field_name(name: str) -> str:
    try:
        check_name(name)
    except ValueError as error:
        raise PydanticCustomError("field_name", "{why}", {"why": str(error)}) from None
    return name


def _labels(value: Any) -> Any:
    """One text is the label in every language."""
    return {"ja": value, "en": value} if isinstance(value, str) else value


_Label = Annotated[str, Field(min_length=1, max_length=40)]
_Source = Annotated[str, Field(min_length=1, max_length=100)]


class OwnField(BaseModel):
    """A key of the front matter that becomes a field: ``[fields.NAME]``."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    type: Literal["keyword", "number", "date", "boolean"] = "keyword"
    sources: Annotated[list[_Source], BeforeValidator(_list), Field(max_length=20)] = Field(
        [], alias="from"
    )
    facet: bool = False
    sort: bool = False
    label: Annotated[dict[Literal["ja", "en"], _Label], BeforeValidator(_labels)] = {}

    def row(self, name: str) -> FieldRow:
        """The row of the table of fields."""
        labels: Mapping[str, str] = {str(language): text for language, text in self.label.items()}
        return own_field(name, self.type, self.sources, self.facet, self.sort, labels)


class OwnSite(BaseModel):
    """A site and what the owner says of it: ``[sites.NAME]``, or its folder alone."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    path: Location
    url: Annotated[str, AfterValidator(_site_url)] = ""
    title: str = Field("", max_length=100)
    lang: Annotated[
        str,
        _matching(
            "([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?", "must be a code of a language such as ja or en"
        ),
    ] = ""
    timezone: Annotated[str, AfterValidator(lambda name: name and _zone(name))] = ""
    generator: str = ""
    permalink: str = Field("", max_length=500)
    folders: tuple[str, ...] = ()
    pages: bool = True
    dates: Literal["", "git"] = ""

    def said(self) -> SiteSettings:
        """For whoever reads the site."""
        values = self.model_dump(exclude={"path"})
        return SiteSettings(**values)


def _site(value: Any) -> Any:
    """The short form is the folder alone."""
    return {"path": value} if isinstance(value, str | Path) else value


Site = Annotated[OwnSite, BeforeValidator(_site)]


def _seconds(value: Any) -> Any:
    """``"2s"`` is 2; a number is one of seconds."""
    if isinstance(value, str) and value.strip().endswith("s"):
        return value.strip()[:-1]
    return value


class ClusterSettings(BaseModel):
    """Where an OpenSearch cluster is, and how it is reached: ``[opensearch]``."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    urls: Annotated[
        tuple[Annotated[str, Field(min_length=1), AfterValidator(_url)], ...],
        Field(min_length=1, max_length=100),
        BeforeValidator(_list),
    ]
    index: Annotated[
        str,
        _matching(
            "[a-z0-9][a-z0-9_-]{0,63}",
            "must be at most 64 small letters, digits, hyphens and underscores",
        ),
    ] = "sakuin"
    user: str = ""
    password_file: Location | None = None
    api_key_file: Location | None = None
    ca: Location | None = None
    replicas: Annotated[int, Field(ge=0, le=20)] = 1
    shards: Annotated[int, Field(ge=1, le=1_000)] = 1
    timeout: Annotated[float, Field(gt=0, le=600), BeforeValidator(_seconds)] = 2.0


CLUSTER_PATHS = ("password_file", "api_key_file", "ca")
"""Settings of a cluster that are paths."""

OwnFields = Annotated[
    dict[Annotated[str, AfterValidator(_field_name)], OwnField], Field(max_length=MAX_OWN)
]
