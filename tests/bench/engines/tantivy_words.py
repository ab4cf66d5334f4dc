"""tantivy, a compiled engine in the manner of Lucene, over words that MeCab found."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.corpus import BenchPost
from tests.bench.engines import PAGE
from tests.bench.engines.words import spaced

BEFORE, PASSAGE = 40, 160
"""Characters before the first occurrence, and of a passage in all."""
_LABELS = ("tag", "category", "month")
_COUNTS = {name: {"terms": {"field": name, "size": 100}} for name in _LABELS}


class TantivyWords:
    """Terms aggregations over fast fields for the counts; for the passages what stands around the
    first occurrence in the stored text: its own snippet generator weighs whole posts and takes
    several times as long as the search.
    """

    def build(self, site: Path, posts: Sequence[BenchPost], folder: Path) -> dict[str, float]:
        tantivy: Any = import_module("tantivy")
        began = time.perf_counter()
        prepared = [(spaced(post.title), spaced(post.text)) for post in posts]
        written = time.perf_counter()
        builder = tantivy.SchemaBuilder()
        for name in ("title", "body"):
            builder.add_text_field(name, stored=True, tokenizer_name="whitespace")
        for name in _LABELS:
            builder.add_text_field(name, stored=True, tokenizer_name="raw", fast=True)
        index = tantivy.Index(builder.build(), path=str(folder))
        writer = index.writer(heap_size=256_000_000)
        for post, (title, body) in zip(posts, prepared, strict=True):
            document = tantivy.Document(title=title, body=body, month=post.month)
            for tag in post.tags:
                document.add_text("tag", tag)
            for category in post.categories:
                document.add_text("category", category)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        return {"tokenise": written - began, "write": time.perf_counter() - written}

    def open(self, folder: Path) -> None:
        self._tantivy: Any = import_module("tantivy")
        self._index = self._tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def _query(self, words: Sequence[str]) -> Any:
        tantivy = self._tantivy
        schema = self._index.schema
        wanted = []
        for word in words:
            fields = [
                (tantivy.Occur.Should, tantivy.Query.term_query(schema, name, word))
                for name in ("title", "body")
            ]
            wanted.append((tantivy.Occur.Must, tantivy.Query.boolean_query(fields)))
        return tantivy.Query.boolean_query(wanted)

    def top(self, query: str) -> int:
        hits = self._searcher.search(self._query(_words(query)), PAGE).hits
        return len([self._searcher.doc(address)["title"] for _, address in hits])

    def full(self, query: str) -> int:
        words = _words(query)
        asked = self._query(words)
        hits = self._searcher.search(asked, PAGE).hits
        self._searcher.aggregate(asked, _COUNTS)
        wanted = re.compile("|".join(map(re.escape, words)))
        passages = []
        for _, address in hits:
            text = self._searcher.doc(address)["body"][0]
            first = wanted.search(text)
            start = max(0, first.start() - BEFORE) if first else 0
            passages.append(wanted.sub(_marked, escape(text[start : start + PASSAGE])))
        return len(passages)


def _words(query: str) -> list[str]:
    return [word for word in spaced(query).split() if any(map(str.isalnum, word))]


def _marked(found: re.Match[str]) -> str:
    return f"<mark>{found[0]}</mark>"
