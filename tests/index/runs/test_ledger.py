"""What became of each file is remembered with its generation."""

from __future__ import annotations

import pytest

from index.errors import DamagedIndexError
from index.fields import BUILT_IN
from index.problems import Problem
from index.progress import Stopwatch
from index.runs.ledger import (
    LEDGER_FILE,
    FileRecord,
    FileStat,
    Ledger,
    ledger_bytes,
    read_ledger,
)
from index.store import AnalyzerRecord, Meta
from tests.memory.store import MemoryStore

POST = FileRecord(
    site="blog",
    path="_posts/東京.md",
    stat=FileStat(10, 20, 30),
    digest="d",
    document="e",
    id="blog/_posts/東京.md",
    url="/tokyo/",
    characters=12,
    changes_with_time=True,
    warnings=(Problem("_posts/東京.md", "duplicate_key", "'tag' stands twice", 4),),
)
DRAFT = FileRecord("", "_drafts/\udcff.md", skipped=Problem("_drafts/\udcff.md", "draft", "下書き"))
META = Meta(AnalyzerRecord("abc", {}), (), BUILT_IN)


def ledger(*records: FileRecord) -> Ledger:
    return Ledger({"blog": "rules"}, {(record.site, record.path): record for record in records})


def test_every_field_comes_back() -> None:
    store = MemoryStore()
    content = ledger_bytes(ledger(POST, DRAFT))
    generation = store.begin(None, Stopwatch()).publish(META, {LEDGER_FILE: content})
    assert read_ledger(store, generation) == ledger(POST, DRAFT)


def test_what_a_run_has_learnt_that_published_nothing_is_remembered() -> None:
    store = MemoryStore()
    content = {LEDGER_FILE: ledger_bytes(ledger(POST))}
    generation = store.begin(None, Stopwatch()).publish(META, content)
    store.replace_extra(generation, LEDGER_FILE, ledger_bytes(ledger(POST, DRAFT)))
    assert read_ledger(store, generation) == ledger(POST, DRAFT)


def test_damage_is_told() -> None:
    store = MemoryStore()
    content = ledger_bytes(ledger(POST))[:-2]
    generation = store.begin(None, Stopwatch()).publish(META, {LEDGER_FILE: content})
    with pytest.raises(DamagedIndexError, match=r"ledger of generation .*--full"):
        read_ledger(store, generation)
