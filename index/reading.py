"""One source file, from its bytes to a document cut into sentences; runs in every process."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from hashlib import blake2b

from index.analysis_pool import Tools
from index.assemble import PreparedDocument, prepare
from index.changes import Candidate, file_stat, settled
from index.document import Document
from index.ledger import FileRecord, FileStat
from index.plain_text import to_sections
from index.post import Post
from index.problems import CODES, Problem
from index.sites import Site
from index.whoosh_store import document_json

TIMED_CODES = frozenset({"future", "expired"})
"""Reasons for leaving a post out that another day may take away."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file has become."""

    record: FileRecord
    """Without a place in a segment, unless the content is as it was."""
    prepared: PreparedDocument | None
    """None for a post that was skipped, and for content that is as it was."""
    seconds: float


def read_candidate(tools: Tools, candidate: Candidate) -> Reading:
    """Reads a file, and makes a document of it if it has changed."""
    began = time.perf_counter()
    site: Site = tools.sites[candidate.site]
    obstacle = site.obstacle(candidate.path)
    if obstacle:
        return Reading(_skipped(site, obstacle, "", None), None, time.perf_counter() - began)
    try:
        content, stat = _content(site, candidate.path)
    except OSError as error:
        problem = Problem(candidate.path, "unreadable", error.strerror or str(error))
        return Reading(_skipped(site, problem, "", None), None, time.perf_counter() - began)
    digest = blake2b(content, digest_size=16).hexdigest()
    if candidate.known and digest == candidate.digest:
        record, prepared = replace(candidate.known, stat=stat), None
    else:
        record, prepared = _understood(site, candidate.path, content, digest, stat)
    return Reading(record, prepared, time.perf_counter() - began)


def _content(site: Site, path: str) -> tuple[bytes, FileStat | None]:
    now = time.time_ns()
    with (site.root / path).open("rb") as file:
        content = file.read()
        return content, settled(file_stat(os.fstat(file.fileno())), now)


def _understood(
    site: Site, path: str, content: bytes, digest: str, stat: FileStat | None
) -> tuple[FileRecord, PreparedDocument | None]:
    post = site.read(path, content)
    if isinstance(post, Problem):
        return _skipped(site, post, digest, stat), None
    document, warnings = make_document(site, post)
    record = FileRecord(
        site=site.name,
        path=path,
        stat=stat,
        digest=digest,
        document=blake2b(document_json(document).encode(), digest_size=16).hexdigest(),
        id=document.id,
        url=document.url,
        warnings=(*post.warnings, *warnings),
    )
    return record, prepare(document)


def _skipped(site: Site, problem: Problem, digest: str, stat: FileStat | None) -> FileRecord:
    return FileRecord(
        site=site.name,
        path=problem.path,
        stat=stat,
        digest=digest,
        document="",
        changes_with_time=problem.code in TIMED_CODES,
        skipped=problem,
    )


def make_document(site: Site, post: Post) -> tuple[Document, tuple[Problem, ...]]:
    """The document of a post, and what had to be given up to reduce its body to text."""
    text = to_sections(post.body, post.flavour)
    document = Document(
        id=f"{site.name}/{post.path}" if site.name else post.path,
        site=site.name,
        path=post.path,
        url=post.url,
        title=post.title,
        date=post.date,
        categories=post.categories,
        tags=post.tags,
        authors=post.authors,
        lang=post.lang,
        excerpt=post.excerpt,
        sections=text.sections,
    )
    return document, tuple(Problem(post.path, code, CODES[code].english) for code in text.warnings)
