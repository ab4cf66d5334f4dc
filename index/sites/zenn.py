"""Zenn: ``articles`` and the chapters of ``books``; topics, ``published``, ``published_at``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index.plain_text import Flavour
from index.sites.rules import CommonRules, SiteInfo, Source
from index.sites.walk import first_bytes, markdown_files

_INFO = SiteInfo(base_url="https://zenn.dev", language="ja")


@dataclass(frozen=True)
class ZennRules(CommonRules):
    """A repository that is connected to Zenn. Links are paths below the author's page."""

    root: Path
    info: SiteInfo = _INFO
    name: str = "zenn"
    flavour: Flavour = "zenn"

    def files(self) -> Iterator[str]:
        return markdown_files(self.root, ("articles", "books"))

    def refuse(self, source: Source) -> tuple[str, str] | None:
        if source.path.startswith("articles/") and source.path.count("/") > 1:
            return "not_a_post", "Zenn reads no folders below articles"
        return None

    def categories(self, source: Source) -> tuple[str, ...]:
        """``tech`` or ``idea``, which Zenn shows as the kind of an article."""
        kind = source.metadata.get("type")
        return (kind,) if isinstance(kind, str) and kind else ()

    def url(self, source: Source, date: datetime | None, categories: tuple[str, ...]) -> str:
        if source.path.startswith("books/"):
            book, _, chapter = source.path[len("books/") :].rpartition("/")
            slug = chapter.rsplit(".", 1)[0]
            number, _, rest = slug.partition(".")
            return f"/books/{book}/viewer/{rest if number.isdigit() and rest else slug}"
        return f"/articles/{source.stem}"


def detect(root: Path) -> ZennRules | None:
    """Rules for a folder with ``articles`` in which the first file has Zenn's own keys."""
    articles = root / "articles"
    if not articles.is_dir():
        return None
    for path in sorted(articles.glob("*.md"))[:5]:
        head = first_bytes(path, 2_000)
        if b"topics:" in head or b"emoji:" in head or b"published:" in head:
            return ZennRules(root)
    return None
