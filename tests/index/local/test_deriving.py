"""Columns are made anew from the records: byte for byte, after damage and for a new format."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.columns.part import ColumnPart
from index.durable import sealed, unsealed
from index.errors import DamagedIndexError, IndexMismatchError
from index.local.segments import record_files
from index.progress import Stopwatch
from index.runs.ledger import check
from search.query.params import query_from_values
from tests.search.asking import TODAY
from tests.support import (
    open_live,
    post_source,
    served_segments,
    write_by_another_version,
    write_site,
)
from web.commands.cli import run
from web.engines import local_store

POSTS = {
    "2025-01-01-a.md": post_source("東京の天気", "今日は晴れ。", tags="[天気]"),
    "2025-01-02-b.md": post_source("大阪", "明日は雨。㈱の話。"),
    "2025-01-03-c.md": post_source("京都", "昨日は雪。"),
    "2025-01-04-d.md": post_source("奈良", "鹿がいる。"),
    "2025-01-05-e.md": post_source("宮島", "鹿と鳥居。"),
}


def index(site: Path, data: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAKUIN_TOKENIZER", "janome")
        assert run(["index", str(site), "--data", str(data), "--jobs", "1"]) == 0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(tmp_path_factory.mktemp("site"), POSTS)


@pytest.fixture(scope="module")
def built(site: Path) -> Path:
    """An index with a post that has been deleted since."""
    data = site.parent / f"{site.name}-data"
    index(site, data)
    (site / "_posts" / "2025-01-04-d.md").unlink()
    index(site, data)
    (segment,) = served_segments(data)
    assert len(segment.deleted) == 1
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "data"))


def folder_of(data: Path) -> Path:
    return served_segments(data)[0].path


def columns(data: Path) -> dict[str, bytes]:
    """The files of the columns of what is served."""
    return {path.name: path.read_bytes() for path in (folder_of(data) / "columns").iterdir()}


def found(data: Path, text: str) -> list[str]:
    searcher = open_live(data).current()
    return [hit.title for hit in searcher.search(query_from_values({"q": text}, TODAY)).hits]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


DAMAGE: dict[str, Callable[[Path], None]] = {
    "a file cut": lambda folder: cut(folder / "triple_docs.bin"),
    "a bit flipped": lambda folder: flip(folder / "lengths.npy"),
    "a file gone": lambda folder: (folder / "ids.lines").unlink(),
    "all of it gone": lambda folder: shutil.rmtree(folder),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_columns_are_named_and_mended_byte_for_byte(
    built: Path, data: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    DAMAGE[damage](folder_of(data) / "columns")
    assert run(["check", "--data", str(data)]) == 1
    told = capsys.readouterr()
    assert "columns/" in told.out + told.err
    assert "check --repair" in told.err
    assert run(["check", "--repair", "--data", str(data)]) == 0
    assert "sound" in capsys.readouterr().err
    assert columns(data) == columns(built)
    assert found(data, "雨") == ["大阪"]
    assert found(data, "鹿") == ["宮島"]  # the other one was deleted, and stays so


def test_columns_that_say_something_else_than_the_records_are_mended(
    built: Path, data: Path
) -> None:
    """The checksums are right, as after a fault of the software."""
    folder = folder_of(data)
    flip(folder / "columns" / "lengths.npy")
    (folder / "files").unlink()
    record_files(folder, {"columns": ColumnPart.version})
    assert check(local_store(data)).problems
    assert run(["check", "--repair", "--data", str(data)]) == 0
    assert columns(data) == columns(built)


def test_a_sound_index_is_left_alone(data: Path) -> None:
    store = local_store(data)
    name = store.current_name()
    with store.exclusive():
        assert store.repair(Stopwatch()).name == name


def test_damaged_records_are_nothing_to_derive_from(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in folder_of(data).glob("whoosh/*.trm"):
        flip(path)
    flip(folder_of(data) / "columns" / "lengths.npy")
    assert run(["check", "--repair", "--data", str(data)]) == 1
    told = capsys.readouterr().err
    assert "whoosh/" in told
    assert "sakuin index --full SITE" in told


def test_columns_of_another_version_are_made_anew_by_whoever_opens_them(
    built: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, sound = local_store(data).current_name(), columns(built)
    monkeypatch.setattr(ColumnPart, "version", ColumnPart.version + 1)
    assert found(data, "雨") == ["大阪"]
    after = local_store(data).current_name()
    assert after > before
    assert columns(data) == sound
    assert check(local_store(data)).problems == ()
    assert local_store(data).current_name() == after


def test_a_run_goes_on_from_columns_of_another_version(
    site: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ColumnPart, "version", ColumnPart.version + 1)
    (site / "_posts" / "2025-01-05-e.md").rename(tmp_path / "e.md")
    index(site, data)
    assert check(local_store(data)).problems == ()
    assert found(data, "鹿") == []
    assert found(data, "雨") == ["大阪"]


def test_while_another_run_writes_they_wait(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ColumnPart, "version", ColumnPart.version + 1)
    with local_store(data).exclusive(), pytest.raises(IndexMismatchError, match="another run"):
        local_store(data).current()
    assert found(data, "雨") == ["大阪"]


def test_of_an_old_record_nothing_can_be_derived(data: Path) -> None:
    write_by_another_version(data)
    with pytest.raises(IndexMismatchError, match="sakuin index SITE"):
        local_store(data).current()
    with local_store(data).exclusive(), pytest.raises(IndexMismatchError):
        local_store(data).repair(Stopwatch())


def test_a_segment_of_a_time_without_versions_is_derived_anew(data: Path) -> None:
    files = folder_of(data) / "files"
    files.write_bytes(sealed({"files": unsealed(files.read_bytes())["files"]}))
    assert found(data, "雨") == ["大阪"]
    assert check(local_store(data)).problems == ()


def test_an_unreadable_list_of_files_is_damage_that_only_a_run_mends(data: Path) -> None:
    (folder_of(data) / "files").write_bytes(b"?")
    with (
        local_store(data).exclusive(),
        pytest.raises(DamagedIndexError, match="cannot be read"),
    ):
        local_store(data).repair(Stopwatch())
