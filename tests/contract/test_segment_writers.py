"""Both engines that write every segment, held to the contract."""

from __future__ import annotations

from pathlib import Path

from index.columns.reader import ColumnSegment
from index.columns.writer import ColumnWriter
from index.whoosh.store import WhooshWriter, open_whoosh, stored_document
from tests.contract.writer_contract import WriterContract


class TestWhooshWriter(WriterContract):
    start = WhooshWriter

    @classmethod
    def ids(cls, folder: Path) -> list[str]:
        with open_whoosh(folder).reader() as reader:
            return [stored_document(fields).id for fields in reader.all_stored_fields()]


class TestColumnWriter(WriterContract):
    start = ColumnWriter

    @classmethod
    def ids(cls, folder: Path) -> list[str]:
        return ColumnSegment(folder).ids
