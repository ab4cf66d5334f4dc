"""A segment is finished and can be read, or there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import index.local.segments
from index.columns.writer import ColumnWriter
from index.errors import DamagedIndexError
from index.local.segment_files import content_problems, quick_check
from index.local.segments import ENGINES, SegmentBuilder
from index.progress import Stopwatch
from tests.contract.corpus import POSTS
from tests.contract.writer_contract import words_of


def test_every_engine_writes_its_folder_and_all_files_are_listed(tmp_path: Path) -> None:
    builder = SegmentBuilder(tmp_path, Stopwatch())
    assert [builder.add(words_of(post)) for post in POSTS[:2]] == [0, 1]
    segment = builder.finish()
    assert segment.documents == 2
    assert {path.name for path in segment.path.iterdir()} == {*ENGINES, "files"}
    assert quick_check(segment.path) is None
    assert list(content_problems(segment.path)) == []


def test_a_segment_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    builder = SegmentBuilder(tmp_path, Stopwatch())
    builder.add(words_of(POSTS[0]))
    builder.abort()
    assert list((tmp_path / "segments").iterdir()) == []


class ForgetfulWriter(ColumnWriter):
    """As a disk that loses what it was given: it reports success, and has less."""

    def add(self, analyzed: Any) -> None:
        if analyzed.document.id != POSTS[1].id:
            super().add(analyzed)


def test_what_cannot_be_read_back_is_never_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.local.segments, "ENGINES", {**ENGINES, "columns": ForgetfulWriter})
    builder = SegmentBuilder(tmp_path, Stopwatch())
    for post in POSTS[:2]:
        builder.add(words_of(post))
    with pytest.raises(DamagedIndexError, match=r"\(2, 1\) can be read back"):
        builder.finish()
