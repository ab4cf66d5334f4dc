"""sakuin.toml, the environment and flags → Settings. Nothing else reads the environment.

The fields of :class:`Settings` are the one table of settings: the manual's reference is generated
from them, and from what stands below each. Later sources win: defaults, ``sakuin.toml``,
``SAKUIN_*``, flags.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from index.errors import SettingsError
from index.fields import FieldTable, with_own
from web.setting_types import (
    ClusterSettings,
    Generator,
    Hosts,
    Location,
    Memory,
    Name,
    Names,
    Origins,
    OwnField,
    OwnFields,
    OwnSite,
    Rate,
    Site,
    Store,
    Table,
    Url,
    Zone,
)

CONFIG_NAME = "sakuin.toml"
ENVIRONMENT_PREFIX = "SAKUIN_"
MOST_TOLD = 10
"""Mistakes of one file that are told at once."""


class Settings(Table):
    """Everything that can be set, checked; made by :func:`load_settings`."""

    engine: Literal["columns", "whoosh", "opensearch"] = "columns"
    """What keeps the index and answers: `columns` are arrays in the data folder; `whoosh` is the
    plain reference over the same folder; `opensearch` is a cluster, and needs the extra of that
    name."""
    opensearch: ClusterSettings | None = None
    """The cluster of the engine `opensearch`: in sakuin.toml a table `[opensearch]` with `urls`,
    `index` (what the names of its indices begin with), `user` and `password_file` or
    `api_key_file`, `ca`, `replicas`, `shards` and `timeout`."""

    # Indexing
    data: Location = Path(".sakuin")
    """The folder that holds the index."""
    sites: dict[Name, Site] = Field({})
    """Sites to index, by name, when `sakuin index` is given none: in sakuin.toml `[sites]`, then
    lines like `blog = "../blog"`, or `[sites.blog]` with `path`, `url`, `title`, `lang`,
    `timezone`, `generator`, `permalink`, `folders`, `pages`, `dates = "git"`."""
    generator: Generator = "auto"
    """What builds the site; `auto` looks at its files."""
    tokenizer: Literal["auto", "janome", "mecab"] = "auto"
    """`mecab` needs the extra of that name; `auto` takes it when it is there."""
    dictionary: Location | None = None
    """A user dictionary: words that the tokenizer does not know."""
    synonyms: Location | None = None
    """A synonym file, used at query time."""
    jobs: int = Field(0, ge=0, le=256)
    """Processes that tokenise; 0 is one a core."""
    memory: Memory = 0
    """Memory that a run of the indexer may take, all processes together, such as `300MB`; 0 is as
    much as is quickest, up to 1 GB on two cores."""
    drafts: bool = False
    """Index posts that are drafts too."""
    future: bool = False
    """Index posts dated in the future too."""
    fields: OwnFields = Field({})
    """Keys of the front matter that become fields: in sakuin.toml a table `[fields.NAME]` each,
    with `type` (`keyword`, `number`, `date` or `boolean`), `from` (the keys, by default NAME),
    `facet`, `sort` and `label`."""

    # Searching
    timezone: Zone = "Asia/Tokyo"
    """Whose today `date:先月` counts from."""
    search_timeout: float = Field(10.0, gt=0, le=600)
    """Seconds that the searches of one request may take; then it is answered 503."""

    # Serving
    host: str = Field("127.0.0.1", min_length=1)
    """The address to listen on."""
    port: int = Field(8000, ge=0, le=65535)
    """The port to listen on; 0 takes a free one."""
    workers: int = Field(2, ge=1, le=64)
    """Processes that answer requests."""
    threads: int = Field(8, ge=1, le=64)
    """Requests that each answers at once."""
    title: str = Field("", max_length=100)
    """The name of what is searched, shown on the search page; by default that of the site, if there
    is one only."""
    language: Literal["auto", "ja", "en"] = "auto"
    """The language of the pages; `auto` is the one that a visitor prefers."""
    base_url: Url = ""
    """The service's own public address, with its path if it is not the root."""
    site_url: Url = ""
    """The site's public address, to which its posts lead."""
    text_fragments: bool = True
    """Open posts at the sentence that was found, not only at its heading."""
    thumbnails: bool = True
    """Show the picture that a post names in its front matter beside its hit."""
    image_hosts: Hosts = ()
    """Hosts, beside the site's own, from which the search page takes such pictures, such as
    `cdn.example`."""
    hidden_sections: Names = (
        "目次", "もくじ", "関連記事", "あわせて読みたい", "Table of Contents", "Related posts",
    )  # fmt: skip
    """Headings of sections that are not shown below a hit."""
    robots: Literal["index", "noindex"] = "noindex"
    """Whether web search engines may index the search page."""
    cors_origins: Origins = ("*",)
    """Origins of pages that may call the API; `*` is all."""
    trusted_proxies: int = Field(0, ge=0, le=10)
    """Proxies in front whose X-Forwarded-For and X-Forwarded-Proto count."""
    webhook_secret: SecretStr = SecretStr("")
    """Signs GitHub and GitLab webhooks that start a run."""
    git_pull: bool = False
    """Fetch each site with `git pull` before a run started over HTTP."""
    require_key: bool = False
    """Whether whatever shows posts needs a key of the scope `search`."""
    rate_limit: Rate = ""
    """Searches that one address may ask, such as `60/minute`; empty is no limit."""
    rate_limit_store: Store = SecretStr("")
    """Where several services count `rate_limit` together, such as `redis://cache.example:6379/0`:
    Redis or Valkey; needs the extra `redis`."""
    log_requests: bool = False
    """Write a line of JSON for every request."""
    log_queries: bool = False
    """Write what people search for to the log."""
    analytics: bool = False
    """Count queries and clicks, without personal data."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def folders(self) -> dict[str, Path]:
        """The folders of the sites, by name."""
        return {name: site.path for name, site in self.sites.items()}

    @cached_property
    def field_table(self) -> FieldTable:
        """All fields: those of Sakuin, and the owner's."""
        return with_own(field.row(name) for name, field in self.fields.items())

    @cached_property
    def digest(self) -> str:
        """Differs wherever settings do: it is part of the ETag of answers."""
        return sha256(self.model_dump_json().encode()).hexdigest()[:8]

    def today(self) -> date:
        """The day that relative dates count from."""
        return datetime.now(self.zone).date()


def load_settings(
    flags: Mapping[str, Any] | None = None,
    config: Path | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """Settings from all sources; raises :class:`index.errors.SettingsError`.

    ``config`` is a file that must exist; without one, sakuin.toml of ``folder`` (the working
    directory) is read if there is one. Paths in the file are relative to the file. Flags that
    are None are not given.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, source in (
        *_from_file(config, environment, folder or Path.cwd()),
        *_from_environment(environment),
        *((f"--{key.replace('_', '-')}", {key: value}) for key, value in (flags or {}).items()),
    ):
        given = {key: value for key, value in source.items() if value is not None}
        values |= given
        origins |= dict.fromkeys(given, origin)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[:MOST_TOLD]
        raise SettingsError("; ".join(_message(one, origins) for one in wrong)) from None


def wants_color() -> bool | None:
    """False where NO_COLOR (https://no-color.org) or a dumb terminal asks for plain text.

    Else None: colours where the output is a terminal.
    """
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return False if plain else None


def terminal_language(environment: Mapping[str, str] | None = None) -> str:
    """The language of the command line by the locale: ``LANG=ja_JP.UTF-8`` is Japanese."""
    environment = os.environ if environment is None else environment
    locale = next((found for name in _LOCALES if (found := environment.get(name))), "")
    return "ja" if locale.lower().startswith("ja") else "en"


_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first one that is set counts, as POSIX has it."""


def _from_file(
    config: Path | None, environment: Mapping[str, str], folder: Path
) -> list[tuple[str, dict[str, Any]]]:
    named = config or Path(environment.get(f"{ENVIRONMENT_PREFIX}CONFIG", "") or "")
    path = named if named != Path() else folder / CONFIG_NAME
    try:
        values = _beside(path.parent, tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except FileNotFoundError:
        if named == Path():
            return []
        raise SettingsError(f"{path}: there is no such settings file: correct --config") from None
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read ({error.strerror}): let this user read it, or name another "
            "one with --config"
        ) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}: line {line} is not UTF-8: save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:  # Python reads no number of 5,000 digits
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from None
    return [(str(path), values)]


_PATHS = re.compile(
    "/(data|dictionary|synonyms|sites/[^/]*(/path)?|opensearch/(password_file|api_key_file|ca))"
)
"""Where paths stand in a settings file: a slash before each key."""


def _beside(folder: Path, value: Any, place: str = "") -> Any:
    """What stands at a place of a settings file, its paths being relative to the file's folder."""
    if isinstance(value, dict):
        return {key: _beside(folder, one, f"{place}/{key}") for key, one in value.items()}
    is_path = isinstance(value, str) and _PATHS.fullmatch(place)
    return folder / at_home(value) if is_path else value


def at_home(path: str) -> Path:
    """``~/blog`` → the folder in the user's home; as it is where nobody knows that home."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def _from_environment(environment: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (name, {name.removeprefix(ENVIRONMENT_PREFIX).lower(): value})
        for name, value in sorted(environment.items())
        if name.startswith(ENVIRONMENT_PREFIX) and name != f"{ENVIRONMENT_PREFIX}CONFIG"
    ]


def _message(error: ErrorDetails, origins: Mapping[str, str]) -> str:
    key = str(error["loc"][0])
    parts = [str(part) for part in error["loc"] if part != "[key]"]
    place = f"{origins.get(key, 'settings')}: {'.'.join(parts)}"
    if error["type"] == "extra_forbidden":
        known = (Settings if len(parts) == 1 else _TABLES[key][0]).model_fields
        names = sorted(field.alias or name for name, field in known.items())
        if near := get_close_matches(parts[-1], names, 1):
            return f"{place}: unknown setting, perhaps for {near[0]}"
        return f"{place}: unknown setting; known are {', '.join(names)}"
    if error["type"] == "missing":
        return f"{place}: must be given"
    given = error["input"]
    shown = "" if isinstance(given, dict) else f" = {str(given)[:80]!r}"
    return f"{place}{shown}: {_wording(error)}"


def _wording(error: ErrorDetails) -> str:
    """What is allowed, in sentences that the Japanese table has as well."""
    kind, limits = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        names = re.findall("'([^']+)'", limits["expected"])
        return f"must be one of {', '.join(names)}"
    if kind == "string_unicode":
        return "must be valid Unicode text"
    if kind.endswith("too_short"):
        return "must not be empty"
    if kind == "too_long":
        return f"must have at most {limits['max_length']} entries"
    if kind in ("dict_type", "model_type"):
        return "must be a table, such as " + _TABLES[str(error["loc"][0])][1]
    if kind.endswith(("_type", "_parsing", "_from_float")):
        return _TYPES.get(kind.split("_")[0], error["msg"])
    return error["msg"].replace("Input should", "must").replace("String should", "must")


_TYPES = {
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be true or false",
    "string": "must be a text in quotes",
    "path": "must be a text in quotes",
    "tuple": 'must be a list such as ["a", "b"]',
    "list": 'must be a list such as ["a", "b"]',
}
"""What Pydantic's types of errors begin with, and what is wanted."""
_TABLES: dict[str, tuple[type[Table], str]] = {
    "sites": (OwnSite, "[sites] with lines of name = folder"),
    "fields": (OwnField, "[fields.series] with lines such as facet = true"),
    "opensearch": (
        ClusterSettings,
        '[opensearch] with lines such as urls = ["https://search.example:9200"]',
    ),
}
"""Settings that are tables of settings, and how one is written."""
