"""What a run finds before it reads any post; imports nothing that is slow to import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.analysis.choice import AnalyzerChoice
from index.errors import SiteError, UnusableIndexError
from index.local.generations import current
from index.local.manifest import Generation
from index.runs.changes import Changes, find_changes
from index.runs.ledger import Ledger, read_ledger
from index.sites import Site
from index.store import SiteRecord

MANY_POSTS = 10
"""So many posts are not deleted one by one until none is left; fewer may be."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The sites as they are now, beside what was made of them last time."""

    sites: tuple[SiteRecord, ...]
    configurations: dict[str, str]
    changes: Changes
    last: Generation | None
    """The generation that is served, if this version can use it."""
    ledger: Ledger
    """Of that generation; empty without one."""
    whole: bool
    """Whether everything has to be written anew."""

    def is_up_to_date(self) -> bool:
        """Whether all files are as they were, there are no others, and readers miss nothing."""
        paths = {(record.site, record.path) for record in self.changes.unchanged}
        return (
            self.last is not None
            and not self.whole
            and not self.changes.candidates
            and paths == self.ledger.records.keys()
            and self.sites == self.last.sites
        )


def look_around(
    sites: Sequence[Site], data: Path, analyzer: AnalyzerChoice, *, full: bool
) -> Situation:
    """Compares the sites with what is served from ``data``."""
    last, ledger = last_state(data)
    configurations = {site.name: site.fingerprint for site in sites}
    whole = full or last is None or not _wrote(analyzer, last)
    return Situation(
        sites=tuple(_site_record(site) for site in sites),
        configurations=configurations,
        changes=find_changes(sites, configurations, Ledger("") if whole else ledger),
        last=last,
        ledger=ledger,
        whole=whole,
    )


def last_state(data: Path) -> tuple[Generation | None, Ledger]:
    """What is served, and its ledger; nothing if there is nothing that this version can use."""
    try:
        last = current(data)
        return last, read_ledger(data, last.name)
    except UnusableIndexError:
        return None, Ledger("")


def refuse_vanished(situation: Situation) -> None:
    """Raises :class:`index.errors.SiteError` when all files of a site have gone at once.

    That is a disk that is not mounted, or a checkout that failed, and no reason to give up an
    index. ``--full`` does not ask.
    """
    there = {record.site for record in situation.changes.unchanged}
    there |= {situation.sites[candidate.site].name for candidate in situation.changes.candidates}
    before = Counter(record.site for record in situation.ledger.records.values() if record.id)
    for site in situation.sites:
        if before[site.name] >= MANY_POSTS and site.name not in there:
            raise SiteError(
                f"the site{f' {site.name}' if site.name else ''} had {before[site.name]} posts and "
                "has no file any more; nothing was published: see whether its folder is mounted, "
                "or run with --full if all are meant to go"
            )


def _wrote(analyzer: AnalyzerChoice, last: Generation) -> bool:
    """Whether that analyzer wrote the terms of that generation."""
    if last.analyzer.settings.get("signature") == analyzer.signature():
        return True
    return last.analyzer.fingerprint == analyzer.open().fingerprint


def _site_record(site: Site) -> SiteRecord:
    return SiteRecord(
        site.name, site.generator, site.base_url, site.timezone, site.title, site.language
    )
