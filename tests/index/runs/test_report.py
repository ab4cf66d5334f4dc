"""The figures of a run."""

from __future__ import annotations

from index.problems import Problem
from index.progress import Stopwatch
from index.runs.report import Report


def test_problems_are_counted_by_code() -> None:
    report = Report(
        generation="1",
        published=True,
        posts=1,
        added=1,
        updated=0,
        deleted=0,
        unchanged=0,
        skipped=(Problem("a.md", "draft", ""), Problem("b.md", "draft", "")),
        warnings=(Problem("c.md", "date_missing", ""),),
        characters=10,
        seconds=0.1,
    )
    assert report.counts() == {"draft": 2, "date_missing": 1}


def test_seconds_are_added_up_by_stage_also_those_of_other_processes() -> None:
    watch = Stopwatch()
    watch.add("tokenise", 1.5)
    watch.add("tokenise", 2.0)
    with watch.stage("read"):
        pass
    assert watch.stages.keys() == {"tokenise", "read"}
    assert watch.stages["tokenise"] == 3.5
    assert 0 < watch.stages["read"] <= watch.elapsed()
