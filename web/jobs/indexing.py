"""A run of the indexer with the settings of this service, and its report as JSON.

The command line and jobs share both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from index.problems import Problem
from index.progress import OnProgress, silent
from index.runs.outcomes import Report
from index.runs.pipeline import Options, SiteSource, reindex
from index.sites.settings import NOTHING_SAID, SiteSettings
from web.engines import analyzer_choice, open_store, run_budget
from web.settings import Settings


def index_sites(
    settings: Settings, sites: Mapping[str, Path], on_progress: OnProgress = silent, **how: Any
) -> Report:
    """Publishes what ``sites`` (by name) hold now; raises :class:`index.errors.SakuinError`.

    ``how`` are fields of :class:`index.runs.pipeline.Options`: ``full``, ``prune``, …
    """
    allowed = run_budget(settings)
    return reindex(
        [SiteSource(path, name, _said(settings, name)) for name, path in sites.items()],
        open_store(settings),
        analyzer_choice(settings),
        Options(drafts=settings.drafts, future=settings.future, jobs=allowed.jobs, **how),
        on_progress,
        settings.field_table,
    )


def _said(settings: Settings, name: str) -> SiteSettings:
    """What the owner says of the site of that name, wherever its folder is."""
    site = settings.sites.get(name)
    said = site.said() if site else NOTHING_SAID
    of_all = "" if settings.generator == "auto" else settings.generator
    return replace(said, generator=said.generator or of_all)


def present_report(report: Report, *, with_changes: bool = False) -> dict[str, Any]:
    """The shape that site owners script against; ``with_changes`` names the posts that change."""
    shown = asdict(report) | {
        "skipped": _present_problems(report.skipped),
        "warnings": _present_problems(report.warnings),
        "seconds": round(report.seconds, 3),
        "stages": {name: round(seconds, 3) for name, seconds in report.stages.items()},
    }
    if not with_changes:
        del shown["changes"]
    return shown


def _present_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The site is named where there are several."""
    found = map(asdict, problems)
    return [{key: one[key] for key in one if key != "site" or one[key]} for one in found]
