"""What readers find in a data folder, whatever happened to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.errors import (
    DamagedIndexError,
    IndexMismatchError,
    NoIndexError,
)
from index.local.generations import (
    collect_garbage,
    current,
    current_name,
    new_name,
    publish,
    read_extra,
)
from index.local.manifest import Generation, SegmentRef
from index.local.segment_files import record_files
from index.schema import FORMAT_VERSION
from index.store import AnalyzerRecord, SiteRecord

SITE = SiteRecord("", "jekyll", "https://example.jp", "Asia/Tokyo", "日記", "ja")


def make_segment(data: Path, name: str) -> SegmentRef:
    folder = data / "segments" / name
    (folder / "whoosh").mkdir(parents=True)
    (folder / "whoosh" / "terms").write_bytes(b"terms of " + name.encode())
    record_files(folder)
    return SegmentRef(name, folder, documents=10, characters=100, deleted=(2, 5))


def make_generation(data: Path, *segments: SegmentRef) -> Generation:
    return Generation(
        name=new_name(data),
        created=datetime(2025, 10, 30, tzinfo=UTC),
        format_version=FORMAT_VERSION,
        analyzer=AnalyzerRecord("abc", {"tokenizer": "janome"}),
        sites=(SITE,),
        segments=segments,
    )


def published(data: Path, segment: str) -> Generation:
    generation = make_generation(data, make_segment(data, segment))
    publish(data, generation, {"ledger": b"{}"})
    return generation


def test_what_was_published_is_what_is_opened(tmp_path: Path) -> None:
    generation = published(tmp_path, "one")
    assert current(tmp_path) == generation
    assert current_name(tmp_path) == generation.name
    assert generation.documents == 8
    assert read_extra(tmp_path, generation.name, "ledger") == b"{}"


def test_an_empty_folder_says_to_index_first(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError, match="sakuin index"):
        current(tmp_path)
    with pytest.raises(NoIndexError, match="sakuin index"):
        current(tmp_path / "missing")


def test_names_rise_and_never_repeat(tmp_path: Path) -> None:
    names = [published(tmp_path, f"segment{number}").name for number in range(5)]
    assert names == sorted(names)
    assert new_name(tmp_path) != new_name(tmp_path)


def test_another_format_says_to_reindex(tmp_path: Path) -> None:
    generation = make_generation(tmp_path, make_segment(tmp_path, "one"))
    publish(tmp_path, replace(generation, format_version=FORMAT_VERSION + 1), {})
    with pytest.raises(IndexMismatchError, match="run `sakuin index SITE`"):
        current(tmp_path)


@pytest.mark.parametrize(
    "damaged",
    ["current", "generations/*/manifest", "segments/one/files"],
)
def test_a_file_with_other_content_is_noticed(tmp_path: Path, damaged: str) -> None:
    published(tmp_path, "one")
    (path,) = tmp_path.glob(damaged)
    path.write_bytes(path.read_bytes()[:-3] + b"?!\n")
    with pytest.raises(DamagedIndexError, match="--full"):
        current(tmp_path)


def test_a_missing_or_short_segment_file_is_noticed(tmp_path: Path) -> None:
    published(tmp_path, "one")
    terms = tmp_path / "segments" / "one" / "whoosh" / "terms"
    terms.write_bytes(b"short")
    with pytest.raises(DamagedIndexError, match="whoosh/terms"):
        current(tmp_path)
    terms.unlink()
    with pytest.raises(DamagedIndexError, match="whoosh/terms"):
        current(tmp_path)


def test_garbage_collection_keeps_the_served_generation_and_the_one_before(tmp_path: Path) -> None:
    published(tmp_path, "one")
    published(tmp_path, "two")
    third = published(tmp_path, "three")
    collect_garbage(tmp_path)
    kept = {path.name for path in (tmp_path / "segments").iterdir()}
    assert kept == {"two", "three"}
    assert current(tmp_path) == third


def test_a_run_that_publishes_twice_spares_what_it_found(tmp_path: Path) -> None:
    found = published(tmp_path, "one")
    published(tmp_path, "two")
    published(tmp_path, "three")
    collect_garbage(tmp_path, before=found)
    assert {path.name for path in (tmp_path / "segments").iterdir()} == {"one", "three"}


def test_leftovers_of_a_crashed_run_are_removed(tmp_path: Path) -> None:
    generation = published(tmp_path, "one")
    make_segment(tmp_path, "crashed")
    (tmp_path / "generations" / new_name(tmp_path)).mkdir()
    (tmp_path / "import.new" / "segments").mkdir(parents=True)
    (tmp_path / "tokens.new.sqlite-wal").touch()
    collect_garbage(tmp_path)
    assert [path.name for path in (tmp_path / "segments").iterdir()] == ["one"]
    assert [path.name for path in (tmp_path / "generations").iterdir()] == [generation.name]
    assert {path.name for path in tmp_path.iterdir()} == {"current", "generations", "segments"}


def test_leftovers_are_removed_when_nothing_was_ever_published(tmp_path: Path) -> None:
    make_segment(tmp_path, "crashed")
    collect_garbage(tmp_path)
    assert list((tmp_path / "segments").iterdir()) == []
