"""What one run of the indexer works with, from the lock to the new generation."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from index.analysis.choice import AnalyzerChoice
from index.document import Document
from index.fields import BUILT_IN, FieldTable
from index.local.durable import storage_errors
from index.local.generations import (
    FRESH_TOKENS_FILE,
    TOKENS_FILE,
    new_name,
    publish,
)
from index.local.manifest import Generation, SegmentRef
from index.progress import OnProgress, Stopwatch
from index.runs.build import Placed, build_segments
from index.runs.changes import Candidate
from index.runs.ledger import LEDGER_FILE, FileRecord, Ledger, ledger_bytes
from index.runs.reading import Reading, read_candidate
from index.schema import FORMAT_VERSION
from index.sites import Site
from index.store import AnalyzerRecord, SiteRecord
from index.tokens.assemble import PreparedDocument, prepare
from index.tokens.cache import TokenCache, Vocabulary
from index.tokens.cores import usable_cores
from index.tokens.file import open_tokens, remove
from index.tokens.flow import AnalysisFlow
from index.tokens.pool import InProcess, Pool, Processes, Tools, analyzer_fingerprint, result_of
from index.whoosh.store import storable

FEW_CHARACTERS = 200_000
"""Below this, starting processes takes longer than reading and tokenising here: one second."""

AHEAD = 32
"""Files that are read before they are needed: enough to keep some cores busy."""


@dataclass(frozen=True, slots=True)
class Run:
    """The circumstances of a run; the lock is held."""

    data: Path
    analyzer: Mapping[str, str]
    """Its settings as they were when the run began."""
    pool: Pool
    watch: Stopwatch
    on_progress: OnProgress
    fields: FieldTable = BUILT_IN
    fresh_tokens: bool = False

    @property
    def fingerprint(self) -> str:
        """Of the analyzer, which only the processes of the pool open."""
        return result_of(self.pool.submit(analyzer_fingerprint))

    def write(
        self, documents: Iterable[PreparedDocument], *, stage: str = "index", total: int | None
    ) -> tuple[tuple[SegmentRef, ...], tuple[Placed, ...]]:
        """Analyses documents and writes them to new segments, which nobody reads yet."""
        some = iter(documents)
        first = next(some, None)
        if first is None:  # then neither the analyzer nor the token cache need be opened
            return (), ()
        name = FRESH_TOKENS_FILE if self.fresh_tokens else TOKENS_FILE
        with storage_errors(self.data):
            file = open_tokens(self.data / name, fresh=self.fresh_tokens)
        try:
            cache, vocabulary = TokenCache(file), Vocabulary(file)
            flow = AnalysisFlow(self.pool, cache, vocabulary, self.fingerprint, self.watch)
            analyzed = flow.analyzed(chain((first,), some))
            written = build_segments(
                self.data, analyzed, self.watch, self.on_progress, stage=stage, total=total
            )
            file.close()
        except BaseException:
            file.abandon()
            raise
        return written

    def publish(
        self,
        segments: Sequence[SegmentRef],
        sites: Sequence[SiteRecord],
        make_ledger: Callable[[str], Ledger],
    ) -> Generation:
        """Makes a new generation of ``segments`` the one that is served."""
        generation = Generation(
            name=new_name(self.data),
            created=datetime.now(UTC),
            format_version=FORMAT_VERSION,
            analyzer=AnalyzerRecord(self.fingerprint, self.analyzer),
            sites=tuple(sites),
            segments=tuple(segments),
            fields=self.fields,
        )
        with self.watch.stage("publish"):
            ledger = ledger_bytes(make_ledger(generation.name))
            publish(self.data, generation, {LEDGER_FILE: ledger})
            self._keep_fresh_tokens()
        return generation

    def _keep_fresh_tokens(self) -> None:
        fresh = self.data / FRESH_TOKENS_FILE
        if self.fresh_tokens and fresh.exists():
            remove(self.data / TOKENS_FILE)
            fresh.replace(self.data / TOKENS_FILE)


@contextmanager
def open_pool(
    analyzer: AnalyzerChoice,
    jobs: int | None,
    sites: Sequence[Site] = (),
    characters: int | None = None,
) -> Iterator[Pool]:
    """A pool fit for so many characters of new text (None for unknown, taken as many)."""
    tools = Tools(analyzer, sites)
    jobs = jobs or usable_cores()
    few = characters is not None and characters < FEW_CHARACTERS
    pool: Pool = InProcess(tools) if jobs == 1 or few else Processes(tools, jobs)
    try:
        yield pool
    finally:
        pool.close()


def read_all(pool: Pool, candidates: Sequence[Candidate]) -> Iterator[Reading]:
    """Reads files in other processes, some ahead of the one that is given; in their order."""
    ahead: deque[Future[Reading]] = deque()
    for candidate in candidates:
        ahead.append(pool.submit(read_candidate, candidate))
        if len(ahead) > AHEAD:
            yield result_of(ahead.popleft())
    while ahead:
        yield result_of(ahead.popleft())


def prepared_documents(documents: Iterable[Document]) -> Iterator[PreparedDocument]:
    """Cuts documents into sentences; raises ValueError when two of them have the same id."""
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise ValueError(f"two documents have the id {document.id}")
        seen.add(document.id)
        yield prepare(storable(document)[0])


def document_ledger(generation: str, placed: Iterable[Placed]) -> Ledger:
    """The ledger of documents that come from no file."""
    records = {
        ("", place.id): FileRecord(
            site="",
            path=place.id,
            id=place.id,
            segment=place.segment,
            number=place.number,
            characters=place.characters,
        )
        for place in placed
    }
    return Ledger(generation, {}, records)
