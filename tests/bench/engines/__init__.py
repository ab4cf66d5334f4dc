"""The engines that are compared, each built and asked as its own tutorials show.

``top`` gives ten hits with their titles; ``full`` adds what a search page needs: counts of tags,
categories and months over all hits, and a highlighted passage of each hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

from tests.bench.corpus import BenchPost

PAGE = 10


class Engine(Protocol):
    """Builds an index, and answers from it."""

    def build(self, site: Path, posts: Sequence[BenchPost], folder: Path) -> dict[str, float]:
        """Indexes the posts of ``site``; seconds by stage."""

    def open(self, folder: Path) -> None:
        """Makes ready to answer from the index in ``folder``."""

    def top(self, query: str) -> int:
        """Finds the best hits; how many."""

    def full(self, query: str) -> int:
        """Finds the best hits, with counts and highlighted passages; how many."""


_CLASSES = {
    "sakuin": ("tests.bench.engines.sakuin", "Sakuin"),
    "sakuin, mecab": ("tests.bench.engines.sakuin", "SakuinMecab"),
    "tutorial (Whoosh, Janome)": ("tests.bench.engines.tutorial", "Tutorial"),
    "FTS5, trigram": ("tests.bench.engines.fts5", "Trigram"),
    "FTS5, MeCab": ("tests.bench.engines.fts5", "Words"),
    "tantivy, MeCab": ("tests.bench.engines.tantivy_words", "TantivyWords"),
    "Lucene, kuromoji": ("tests.bench.engines.lucene", "Lucene"),
    "bm25s, MeCab": ("tests.bench.engines.bm25s_words", "Bm25sWords"),
}
ENGINES = tuple(_CLASSES)
SAKUIN = ("sakuin", "sakuin, mecab")
TUTORIAL = "tutorial (Whoosh, Janome)"
REFERENCE = "tantivy, MeCab"
"""What the ratios of the tables are against."""
WITHOUT_FULL = frozenset({"bm25s, MeCab"})
"""It has neither counts nor passages."""


def make_engine(name: str) -> Engine:
    """The engine of that name, in this process."""
    module, class_name = _CLASSES[name]
    engine: Engine = getattr(import_module(module), class_name)()
    return engine
