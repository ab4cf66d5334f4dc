"""The plain reference engine, held to the contract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.document import Document
from index.fields import FieldTable
from search.searcher import Searcher
from tests.contract.fields_contract import FieldsContract
from tests.contract.searcher_contract import SearcherContract
from tests.support import index_with
from web.settings import Settings


class TestWhooshSearcher(SearcherContract):
    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path) -> Searcher:
        return index_with(Settings(engine="whoosh", data=folder), documents)


class TestWhooshFields(FieldsContract):
    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path, fields: FieldTable) -> Searcher:
        return index_with(Settings(engine="whoosh", data=folder), documents, fields=fields)
