"""A whole index has nothing wrong with it; any change to any file is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import UnusableIndexError
from index.runs.checking import check
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


def test_a_missing_file_is_found(built: Path) -> None:
    (path,) = built.glob("segments/*/whoosh/*.trm")
    moved = path.rename(path.with_suffix(".moved"))
    try:
        with pytest.raises(UnusableIndexError, match=r"\.trm"):
            check(local_store(built))
    finally:
        moved.rename(path)
