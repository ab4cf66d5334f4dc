"""A whole index has nothing wrong with it; any change to any file is found."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import index.local.store as local_store_module
from index.columns.part import ColumnPart
from index.errors import UnusableIndexError
from index.local.segments import record_files
from index.runs.ledger import LEDGER_FILE, check, ledger_bytes, read_ledger
from index.whoosh.part import WhooshPart
from tests.support import Post, build_index
from web.engines import local_store

POSTS: dict[str, Post] = {
    "a": {"title": "東京の天気", "text": "今日は晴れ。", "tags": ["天気"], "code": "print(1)"},
    "b": {"title": "大阪", "text": "明日は雨。晴れではない。", "date": "2025-10-30"},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_index(tmp_path_factory.mktemp("built"), POSTS)


def test_a_whole_index_has_no_problems(built: Path) -> None:
    found = check(local_store(built))
    assert found.problems == ()
    assert found.documents == 2
    assert found.terms > 5
    assert found.size == sum(
        path.stat().st_size
        for path in built.glob("segments/*/**/*")
        if path.is_file() and path.name != "files"
    )


def test_a_record_is_read_once_by_each_part(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading them is most of what a check of a large index takes."""
    passes: list[Any] = []
    read = WhooshPart.records

    def counting(part: WhooshPart, folder: Path, numbers: Any) -> Any:
        passes.append(numbers)
        return read(part, folder, numbers)

    monkeypatch.setattr(WhooshPart, "records", counting)
    assert check(local_store(built)).problems == ()
    assert passes == [range(2)] * 2


@pytest.mark.parametrize(
    ("place", "reader"),
    [
        (local_store_module, "check_segments"),
        (local_store_module, "file_problems"),
        (ColumnPart, "differences"),
    ],
)
def test_what_runs_remove_while_it_is_read_is_not_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: object, reader: str
) -> None:
    store = local_store(build_index(tmp_path, POSTS))
    read, runs = getattr(place, reader), iter(range(3))

    def read_slowly(*given: Any, **options: Any) -> Any:
        for number in runs if options.get("content", True) else ():
            build_index(tmp_path, {**POSTS, "c": f"{number}番目"})
        return read(*given, **options)

    monkeypatch.setattr(place, reader, read_slowly)
    assert store.damage() is None
    assert check(store).problems == ()


def test_a_flipped_bit_is_found_in_every_file(built: Path) -> None:
    paths = [path for path in built.glob("segments/*/*/*") if path.stat().st_size]
    assert len(paths) > 20
    for path in paths:
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        try:
            (problem,) = check(local_store(built)).problems
            assert path.name in problem
        finally:
            path.write_bytes(content)


def test_columns_that_say_something_else_than_the_records_are_found(
    built: Path, tmp_path: Path
) -> None:
    """The checksums are right, as after a fault of the software: only the content disagrees."""
    data = tmp_path / "data"
    shutil.copytree(built, data)
    (folder,) = data.glob("segments/*")
    lengths = folder / "columns" / "lengths.npy"
    content = lengths.read_bytes()
    lengths.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    (folder / "files").unlink()
    record_files(folder, {"columns": ColumnPart.version})
    (problem,) = check(local_store(data)).problems
    assert "columns/lengths.npy is not what the records give" in problem


def test_records_of_other_documents_are_found(built: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(built, data)
    (folder,) = data.glob("segments/*")
    path = folder / "documents"
    path.write_bytes(path.read_bytes().replace(b'"a"', b'"x"'))
    (folder / "files").unlink()
    record_files(folder, {"columns": ColumnPart.version})
    assert any("instead of 'x'" in problem for problem in check(local_store(data)).problems)


def test_a_ledger_that_names_other_documents_is_found(built: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(built, data)
    store = local_store(data)
    generation = store.current()
    ledger = read_ledger(store, generation)
    fewer = dict(list(ledger.records.items())[1:])
    store.replace_extra(generation, LEDGER_FILE, ledger_bytes(replace(ledger, records=fewer)))
    (problem,) = check(store).problems
    assert "the ledger names 1 documents, the index holds 2" in problem


def test_a_missing_file_is_found(built: Path) -> None:
    (path,) = built.glob("segments/*/whoosh/*.trm")
    moved = path.rename(path.with_suffix(".moved"))
    try:
        with pytest.raises(UnusableIndexError, match=r"\.trm"):
            check(local_store(built))
    finally:
        moved.rename(path)
