"""The list of a segment's files: what is missing, short or changed is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.local.segments import content_problems, quick_check, record_files


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    for name in ("whoosh/terms", "columns/ids.lines"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"content of " + name.encode())
    record_files(tmp_path, {"columns": 1})
    return tmp_path


def test_a_sound_segment_has_no_problem(segment: Path) -> None:
    assert quick_check(segment) is None
    assert list(content_problems(segment)) == []


def test_a_missing_or_short_file_is_named_without_reading_any(segment: Path) -> None:
    (segment / "whoosh" / "terms").write_bytes(b"short")
    assert "whoosh/terms" in str(quick_check(segment))
    assert "5 bytes instead of 23" in str(quick_check(segment))
    (segment / "whoosh" / "terms").unlink()
    assert "whoosh/terms" in str(quick_check(segment))


def test_a_changed_file_of_the_same_size_is_found_by_reading_it(segment: Path) -> None:
    path = segment / "columns" / "ids.lines"
    path.write_bytes(path.read_bytes().replace(b"content", b"CONTENT"))
    assert quick_check(segment) is None
    assert list(content_problems(segment)) == [
        ("columns/ids.lines", "has changed since it was written")
    ]


def test_a_damaged_list_is_a_problem_itself(segment: Path) -> None:
    (segment / "files").write_bytes(b"?")
    assert "cannot read files" in str(quick_check(segment))
