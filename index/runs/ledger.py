"""What became of each source file: how a run sees what has changed since the last one.

The ledger is published with its generation, since it says which document of which segment a file
became. A run that publishes nothing may still learn something (a file was touched but has the
same content, a draft has been added); that goes to a ledger beside, which counts for as long as
the generation that it names is the one that is served.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from index.errors import DamagedIndexError
from index.local.durable import storage_errors, write_file
from index.local.generations import read_extra
from index.local.manifest import sealed, unsealed

if TYPE_CHECKING:
    from index.problems import Problem

LEDGER_FILE = "ledger"


class FileStat(NamedTuple):
    """What the file system says of a file; as long as it is equal, so is the content.

    That holds only for files that were not changed in the very moment in which they were read:
    see :func:`index.runs.changes.is_settled`.
    """

    size: int
    modified_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One source file, and what became of it."""

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
    segment: str = ""
    number: int = 0
    """The document's number in that segment."""
    characters: int = 0
    changes_with_time: bool = False
    """Whether another day may bring another outcome: a post dated in the future."""
    skipped: Problem | None = None
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """All source files of a generation by site and path."""

    generation: str
    configurations: dict[str, str] = field(default_factory=dict)
    """By site, the fingerprint of everything beside a post that has a say in what it becomes."""
    records: dict[tuple[str, str], FileRecord] = field(default_factory=dict)


def read_ledger(data: Path, generation: str) -> Ledger:
    """The newest ledger of a generation; raises :class:`DamagedIndexError`."""
    published = read_extra(data, generation, LEDGER_FILE)
    try:
        beside = _parsed((data / LEDGER_FILE).read_bytes())
        if beside.generation == generation:
            return beside
    except (OSError, ValueError, KeyError, TypeError):
        pass  # It only saves work: what was published says the same, or less.
    try:
        return _parsed(published)
    except (ValueError, KeyError, TypeError) as error:
        what = f"the ledger of generation {generation}: {error}"
        raise DamagedIndexError.of(data, what) from error


def write_ledger_beside(data: Path, ledger: Ledger) -> None:
    """Keeps what a run has learnt that published nothing."""
    with storage_errors(data):
        write_file(data / LEDGER_FILE, ledger_bytes(ledger))


def ledger_bytes(ledger: Ledger) -> bytes:
    """The ledger as it is stored."""
    return sealed(
        {
            "generation": ledger.generation,
            "configurations": ledger.configurations,
            "records": [_row(record) for record in ledger.records.values()],
        }
    )


def _row(record: FileRecord) -> list[Any]:
    """A record without the names of its fields: a ledger is read at every start."""
    return [
        record.site,
        record.path,
        record.stat,
        record.digest,
        record.document,
        record.id,
        record.url,
        record.segment,
        record.number,
        record.characters,
        record.changes_with_time,
        record.skipped and asdict(record.skipped),
        [asdict(warning) for warning in record.warnings],
    ]


def _parsed(content: bytes) -> Ledger:
    fields = unsealed(content)
    records = (_record(row) for row in fields["records"])
    return Ledger(
        generation=fields["generation"],
        configurations=fields["configurations"],
        records={(record.site, record.path): record for record in records},
    )


def _record(row: list[Any]) -> FileRecord:
    *values, skipped, warnings = row
    values[2] = values[2] and FileStat(*values[2])
    values += [skipped and _problem(skipped), tuple(map(_problem, warnings))]
    return FileRecord(*values)


def _problem(fields: dict[str, Any]) -> Problem:
    from index.problems import Problem

    return Problem(**fields)
