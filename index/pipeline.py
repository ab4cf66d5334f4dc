"""The two ways to an index: from sites, and from documents that come from elsewhere.

Start here. A run looks for changes (:mod:`index.changes`), analyses what is new on all cores
(:mod:`index.analysis_flow`), writes it to a segment (:mod:`index.build`), publishes
(:mod:`index.generations`), and now and then merges segments (:mod:`index.merging`). Whatever
is slow to import is imported by :mod:`index.run`, which a run that finds no change never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from index.analyzer_choice import AnalyzerChoice
from index.document import Document
from index.errors import UnusableIndexError
from index.generations import collect_garbage, current
from index.lock import exclusive
from index.manifest import Generation, SiteRecord
from index.progress import OnProgress, silent
from index.report import Report, Stopwatch


def index_documents(
    documents: Iterable[Document],
    data: Path,
    analyzer: AnalyzerChoice,
    *,
    jobs: int | None = None,
    sites: Sequence[SiteRecord] = (),
    on_progress: OnProgress = silent,
) -> Report:
    """Publishes a generation of exactly these documents, whose ids must be distinct.

    ``jobs`` is how many processes tokenise, by default one a core. Raises
    :class:`index.errors.SakuinError`.
    """
    from index.run import Run, document_ledger, open_pool, prepared_documents

    watch = Stopwatch()
    with exclusive(data):
        collect_garbage(data)
        previous = last_good(data)
        with open_pool(analyzer, jobs) as pool:
            run = Run(data, analyzer, analyzer.open().fingerprint, pool, watch, on_progress)
            segments, placed = run.write(prepared_documents(documents), total=None)
        generation = run.publish(
            previous, segments, sites, lambda name: document_ledger(name, placed)
        )
    return Report(
        generation=generation.name,
        published=True,
        posts=len(placed),
        added=len(placed),
        updated=0,
        deleted=previous.documents if previous else 0,
        unchanged=0,
        skipped=(),
        warnings=(),
        characters=sum(place.characters for place in placed),
        seconds=watch.elapsed(),
        stages=watch.stages,
    )


def last_good(data: Path) -> Generation | None:
    """The generation that is served, or None if there is none that this version can use."""
    try:
        return current(data)
    except UnusableIndexError:
        return None
