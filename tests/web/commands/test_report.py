"""``sakuin report``: what people search for, as soon as it is counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.commands.blog import sakuin


def test_whoever_counts_nothing_is_told_how_to(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = sakuin(capsys, "report")
    assert (status, out.splitlines()[0]) == (0, "0 searches in 30 days, 0 without a hit, 0 clicks")
    assert "analytics = true" in err
    report = json.loads(sakuin(capsys, "report", "--json")[1])
    assert (report["searches"], report["queries"]) == (0, [])
