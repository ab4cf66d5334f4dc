"""One source file, from its bytes to a document; runs in every process."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, fields
from hashlib import blake2b

from index.document import About, Document, storable
from index.post import Post
from index.problems import CODES, Problem
from index.runs.changes import Candidate, file_stat, settled
from index.runs.ledger import FileRecord, FileStat
from index.sites.site import Site
from index.tokens.pool import Tools

TIMED_CODES = frozenset({"future", "expired"})
"""Reasons for leaving a post out that another day may take away."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What a file has become."""

    record: FileRecord
    """Without characters, unless the content is as it was."""
    document: Document | None
    """None for a post that was skipped, and for content that is as it was."""
    seconds: float


def read_candidate(tools: Tools, candidate: Candidate) -> FileReading:
    """Reads a file, and makes a document of it if it has changed."""
    began = time.perf_counter()
    record, document = _read(tools.sites[candidate.site], candidate)
    return FileReading(record, document, time.perf_counter() - began)


def _read(site: Site, candidate: Candidate) -> tuple[FileRecord, Document | None]:
    path = candidate.path
    try:
        obstacle = _bad_name(path) or site.obstacle(path)
        if obstacle:
            return FileRecord(site.name, path, skipped=obstacle), None
        own, stat = _content(site, path)
    except OSError as error:
        return _unread(site, candidate, error), None
    content = site.whole(path, own)
    if content is not own:
        stat = None  # what it takes in may change while it does not
    digest = blake2b(content, digest_size=16).hexdigest()
    if candidate.known and digest == candidate.digest:
        return candidate.known._replace(stat=stat), None
    return _understood(site, FileRecord(site.name, path, stat, digest), content)


def _unread(site: Site, candidate: Candidate, error: OSError) -> FileRecord:
    """A file that cannot be read at the moment: the post that it was stays, as nobody has taken it
    away; the next run tries again."""
    path, why, known = candidate.path, error.strerror or str(error), candidate.known
    if known and known.id and not isinstance(error, FileNotFoundError):
        problem = Problem(path, "unreadable", f"{why}; the post stays as it was")
        return known._replace(stat=None, digest="", warnings=(problem,))
    return FileRecord(site.name, path, skipped=Problem(path, "unreadable", why))


def _bad_name(path: str) -> Problem | None:
    """Names that are not UTF-8 can be neither stored nor linked."""
    shown = path.encode("utf-8", "replace").decode()
    return None if shown == path else Problem(shown, "unreadable", "its name is not UTF-8")


def _content(site: Site, path: str) -> tuple[bytes, FileStat | None]:
    now = time.time_ns()
    with (site.root / path).open("rb") as file:
        content = file.read()
        return content, settled(file_stat(os.fstat(file.fileno())), now)


def _understood(
    site: Site, record: FileRecord, content: bytes
) -> tuple[FileRecord, Document | None]:
    """What the content of a file means."""
    post = site.read(record.path, content)
    if isinstance(post, Problem):
        return record._replace(skipped=post, changes_with_time=post.code in TIMED_CODES), None
    uncommitted = site.settings.dates == "git" and post.date is None
    made, warnings = make_document(site, post)
    document, stored = storable(made)
    record = record._replace(
        document=blake2b(stored, digest_size=16).hexdigest(),
        id=document.id,
        url=document.url,
        changes_with_time=post.expires or uncommitted,
        warnings=(*post.warnings, *warnings),
    )
    return record, document


def make_document(site: Site, post: Post) -> tuple[Document, tuple[Problem, ...]]:
    """The document of a post, and what had to be given up to reduce its body to text."""
    # Here, since a run that finds nothing new reads no post: the parser of Markdown would take a
    # third of its time to import.
    from index.reading.plain_text import to_sections

    text = to_sections(post.body, post.flavour, post.anchors, post.before_number)
    document = Document(
        **{field.name: getattr(post, field.name) for field in fields(About)},
        id=f"{site.name}/{post.path}" if site.name else post.path,
        site=site.name,
        sections=text.sections,
    )
    return document, tuple(Problem(post.path, code, CODES[code]) for code in text.warnings)
