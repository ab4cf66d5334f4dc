"""bm25s: BM25 scores in sparse matrices; it ranks, and does nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.corpus import BenchPost
from tests.bench.engines import PAGE
from tests.bench.engines.words import content_words


class Bm25sWords:
    """Over base forms that MeCab found, title and text together."""

    def build(self, site: Path, posts: Sequence[BenchPost], folder: Path) -> dict[str, float]:
        bm25s: Any = import_module("bm25s")
        began = time.perf_counter()
        words = [content_words(post.title) + content_words(post.text) for post in posts]
        written = time.perf_counter()
        ranker = bm25s.BM25()
        ranker.index(words, show_progress=False)
        ranker.save(str(folder / "bm25s"))
        titles = [post.title for post in posts]
        (folder / "titles.json").write_text(json.dumps(titles), "utf-8")
        return {"tokenise": written - began, "write": time.perf_counter() - written}

    def open(self, folder: Path) -> None:
        bm25s: Any = import_module("bm25s")
        self._ranker = bm25s.BM25.load(str(folder / "bm25s"))
        self._titles = json.loads((folder / "titles.json").read_text("utf-8"))

    def top(self, query: str) -> int:
        words = [word for word in content_words(query) if word in self._ranker.vocab_dict]
        if not words:
            return 0
        found, _ = self._ranker.retrieve(
            [words], k=min(PAGE, len(self._titles)), show_progress=False
        )
        return len([self._titles[number] for number in found[0]])

    def full(self, query: str) -> int:
        return self.top(query)
