"""What became of each source file: how a run sees what has changed since the last one.

The ledger is published beside its generation, since it says which document a file became. A run
that publishes nothing may still learn something (a file was touched but has the same content, a
draft has been added): then the ledger alone is replaced. :func:`check` compares it with the index.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from index.analysis.choice import recorded_choice
from index.durable import sealed, unsealed
from index.errors import DamagedIndexError
from index.progress import OnProgress, silent
from index.store import Check, Generation, Store, read_current

if TYPE_CHECKING:
    from index.problems import Problem


LEDGER_FILE = "ledger"


class FileStat(NamedTuple):
    """What the file system says of a file; as long as it is equal, so is the content.

    That holds only for files that were not changed in the very moment in which they were read:
    see :func:`index.runs.changes.settled`.
    """

    size: int
    modified_ns: int
    inode: int
    changed_ns: int = 0
    """When the inode last changed: who rewrites a file in place may set back every other time."""


class FileRecord(NamedTuple):
    """One source file, and what became of it. A tuple: thousands are made at every start."""

    site: str
    path: str
    stat: FileStat | None = None
    """None if the file has to be read again, whatever the file system says."""
    digest: str = ""
    """Of the content."""
    document: str = ""
    """Digest of the document that it became; empty when it was skipped."""
    id: str = ""
    """Of the document."""
    url: str = ""
    characters: int = 0
    """Of the document's original text."""
    changes_with_time: bool = False
    """Whether another day may bring another outcome: a post dated in the future."""
    skipped: Problem | None = None
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """All source files of a generation by site and path."""

    configurations: dict[str, str] = field(default_factory=dict)
    """By site, the fingerprint of everything beside a post that has a say in what it becomes."""
    records: dict[tuple[str, str], FileRecord] = field(default_factory=dict)
    nameless: str = ""
    """The folder of the site without a name, if there is one."""


def read_ledger(store: Store, generation: Generation) -> Ledger:
    """The ledger of a generation; raises :class:`DamagedIndexError`."""
    try:
        return _parsed(store.extra(generation, LEDGER_FILE))
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        what = f"the ledger of generation {generation.name}: {error}"
        raise DamagedIndexError.of(store, what) from error


def ledger_bytes(ledger: Ledger) -> bytes:
    """The ledger as it is stored."""
    content = sealed(
        {
            "configurations": ledger.configurations,
            "nameless": ledger.nameless,
            "records": [_row(record) for record in ledger.records.values()],
        }
    )
    return zlib.compress(content, 1)  # a quarter of the size, in some milliseconds


def _row(record: FileRecord) -> list[Any]:
    """A record without the names of its fields: a ledger is read at every start."""
    *values, skipped, warnings = record
    return [*values, skipped and asdict(skipped), [asdict(warning) for warning in warnings]]


def _parsed(content: bytes) -> Ledger:
    fields = unsealed(zlib.decompress(content))
    records = (_record(row) for row in fields["records"])
    return Ledger(
        configurations=fields["configurations"],
        records={(record.site, record.path): record for record in records},
        nameless=fields["nameless"],
    )


def _record(row: list[Any]) -> FileRecord:
    *values, skipped, warnings = row
    values[2] = values[2] and FileStat(*values[2])
    from index.problems import Problem

    values += [skipped and Problem(**skipped), tuple(Problem(**one) for one in warnings)]
    return FileRecord(*values)


def check(store: Store, on_progress: OnProgress = silent) -> Check:
    """Reads all of the generation that is served; raises ``UnusableIndexError`` if nobody can.

    One that runs have removed while it was read tells nothing: then the newest is read.
    """
    found = read_current(store, lambda generation: _check(store, generation, on_progress))
    if found.problems and store.current_name() != found.generation:
        return check(store, on_progress)
    return found


def _check(store: Store, generation: Generation, on_progress: OnProgress) -> Check:
    choice = recorded_choice(dict(generation.analyzer.settings))
    generation.require_analyzer(choice.fingerprint())
    found = store.verify(generation, on_progress)
    if found.problems:
        return found
    return replace(found, problems=tuple(_ledger_problems(store, generation, found.ids)))


def _ledger_problems(store: Store, generation: Generation, held: tuple[str, ...]) -> Iterator[str]:
    """The ledger must name every document once."""
    try:
        ledger = read_ledger(store, generation)
    except DamagedIndexError as error:
        yield str(error)
        return
    named = tuple(sorted(record.id for record in ledger.records.values() if record.id))
    if named != held:
        yield f"the ledger names {len(named)} documents, the index holds {len(held)}"
