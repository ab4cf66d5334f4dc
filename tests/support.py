"""Small indexes for tests, written by the real pipeline with the real analyzer."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict, TypeVar, cast
from zoneinfo import ZoneInfo

from index.analysis.choice import AnalyzerChoice
from index.document import Document, Section
from index.durable import sealed, unsealed
from index.fields import BUILT_IN, FieldTable, Value
from index.local.manifest import SegmentRef, segments_of
from index.progress import Stopwatch
from index.record import Record
from index.runs.pipeline import index_documents
from index.store import SiteRecord
from index.tokens.analyze import analyzed
from index.tokens.pool import InProcess, Tools
from search.columns.searcher import ColumnSearcher
from search.columns.view import View
from search.columns.visible import ColumnVisible
from search.live import LiveSearcher
from search.searcher import Searcher
from web.engines import live_searcher, local_store, open_store
from web.settings import Settings

TOKYO = ZoneInfo("Asia/Tokyo")


class PostFields(TypedDict, total=False):
    """What a post of a test may be made of; all but the title may be left out."""

    title: str
    text: str
    code: str
    headings: Mapping[str, str]
    """Heading → text below it."""
    tags: Sequence[str]
    categories: Sequence[str]
    authors: Sequence[str]
    date: str
    """``2025-10-30`` or ``2025-10-30T22:03:02``, in the time zone of Tokyo."""
    excerpt: str
    image: str
    lang: str
    site: str
    url: str
    fields: Mapping[str, tuple[Value, ...]]
    """Values of the owner's own fields."""


Post = PostFields | str | tuple[str, str]
"""A text, a title and a text, or fields."""

T = TypeVar("T")


def build_index(tmp_path: Path, posts: Mapping[str, Post], fields: FieldTable = BUILT_IN) -> Path:
    """Indexes posts by id, and gives the data folder.

    >>> build_index(tmp_path, {"a": "東京へ行った", "b": {"title": "大阪", "tags": ["旅"]}})
    """
    documents = [make_document(name, post) for name, post in posts.items()]
    return write_index(tmp_path, documents, fields)


def write_index(folder: Path, documents: Sequence[Document], fields: FieldTable = BUILT_IN) -> Path:
    """Indexes documents in one process, and gives the data folder."""
    data = folder / "data"
    store = local_store(data)
    sites = sites_of(documents)
    index_documents(documents, store, AnalyzerChoice("janome"), jobs=1, sites=sites, fields=fields)
    return data


def served_segments(data: Path) -> tuple[SegmentRef, ...]:
    """The segments of what is served from a data folder."""
    return segments_of(data, local_store(data).current())


def write_by_another_version(data: Path, analyzer: str = "") -> None:
    """Makes what is served from a data folder something that another analyzer or format wrote.

    Of another format nothing is known but its version and the names of its sites.
    """
    manifest = data / "generations" / local_store(data).current_name() / "manifest"
    content = unsealed(manifest.read_bytes())
    if analyzer:
        content["analyzer"]["fingerprint"] = analyzer
    else:
        content = {"format_version": 1, "sites": content["sites"]}
    manifest.write_bytes(sealed(content))


def index_with(
    settings: Settings,
    documents: Sequence[Document],
    dictionary: Path | None = None,
    data: Path | None = None,
    fields: FieldTable = BUILT_IN,
) -> Searcher:
    """The searcher over documents, kept and found by the engine of the settings.

    A folder of its own has an index of its own, in a cluster as well.
    """
    data = data or settings.data / "data"
    choice = AnalyzerChoice("janome", dictionary)
    store, sites = open_store(settings, data), sites_of(documents)
    index_documents(documents, store, choice, jobs=1, sites=sites, fields=fields)
    return live_searcher(settings, data, warm=False).current()


def sites_of(documents: Sequence[Document]) -> list[SiteRecord]:
    """What readers are told of the sites that documents name."""
    names = sorted({document.site for document in documents} - {""})
    return [SiteRecord(name, "plain", "", "Asia/Tokyo", name, "ja") for name in names]


def open_live(data: Path, synonyms: Path | None = None) -> LiveSearcher:
    """The searcher of a data folder, over columns."""
    return live_searcher(Settings(data=data, synonyms=synonyms), warm=False)


def open_columns(data: Path, synonyms: Path | None = None) -> ColumnSearcher:
    """The searcher of what is served from a data folder, with all that is in it."""
    return cast(ColumnSearcher, open_live(data, synonyms).current())


def everything(view: View) -> ColumnVisible:
    """What whoever may see all posts sees."""
    return ColumnVisible(view, view.live, everything=True)


def make_records(documents: Sequence[Document]) -> list[Record]:
    """What Janome makes of documents."""
    pool = InProcess(Tools(AnalyzerChoice("janome")))
    return list(analyzed(pool, documents, Stopwatch()))


def make_document(identity: str, post: Post) -> Document:
    """The document of a post."""
    fields = _fields(post)
    sections = [Section("", 0, "", fields.get("text", ""), fields.get("code", ""))]
    for heading, text in fields.get("headings", {}).items():
        sections.append(Section(heading, 2, heading, text, ""))
    date = fields.get("date")
    return Document(
        id=identity,
        site=fields.get("site", ""),
        path=identity,
        url=fields.get("url", f"/{identity}/"),
        title=fields.get("title", ""),
        date=datetime.fromisoformat(date).replace(tzinfo=TOKYO) if date else None,
        categories=tuple(fields.get("categories", ())),
        tags=tuple(fields.get("tags", ())),
        authors=tuple(fields.get("authors", ())),
        lang=fields.get("lang", "ja"),
        excerpt=fields.get("excerpt", ""),
        image=fields.get("image", ""),
        sections=tuple(sections),
        fields=fields.get("fields", {}),
    )


def _fields(post: Post) -> PostFields:
    if isinstance(post, str):
        return {"text": post}
    if isinstance(post, tuple):
        title, text = post
        return {"title": title, "text": text}
    return post


def write_site(root: Path, posts: Mapping[str, str], config: str = "timezone: Asia/Tokyo") -> Path:
    """Writes a Jekyll site: file names of ``_posts`` → what stands in them."""
    (root / "_posts").mkdir(parents=True, exist_ok=True)
    (root / "_config.yml").write_text(config, "utf-8")
    for name, text in posts.items():
        (root / "_posts" / name).write_text(text, "utf-8")
    return root


def post_source(title: str, text: str, **fields: str) -> str:
    """A source file with front matter: ``post_source("東京", "晴れ。", tags="[天気]")``."""
    front = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\n{front}---\n{text}\n"


def run_async(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, from a thread of its own: a browser may keep a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
