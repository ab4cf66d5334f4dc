"""The seconds of a run."""

from __future__ import annotations

from index.progress import Stopwatch


def test_seconds_are_added_up_by_stage_also_those_of_other_processes() -> None:
    watch = Stopwatch()
    watch.add("tokenise", 1.5)
    watch.add("tokenise", 2.0)
    with watch.stage("read"):
        pass
    assert watch.stages.keys() == {"tokenise", "read"}
    assert watch.stages["tokenise"] == 3.5
    assert 0 < watch.stages["read"] <= watch.elapsed()
