"""``sakuin search``: the search of the API, for people."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.commands.blog import sakuin, write_post


def test_a_site_is_indexed_and_searched(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = sakuin(capsys, "index", site)
    assert (status, out[:7]) == (0, "2 posts")
    status, out, err = sakuin(capsys, "search", "東京")
    assert status == 0
    assert "東京の天気" in out
    assert "大阪の検索" not in out
    assert err.startswith("1 post, ")


def test_search_takes_the_parameters_of_the_api(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sakuin(capsys, "index", site)
    options = ["--tag", "天気", "--tag", "旅", "--from", "2025-10", "--sort", "oldest"]
    _, out, err = sakuin(capsys, "search", "", *options, "--per-page", 1, "--json")
    body = json.loads(out)
    assert (body["total"], body["per_page"], err) == (2, 1, "")
    assert len(body["hits"]) == 1


def test_a_wrong_line_among_the_synonyms_is_told_and_the_search_goes_on(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = site.parent / "synonyms.txt"
    words.write_text("みやこ => 東京\n京都,\n", "utf-8")
    monkeypatch.setenv("SAKUIN_SYNONYMS", str(words))
    sakuin(capsys, "index", site)
    for command, wanted in (("search", "東京の天気"), ("analyze", "みやこ: 東京")):
        status, out, err = sakuin(capsys, command, "みやこ")
        assert status == 0
        assert wanted in out
        assert f"sakuin: {words}:2: '京都,' has an empty place" in err
        assert "この行は使いません" in sakuin(capsys, "--lang", "ja", command, "みやこ")[2]


def test_marks_are_shown_without_markup(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_post(site, "2025-10-28-html", "<b> & 東京", "旅", "本文")
    sakuin(capsys, "index", site)
    out = sakuin(capsys, "search", "東京")[1]
    assert "<b> & 東京" in out
    assert "<mark>" not in out


def test_the_day_of_an_old_post_is_shown_with_four_figures_of_the_year(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_post(site, "0894-03-03-old", "遣唐使の停止", "旅", "本文")
    path.write_text(path.read_text("utf-8").replace("2025-10-30", "0894-03-03"), "utf-8")
    sakuin(capsys, "index", site)
    assert "  0894-03-03  " in sakuin(capsys, "search", "遣唐使")[1]


def test_nothing_that_a_post_holds_steers_the_terminal(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    title = r'"東京\e]0;x\a\x9b31m\u202e　👩‍💻"'
    write_post(site, "2025-10-28-steering", title, r'"\e[2J"', "東京\x1b[31mと\x9b31m書く。")
    sakuin(capsys, "index", site)
    out = sakuin(capsys, "search", "東京と書く", "--explain")[1]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
    assert "東京�]0;x��31m�" in out
    assert "👩‍💻" in out


def test_a_score_is_explained_in_words(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", site)
    out = sakuin(capsys, "search", "東京の天気", "--explain")[1]
    (line,) = [line for line in out.splitlines() if " = " in line]
    score, parts = line.strip().split(" = ", 1)
    summands = re.findall(r" (-?[\d.]+) \(\w+\)", parts)
    assert float(score.split()[0]) == pytest.approx(sum(map(float, summands)), abs=0.01)
    assert "(word)" in parts
    assert "（言葉）" in sakuin(capsys, "--lang", "ja", "search", "東京の天気", "--explain")[1]


def test_what_was_given_up_is_said_in_words(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", site)
    assert "No post has every word" in sakuin(capsys, "search", "東京 大阪 鹿")[2]


@pytest.mark.parametrize("variable", ["NO_COLOR=1", "TERM=dumb"])
def test_colours_can_be_declined(
    site: Path, capsys: pytest.CaptureFixture[str], variable: str
) -> None:
    sakuin(capsys, "index", site)
    command = f"{sys.executable} -m web search 東京"
    for prefix, coloured in (("TERM=xterm", True), (f"TERM=xterm {variable}", False)):
        typed = ["script", "-qec", f"env -u NO_COLOR {prefix} {command}", "/dev/null"]
        shown = subprocess.run(typed, capture_output=True, text=True, check=True).stdout
        assert "の天気" in shown
        assert ("\x1b[" in shown) is coloured
