"""tantivy, a compiled engine in the manner of Lucene, over words that MeCab found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.corpus import BenchPost
from tests.bench.engines import PAGE
from tests.bench.engines.words import passage, spaced, words_of

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
        hits = self._searcher.search(self._query(words_of(query)), PAGE).hits
        return len([self._searcher.doc(address)["title"] for _, address in hits])

    def full(self, query: str) -> int:
        words = words_of(query)
        asked = self._query(words)
        hits = self._searcher.search(asked, PAGE).hits
        self._searcher.aggregate(asked, _COUNTS)
        texts = (self._searcher.doc(address)["body"][0] for _, address in hits)
        return len([passage(text, words) for text in texts])
