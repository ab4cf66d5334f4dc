"""Which source files have to be read: those that may have changed since the last run.

As in git, a file whose size, time of change and inode are as they were has the content that it
had. That is only certain when the file had been left alone for a while when it was read: two
changes within the resolution of the clock leave the same time. So for a file that had just been
changed no such statistics are kept, and the next run compares its content (*racily clean*).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path, PurePath

from index.runs.ledger import FileRecord, FileStat, Ledger
from index.sites.site import Site

SETTLED_NS = 2_000_000_000
"""Nanoseconds after a change until its time is certain: the coarsest file systems count in
steps of two seconds."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that has to be read."""

    site: int
    """Which of the run's sites."""
    path: str
    """Relative to the site's root."""
    size: int
    """Bytes."""
    known: FileRecord | None
    """What the last run made of it."""
    digest: str
    """If the content has this digest, the outcome is as known; empty: read it in any case."""


@dataclass(frozen=True, slots=True)
class FileChanges:
    """All files of a run: each is either unchanged or has to be read."""

    unchanged: tuple[FileRecord, ...]
    candidates: tuple[Candidate, ...]


def find_changes(
    sites: Sequence[Site], configurations: dict[str, str], ledger: Ledger
) -> FileChanges:
    """Compares the files of all sites with the ledger; ``configurations`` are today's."""
    unchanged: list[FileRecord] = []
    candidates: list[Candidate] = []
    for number, site in enumerate(sites):
        same_rules = ledger.configurations.get(site.name) == configurations[site.name]
        paths = tuple(site.files())
        unchanged.extend(_shut_in(site, {*paths}, ledger))
        for path in paths:
            known = ledger.records.get((site.name, path))
            stat = _current_stat(site, path)
            if known and same_rules and not known.changes_with_time:
                if stat == known.stat:
                    unchanged.append(known)
                    continue
                digest = known.digest
            else:
                digest = ""
            candidates.append(Candidate(number, path, stat.size, known, digest))
    return FileChanges(tuple(unchanged), tuple(candidates))


def _shut_in(site: Site, paths: Set[str], ledger: Ledger) -> Iterator[FileRecord]:
    """What was read of files that are in none of the ``paths`` because their folder cannot be read
    at the moment: it stays, as nobody has taken it away."""
    is_shut = cache(partial(_is_shut, site.root))
    for (name, path), known in ledger.records.items():
        if name == site.name and path not in paths:
            above = (str(folder) for folder in PurePath(path).parents)
            if any(folder in paths and is_shut(folder) for folder in above):
                yield known


def _is_shut(root: Path, folder: str) -> bool:
    try:
        os.scandir(root / folder).close()
    except OSError as error:
        return not isinstance(error, (FileNotFoundError, NotADirectoryError))
    return False


def _current_stat(site: Site, path: str) -> FileStat:
    try:
        return file_stat(os.stat(f"{site.root}/{path}"))  # noqa: PTH116  (pathlib: 20 µs a file)
    except OSError:
        # It has gone since the folder was listed, or may not be looked at: reading it will tell.
        return FileStat(0, 0, 0)


def file_stat(stat: os.stat_result) -> FileStat:
    """The part of the statistics that changes when the content does."""
    return FileStat(stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_ctime_ns)


def settled(stat: FileStat, read_ns: int) -> FileStat | None:
    """``stat`` if a later change is sure to show in it, for a file read at ``read_ns``."""
    return stat if stat.modified_ns + SETTLED_NS < read_ns else None
