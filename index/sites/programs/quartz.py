"""Quartz, and vaults of Obsidian: notes that name one another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.sites import keys
from index.sites.configuration import listed, lowered, said_in
from index.sites.expressions import compiled
from index.sites.plain import PlainRules
from index.sites.programs.settings import setting, texts
from index.sites.rules import Source, address
from index.sites.walk import Pattern, markdown_files, matches, with_below

_TAG = re.compile(r"(?:^|(?<=\s))#([^\s#.,;:!?()\[\]{}<>\"'`、。！？「」（）]{1,100})")
_NO_TEXT = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|%%.*?%%|<!--.*?-->|\$\$.*?\$\$", re.DOTALL)
MAX_TEXT = 200_000
"""Characters of a note in which its tags are looked for."""


@dataclass(frozen=True, kw_only=True)
class NoteRules(PlainRules):
    """Notes: tags stand in the text as well, and ``旅/関西`` is a tag below ``旅``."""

    explicit: bool = False
    """Whether only notes that say ``publish: true`` are published."""

    def refuse(self, source: Source) -> tuple[str, str] | None:
        if self.explicit and not keys.truth(source.metadata.get("publish")):
            return "unpublished", "it does not say publish: true"
        return super().refuse(source)

    def tags(self, source: Source) -> tuple[str, ...]:
        text = _NO_TEXT.sub(" ", source.front.body[:MAX_TEXT])
        given = (tag.removeprefix("#") for tag in super().tags(source))
        found = (tag for tag in _TAG.findall(text) if not tag.isdecimal())
        levels = (level for tag in (*given, *found) for level in keys.levels(tag))
        return tuple(dict.fromkeys(levels))


def settings_of(root: Path, marker: Path, text: str) -> Mapping[str, Any]:
    base = setting(text, "baseUrl")
    ignored = with_below(*(f"**/{name.strip('/')}" for name in texts(text, "ignorePatterns")))
    explicit = re.search(r"filters\s*:[^\]]*ExplicitPublish", text) is not None
    return {
        **address(f"https://{base}" if base else ""),
        "ignored": ignored,
        "explicit": explicit,
        "included_from": () if explicit else _folders(root, "content", ignored),
    }


def _folders(root: Path, folder: str, ignored: tuple[Pattern, ...]) -> tuple[str, ...]:
    """Where notes may lie that others take in by their names: the uppermost is sought first."""
    paths = markdown_files(root, (folder,))
    found = {path.rpartition("/")[0] for path in paths if not matches(ignored, path)}
    return (folder, *sorted(found - {folder}, key=lambda path: (path.count("/"), path)))


def settings_of_vault(root: Path, marker: Path, text: str) -> Mapping[str, Any]:
    """What Obsidian's own search passes over; between slashes stand expressions."""
    given = [*map(str, listed(lowered(said_in(marker / "app.json")).get("userignorefilters")))]
    told = [name[1:-1] for name in given if re.fullmatch(r"/.+/", name)]
    names = (name.strip("/") for name in given if not re.fullmatch(r"/.+/", name))
    unsearched: tuple[Pattern, ...] = (*with_below(*names), *compiled(told))
    return {"unsearched": unsearched, "included_from": _folders(root, "", unsearched)}
