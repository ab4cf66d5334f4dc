"""The plain reference engine, held to the contract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.document import Document
from search.searcher import Searcher
from tests.contract.searcher_contract import SearcherContract
from tests.support import index_with
from web.settings import Settings


class TestWhooshSearcher(SearcherContract):
    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path) -> Searcher:
        return index_with(Settings(engine="whoosh", data=folder), documents)
