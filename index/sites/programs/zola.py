"""Zola: sections and pages below ``content``, dates and languages in names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from index.post import Kind
from index.sites import keys
from index.sites.configuration import load_configuration, mapping
from index.sites.plain import PlainRules
from index.sites.programs.settings import address
from index.sites.programs.table import Program
from index.sites.rules import Source

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d:Z.+-]*)?(?:[-_](.*))?$")


@dataclass(frozen=True, kw_only=True)
class ZolaRules(PlainRules):
    """One site of Zola's."""

    keeps_paths: bool = False
    """Whether paths stay as they are; else they become slugs."""

    def kind(self, source: Source) -> Kind:
        return "page" if self._split(source)[1][-1] == "_index" else "post"

    @property
    def keeps_zones(self) -> bool:
        return True

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
        prefix = [told] if told and told != self.default_language else []
        own = keys.text(source.spelt.get("path"))
        if own:
            return self.joined(prefix, own.strip("/"))
        name = self._name(source)
        if stem == "_index":
            return self.joined([*prefix, *map(self._spell, folders)], "")
        if stem == "index" and folders:
            folders = folders[:-1]
        match = _DATED.match(name)
        slug = keys.text(source.spelt.get("slug")) or (match[2] if match and match[2] else name)
        return self.joined([*prefix, *map(self._spell, folders)], self._spell(slug))

    def _spell(self, part: str) -> str:
        """Zola spells Japanese in Latin letters unless told not to: then it stays a guess."""
        if self.keeps_paths or not part.isascii():
            return part
        return re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-")


def is_zola(root: Path, config: Mapping[str, Any]) -> bool:
    """Whether ``config.toml`` is Zola's, and not an older Hugo's, whose keys are other ones."""
    zolas = "base_url" in config and "baseurl" not in config
    return zolas and (root / "config.toml").is_file() and not (root / "layouts").is_dir()


def _settings(root: Path, marker: Path) -> Mapping[str, Any]:
    config = load_configuration(marker)
    language = str(config.get("default_language") or "en").lower()
    paths = str(mapping(config.get("slugify")).get("paths") or "on")
    anchors = str(mapping(config.get("slugify")).get("anchors") or "on")
    title = str(config.get("title") or "")
    return {
        **address(str(config.get("base_url") or ""), title=title, language=language),
        "languages": tuple(str(name).lower() for name in mapping(config.get("languages"))),
        "default_language": language,
        "keeps_paths": paths != "on",
        "anchors": "" if anchors == "on" else "zola-safe",
    }


def _is_site(root: Path, marker: Path) -> bool:
    config = {key.lower(): value for key, value in load_configuration(marker).items()}
    return (root / "content").is_dir() and is_zola(root, config)


ZOLA = Program(
    name="zola",
    markers=("config.toml",),
    fields={
        "folders": ("content",), "routes": (("content", ""),), "flavour": "zola",
        "own_keys": ("path", "slug"),
        "has_lists": True,
    },
    settings=_settings,
    is_site=_is_site,
    rules=ZolaRules,
)  # fmt: skip
