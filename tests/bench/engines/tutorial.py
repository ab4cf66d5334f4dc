"""Whoosh and Janome as tutorials combine them: one analyzer for indexing and highlighting."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from janome.tokenizer import Tokenizer as Janome
from whoosh.analysis import LowercaseFilter, StopFilter, Token, Tokenizer
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser import MultifieldParser

from index.analysis.janome.lattice import LatticeTokenizer
from index.analysis.morphemes import Piece
from tests.bench.corpus import BenchPost
from tests.bench.engines import PAGE


@lru_cache(maxsize=1)
def _opened(tokenizer: type[Any]) -> Any:
    return tokenizer()


def _janome(text: str) -> Iterator[Any]:
    return iter(_opened(Janome).tokenize(text))


def _same_but_faster(text: str) -> Iterator[Piece]:
    return (morpheme.piece for morpheme in _opened(LatticeTokenizer).tokenize(text))


_source: list[Callable[[str], Iterator[Any]]] = [_janome]
"""What gives the tokens; both give the same."""


class JanomeTokenizer(Tokenizer):  # type: ignore[misc]
    """Base forms, with offsets counted from the surfaces."""

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        token = Token(**options)
        at = len(value) - len(value.lstrip())
        for position, found in enumerate(_source[0](value)):
            token.text = found.base_form if found.base_form != "*" else found.surface
            token.boost = 1.0
            token.pos = position
            token.startchar = at
            at += len(found.surface)
            token.endchar = at
            yield token


class Tutorial:
    """``groupedby`` for the counts, ``highlights`` for the passages."""

    def build(self, site: Path, posts: Sequence[BenchPost], folder: Path) -> dict[str, float]:
        analyzer = JanomeTokenizer() | LowercaseFilter() | StopFilter(minsize=1)
        schema = Schema(
            id=ID(stored=True, unique=True),
            title=TEXT(stored=True, analyzer=analyzer),
            body=TEXT(stored=True, analyzer=analyzer),
            tag=KEYWORD(stored=True, commas=True),
            category=KEYWORD(stored=True, commas=True),
            month=ID(stored=True),
        )
        began = time.perf_counter()
        writer = create_in(str(folder), schema).writer(limitmb=256)
        for post in posts:
            writer.add_document(
                id=post.id,
                title=post.title,
                body=post.text,
                tag=",".join(post.tags),
                category=",".join(post.categories),
                month=post.month,
            )
        added = time.perf_counter()
        writer.commit()
        return {"tokenise and add": added - began, "commit": time.perf_counter() - added}

    def build_quickly(self, site: Path, posts: Sequence[BenchPost], folder: Path) -> None:
        """The same index without the wait, for asking it questions."""
        _source[0] = _same_but_faster
        self.build(site, posts, folder)
        _source[0] = _janome

    def open(self, folder: Path) -> None:
        self._index = open_dir(str(folder))
        self._searcher = self._index.searcher()
        self._parser = MultifieldParser(["title", "body"], self._index.schema)
        self._facets = [
            import_module("whoosh.sorting").FieldFacet(name, allow_overlap=True)
            for name in ("tag", "category", "month")
        ]

    def top(self, query: str) -> int:
        hits = self._searcher.search(self._parser.parse(query), limit=PAGE)
        return len([hit["title"] for hit in hits])

    def full(self, query: str) -> int:
        names = ("tag", "category", "month")
        facets = dict(zip(names, self._facets, strict=True))
        hits = self._searcher.search(self._parser.parse(query), limit=PAGE, groupedby=facets)
        counts = [hits.groups(name) for name in names]
        passages = [hit.highlights("body") for hit in hits]
        return len(passages) if counts else 0
