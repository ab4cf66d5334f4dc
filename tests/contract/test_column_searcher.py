"""The engine that serves, held to the contract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.document import Document
from search.searcher import Searcher
from tests.contract.searcher_contract import SearcherContract
from tests.support import open_live, write_index


class TestColumnSearcher(SearcherContract):
    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path) -> Searcher:
        return open_live(write_index(folder, documents)).refresh()
