"""All generators, in the order in which they are tried: each knows its sites by their files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from fnmatch import translate
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from index.errors import SiteError
from index.sites.plain import CONTENT_FOLDERS, PlainRules, content_folders
from index.sites.programs.settings import source_of, text_at
from index.sites.rules import Rules, address
from index.sites.walk import first_text


class Generator:
    """One row of ``generators.toml``. What it names is imported when it is asked for, since a run
    over a blog of Jekyll has no use for the rules of twenty others."""

    def __init__(self, key: str, row: dict[str, Any]) -> None:
        self.name: str = row.pop("name", key)
        self.markers: list[str] = row.pop("markers", [])
        self._needs: str = row.pop("needs", "")
        self._content = tuple(row.pop("content", ()))
        self._address: dict[str, str] = row.pop("address", {})
        self._places = {place: row.pop(place, "") for place in _PLACES}
        self._fields = {field: _frozen(value) for field, value in row.items()}

    def detect(self, root: Path) -> Rules | None:
        """The rules of a site; None for a folder that is none."""
        fields = {"root": root, "name": self.name, **self._fields}
        if self._content:
            fields["folders"] = content_folders(root, self._content) or ("",)
        for marker in self._marked_by(root):
            told = (self._at("reads") or source_of)(marker)
            found = {part: text_at(told, name) for part, name in self._address.items()}
            said = {part: text for part, text in found.items() if text}
            place = address(said.pop("url", ""), said.pop("base", "")) if said else {}
            settings = self._at("settings")
            own = settings(root, marker, told) if settings else {}
            if own is not None:
                rules: type[Rules] = self._at("rules") or PlainRules
                return rules(**fields | place | said | own)
        return None

    def _marked_by(self, root: Path) -> Iterator[Path]:
        """The files and folders by which a site is known; the root of one that needs none."""
        if not self.markers:
            yield root
        if not (root / self._needs).is_dir():
            return
        for pattern, _, texts in (marker.partition(" ") for marker in self.markers):
            for path in sorted(root.glob(pattern))[: LOOKED_AT if texts else None]:
                if not (path.is_file() if path.suffix else path.is_dir()):
                    continue  # a pipe, or a folder of that name
                of_post = path.suffix == ".md"
                held = "" if not texts else first_text(path, 2_000) if of_post else source_of(path)
                if any(text in held for text in texts.split("|")):
                    yield path

    def _at(self, what: str) -> Any:
        """The function or class that the row names for something; None where it names none."""
        module, _, name = self._places[what].partition(":")
        return getattr(import_module(f"index.sites.{module}"), name) if name else None


_PLACES = ("reads", "settings", "rules")


def _frozen(value: Any) -> Any:
    """Lists as tuples, which rules have."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


_TABLE = tomllib.loads((Path(__file__).parent / "generators.toml").read_text("utf-8"))
_EVERY = tuple(Generator(key, row) for key, row in _TABLE.items())
"""In the order in which they are tried."""
GENERATORS = tuple(sorted({generator.name for generator in _EVERY}))
LOOKED_AT = 5
"""Files that are opened to recognise a site by one of them."""
NESTED_DEPTH = 2
"""Folders below the root in which a site of its own is looked for: ``docs``, ``packages/site``."""
_PASSED_OVER = frozenset(
    {"node_modules", "vendor", "themes", "templates", "examples", "test", "tests"}
)
_NO_SITE_OF_ITS_OWN = frozenset({"plain", "hakyll", "obsidian"})
"""Generators whose marks a folder of a larger site may bear as well."""


def detect(root: Path, generator: str = "") -> Rules | None:
    """The rules of the first generator that knows the folder, or of the one that is named."""
    named = (one for one in _EVERY if generator in ("", one.name))
    return next((rules for one in named if (rules := one.detect(root)) is not None), None)


@cache
def _mark() -> re.Pattern[str]:
    """The names of files by which a folder may be a site: most folders need not be asked about."""
    known = (one for one in _EVERY if one.name not in _NO_SITE_OF_ITS_OWN)
    names = {re.split("[ /]", marker)[0] for one in known for marker in one.markers}
    return re.compile("|".join(map(translate, sorted(names - {"*"}))))


def settings_of_plain(root: Path, marker: Path, _: str) -> dict[str, Any]:
    """A folder without a generator: all of it, or of a program's only the folders of content. Sites
    of their own below it are not read with it."""
    found = content_folders(root, CONTENT_FOLDERS)
    is_program = (root / "package.json").is_file()
    return {
        "folders": found if is_program and found else ("",),
        "routes": tuple((folder, "") for folder in found),
        "nested": dict(nested_sites(root)),
    }


def nested_sites(root: Path, folder: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Folder → generator, of the sites that lie below a folder which is none itself."""
    for path in sorted((root / folder).glob("*/")):
        below = path.relative_to(root).as_posix()
        if path.name.startswith((".", "_")) or path.name in _PASSED_OVER or path.is_symlink():
            continue
        if name := _recognised(path):
            yield below, name
        elif depth + 1 < NESTED_DEPTH:
            yield from nested_sites(root, below, depth + 1)


def _recognised(root: Path) -> str:
    """The generator of a folder; empty for a plain one, and for one that cannot be read."""
    try:
        if not any(_mark().fullmatch(path.name) for path in root.iterdir()):
            return ""
    except OSError:
        return ""
    for one in _EVERY:
        try:
            if one.name not in _NO_SITE_OF_ITS_OWN and one.detect(root) is not None:
                return one.name
        except SiteError:
            continue
    return ""
