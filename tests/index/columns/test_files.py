"""Arrays and lists of lines: what is written is read again, whatever it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.columns.files import (
    ByteFile,
    document_numbers,
    fixed_point,
    forget_pages,
    mapped_bytes,
    read_array,
    write_array,
    write_lines,
)


@pytest.mark.parametrize(
    "array",
    [
        np.array([], np.uint32),
        np.array([1, 2**32 - 1], np.uint32),
        np.array([-(2**62), 0, 2**62], np.int64),
        np.zeros((3, 0), np.float32),
        np.arange(12, dtype=np.uint32).reshape(3, 4),
    ],
)
def test_an_array_is_read_as_it_was_written(tmp_path: Path, array: NDArray[Any]) -> None:
    write_array(tmp_path, "a", array)
    read = read_array(tmp_path, "a")
    assert read.dtype == array.dtype
    assert read.shape == array.shape
    assert (read == array).all()


def test_a_mapped_array_survives_when_its_pages_are_dropped(tmp_path: Path) -> None:
    write_array(tmp_path, "a", np.arange(100_000))
    array = read_array(tmp_path, "a")
    forget_pages(array)
    assert int(array.sum()) == sum(range(100_000))
    forget_pages(np.arange(3))  # nothing to drop of an array that is not mapped


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells")
def test_pages_that_are_dropped_count_no_more(tmp_path: Path) -> None:
    write_array(tmp_path, "a", np.ones(4_000_000))
    array = read_array(tmp_path, "a")
    before = mapped_bytes()
    array.sum()
    full = mapped_bytes()
    forget_pages(array)
    assert full - before > 20_000_000 < full - mapped_bytes()


@settings(max_examples=50)
@given(lines=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20)))
def test_as_many_lines_are_read_as_were_written(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    write_lines(folder, "l", lines)
    assert ByteFile(folder / "l.lines").read_lines() == lines


def test_line_breaks_of_every_kind_become_spaces(tmp_path: Path) -> None:
    lines = ["a\nb", "c\r\nd", "e\u2028f", "g\x85h", r"i\nj", "\\", "\\\n", "東京", ""]
    write_lines(tmp_path, "l", lines)
    assert ByteFile(tmp_path / "l.lines").read_lines() == lines


def test_frequencies_are_kept_in_halves_and_never_wrap_around() -> None:
    halves = fixed_point(np.array([0.5, 1.0, 10.0, 127.5, 1e9], np.float32))
    assert halves.tolist() == [1, 2, 20, 255, 255]


@pytest.mark.parametrize(
    ("documents", "kind"), [(10, np.uint16), (65_536, np.uint16), (65_537, np.uint32)]
)
def test_document_numbers_take_no_more_bytes_than_they_need(documents: int, kind: type) -> None:
    numbers = document_numbers(np.array([0, documents - 1]), documents)
    assert numbers.dtype == kind
    assert numbers.tolist() == [0, documents - 1]
