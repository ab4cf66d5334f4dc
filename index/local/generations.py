"""Published generations: what readers open, and how a run replaces it.

A data folder holds::

    current                       the name of the generation that is served, nothing else
    generations/NAME/manifest     its segments, analyzer and sites
    generations/NAME/ledger       what became of each source file (see index.runs.ledger)
    segments/ID/                      immutable segments (see index.local.segments)
    tokens.sqlite, stat.json, lock    the caches and the lock of the writing side

Everything is written beside what is served and synced to disk; then ``current`` is replaced by
one rename. So a crash at any instant leaves the last good generation. That one and the one
before it are kept: whoever has just read ``current`` still finds its files.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from index.errors import (
    DamagedIndexError,
    IndexMismatchError,
    NoIndexError,
    SakuinError,
    UnusableIndexError,
)
from index.local.durable import storage_errors, sync_tree, write_file
from index.local.manifest import (
    SEGMENTS_FOLDER,
    Generation,
    SegmentRef,
    from_json,
    sealed,
    to_json,
    unsealed,
)
from index.local.segment_files import content_problems, quick_check
from index.schema import FORMAT_VERSION

CURRENT_FILE = "current"
GENERATIONS_FOLDER = "generations"
TOKENS_FILE = "tokens.sqlite"
FRESH_TOKENS_FILE = "tokens.new.sqlite"
"""What a run with ``--full`` writes; it takes the place of the other when the run is done."""
IMPORT_FOLDER = "import.new"
"""Where an archive is unpacked and verified before it is published."""
MANIFEST_FILE = "manifest"


def current_name(data: Path) -> str:
    """The name of the generation that is served; cheap enough to ask before each request.

    Raises :class:`NoIndexError` when nothing has been published.
    """
    try:
        return (data / CURRENT_FILE).read_text("ascii").strip()
    except FileNotFoundError:
        raise NoIndexError(f"no index in {data}: run `sakuin index SITE` first") from None
    except NotADirectoryError:
        raise NoIndexError(f"{data} is a file: name the folder of an index") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedIndexError.of(data, f"{CURRENT_FILE} cannot be read: {error}") from error


def current(data: Path) -> Generation:
    """The generation that is served; its files have the sizes that they should have.

    Raises :class:`NoIndexError`, :class:`IndexMismatchError` when another version of Sakuin
    wrote it, or :class:`DamagedIndexError` when files are missing or cut short.
    """
    name = current_name(data)
    while True:
        try:
            return _open(data, name)
        except DamagedIndexError:
            # Two runs may have been published since the name was read, and its files removed.
            newer = current_name(data)
            if newer == name:
                raise
            name = newer


def served_sites(data: Path) -> tuple[str, ...]:
    """Names of the sites of what is served, whatever version wrote it; none if that is unknown."""
    try:
        manifest = data / GENERATIONS_FOLDER / current_name(data) / MANIFEST_FILE
        return tuple(site["name"] for site in unsealed(manifest.read_bytes())["sites"])
    except (UnusableIndexError, OSError, ValueError, KeyError, TypeError):
        return ()


def find_damage(data: Path) -> DamagedIndexError | None:
    """The first served file that has changed since it was written; reads them all."""
    try:
        generation = current(data)
    except DamagedIndexError as error:
        return error
    except UnusableIndexError:
        return None
    for segment in generation.segments:
        try:
            problem = next(content_problems(segment.path), None)
        except (OSError, ValueError, KeyError) as error:
            problem = f"the list of its files cannot be read: {error}"
        if problem:
            return DamagedIndexError.of(data, f"segment {segment.id}: {problem}")
    return None


@contextmanager
def naming_damage(data: Path) -> Iterator[None]:
    """Raises :class:`DamagedIndexError` for any error within that comes from changed files.

    Changed bytes make a reader fail in any way whatever, and comparing all checksums before is
    too slow: so they are compared when something has failed for no other reason.
    """
    try:
        yield
    except Exception as error:
        damage = None if isinstance(error, SakuinError) else find_damage(data)
        if damage:
            raise damage from error
        raise


def published_names(data: Path) -> tuple[str, ...]:
    """The generations that are in ``data``, the oldest first."""
    return tuple(sorted(path.name for path in (data / GENERATIONS_FOLDER).glob("*")))


def new_name(data: Path) -> str:
    """A name such as ``00000007-3fa91c``: after all in ``data``, and in no other data folder."""
    names = published_names(data)
    number = max((int(name[:8]) for name in names if name[:8].isdecimal()), default=0)
    return f"{number + 1:08d}-{secrets.token_hex(3)}"


def publish(data: Path, generation: Generation, extra: Mapping[str, bytes]) -> None:
    """Makes ``generation`` the one that is served; ``extra`` files are kept beside its manifest.

    Its segments must have been written and synced. Raises :class:`index.errors.StorageError`;
    then the last generation is still served.
    """
    folder = data / GENERATIONS_FOLDER / generation.name
    with storage_errors(data):
        folder.mkdir(parents=True)
        for name, content in extra.items():
            (folder / name).write_bytes(content)
        (folder / MANIFEST_FILE).write_bytes(sealed(to_json(generation)))
        sync_tree(data / GENERATIONS_FOLDER)
        write_file(data / CURRENT_FILE, f"{generation.name}\n".encode("ascii"))


def collect_garbage(data: Path, before: Generation | None = None) -> None:
    """Removes what neither the served generation nor the one before it needs.

    A run that has published twice names the one that it found as ``before``: readers may still
    be opening that. Leftovers of runs that crashed go as well. Only for the holder of the lock.
    """
    folder = data / GENERATIONS_FOLDER
    names = published_names(data)
    try:
        served = current_name(data)
    except NoIndexError:
        served = ""
    except DamagedIndexError:
        served = names[-1] if names else ""
    kept = [name for name in names if name <= served][-2:]
    if before and before.name in names:
        kept = [served, before.name]
    used = {segment.id for name in kept for segment in _segments_of(data, name)}
    for name in names:
        if name not in kept:
            shutil.rmtree(folder / name, ignore_errors=True)
    for path in (data / SEGMENTS_FOLDER).glob("*"):
        if path.name not in used:
            shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree(data / IMPORT_FOLDER, ignore_errors=True)
    for path in data.glob(f"{FRESH_TOKENS_FILE}*"):
        path.unlink(missing_ok=True)


def read_extra(data: Path, generation: str, name: str) -> bytes:
    """A file that was published beside the manifest; raises :class:`DamagedIndexError`."""
    try:
        return (data / GENERATIONS_FOLDER / generation / name).read_bytes()
    except OSError as error:
        raise DamagedIndexError.of(
            data, f"cannot read {name} of generation {generation}"
        ) from error


def _open(data: Path, name: str) -> Generation:
    generation = _read_manifest(data, name)
    for segment in generation.segments:
        problem = quick_check(segment.path)
        if problem:
            raise DamagedIndexError.of(data, problem)
    return generation


def _read_manifest(data: Path, name: str) -> Generation:
    path = data / GENERATIONS_FOLDER / name / MANIFEST_FILE
    try:
        content = unsealed(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DamagedIndexError.of(
            data, f"cannot read {path.name} of generation {name}: {error}"
        ) from error
    if content.get("format_version") != FORMAT_VERSION:
        raise IndexMismatchError(
            f"the index in {data} has format {content.get('format_version')}, this version of "
            f"Sakuin has format {FORMAT_VERSION}: run `sakuin index SITE` again"
        )
    return from_json(data, content)


def _segments_of(data: Path, name: str) -> tuple[SegmentRef, ...]:
    """The segments of a generation, whatever wrote it; none when its manifest is unreadable."""
    try:
        return from_json(
            data, unsealed((data / GENERATIONS_FOLDER / name / MANIFEST_FILE).read_bytes())
        ).segments
    except (OSError, ValueError, KeyError, TypeError):
        return ()
