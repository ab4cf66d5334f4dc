"""What became of each file is remembered, and never believed of another generation."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import DamagedIndexError
from index.problems import Problem
from index.runs.ledger import (
    LEDGER_FILE,
    FileRecord,
    FileStat,
    Ledger,
    ledger_bytes,
    read_ledger,
    write_ledger_beside,
)

POST = FileRecord(
    site="blog",
    path="_posts/東京.md",
    stat=FileStat(10, 20, 30),
    digest="d",
    document="e",
    id="blog/_posts/東京.md",
    url="/tokyo/",
    segment="s",
    number=3,
    characters=12,
    changes_with_time=True,
    warnings=(Problem("_posts/東京.md", "duplicate_key", "'tag' stands twice", 4),),
)
DRAFT = FileRecord("", "_drafts/\udcff.md", skipped=Problem("_drafts/\udcff.md", "draft", "下書き"))


def ledger(generation: str, *records: FileRecord) -> Ledger:
    by_key = {(record.site, record.path): record for record in records}
    return Ledger(generation, {"blog": "rules"}, by_key)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose generation 1 knows one post."""
    folder = tmp_path / "generations" / "1"
    folder.mkdir(parents=True)
    (folder / LEDGER_FILE).write_bytes(ledger_bytes(ledger("1", POST)))
    return tmp_path


def test_every_field_comes_back(data: Path) -> None:
    write_ledger_beside(data, ledger("1", POST, DRAFT))
    assert read_ledger(data, "1") == ledger("1", POST, DRAFT)


def test_what_was_learnt_for_another_generation_does_not_count(data: Path) -> None:
    write_ledger_beside(data, ledger("2", POST, DRAFT))
    assert read_ledger(data, "1") == ledger("1", POST)


def test_a_damaged_one_beside_costs_only_what_it_had_learnt(data: Path) -> None:
    write_ledger_beside(data, ledger("1", POST, DRAFT))
    path = data / LEDGER_FILE
    path.write_bytes(path.read_bytes()[:-2])
    assert read_ledger(data, "1") == ledger("1", POST)


def test_damage_to_the_published_one_is_told(data: Path) -> None:
    path = data / "generations" / "1" / LEDGER_FILE
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(DamagedIndexError, match=r"ledger of generation 1.*--full"):
        read_ledger(data, "1")
