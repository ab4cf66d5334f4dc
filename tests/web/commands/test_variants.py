"""``sakuin variants``: spellings to review, as a synonym file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.commands.blog import sakuin, write_post


def test_spelling_variants_are_proposed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, word in enumerate(("node.js", "node.js", "nodejs", "nodejs")):
        write_post(site, f"2025-01-0{number + 1}-word", f"便り{number}", "旅", f"{word} で書く。")
    sakuin(capsys, "index", site)
    status, out, _ = sakuin(capsys, "variants")
    assert status == 0
    groups = json.loads(sakuin(capsys, "variants", "--json")[1])
    lines = [line for line in out.splitlines() if not line.startswith("#")]
    assert groups
    assert "no two spellings" in sakuin(capsys, "variants", "--minimum", "3")[2]
    assert lines == [", ".join(group) for group in groups]
