"""Zola: sections and pages below ``content``, dates and languages in names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from index.markdown.slugs import zola_slug
from index.post import Kind
from index.sites import keys
from index.sites.configuration import front_of, listed, load_configuration, lowered, mapping
from index.sites.plain import PlainRules
from index.sites.rules import Source

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d:Z.+-]*)?(?:[-_](.*))?$")


@dataclass(frozen=True, kw_only=True)
class ZolaRules(PlainRules):
    """One site of Zola's."""

    keeps_paths: bool = False
    """Whether names of pages stay as they are; else they become slugs. Folders always stay."""
    draft_sections: tuple[str, ...] = ()
    """Folders, with a slash, whose ``_index.md`` is a draft."""
    quiet_sections: tuple[str, ...] = ()
    """Folders whose ``_index.md`` says ``in_search_index = false``."""

    def kind(self, source: Source) -> Kind:
        return "page" if self._split(source)[1][-1] == "_index" else "post"

    def refuse(self, source: Source) -> tuple[str, str] | None:
        if keys.truth(source.metadata.get("render")) is False:
            return "not_a_post", "it says render: false"
        return None

    def filename_date(self, source: Source) -> str | None:
        match = _DATED.match(self._name(source))
        return match[1] if match else None

    def _name(self, source: Source) -> str:
        """Of a page that is a folder, that of the folder."""
        *folders, stem = self._split(source)[1]
        return folders[-1] if stem == "index" and folders else stem

    def url(self, source: Source, date: datetime | None) -> str:
        told, (*folders, stem) = self._split(source)
        own = keys.text(source.spelt.get("path"))
        if own:  # the whole of it, whatever the language
            return self.joined([], own.strip("/"))
        above = [told] if told else []
        name = self._name(source)
        if stem == "_index":
            return self.joined([*above, *folders], "")
        if stem == "index":
            folders = folders[:-1]
        match = None if self.dated else _DATED.match(name)
        slug = keys.text(source.spelt.get("slug")) or (match[2] if match and match[2] else name)
        is_home = name == "index"
        # Zola spells Japanese in Latin letters unless told not to: then it stays a guess.
        spelt = slug if self.keeps_paths else zola_slug(slug) or slug
        return self.joined([*above, *folders], "" if is_home else spelt)

    def defaults(self, path: str) -> dict[str, Any]:
        """All that lies in a section which is a draft is one; only the pages of a section itself
        are kept out of the search with it."""
        quiet = path.removesuffix("/index.md").rpartition("/")[0] in self.quiet_sections
        draft = {"draft": True} if path.startswith(self.draft_sections) else {}
        return draft | ({"in_search_index": False} if quiet else {})


def is_zola(root: Path, marker: Path) -> bool:
    """Whether ``config.toml`` is Zola's, and not an older Hugo's, whose keys are other ones."""
    config = lowered(load_configuration(marker)) if marker.is_file() else {}
    zolas = "base_url" in config and "baseurl" not in config
    return zolas and not (root / "layouts").is_dir()


def settings_of(root: Path, marker: Path, config: dict[str, Any]) -> Mapping[str, Any] | None:
    if not is_zola(root, marker):
        return None
    language = str(config.get("default_language") or "").lower()
    slugs = mapping(config.get("slugify"))
    languages = (str(name).lower() for name in mapping(config.get("languages")))
    ignored = tuple(map(str, listed(config.get("ignored_content"))))
    return {
        "site_language": language,
        "languages": tuple(name for name in languages if name != (language or "en")),
        "keeps_paths": str(slugs.get("paths") or "on") != "on",
        "dated": slugs.get("paths_keep_dates") is True,
        "anchors": "" if str(slugs.get("anchors") or "on") == "on" else "zola-safe",
        "ignored": tuple(f"content/{start}{name}" for name in ignored for start in ("", "**/")),
        "draft_sections": tuple(f"{name}/" for name in _sections(root, "draft", True)),
        "quiet_sections": tuple(_sections(root, "in_search_index", False)),
    }


def _sections(root: Path, key: str, value: bool) -> Iterator[str]:
    for path in sorted((root / "content").rglob("_index.md")):
        if keys.truth(front_of(path).get(key)) is value:
            yield path.parent.relative_to(root).as_posix()
