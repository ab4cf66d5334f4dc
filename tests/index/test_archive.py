"""Export and import of a generation: the same posts elsewhere, or nothing at all."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from index.analysis.analyzer import open_analyzer
from index.analysis.choice import AnalyzerChoice
from index.archive import MAGIC, ArchiveError, export_generation, import_generation
from index.archive import _put as put
from index.errors import DamagedIndexError, IndexMismatchError, NoIndexError, SakuinError
from index.local.store import LocalStore
from index.packing import pack
from index.progress import Progress
from index.runs.ledger import LEDGER_FILE, check
from index.store import FORMAT_VERSION, Store
from tests.memory.store import MemoryStore
from tests.support import build_index, make_document, make_records
from web.engines import local_store

EXTRAS = [LEDGER_FILE]


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    posts = {"a": ("東京", "東京の天気"), "b\n\u2028c": ("大阪", "大阪の検索")}
    return local_store(build_index(tmp_path, posts))


def held(store: Store) -> list[bytes]:
    return sorted(pack(record) for record in store.records(store.current()))


@pytest.mark.parametrize("name", ["backup.sakuin", "backup.gz"])
def test_an_index_moves_to_another_folder(store: LocalStore, tmp_path: Path, name: str) -> None:
    archive = export_generation(store, tmp_path / name, EXTRAS)
    other = local_store(tmp_path / "other")
    imported = import_generation(tmp_path / name, other)
    assert imported.documents == archive.documents == 2
    assert (imported.sha256, imported.size) == (archive.sha256, archive.size)
    assert held(other) == held(store)
    assert check(other).problems == ()
    assert other.current().characters == store.current().characters


def test_an_export_and_an_import_tell_how_far_they_are(store: LocalStore, tmp_path: Path) -> None:
    told: list[Progress] = []
    export_generation(store, tmp_path / "backup", EXTRAS, told.append)
    import_generation(tmp_path / "backup", local_store(tmp_path / "other"), told.append)
    assert told == [
        *(Progress("finish", number, 2) for number in (1, 2)),
        *(Progress("index", number) for number in (1, 2)),
    ]


def test_the_same_posts_are_the_same_file_at_any_time(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, now in (("one.gz", 1_000_000_000.0), ("two.gz", 2_000_000_000.0)):
        monkeypatch.setattr("time.time", lambda now=now: now)
        export_generation(store, tmp_path / name, EXTRAS)
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()


def test_an_index_moves_to_another_engine_and_back(store: LocalStore, tmp_path: Path) -> None:
    memory, back = MemoryStore(), local_store(tmp_path / "back")
    export_generation(store, tmp_path / "one", EXTRAS)
    import_generation(tmp_path / "one", memory)
    export_generation(memory, tmp_path / "two", EXTRAS)
    import_generation(tmp_path / "two", back)
    assert held(back) == held(memory) == held(store)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_import_replaces_what_is_served_and_touches_none_of_its_files(
    store: LocalStore, tmp_path: Path
) -> None:
    export_generation(store, tmp_path / "backup", EXTRAS)
    before = store.current()
    files = {
        path: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in store.data.rglob("*")
        if path.is_file() and path.name not in ("current", "lock")
    }
    imported = import_generation(tmp_path / "backup", store)  # the same documents once more
    assert imported.generation > before.name
    assert files == {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}
    assert len(held(store)) == 2


def test_an_export_that_fails_leaves_the_last_one(store: LocalStore, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    target.write_bytes(b"the last one")
    for path in store.data.glob("segments/*/whoosh/*_stored*"):
        path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)
    with pytest.raises(Exception, match=r"."):
        export_generation(store, target, EXTRAS)
    assert target.read_bytes() == b"the last one"
    assert [path.name for path in tmp_path.glob("backup*")] == ["backup"]


def test_an_export_goes_on_beside_a_run(store: LocalStore, tmp_path: Path) -> None:
    with store.exclusive():
        assert export_generation(store, tmp_path / "backup", EXTRAS).documents == 2


def test_an_export_has_all_posts_or_fails(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of nodes, once runs have replaced what was being read."""
    whole = store.records
    monkeypatch.setattr(store, "records", lambda generation: islice(whole(generation), 1))
    with pytest.raises(DamagedIndexError, match="1 of 2 posts"):
        export_generation(store, tmp_path / "backup", EXTRAS)
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize("name", ["backup", "backup.gz"])
def test_a_damaged_archive_changes_nothing(store: LocalStore, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    export_generation(store, path, EXTRAS)
    content = path.read_bytes()
    other = local_store(tmp_path / "other")
    for at in range(0, len(content), max(1, len(content) // 60)):
        damaged = bytearray(content)
        damaged[at] ^= 255
        path.write_bytes(damaged)
        try:
            imported = import_generation(path, other)
        except ArchiveError:
            with pytest.raises(NoIndexError):
                other.current()
        else:  # gzip has bytes that mean nothing, such as its time
            assert held(other) == held(store)
            assert imported.documents == 2
            other = local_store(tmp_path / f"other{at}")


def test_a_shortened_archive_is_refused(store: LocalStore, tmp_path: Path) -> None:
    path = tmp_path / "backup"
    export_generation(store, path, EXTRAS)
    content = path.read_bytes()
    other = local_store(tmp_path / "other")
    for length in (0, 10, 100, len(content) // 2, len(content) - 30, len(content) - 1):
        path.write_bytes(content[:length])
        with pytest.raises(ArchiveError):
            import_generation(path, other)
    with pytest.raises(NoIndexError):
        other.current()
    assert not list((tmp_path / "other").glob("segments/*"))


def archive_of(path: Path, *frames: bytes, compress: bool = False) -> Path:
    """An archive whose checksums are right."""
    with gzip.open(path, "wb") if compress else path.open("wb") as stream:
        for frame in frames:
            put(stream, frame)
    return path


MADE = json.dumps(
    {
        "format_version": FORMAT_VERSION,
        "analyzer": {
            "fingerprint": open_analyzer(AnalyzerChoice()).fingerprint,
            "settings": AnalyzerChoice().settings(),
        },
        "sites": [],
        "fields": [],
    }
).encode()
GOOD = b"R" + pack(make_records([make_document("a", "東京")])[0])


@pytest.mark.parametrize(
    "frames",
    [
        (),
        (b"something else",),
        (MAGIC,),
        (MAGIC, b"[]"),
        (MAGIC, b"null", b"E0"),
        (MAGIC, b"{", b"E0"),
        (MAGIC, b"\xff", b"E0"),
        (MAGIC, b"[" * 100_000, b"E0"),
        (MAGIC, b'{"format_version": %d}' % FORMAT_VERSION, b"E0"),
        (MAGIC, MADE),
        (MAGIC, MADE, b"E1"),
        (MAGIC, MADE, GOOD, b"E0"),
        (MAGIC, MADE, GOOD, b"E1", GOOD),
        (MAGIC, MADE, b"R", b"E1"),
        (MAGIC, MADE, b"R" + b"x" * 200, b"E1"),
        (MAGIC, MADE, b"?", b"E0"),
        (MAGIC, MADE, b"", b"E0"),
        (MAGIC, MADE, b"X../evil\0x", b"E0"),
        (MAGIC, MADE, b"X\0x", b"E0"),
    ],
    ids=range(19),
)
@pytest.mark.parametrize("compress", [False, True])
def test_what_is_none_is_refused(tmp_path: Path, frames: tuple[bytes, ...], compress: bool) -> None:
    path = archive_of(tmp_path / "evil", *frames, compress=compress)
    with pytest.raises(ArchiveError, match="nothing was imported"):
        import_generation(path, local_store(tmp_path / "data"))
    assert not list(tmp_path.rglob("evil*/**"))


def test_an_archive_of_another_format_says_what_to_do(tmp_path: Path) -> None:
    other = MADE.replace(b'"format_version": %d' % FORMAT_VERSION, b'"format_version": 1')
    path = archive_of(tmp_path / "old", MAGIC, other, b"E0")
    with pytest.raises(IndexMismatchError, match="format 1"):
        import_generation(path, local_store(tmp_path / "data"))


TOLD = AnalyzerChoice().settings()
FOREIGN: tuple[Any, ...] = (
    {},
    [],
    None,
    TOLD | {"tokenizer": "kuromoji"},
    TOLD | {"tokenizer": 5},
    TOLD | {"user_dictionary": 5},
    TOLD | {"user_dictionary": "a", "words": "x"},
    TOLD | {"user_dictionary": "a", "words": "令和,れいわ"},
)


@pytest.mark.parametrize("settings", FOREIGN, ids=range(len(FOREIGN)))
def test_an_archive_that_nobody_could_search_here_replaces_nothing(
    store: LocalStore, tmp_path: Path, settings: Any
) -> None:
    made = json.loads(MADE)
    made["analyzer"]["settings"] = settings
    path = archive_of(tmp_path / "other", MAGIC, json.dumps(made).encode(), GOOD, b"E1")
    before = store.current().name
    with pytest.raises(SakuinError):
        import_generation(path, store)
    assert store.current().name == before
