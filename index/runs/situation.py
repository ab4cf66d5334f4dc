"""What a run finds before it reads any post; imports nothing that is slow to import."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from index.analysis.choice import AnalyzerChoice
from index.errors import SiteError, UnusableIndexError
from index.fields import FieldTable
from index.runs.changes import FileChanges, find_changes
from index.runs.ledger import Ledger, read_ledger
from index.sites.site import Site
from index.store import Generation, SiteRecord, Store


@dataclass(frozen=True, slots=True)
class Situation:
    """The sites as they are now, beside what was made of them last time."""

    sites: tuple[SiteRecord, ...]
    """All that will be served, by name."""
    named: tuple[str, ...]
    """Names of the run's own sites; :class:`index.runs.changes.Candidate` counts through them."""
    pruned: tuple[str, ...]
    """Names of sites that the run takes away."""
    configurations: dict[str, str]
    changes: FileChanges
    last: Generation | None
    """The generation that is served, if this version can use it."""
    ledger: Ledger
    """Of that generation; empty without one."""
    nameless: str
    """The folder of the run's site without a name; empty if all have one."""
    whole: bool
    """Whether everything has to be written anew."""
    analyzer_changed: bool
    """Whether that is so because words are cut in another way than last time."""
    fields: FieldTable
    """As they are set now."""

    @property
    def base(self) -> Generation | None:
        """The generation whose documents are taken over where a file is as it was, or left out."""
        others = {site.name for site in self.sites} - {*self.named}
        return None if self.whole and not others else self.last

    def is_up_to_date(self) -> bool:
        """Whether all files are as they were, there are no others, and readers miss nothing."""
        paths = {(record.site, record.path) for record in self.changes.unchanged}
        return (
            self.last is not None
            and not self.whole
            and not self.changes.candidates
            and paths == self.ledger.records.keys()
            and self.sites == self.last.sites
            and not self.changed_fields
        )

    @property
    def changed_fields(self) -> tuple[str, ...]:
        """Names of the fields that have come, gone or changed since the last generation."""
        if self.last is None:
            return ()
        before, now = set(self.last.fields.rows), set(self.fields.rows)
        return tuple(sorted({row.name for row in before ^ now}))

    @property
    def fields_read_anew(self) -> tuple[str, ...]:
        """Names of those that are new, or of another type or other keys: every post is read."""
        before = self.last.fields.read if self.last else ()
        known = {(row.name, row.type, row.sources) for row in before}
        now = self.fields.read
        return tuple(row.name for row in now if (row.name, row.type, row.sources) not in known)


def look_around(
    sites: Sequence[Site],
    store: Store,
    analyzer: AnalyzerChoice,
    fields: FieldTable,
    *,
    full: bool,
    prune: bool = False,
) -> Situation:
    """Compares the sites with what ``store`` serves; others there stay as they are.

    With ``prune``, others are taken away. Raises :class:`index.errors.SiteError` when they can
    neither stay nor may go.
    """
    last, ledger = last_state(store)
    named = tuple(site.name for site in sites)
    others = {*store.site_names(), *(site for site, _ in ledger.records)} - {*named}
    kept = set() if prune else others
    analyzer_changed = last is not None and last.analyzer.fingerprint != analyzer.fingerprint()
    if kept:
        reread = last is not None and last.fields.described != fields.described
        _refuse_company(named, kept, last is None or analyzer_changed or reread)
    configurations = {
        **{name: print_ for name, print_ in ledger.configurations.items() if name in kept},
        **{site.name: site.fingerprint for site in sites},
    }
    whole = full or last is None or analyzer_changed
    changes = find_changes(sites, configurations, Ledger() if whole else ledger)
    untouched = (record for record in ledger.records.values() if record.site in kept)
    records = [_site_record(site) for site in sites]
    records += [site for site in (last.sites if last else ()) if site.name in kept]
    return Situation(
        sites=tuple(sorted(records, key=attrgetter("name"))),
        named=named,
        pruned=tuple(sorted(others - kept)),
        configurations=configurations,
        changes=replace(changes, unchanged=(*changes.unchanged, *untouched)),
        last=last,
        ledger=ledger,
        nameless=_nameless(sites, Ledger() if prune else ledger),
        whole=whole,
        analyzer_changed=analyzer_changed,
        fields=fields,
    )


def _refuse_company(named: Sequence[str], kept: Collection[str], stale: bool) -> None:
    """Raises SiteError where the sites of a run and the others there cannot share an index."""
    listed = ", ".join(sorted(name or "(without a name)" for name in kept))
    if stale:
        raise SiteError(
            "the analyzer or the table of fields has changed, so all sites must be read again; "
            "nothing was published: name "
            f"{listed} too, or leave it out for good with --prune"
        )
    if "" in kept or "" in named:
        names = ", ".join(sorted({*kept} - {""})) or "without a name"
        raise SiteError(
            f"the index holds another site already ({names}), and sites that share an index need "
            "names, as in NAME=SITE; nothing was published: name all, or replace it with --prune"
        )


def _nameless(sites: Sequence[Site], ledger: Ledger) -> str:
    """The folder of the site without a name; raises SiteError where it is another one than last
    time and has not its files either: a site may have moved."""
    folder = next((site.root.resolve() for site in sites if not site.name), None)
    if not folder or ledger.nameless in ("", str(folder)):
        return str(folder or "")
    paths = [path for site, path in ledger.records if not site]
    if 2 * sum((folder / path).is_file() for path in paths) <= len(paths):
        raise SiteError(
            f"the index holds the site in {ledger.nameless}, which has no name, and the one in "
            f"{folder} would replace it; nothing was published: to have both, name both, as in "
            "NAME=SITE, with --prune; to replace it, add --prune alone"
        )
    return str(folder)


def last_state(store: Store) -> tuple[Generation | None, Ledger]:
    """What is served, and its ledger; nothing if there is nothing that this version can use."""
    try:
        last = store.current()
        return last, read_ledger(store, last)
    except UnusableIndexError:
        return None, Ledger()


def _site_record(site: Site) -> SiteRecord:
    rules = site.rules
    said = rules.base_url, site.timezone, rules.site_title, rules.site_language
    return SiteRecord(site.name, rules.name, *said)
