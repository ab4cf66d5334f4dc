"""``sakuin analyze``: a site owner sees why something is found, or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import build_index
from web.commands.cli import run


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory without settings and without an index."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")
    return tmp_path


def analyze(capsys: pytest.CaptureFixture[str], text: str, *more: str) -> dict[str, Any]:
    assert run(["analyze", text, "--json", *more]) == 0
    (sentence,) = json.loads(capsys.readouterr().out)["sentences"]
    found: dict[str, Any] = sentence
    return found


def test_every_stage_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    stages = analyze(capsys, "㍿のｻｰﾊﾞｰで走った")
    assert stages["normalized"] == stages["folded"] == "株式会社のサーバーで走った"
    assert stages["changes"] == [
        {"original": "㍿", "normalized": "株式会社"},
        {"original": "ﾊﾞ", "normalized": "バ"},
    ]
    assert [(m["surface"], m["term"]) for m in stages["morphemes"]] == [
        ("株式会社", "株式会社"),
        ("の", None),
        ("サーバー", "サーバ"),
        ("で", None),
        ("走っ", "走る"),
        ("た", None),
    ]
    assert [(t["term"], t["original"]) for t in stages["tokens"]] == [
        ("株式会社", "㍿"),
        ("株式", "㍿"),
        ("会社", "㍿"),
        ("サーバ", "ｻｰﾊﾞｰ"),
        ("走る", "走っ"),
    ]


def test_parts_of_a_longer_term_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    stages = analyze(capsys, "GPT-4oの話")
    assert {m["term"] for m in stages["morphemes"][:-2]} == {"gpt-4o"}
    assert [t["term"] for t in stages["tokens"] if t["whole"]] == ["gpt-4o", "話"]


def test_the_characters_and_pairs_that_are_scored_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stages = analyze(capsys, "𩸽と京都のAI")
    assert stages["characters"] == ["京", "都", "𩸽"]
    assert {"と京", "京都", "都の"} <= set(stages["pairs"])
    assert "AI" not in stages["pairs"]


def test_synonyms_of_the_owner_are_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, empty_folder: Path
) -> None:
    path = empty_folder / "synonyms.txt"
    path.write_text("東京スカイツリー駅, 旧業平橋駅\n", "utf-8")
    monkeypatch.setenv("SAKUIN_SYNONYMS", str(path))
    stages = analyze(capsys, "東京スカイツリー駅周辺")
    assert stages["synonyms"] == {"東京スカイツリー駅": ["旧業平橋駅"]}


def test_posts_are_counted_where_there_is_an_index(
    capsys: pytest.CaptureFixture[str], empty_folder: Path
) -> None:
    assert [t["posts"] for t in analyze(capsys, "京都の量子")["tokens"]] == [None, None]
    data = build_index(empty_folder, {"a": "京都の寺", "b": "京都の城", "c": "東京都"})
    stages = analyze(capsys, "京都の量子", "--data", str(data))
    assert {t["term"]: t["posts"] for t in stages["tokens"]} == {"京都": 2, "量子": 0}


def test_it_reads_well_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["analyze", "コカ・コーラを飲んだ。𠮷野家へ。"]) == 0
    out = capsys.readouterr().out
    assert "コカコーラ" in out
    assert "を  助詞,格助詞,一般,*  を  ヲ  dropped" in out
    assert "飲ん  動詞,自立,*,*  飲む  ノン  → 飲む" in out
    assert "コーラ  こーら  from 'コーラ' at 3–6  (a part)" in out
