"""Docusaurus: a blog with dates in names, and documents; authors by their keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from index.reading.flavours import Flavour
from index.sites import keys
from index.sites.configuration import load_configuration, mapping
from index.sites.plain import PlainRules, content_folders
from index.sites.programs import MAX_CONFIGURATION, setting
from index.sites.rules import SiteInfo, Source
from index.sites.walk import first_bytes

FOLDERS = ("blog", "docs", "src/pages")
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/]?")
_NUMBER = re.compile(r"^\d+\s*[-_.]+\s*(?=[^\d\s._-])")


@dataclass(frozen=True, kw_only=True)
class DocusaurusRules(PlainRules):
    """One site of Docusaurus."""

    authors_by_key: tuple[tuple[str, str], ...] = ()
    """Key in ``blog/authors.yml`` → name."""
    flavour: Flavour = "mdx"
    name: str = "docusaurus"

    def refuse(self, source: Source) -> tuple[str, str] | None:
        if any(part.startswith("_") for part in source.path.split("/")):
            return "not_a_post", "Docusaurus passes over names that start with _"
        return super().refuse(source)

    def authors(self, source: Source) -> tuple[str, ...]:
        names = dict(self.authors_by_key)
        return tuple(names.get(name, name) for name in super().authors(source))

    def url(self, source: Source, date: datetime | None, categories: tuple[str, ...]) -> str:
        kind, _, inside = source.path.partition("/")
        inside = re.sub(r"\.mdx?$", "", inside)
        if kind == "blog":
            return self._blog_url(keys.text(source.spelt.get("slug")), inside)
        if kind == "docs":
            return self._document_url(source, inside)
        return self.joined([], re.sub(r"(?:^|/)index$", "", inside.removeprefix("pages/")))

    def _document_url(self, source: Source, inside: str) -> str:
        """Numbers before names order them, and are not in links."""
        *folders, name = (_NUMBER.sub("", part) for part in inside.split("/"))
        slug = keys.text(source.spelt.get("slug"))
        if slug:
            above = [] if slug.startswith("/") else folders
            return self.joined(["docs", *above], slug.strip("/"))
        name = keys.text(source.spelt.get("id")) or name
        if name.lower() in ("index", "readme", *(folder.lower() for folder in folders[-1:])):
            name = ""  # the page of the folder itself
        return self.joined(["docs", *folders], name)

    def _blog_url(self, slug: str, inside: str) -> str:
        if slug:
            return self.joined(["blog"], slug.strip("/"))
        inside = re.sub(r"/index$", "", inside)
        match = _DATE.search(inside)
        if match is None:
            return self.joined(["blog"], inside)
        before, after = inside[: match.start()], inside[match.end() :]
        year, month, day = match.groups()
        return self.joined(["blog", before.strip("/"), year, f"{month:0>2}", f"{day:0>2}"], after)


def detect(root: Path) -> DocusaurusRules | None:
    """Rules for a folder with ``docusaurus.config.*``."""
    marker = next(iter(sorted(root.glob("docusaurus.config.*"))), None)
    if marker is None:
        return None
    settings = first_bytes(marker, MAX_CONFIGURATION).decode("utf-8", "replace")
    base = setting(settings, "baseUrl").strip("/")
    return DocusaurusRules(
        root=root,
        folders=content_folders(root, FOLDERS),
        ending="/" if re.search(r"trailingSlash\s*:\s*true", settings) else "",
        info=SiteInfo(
            base_url=setting(settings, "url").rstrip("/"), title=setting(settings, "title")
        ),
        base_path=f"/{base}" if base else "",
        authors_by_key=_authors(root / "blog" / "authors.yml"),
    )


def _authors(path: Path) -> tuple[tuple[str, str], ...]:
    found: dict[str, Any] = load_configuration(path) if path.is_file() else {}
    return tuple((str(key), keys.text(mapping(value).get("name"))) for key, value in found.items())
