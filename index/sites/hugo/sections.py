"""Hugo's content folders: sections, bundles, and the values that sections pass down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from index.sites import keys
from index.sites.configuration import front_of, listed, lowered
from index.sites.walk import expression


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies, as Hugo sees it."""

    inside: str
    """Its path below the content folder of its language."""
    name: str
    """Without its endings: ``about.ja.md`` → ``about``."""
    language: str

    @property
    def folder(self) -> str:
        return self.inside.rpartition("/")[0]

    @property
    def pages(self) -> tuple[str, str]:
        """The paths that targets of cascades are compared with: of newer and of older Hugos."""
        path = f"/{self.folder}/{self.name}".replace("//", "/").removesuffix("/index")
        return path, f"/{self.inside}"


@dataclass(frozen=True, slots=True)
class Cascade:
    """Values for pages below a folder."""

    folder: str
    language: str
    """Empty for all languages."""
    path: str
    """A regular expression for their paths; empty for all."""
    kinds: str
    """``page`` or another kind; empty for all."""
    values: dict[str, Any]

    def holds_for(self, place: Place, kind: str) -> bool:
        below = not self.folder or f"{place.folder}/".startswith(f"{self.folder}/")
        return (
            below
            and self.language in ("", place.language)
            and self.kinds in ("", kind)
            and (not self.path or any(map(self._matches, place.pages)))
        )

    def _matches(self, page: str) -> bool:
        return re.fullmatch(self.path, page, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Sections:
    """What the list pages and bundles of a site say; part of the site's fingerprint."""

    cascades: tuple[Cascade, ...] = ()
    """The nearest to the root first."""
    folders: frozenset[str] = frozenset()
    """Folders below the first level that are sections: those with a list page."""
    drafts: frozenset[tuple[str, str]] = frozenset()
    """Folders, with their language, whose list page is a draft, and with it all that they hold."""
    leaves: frozenset[str] = frozenset()
    """Folders that are one page: other files in them are no pages."""

    def values_for(self, place: Place, kind: str = "page") -> dict[str, Any]:
        """What sections pass down to a page: the nearest section wins."""
        merged: dict[str, Any] = {}
        for cascade in self.cascades:
            if cascade.holds_for(place, kind):
                merged.update(cascade.values)
        return merged

    def section_of(self, folder: str) -> list[str]:
        """The folders of the section that a page in ``folder`` belongs to."""
        parts = folder.split("/") if folder else []
        while len(parts) > 1 and "/".join(parts) not in self.folders:
            parts.pop()
        return parts

    def is_part_of_a_page(self, folder: str) -> bool:
        return any(folder == leaf or folder.startswith(f"{leaf}/") for leaf in self.leaves)

    def is_in_a_draft(self, place: Place) -> bool:
        return any(
            language == place.language
            and f"{place.folder}/".startswith(f"{folder}/" * bool(folder))
            for folder, language in self.drafts
        )


def read_sections(root: Path, files: Iterable[tuple[str, Place]], site_cascade: Any) -> Sections:
    """Looks at all list pages and bundles; ``site_cascade`` is that of the configuration."""
    cascades = [*_cascades("", "", site_cascade)]
    lists: dict[tuple[str, str], tuple[Place, dict[str, Any]]] = {}
    leaves = set()
    for path, place in files:
        if place.name == "index" and place.folder:
            leaves.add(place.folder)
        elif place.name == "_index":
            metadata = front_of(root / path)
            lists[place.folder, place.language] = place, metadata
            cascades += _cascades(place.folder, place.language, metadata.get("cascade"))
    cascades.sort(key=lambda cascade: cascade.folder.count("/") + bool(cascade.folder))
    sections = Sections(
        cascades=tuple(cascades),
        folders=frozenset(folder for folder, _ in lists),
        leaves=frozenset(leaves),
    )
    drafts = frozenset(
        key
        for key, (place, metadata) in lists.items()
        if keys.truth({**sections.values_for(place, "section"), **metadata}.get("draft"))
    )
    return replace(sections, drafts=drafts)


def _cascades(folder: str, language: str, given: Any) -> Iterable[Cascade]:
    """A cascade is a mapping or a list of mappings, each with a target or for all pages."""
    for values in map(lowered, listed(given)):
        target = lowered(values.pop("_target", None) or values.pop("target", None))
        path = str(target.get("path") or "")
        yield Cascade(
            folder=folder,
            language=str(target.get("lang") or language).lower(),
            path=expression(path) if path else "",
            kinds=str(target.get("kind") or ""),
            values=values,
        )


def file_place(inside: str, language: str, languages: tuple[str, ...]) -> Place:
    """The place of a path below a content folder; ``language`` is that of the folder."""
    stem = PurePosixPath(inside).stem
    name, _, suffix = stem.rpartition(".")
    if name and suffix.lower() in languages:
        return Place(inside, name, suffix.lower())
    return Place(inside, stem, language)
