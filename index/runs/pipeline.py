"""The two ways to an index: from sites, and from documents that come from elsewhere.

Start here. A run looks for changes (:mod:`index.runs.changes`), analyses what is new on all cores
(:mod:`index.tokens.analyze`), and puts it into a draft, which is published whole
(:mod:`index.store`). Whatever is slow to import is behind :mod:`index.runs.run`, which a run that
finds no change never imports.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.analysis.choice import AnalyzerChoice
from index.document import Document
from index.errors import SettingsError
from index.fields import BUILT_IN, FieldTable
from index.progress import OnProgress, Stopwatch, silent
from index.runs.ledger import LEDGER_FILE, FileRecord, Ledger, ledger_bytes
from index.runs.outcomes import Outcomes, Report, refuse_empty, refuse_skipped
from index.runs.situation import Situation, look_around
from index.sites.settings import NOTHING_SAID, SiteSettings
from index.sites.site import Site, open_site
from index.store import SiteRecord, Store, abandoned_on_failure, naming_damage


@dataclass(frozen=True, slots=True)
class SiteSource:
    """A site to index."""

    path: Path
    """Its root, or a folder of posts."""
    name: str = ""
    """Tells sites apart that share an index; may be empty if there is one only."""
    settings: SiteSettings = NOTHING_SAID
    """What the owner says of it."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run shall do beside what it always does."""

    full: bool = False
    """Read and analyse everything again."""
    dry_run: bool = False
    """Only say what would change."""
    drafts: bool = False
    future: bool = False
    """Take posts that are dated in the future."""
    prune: bool = False
    """Take away the sites of the index that the run does not name."""
    strict: bool = False
    """Publish nothing if a post had to be skipped."""
    allow_empty: bool = False
    """Publish a site that has no post."""
    jobs: int | None = None
    """Processes that tokenise; one a core if None."""
    now: datetime | None = None
    """The time that decides which posts are in the future; the clock's if None."""


def reindex(
    sources: Sequence[SiteSource],
    store: Store,
    analyzer: AnalyzerChoice,
    options: Options = Options(),
    on_progress: OnProgress = silent,
    fields: FieldTable = BUILT_IN,
) -> Report:
    """Publishes a generation of what the sites hold now; files that are as they were cost nothing.

    Sites of the index that are not among them stay as they are, unless they are to be pruned.
    When nothing has changed, nothing is published; nor when a site has no post, unless that is
    allowed. Raises :class:`index.errors.SakuinError`;
    then the last generation is served as before.
    """
    watch = Stopwatch()
    analyzer = analyzer.read()
    sites = _open_sites(sources, options, fields)
    with nullcontext() if options.dry_run else store.exclusive():
        if not options.dry_run:
            store.collect()
        with watch.stage("read"):
            situation = look_around(
                sites, store, analyzer, fields, full=options.full, prune=options.prune
            )
        if situation.last and situation.is_up_to_date():
            outcomes = Outcomes(situation)
            if options.strict:
                refuse_skipped(outcomes)
            return outcomes.report(watch, situation.last.name, published=False)
        with naming_damage(store):
            report = _apply(sites, store, analyzer, options, on_progress, watch, situation)
            guesses = (
                f"{site.name}: {guess}" if site.name else guess
                for site in sites
                for guess in site.guesses
            )
            return replace(report, guesses=tuple(guesses))


def _open_sites(
    sources: Sequence[SiteSource], options: Options, fields: FieldTable
) -> tuple[Site, ...]:
    names = [source.name for source in sources]
    if len(names) != len(set(names)):
        raise SettingsError(f"sites that share an index need names of their own, not {names}")
    now = options.now or datetime.now(UTC)
    return tuple(
        open_site(
            source.path,
            settings=source.settings,
            name=source.name,
            drafts=options.drafts,
            future=options.future,
            now=now,
            fields=fields,
        )
        for source in sources
    )


def _apply(
    sites: Sequence[Site],
    store: Store,
    analyzer: AnalyzerChoice,
    options: Options,
    on_progress: OnProgress,
    watch: Stopwatch,
    situation: Situation,
) -> Report:
    from index.runs.run import Run, apply_changes, open_pool

    def accept(outcomes: Outcomes) -> None:
        if options.strict:
            refuse_skipped(outcomes)
        if not options.allow_empty:
            refuse_empty(outcomes, {site.name: site.root for site in sites})

    size = sum(candidate.size for candidate in situation.changes.candidates)
    with open_pool(analyzer, options.jobs, sites, size) as pool:
        run = Run(store, analyzer, pool, watch, on_progress, situation.fields)
        return apply_changes(run, situation, accept, dry_run=options.dry_run)


def index_documents(
    documents: Iterable[Document],
    store: Store,
    analyzer: AnalyzerChoice,
    *,
    jobs: int | None = None,
    sites: Sequence[SiteRecord] = (),
    on_progress: OnProgress = silent,
    fields: FieldTable = BUILT_IN,
) -> None:
    """Publishes a generation of exactly these documents, whose ids must be distinct.

    ``jobs`` is how many processes tokenise, by default one a core. Raises
    :class:`index.errors.SakuinError`.
    """
    from index.runs.run import Run, distinct_documents, open_pool

    watch, analyzer = Stopwatch(), analyzer.read()
    with store.exclusive(), open_pool(analyzer, jobs) as pool:
        store.collect()
        run = Run(store, analyzer, pool, watch, on_progress, fields)
        draft = store.begin(None, watch, on_progress)
        with abandoned_on_failure(draft.abort):
            distinct = distinct_documents(documents)
            written = run.write(draft, distinct, on_progress, total=None)
            ledger = Ledger(
                records={
                    ("", name): FileRecord("", name, id=name, characters=characters)
                    for name, characters in written.items()
                }
            )
            draft.publish(run.meta(sites), {LEDGER_FILE: ledger_bytes(ledger)})
