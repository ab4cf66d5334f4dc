"""Both engines that write every segment, held to the contract."""

from __future__ import annotations

from pathlib import Path

from index.columns.files import ByteFile
from index.columns.part import ColumnPart
from index.whoosh.part import WhooshPart
from tests.contract.writer_contract import WriterContract


class TestWhooshWriter(WriterContract):
    part = WhooshPart()

    @classmethod
    def ids(cls, folder: Path) -> list[str]:
        records = cls.part.records(folder, range(cls.part.documents(folder)))
        return [record.document.id for record in records]


class TestColumnWriter(WriterContract):
    part = ColumnPart()

    @classmethod
    def ids(cls, folder: Path) -> list[str]:
        return ByteFile(folder / "ids.lines").read_lines()
