"""The kinds of values that settings have, each with its check and what it says when that fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from index.fields import MAX_OWN, check_name, own_field, with_own
from index.fields import Field as FieldRow
from index.sites.settings import SiteSettings


class Rule(NamedTuple):
    """What a value must be like; an error says what is ``wanted``."""

    holds: Callable[[Any], object]
    wanted: str

    @property
    def checked(self) -> AfterValidator:
        def check(value: Any) -> Any:
            if not self.holds(value):
                raise PydanticCustomError("rule", self.wanted)
            return value

        return AfterValidator(check)


def _matching(pattern: str, wanted: str) -> Rule:
    return Rule(re.compile(pattern).fullmatch, wanted)


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (ValueError, OSError, KeyError):
        return False


def _is_origin(text: str) -> bool:
    scheme, _, host = text.partition("://")
    named = scheme in ("http", "https") and host and host == host.lower() and "/" not in host
    return text == "*" or bool(named)


_ADDRESS = re.compile(r'https?://[^\s\0- "<>\\^`{|}\x7f]+')


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port is so large, or a bracket is left open
        named = False
    return not text or (named and _ADDRESS.fullmatch(text) is not None)


_ZONE = Rule(_is_zone, "must be an IANA zone such as Asia/Tokyo")
_OWN_ZONE = Rule(lambda name: not name or _is_zone(name), _ZONE.wanted)
ORIGIN = Rule(_is_origin, "must be * or an origin such as https://blog.example")
_URL = Rule(_is_address, "must be an address that starts with https:// or http://")
_SITE_URL = Rule(lambda text: re.match("/(?!/)", text) or _is_address(text), _URL.wanted)
"""A path is one of this service: the manual, which ``sakuin demo`` indexes, is there."""
RATE = _matching(
    "(0*[1-9][0-9]*/(second|minute|hour|day))?",
    "must be like 60/minute or 5/second, or empty for none",
)
NAME = _matching(
    r"([A-Za-z0-9][A-Za-z0-9_.-]{0,63})?",
    "must be at most 64 letters and digits of ASCII, dots, hyphens and underscores",
)
_STORE = Rule(
    lambda address: re.match(r"\Z|rediss?://|redis\+unix://", address.get_secret_value()),
    "must start with redis://, rediss:// or redis+unix://, or be empty for none",
)
_PATH = Rule(lambda path: "\0" not in str(path), "must not contain NUL")
_WITHOUT_SLASH = AfterValidator(lambda text: text.rstrip("/"))


def _generator(name: str) -> str:
    if name != "auto":
        from index.sites.generators import GENERATORS  # not for those who only search

        if name not in GENERATORS:
            known = ", ".join(GENERATORS)
            raise PydanticCustomError("generator", f"must be one of auto, {known}")
    return name


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


_ENOUGH = Rule(
    lambda size: size == 0 or size >= LEAST_MEMORY,
    f"must be at least {LEAST_MEMORY // 1_000_000}MB, or 0",
)
Memory = Annotated[int, BeforeValidator(_bytes), Field(ge=0), _ENOUGH.checked]
"""Bytes; 0 for as much as it takes."""

_HOST = _matching(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?", "must be a host such as cdn.example")
Hosts = Annotated[
    tuple[Annotated[str, _HOST.checked], ...], Field(max_length=20), BeforeValidator(_list)
]
"""Such as ``cdn.example``, asked by HTTPS."""

Names = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=100)], ...],
    Field(max_length=100),
    BeforeValidator(_list),
]
"""Texts of a site; with commas between them in an environment variable."""

Name = Annotated[str, NAME.checked]
"""Of a site; empty for the only one."""
Location = Annotated[Path, _PATH.checked]
Rate = Annotated[str, RATE.checked]
Store = Annotated[SecretStr, _STORE.checked]
"""An address that may hold a password."""
Zone = Annotated[str, _ZONE.checked]
Url = Annotated[str, _URL.checked, _WITHOUT_SLASH]
"""Of a folder on the web, without the last slash; or empty."""
Origins = Annotated[tuple[Annotated[str, ORIGIN.checked], ...], BeforeValidator(_list)]


def _field_name(name: str) -> str:
    try:
        check_name(name)
    except ValueError as error:
        raise PydanticCustomError("field_name", "{why}", {"why": str(error)}) from None
    return name


def _told_apart(fields: dict[str, OwnField]) -> dict[str, OwnField]:
    try:
        with_own(field.row(name) for name, field in fields.items())
    except ValueError as error:
        raise PydanticCustomError("field_label", "{why}", {"why": str(error)}) from None
    return fields


def _labels(value: Any) -> Any:
    """One text is the label in every language."""
    return {"ja": value, "en": value} if isinstance(value, str) else value


_Label = Annotated[str, Field(min_length=1, max_length=40)]
_Source = Annotated[str, Field(min_length=1, max_length=100)]


class Table(BaseModel):
    """A table of settings: no other names, and neither is ``true`` a number nor 1 ``true``."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @field_validator("*", mode="before")
    @classmethod
    def _as_typed(cls, value: Any, info: ValidationInfo) -> Any:
        wanted: Any = cls.model_fields[info.field_name or ""].annotation
        kind: Any = {int: "int_type", float: "float_type", bool: "bool_type"}.get(wanted)
        if kind and isinstance(value, int | float) and isinstance(value, bool) != (wanted is bool):
            raise PydanticKnownError(kind)
        return value


class OwnField(Table):
    """A key of the front matter that becomes a field: ``[fields.NAME]``."""

    model_config = ConfigDict(strict=True)

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


class OwnSite(Table):
    """A site and what the owner says of it: ``[sites.NAME]``, or its folder alone."""

    path: Location
    url: Annotated[str, _SITE_URL.checked, _WITHOUT_SLASH] = ""
    title: str = Field("", max_length=100)
    lang: Annotated[
        str,
        _matching(
            "([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?", "must be a code of a language such as ja or en"
        ).checked,
    ] = ""
    timezone: Annotated[str, _OWN_ZONE.checked] = ""
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


class ClusterSettings(Table):
    """Where an OpenSearch cluster is, and how it is reached: ``[opensearch]``."""

    urls: Annotated[
        tuple[Annotated[Url, Field(min_length=1)], ...],
        Field(min_length=1, max_length=100),
        BeforeValidator(_list),
    ]
    index: Annotated[
        str,
        _matching(
            "[a-z0-9][a-z0-9_-]{0,63}",
            "must be at most 64 small letters, digits, hyphens and underscores",
        ).checked,
    ] = "sakuin"
    user: str = ""
    password_file: Location | None = None
    api_key_file: Location | None = None
    ca: Location | None = None
    replicas: Annotated[int, Field(ge=0, le=20)] = 1
    shards: Annotated[int, Field(ge=1, le=1_000)] = 1
    timeout: Annotated[float, Field(gt=0, le=600), BeforeValidator(_seconds)] = 2.0


OwnFields = Annotated[
    dict[Annotated[str, AfterValidator(_field_name)], OwnField],
    Field(max_length=MAX_OWN),
    AfterValidator(_told_apart),
]
