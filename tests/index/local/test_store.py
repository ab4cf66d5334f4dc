"""What readers find in a data folder, whatever happened to it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from index.errors import (
    DamagedIndexError,
    IndexMismatchError,
    NoIndexError,
    StorageError,
    UnusableIndexError,
)
from index.local.store import LocalStore
from index.progress import Stopwatch
from index.store import Generation
from tests.contract.store_contract import META, RECORDS
from tests.support import served_segments, write_by_another_version
from web.engines import local_store


def publish(store: LocalStore, *numbers: int, base: Generation | None = None) -> Generation:
    """A generation with these records of the corpus, beside those of ``base``."""
    draft = store.begin(base, Stopwatch())
    for number in numbers:
        draft.put(RECORDS[number])
    return draft.publish(META, {"ledger": b"{}"})


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return local_store(tmp_path / "data")


def names(store: LocalStore, folder: str) -> list[str]:
    return sorted(path.name for path in (store.data / folder).iterdir())


def test_an_empty_folder_says_to_index_first(store: LocalStore) -> None:
    with pytest.raises(NoIndexError, match="sakuin index"):
        store.current()
    store.data.mkdir()
    with pytest.raises(NoIndexError, match="sakuin index"):
        store.current()


def test_a_file_is_no_index(store: LocalStore) -> None:
    store.data.touch()
    with pytest.raises(NoIndexError, match="is a file"):
        store.current()


def test_another_format_says_to_reindex(store: LocalStore) -> None:
    publish(store, 0)
    write_by_another_version(store.data)
    with pytest.raises(IndexMismatchError, match="run `sakuin index SITE`"):
        store.current()


@pytest.mark.parametrize(
    "damaged",
    ["current", "generations/*/manifest", "segments/*/files"],
)
def test_a_file_with_other_content_is_noticed(store: LocalStore, damaged: str) -> None:
    publish(store, 0)
    (path,) = store.data.glob(damaged)
    path.write_bytes(path.read_bytes()[:-3] + b"?!\n")
    with pytest.raises(DamagedIndexError, match="--full"):
        store.current()


@pytest.mark.parametrize("damaged", ["whoosh/*.trm", "columns/term_at.npy", "documents"])
def test_a_missing_or_short_segment_file_is_noticed(store: LocalStore, damaged: str) -> None:
    publish(store, 0)
    (path,) = store.data.glob(f"segments/*/{damaged}")
    path.write_bytes(b"short")
    with pytest.raises(DamagedIndexError, match=path.name):
        store.current()
    path.unlink()
    with pytest.raises(DamagedIndexError, match=path.name):
        store.current()


def test_segments_without_a_document_left_are_dropped(store: LocalStore) -> None:
    first = publish(store, 0)
    second = publish(store, 1, 2, base=first)
    draft = store.begin(second, Stopwatch())
    draft.delete(RECORDS[0].document.id)
    draft.delete(RECORDS[1].document.id)
    draft.publish(META, {})
    (segment,) = served_segments(store.data)
    assert (segment.documents, segment.deleted) == (2, (0,))


def test_collecting_keeps_the_served_generation_and_the_one_before(store: LocalStore) -> None:
    generations = [publish(store, number) for number in range(4)]
    store.collect()
    assert names(store, "generations") == [one.name for one in generations[-2:]]
    assert len(names(store, "segments")) == 2
    assert store.current() == generations[-1]


def test_leftovers_of_a_crashed_run_are_removed(store: LocalStore) -> None:
    generation = publish(store, 0)
    for folder in ("segments/crashed/whoosh", "generations/99999999-abcdef"):
        (store.data / folder).mkdir(parents=True)
    store.begin(generation, Stopwatch()).abort()
    assert names(store, "generations") == [generation.name]
    assert names(store, "segments") == [segment.id for segment in served_segments(store.data)]


def test_leftovers_are_removed_when_nothing_was_ever_published(store: LocalStore) -> None:
    (store.data / "segments" / "crashed").mkdir(parents=True)
    store.begin(None, Stopwatch()).abort()
    assert names(store, "segments") == []


@pytest.mark.parametrize("gone", [False, True])
def test_segments_that_nobody_can_name_stay_until_others_are_served(
    store: LocalStore, gone: bool
) -> None:
    """The run that would take their place may fail, and a service still reads them."""
    publish(store, 0)
    (served,) = names(store, "segments")
    (manifest,) = store.data.glob("generations/*/manifest")
    manifest.write_bytes(b"?")
    if gone:  # or the folder is closed to this user
        shutil.rmtree(manifest.parent)
    store.begin(None, Stopwatch()).abort()
    assert names(store, "segments") == [served]
    for number in (1, 2):
        publish(store, number)
        store.collect()
    assert len(names(store, "segments")) == 2
    assert served not in names(store, "segments")


@pytest.mark.parametrize("closed", ["", "current", "generations/*", "segments/*"])
def test_what_this_user_may_not_read_is_not_taken_for_damaged(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    """As after a run by root: it would be written anew, in the place of what is served."""
    publish(store, 0)
    (path,) = store.data.glob(closed) if closed else [store.data]
    for file in (path, *path.glob("*")):
        if file.is_file():
            file.write_bytes(b"\xff")  # root reads whatever it likes
    with monkeypatch.context() as patch:
        patch.setattr("os.access", lambda file, mode: mode == os.F_OK or Path(file) != path)
        with pytest.raises(UnusableIndexError, match="may not be used by this user") as told:
            store.current()
    assert not isinstance(told.value, DamagedIndexError)


def test_a_file_of_a_segment_that_may_not_be_read_is_not_told_as_changed(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, 0)
    (path,) = store.data.glob("segments/*/documents")
    path.write_bytes(b"\xff")
    monkeypatch.setattr("os.access", lambda file, mode: mode == os.F_OK or Path(file) != path)
    assert str(store.damage()).startswith(f"{path} may not be used by this user")


def test_many_small_drafts_are_merged_from_their_records(store: LocalStore) -> None:
    generation = None
    for number in range(6):
        generation = publish(store, number, base=generation)
    assert generation
    assert len(served_segments(store.data)) == 6
    before = [*store.records(generation)]
    merged = store.tidy(Stopwatch())
    assert merged.name > generation.name
    assert len(served_segments(store.data)) < 6
    assert {record.document.id for record in store.records(merged)} == {
        record.document.id for record in before
    }
    assert store.extra(merged, "ledger") == b"{}"
    assert store.verify(merged).problems == ()
    assert store.tidy(Stopwatch()) == merged


def test_what_is_served_survives_a_publishing_that_fails_at_the_last_moment(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rename has happened, but the folder cannot be synced: new or old, never neither."""
    first = publish(store, 0)
    draft = store.begin(first, Stopwatch())
    draft.put(RECORDS[1])

    def refuse(folder: Path) -> None:
        if folder == store.data:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr("index.durable.sync", refuse)
    with pytest.raises(StorageError):
        draft.publish(META, {})
    draft.abort()
    assert len([*store.records(store.current())]) in (1, 2)
    assert store.damage() is None


def test_readers_find_another_generation_when_theirs_has_gone(store: LocalStore) -> None:
    first = publish(store, 0)
    name = first.name
    for number in range(1, 4):
        publish(store, number)
    store.collect()
    with pytest.raises(DamagedIndexError):
        store.extra(first, "ledger")
    assert store.current().name > name


@pytest.mark.parametrize("identity", ["a\nb.md", "a\u2028b.md", "a\x0b\x0c\x1c\x85b.md", "a\r\nb"])
def test_names_with_line_breaks_are_kept(store: LocalStore, identity: str) -> None:
    from tests.support import make_document, make_records

    (record,) = make_records([make_document(identity, {"title": "題", "tags": ["a\nb"]})])
    draft = store.begin(None, Stopwatch())
    draft.put(record)
    generation = draft.publish(META, {})
    assert store.verify(generation).problems == ()
    (found,) = store.records(generation)
    assert found.document == record.document
