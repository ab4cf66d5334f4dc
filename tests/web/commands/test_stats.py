"""``sakuin stats``: what the index holds, how large it is, and what wrote it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.web.commands.blog import sakuin


def test_contents_size_settings_and_generations_are_shown(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sakuin(capsys, "index", site)
    statistics = json.loads(sakuin(capsys, "stats", "--json")[1])
    assert (statistics["documents"], statistics["sites"]) == (2, [""])
    assert statistics["facets"]["tag"] == 3
    assert statistics["generations"] == [statistics["generation"]]
    assert statistics["analyzer_settings"]["tokenizer"] == "janome"
    assert 0 < statistics["index_bytes"] < statistics["folder_bytes"]


def test_people_get_a_line_for_each(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", site)
    lines = [line.split() for line in sakuin(capsys, "stats")[1].splitlines()]
    assert ["documents", "2"] in lines
    assert ["tag", "3"] in lines
    assert ["sites", "(without", "a", "name)"] in lines


def test_the_time_is_that_of_the_owner(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", site)
    made = datetime.fromisoformat(json.loads(sakuin(capsys, "stats", "--json")[1])["created"])
    in_tokyo = f"{made.astimezone(ZoneInfo('Asia/Tokyo')):%Y-%m-%d %H:%M:%S} JST"
    assert in_tokyo in sakuin(capsys, "stats")[1]
    Path("sakuin.toml").write_text('timezone = "UTC"\n', "utf-8")
    assert f"{made:%Y-%m-%d %H:%M:%S} UTC" in sakuin(capsys, "stats")[1]
