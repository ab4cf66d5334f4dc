"""A segment is finished and can be read, or there is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.columns.part import ColumnPart
from index.columns.writer import ColumnWriter
from index.errors import DamagedIndexError
from index.local.segments import (
    DOCUMENTS_FILE,
    SegmentBuilder,
    SegmentWriter,
    documents_of,
    file_problems,
)
from index.progress import Stopwatch
from index.record import Record
from index.whoosh.part import WhooshPart
from tests.contract.corpus import POSTS
from tests.contract.writer_contract import words_of

PARTS = (WhooshPart(), ColumnPart())


def test_every_engine_writes_its_folder_and_all_files_are_listed(tmp_path: Path) -> None:
    builder = SegmentBuilder(tmp_path, PARTS, Stopwatch())
    assert [builder.add(words_of(post)) for post in POSTS[:2]] == [0, 1]
    segment = builder.finish()
    assert segment.documents == 2
    assert [identity for identity, _ in documents_of(segment)] == [post.id for post in POSTS[:2]]
    names = {path.name for path in segment.path.iterdir()}
    assert names == {"whoosh", "columns", DOCUMENTS_FILE, "files"}
    assert list(file_problems(segment.path, content=True)) == []


def test_a_segment_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    builder = SegmentBuilder(tmp_path, PARTS, Stopwatch())
    builder.add(words_of(POSTS[0]))
    builder.abort()
    assert list((tmp_path / "segments").iterdir()) == []


class ForgetfulWriter(ColumnWriter):
    """As a disk that loses what it was given: it reports success, and has less."""

    def add(self, record: Record) -> None:
        if record.document.id != POSTS[1].id:
            super().add(record)


class ForgetfulPart(ColumnPart):
    def start(self, folder: Path) -> SegmentWriter:
        return ForgetfulWriter(folder)


def test_what_cannot_be_read_back_is_never_finished(tmp_path: Path) -> None:
    builder = SegmentBuilder(tmp_path, (WhooshPart(), ForgetfulPart()), Stopwatch())
    for post in POSTS[:2]:
        builder.add(words_of(post))
    with pytest.raises(DamagedIndexError, match="of 2 documents, 1 can be read back"):
        builder.finish()


def test_every_file_and_folder_is_on_the_disk_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[Path] = set()
    fsync = os.fsync

    def note(descriptor: int) -> None:
        synced.add(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    builder = SegmentBuilder(tmp_path, PARTS, Stopwatch())
    builder.add(words_of(POSTS[0]))
    segment = builder.finish()
    written = {segment.path.parent, segment.path, *segment.path.rglob("*")}
    written.discard(segment.path / "files")  # synced under another name, then renamed
    assert written <= synced
