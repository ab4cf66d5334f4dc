"""Zenn: ``articles`` and the chapters of ``books``; topics, ``published``, ``published_at``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from index.sites import keys
from index.sites.configuration import listed, load_configuration
from index.sites.rules import Rules, Source


@dataclass(frozen=True, kw_only=True)
class ZennRules(Rules):
    """A repository that is connected to Zenn. Links are paths below the author's page."""

    books: Mapping[str, dict[str, Any]]
    """Folder of a book → what its ``config.yaml`` says."""

    def defaults(self, path: str) -> dict[str, Any]:
        """Chapters have the topics of their book, and are published with it."""
        book = self._book(path)
        return {key: book[key] for key in ("topics", "published") if key in book}

    def _book(self, path: str) -> dict[str, Any]:
        parts = path.split("/")
        return self.books.get(parts[1], {}) if parts[0] == "books" and parts[2:] else {}

    def refuse(self, source: Source) -> tuple[str, str] | None:
        folder, _, inside = source.path.partition("/")
        if folder not in ("articles", "books"):
            return "not_a_post", "Zenn publishes only what lies in articles and books"
        if folder == "articles" and "/" in inside:
            return "not_a_post", "Zenn reads no folders below articles"
        if folder == "books" and inside.count("/") != 1:
            return "not_a_post", "Zenn reads chapters only from the folder of their book"
        chapters = [keys.text(name) for name in listed(self._book(source.path).get("chapters"))]
        if folder == "books" and chapters and source.stem not in chapters:
            return "not_a_post", "config.yaml of the book does not name it among its chapters"
        told = folder == "articles" or self._book(source.path)
        if told and keys.truth(source.spelt.get("published")) is None and not self.drafts:
            return "unpublished", "it does not say published: true, and Zenn refuses it"
        is_sold = keys.text(self._book(source.path).get("price")).strip("0") != ""
        if is_sold and keys.truth(source.metadata.get("free")) is not True:
            return "excluded", "its book is sold, and it is not marked as free"
        return None

    def categories(self, source: Source) -> tuple[str, ...]:
        """``tech`` or ``idea``, which Zenn shows as the kind of an article."""
        kind = source.metadata.get("type")
        return (kind,) if isinstance(kind, str) and kind else ()

    def url(self, source: Source, date: datetime | None) -> str:
        if not source.path.startswith("books/"):
            return f"{self.base_path}/articles/{source.stem}"
        book = source.path.split("/")[1]
        slug = source.stem
        number, _, rest = slug.partition(".")
        if number.isdigit() and rest and not self._book(source.path).get("chapters"):
            slug = rest  # a number orders chapters that the book does not list
        return f"{self.base_path}/books/{book}/viewer/{slug}"


def settings_of(root: Path, marker: Path, article: str) -> dict[str, Any]:
    files = filter(Path.is_file, sorted((root / "books").glob("*/config.y*ml")))
    return {"books": {path.parent.name: load_configuration(path) for path in files}}
