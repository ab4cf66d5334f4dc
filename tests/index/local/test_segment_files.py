"""The list of a segment's files: what is missing, short or changed is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.local.segments import file_problems, record_files


def problems(segment: Path, *, content: bool = False) -> list[tuple[str, str]]:
    return list(file_problems(segment, content=content))


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    for name in ("whoosh/terms", "columns/ids.lines"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"content of " + name.encode())
    record_files(tmp_path, {"columns": 1})
    return tmp_path


def test_a_sound_segment_has_no_problem(segment: Path) -> None:
    assert problems(segment) == problems(segment, content=True) == []


def test_a_missing_or_short_file_is_named_without_reading_any(segment: Path) -> None:
    (segment / "whoosh" / "terms").write_bytes(b"short")
    assert problems(segment) == [("whoosh/terms", "has 5 bytes instead of 23")]
    (segment / "whoosh" / "terms").unlink()
    assert problems(segment) == [("whoosh/terms", "cannot be read: No such file or directory")]


def test_a_changed_file_of_the_same_size_is_found_by_reading_it(segment: Path) -> None:
    path = segment / "columns" / "ids.lines"
    path.write_bytes(path.read_bytes().replace(b"content", b"CONTENT"))
    assert problems(segment) == []
    changed = [("columns/ids.lines", "has changed since it was written")]
    assert problems(segment, content=True) == changed


def test_a_damaged_list_is_a_problem_itself(segment: Path) -> None:
    (segment / "files").write_bytes(b"?")
    ((name, problem),) = problems(segment)
    assert name == "files"
    assert "cannot be read" in problem
