"""User dictionaries: words that are kept whole, and the line of each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis.analyzer import open_analyzer
from index.analysis.choice import AnalyzerChoice
from index.analysis.user_dictionary import load_user_dictionary
from index.errors import DictionaryError


def dictionary(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "words.csv"
    path.write_bytes(text.encode())
    return path


def terms(path: Path | None, text: str) -> list[str]:
    return [
        token.term for token in open_analyzer(AnalyzerChoice("janome", path)).analyze(text).tokens
    ]


def test_a_word_of_the_owner_is_kept_whole(tmp_path: Path) -> None:
    text = "駅前おむすび部の活動"
    assert "駅前おむすび部" not in terms(None, text)
    path = dictionary(tmp_path, "駅前おむすび部,えきまえおむすびぶ,組織\n")
    assert terms(path, text) == ["駅前おむすび部", "活動"]


def test_parts_of_a_word_find_it_too(tmp_path: Path) -> None:
    path = dictionary(tmp_path, "社内|Wiki,しゃないうぃき\n")
    assert terms(path, "社内Wikiを読む") == ["社内wiki", "社内", "wiki", "読む"]


def test_the_reading_of_a_word_is_kept(tmp_path: Path) -> None:
    path = dictionary(tmp_path, "索引君,サクインクン\n")
    (token,) = open_analyzer(AnalyzerChoice("janome", path)).analyze("索引君").tokens
    assert token.reading == "さくいんくん"


def test_comments_byte_order_marks_and_blank_lines_are_allowed(tmp_path: Path) -> None:
    path = dictionary(tmp_path, "\ufeff# 見出し\r\n\r\n髙輪ゲート,たかなわげーと # 駅\r\n")
    (word,) = load_user_dictionary(path)
    assert word.entry.surface == "高輪ゲート"


@pytest.mark.parametrize("line", ["索引君，さくいんくん", "索引君,ｻｸｲﾝｸﾝ"])
def test_full_width_commas_and_half_width_readings_are_read(tmp_path: Path, line: str) -> None:
    (word,) = load_user_dictionary(dictionary(tmp_path, line))
    assert (word.entry.surface, word.entry.reading) == ("索引君", "サクインクン")


def test_old_line_ends_are_counted_as_well(tmp_path: Path) -> None:
    path = dictionary(tmp_path, "索引君,さくいんくん\r検索君,kensaku\r")
    with pytest.raises(DictionaryError, match=r":2: '検索君,kensaku' has the reading"):
        load_user_dictionary(path)


def test_a_word_may_be_stated_twice_but_not_in_two_ways(tmp_path: Path) -> None:
    assert load_user_dictionary(dictionary(tmp_path, "令和,れいわ\n令和,れいわ"))
    path = dictionary(tmp_path, "令和,れいわ\n\n令和,のりかず")
    with pytest.raises(DictionaryError, match=r":3: .* says otherwise than line 1"):
        load_user_dictionary(path)


def test_the_lines_of_mecab_are_read(tmp_path: Path) -> None:
    line = "東京駅,1293,1293,-9000,名詞,固有名詞,地域,一般,*,*,東京駅,トウキョウエキ,トーキョーエキ"
    assert terms(dictionary(tmp_path, line), "東京駅の朝") == ["東京駅", "朝"]


MISTAKES = [
    ("東京,tokyo", "has the reading tokyo"),
    ("東京,とうきょう,動詞", "has the unknown kind 動詞"),
    ("東京 駅,とうきょうえき", "has a word with a space"),
    (",とうきょう", "has an empty or too long word"),
    ('"東京,とうきょう', "has an open quote"),
    ("の,の", "has a word that would cut others"),
    ("。", "has a word that would cut others"),
    ("あ" * 100, "has an empty or too long word"),
    ("東京,1,2,3", "has 4 columns"),
    ("東京,x,1,1,名詞,*,*,*,*,*,*,*,*", "is no number"),
    ("東京,9999,1,1,名詞,*,*,*,*,*,*,*,*", "out of range"),
]


@pytest.mark.parametrize(("line", "wrong"), MISTAKES)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, line: str, wrong: str) -> None:
    path = dictionary(tmp_path, f"令和,れいわ\n{line}\n")
    with pytest.raises(DictionaryError, match=rf"words\.csv:2: .*{wrong}.*allowed"):
        load_user_dictionary(path)


def test_another_dictionary_is_another_analyzer(tmp_path: Path) -> None:
    path = dictionary(tmp_path, "索引君\n")
    assert (
        open_analyzer(AnalyzerChoice("janome", path)).fingerprint
        != open_analyzer(AnalyzerChoice()).fingerprint
    )
    assert (
        open_analyzer(AnalyzerChoice()).fingerprint == open_analyzer(AnalyzerChoice()).fingerprint
    )


PARTS = [
    ("霧島|演算社,きりしまえんざんしゃ", {"霧島": "きりしま", "演算社": "えんざんしゃ"}),
    ("龘|社,とうしゃ", {"龘": "とう", "社": "しゃ"}),
    ("東|雲堂,しののめどう", {"東": "", "雲堂": ""}),
    ("ざつだん|部,ざつだんぶ", {"ざつだん": "ざつだん", "部": "ぶ"}),
]


@pytest.mark.parametrize(("line", "readings"), PARTS)
def test_each_part_has_its_share_of_the_reading(
    tmp_path: Path, line: str, readings: dict[str, str]
) -> None:
    path = tmp_path / "words.csv"
    path.write_text(line + "\n", encoding="utf-8")
    analyzer = open_analyzer(AnalyzerChoice(user_dictionary=path))
    word = line.split(",")[0].replace("|", "")
    parts = {t.term: t.reading for t in analyzer.analyze(word).tokens if not t.whole}
    assert parts == readings
