"""The fields of the table in the engine that serves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.document import Document
from index.fields import FieldTable
from search.searcher import Searcher
from tests.contract.fields_contract import FieldsContract
from tests.support import open_live, write_index


class TestColumnFields(FieldsContract):
    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path, fields: FieldTable) -> Searcher:
        return open_live(write_index(folder, documents, fields)).refresh()
