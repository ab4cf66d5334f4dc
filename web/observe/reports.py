"""The report of a run → the JSON of ``sakuin index --json`` and of jobs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from index.problems import Problem
from index.runs.report import Report


def present_report(report: Report, *, with_changes: bool = False) -> dict[str, Any]:
    """The shape that site owners script against; ``with_changes`` names the posts that change."""
    changes = {"changes": asdict(report.changes)} if with_changes else {}
    return {
        "generation": report.generation,
        "published": report.published,
        "posts": report.posts,
        "added": report.added,
        "updated": report.updated,
        "deleted": report.deleted,
        "unchanged": report.unchanged,
        "pruned": list(report.pruned),
        "skipped": _present_problems(report.skipped),
        "warnings": _present_problems(report.warnings),
        "changed_fields": report.changed_fields,
        "guesses": list(report.guesses),
        "characters": report.characters,
        "seconds": round(report.seconds, 3),
        "stages": {name: round(seconds, 3) for name, seconds in report.stages.items()},
        **changes,
    }


def _present_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {
            **({"site": one.site} if one.site else {}),
            "path": one.path,
            "code": one.code,
            "reason": one.reason,
            "line": one.line,
        }
        for one in problems
    ]
