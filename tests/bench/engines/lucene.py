"""Lucene with its Japanese analyzer, kuromoji: the library behind Elasticsearch and OpenSearch."""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.corpus import BenchPost
from tests.bench.engines import PAGE
from tests.bench.engines.words import passage, words_of
from tests.cluster.jars import CACHE, copy_jars

VERSION = "9.12.3"
"""The newest that runs on Java 17, as OpenSearch 2.19 does."""
_ARTIFACTS = ("analysis-kuromoji", "queryparser", "facet")
_TEXTS = ("title", "body")
_LABELS = ("tag", "category", "month")


def _java() -> Any:
    """``JClass`` of a virtual machine that has Lucene; started once, its jars fetched once."""
    jpype: Any = import_module("jpype")
    if not jpype.isJVMStarted():
        jars = CACHE / f"lucene-{VERSION}"
        if not jars.is_dir():
            new = jars.with_suffix(".new")
            copy_jars(new, *(f"org.apache.lucene:lucene-{name}:{VERSION}" for name in _ARTIFACTS))
            new.rename(jars)
        jpype.startJVM(classpath=[str(jars / "*")], convertStrings=True)
    return lambda name: jpype.JClass(f"org.apache.lucene.{name}")


class Lucene:
    """Sorted doc values and ``lucene-facet`` for the counts; passages as for tantivy, from the
    stored text.
    """

    def build(self, site: Path, posts: Sequence[BenchPost], folder: Path) -> dict[str, float]:
        java = _java()
        began = time.perf_counter()
        config = java("facet.FacetsConfig")()
        for name in _LABELS:
            config.setMultiValued(name, True)
            config.setIndexFieldName(name, f"facet_{name}")
        text, stored = java("document.TextField"), java("document.Field$Store").YES
        facet = java("facet.sortedset.SortedSetDocValuesFacetField")
        settings = java("index.IndexWriterConfig")(_analyzer(java)).setRAMBufferSizeMB(256)
        writer = java("index.IndexWriter")(_directory(java, folder), settings)
        for post in posts:
            document = java("document.Document")()
            for name, value in zip(_TEXTS, (post.title, post.text), strict=True):
                document.add(text(name, value, stored))
            values = zip(_LABELS, (post.tags, post.categories, (post.month,)), strict=True)
            for name, of_post in values:
                for value in filter(None, of_post):
                    document.add(facet(name, value))
            writer.addDocument(config.build(document))
        writer.close()
        return {"index": time.perf_counter() - began}

    def open(self, folder: Path) -> None:
        self._java = java = _java()
        reader = java("index.DirectoryReader").open(_directory(java, folder))
        self._searcher = java("search.IndexSearcher")(reader)
        self._parser = java("queryparser.classic.MultiFieldQueryParser")(_TEXTS, _analyzer(java))
        self._parser.setDefaultOperator(java("queryparser.classic.QueryParser$Operator").AND)
        self._counts = java("facet.sortedset.SortedSetDocValuesFacetCounts")
        states = java("facet.sortedset.DefaultSortedSetDocValuesReaderState")
        config = java("facet.FacetsConfig")()
        self._states = {}
        for name in _LABELS:
            config.setIndexFieldName(name, f"facet_{name}")
            self._states[name] = states(reader, f"facet_{name}", config)

    def _query(self, query: str) -> Any:
        return self._parser.parse(self._parser.escape(query))

    def top(self, query: str) -> int:
        found = self._searcher.search(self._query(query), PAGE).scoreDocs
        stored = self._searcher.storedFields()
        return len([stored.document(hit.doc).get("title") for hit in found])

    def full(self, query: str) -> int:
        collectors = self._java("facet.FacetsCollector")
        collector = collectors()
        found = collectors.search(self._searcher, self._query(query), PAGE, collector).scoreDocs
        for name, state in self._states.items():
            self._counts(state, collector).getTopChildren(100, name, [])
        words = words_of(query)
        stored = self._searcher.storedFields()
        return len([passage(str(stored.document(hit.doc).get("body")), words) for hit in found])


def _analyzer(java: Any) -> Any:
    return java("analysis.ja.JapaneseAnalyzer")()


def _directory(java: Any, folder: Path) -> Any:
    paths: Any = import_module("jpype").JClass("java.nio.file.Paths")
    return java("store.FSDirectory").open(paths.get(str(folder)))
