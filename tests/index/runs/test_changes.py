"""Which files are read again: never one too few, seldom one too many."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.runs.changes import SETTLED_NS, FileChanges, file_stat, find_changes, settled
from index.runs.ledger import FileRecord, Ledger
from index.sites.site import Site, open_site
from tests.support import post_source, write_site

PATH = "_posts/2025-01-01-tokyo.md"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(write_site(tmp_path, {"2025-01-01-tokyo.md": post_source("東京", "雨。")}))


def record_of(site: Site, **changes: object) -> FileRecord:
    stat = file_stat((site.root / PATH).stat())
    record = FileRecord("", PATH, stat=stat, digest="d1", id="tokyo")
    return record._replace(**changes)  # type: ignore[arg-type]


def changes_of(site: Site, record: FileRecord, rules: str = "rules") -> FileChanges:
    ledger = Ledger({"": rules}, {("", PATH): record})
    return find_changes([site], {"": "rules"}, ledger)


def test_a_file_that_was_left_alone_is_not_read(site: Site) -> None:
    record = record_of(site)
    assert changes_of(site, record) == FileChanges((record,), ())


def test_a_new_file_is_read_whatever_it_holds(site: Site) -> None:
    (candidate,) = find_changes([site], {"": "rules"}, Ledger()).candidates
    assert (candidate.path, candidate.known, candidate.digest) == (PATH, None, "")


def test_another_time_size_or_inode_has_the_content_compared(site: Site) -> None:
    for name in ("size", "modified_ns", "inode", "changed_ns"):
        record = record_of(site)
        assert record.stat
        record = record._replace(stat=record.stat._replace(**{name: 1}))
        (candidate,) = changes_of(site, record).candidates
        assert (candidate.known, candidate.digest) == (record, "d1"), name


def test_a_file_moved_into_the_place_of_another_is_compared(site: Site) -> None:
    path = site.root / PATH
    record, status = record_of(site), path.stat()
    fresh = path.with_suffix(".new")
    fresh.write_bytes(path.read_bytes()[::-1])
    os.utime(fresh, ns=(status.st_atime_ns, status.st_mtime_ns))
    fresh.replace(path)
    assert len(changes_of(site, record).candidates) == 1


def test_other_rules_of_the_site_have_it_read_in_any_case(site: Site) -> None:
    (candidate,) = changes_of(site, record_of(site), rules="others").candidates
    assert candidate.digest == ""


def test_what_depends_on_the_day_is_read_every_time(site: Site) -> None:
    (candidate,) = changes_of(site, record_of(site, changes_with_time=True)).candidates
    assert candidate.digest == ""


def test_statistics_of_a_file_in_motion_are_not_trusted(site: Site) -> None:
    os.utime(site.root / PATH, ns=(0, 1_000_000_000_000))
    stat = file_stat((site.root / PATH).stat())
    assert settled(stat, stat.modified_ns + SETTLED_NS) is None
    assert settled(stat, stat.modified_ns + SETTLED_NS + 1) == stat


def test_a_file_that_is_gone_is_in_neither_list(site: Site) -> None:
    record = record_of(site)
    (site.root / PATH).unlink()
    assert changes_of(site, record) == FileChanges((), ())
