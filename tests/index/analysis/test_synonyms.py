"""Synonym files: what they say, and the line of each mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.analysis.analyzer import fold
from index.analysis.synonyms import Synonyms, load_synonyms
from index.errors import DictionaryError


def synonyms(tmp_path: Path, text: str) -> Synonyms:
    path = tmp_path / "synonyms.txt"
    path.write_bytes(text.encode())
    return load_synonyms(path)


def expand(found: Synonyms, text: str) -> tuple[str, ...]:
    return found.expand(fold(text)[0])


def test_equal_words_find_one_another(tmp_path: Path) -> None:
    found = synonyms(tmp_path, "東京スカイツリー駅, とうきょうスカイツリー駅")
    assert expand(found, "東京スカイツリー駅") == ("とうきょうスカイツリー駅",)
    assert expand(found, "とうきょうスカイツリー駅") == ("東京スカイツリー駅",)


def test_an_arrow_leads_one_way_only(tmp_path: Path) -> None:
    found = synonyms(tmp_path, "社内ツール => Slack, Notion")
    assert expand(found, "社内ツール") == ("slack", "notion")
    assert expand(found, "Slack") == ()


@pytest.mark.parametrize("text", ["焼餃子", "C++", "EU AI Act", "🍣", "㈱東京"])
def test_anything_may_be_a_synonym(tmp_path: Path, text: str) -> None:
    assert expand(synonyms(tmp_path, f"{text}, 別の言い方"), text) == ("別の言い方",)


def test_both_sides_are_compared_folded(tmp_path: Path) -> None:
    found = synonyms(tmp_path, "\ufeffＳＥＲＶＥＲ，ｻｰﾊﾞｰ # 全角と半角\r\n")
    assert expand(found, "server") == ("サーバー",)
    assert expand(found, "サーバ") == ("server",)


def test_synonyms_are_found_within_a_text_longest_first(tmp_path: Path) -> None:
    found = synonyms(tmp_path, "東京, 首都\n東京タワー, 赤い塔\nqc, 計算機")
    matches = found.find("東京タワーと東京とqcとqcr")
    assert [(m.start, m.end, m.alternatives) for m in matches] == [
        (0, 5, ("赤い塔",)),
        (6, 8, ("首都",)),
        (9, 11, ("計算機",)),
    ]


def test_the_end_of_a_text_is_no_part_of_a_longer_synonym(tmp_path: Path) -> None:
    found = synonyms(tmp_path, "自動車, 乗用車\n自動車教習所, 教習所")
    assert [(m.start, m.end) for m in found.find("自動車")] == [(0, 3)]


MISTAKES = [
    ("東京", "has no second way"),
    ("東京, ", "has an empty place"),
    ("a => b => c", "more than one arrow"),
    ("=> b", "has an empty place"),
    ("a, " + "b" * 200, "is too long"),
]


@pytest.mark.parametrize(("line", "wrong"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_takes_no_other_with_it(
    tmp_path: Path, line: str, wrong: str
) -> None:
    found = synonyms(tmp_path, f"# 見出し\n良い, いい\n{line}\n傘, 雨具\n")
    (mistake,) = found.mistakes
    assert re.search(rf"synonyms\.txt:3: .*{wrong}.*allowed", mistake)
    assert [expand(found, text) for text in ("良い", "傘")] == [("いい",), ("雨具",)]


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match="cannot be read"):
        load_synonyms(tmp_path / "none.txt")
    (tmp_path / "sjis.txt").write_bytes("良い, いい\n日本, にっぽん".encode("shift_jis"))
    with pytest.raises(DictionaryError, match=r"sjis\.txt:1: not UTF-8"):
        load_synonyms(tmp_path / "sjis.txt")


def test_a_file_without_end_is_too_large() -> None:
    with pytest.raises(DictionaryError, match="/dev/zero is larger than"):
        load_synonyms(Path("/dev/zero"))


def test_the_shipped_synonyms_know_openai() -> None:
    assert "openai" in load_synonyms().expand("オープンエーアイ")
