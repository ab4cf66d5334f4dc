"""Completions: from kanji, kana, half-typed kana and romaji, in every state of typing."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.columns.searcher import ColumnSearcher
from tests.contract.corpus import post
from tests.support import open_columns, write_index

POSTS = [
    post("a", "東京の桜を見る", "", tags=("東京", "Python")),
    post("b", "東京タワーの夜", "", tags=("東京",)),
    post("c", "登記の手続き", "", tags=("法律",)),
    post("d", "Python入門", "", tags=("Python", "<b>")),
    post("e", "ChatGPTの使い方", "", tags=("ｸﾗｳﾄﾞ", "ＡＷＳ")),
    post("f", "ChatGPTとＣｌａｕｄｅ", "", tags=("aws",)),
    post("g", "chatgptとＣｌａｕｄｅの違い", ""),
]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_columns(write_index(tmp_path_factory.mktemp("suggest"), POSTS))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("東", "東京"),
        ("東京", "東京"),
        ("とう", "東京"),
        ("とうき", "東京"),
        ("トウキョ", "東京"),
        ("t", "東京"),
        ("tou", "東京"),
        ("touk", "東京"),
        ("toukyou", "東京"),
        ("とうk", "東京"),
        ("とうきょu", "東京"),
        ("ｔouｋ", "東京"),
        ("クラウd", "ｸﾗｳﾄﾞ"),
        ("py", "Python"),
        ("ＰＹＴ", "Python"),
    ],
)
def test_completes(searcher: ColumnSearcher, typed: str, wanted: str) -> None:
    assert wanted in [suggestion.text for suggestion in searcher.suggest(typed)]


def test_a_tag_comes_before_titles(searcher: ColumnSearcher) -> None:
    first = searcher.suggest("東京")[0]
    assert (first.text, first.kind, first.count) == ("東京", "tag", 2)


def test_titles_lead_to_their_posts(searcher: ColumnSearcher) -> None:
    titles = {s.text: s.url for s in searcher.suggest("東京") if s.kind == "title"}
    assert titles["東京タワーの夜"] == "/b/"


def test_marks_what_was_typed_and_escapes_the_rest(searcher: ColumnSearcher) -> None:
    assert searcher.suggest("東")[0].marked_text == "<mark>東</mark>京"
    assert any(s.marked_text.startswith("<mark>&lt;</mark>b") for s in searcher.suggest("<"))


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("chat", "ChatGPT", "<mark>Chat</mark>GPT"),
        ("ＣＨＡＴ", "ChatGPT", "<mark>Chat</mark>GPT"),
        ("cla", "Ｃｌａｕｄｅ", "<mark>Ｃｌａ</mark>ｕｄｅ"),
        ("クラウド", "ｸﾗｳﾄﾞ", "<mark>ｸﾗｳﾄﾞ</mark>"),
        ("くらう", "ｸﾗｳﾄﾞ", "ｸﾗｳﾄﾞ"),
    ],
)
def test_words_are_spelt_as_their_authors_spell_them(
    searcher: ColumnSearcher, typed: str, text: str, marked: str
) -> None:
    first = searcher.suggest(typed)[0]
    assert (first.text, first.marked_text) == (text, marked)


def test_spellings_of_one_word_are_proposed_once(searcher: ColumnSearcher) -> None:
    words = [s.text for s in searcher.suggest("chat") if s.kind != "title"]
    assert words == ["ChatGPT"]
    assert len([s for s in searcher.suggest("aws") if s.kind != "title"]) == 1


@pytest.mark.parametrize("typed", ["", " ", "量子もつれ", "あ" * 10_000, "\x00", "%_*"])
def test_nothing_to_complete_is_an_empty_list(searcher: ColumnSearcher, typed: str) -> None:
    assert searcher.suggest(typed) == ()


TITLES = (
    "生成AIの入門",
    "引っ越しの準備",
    "機械学習の基礎",
    "東京タワー",
    "データベース設計",
    "請求書の様式",
    "30分で着く駅",
    "3分で着く駅",
)


@pytest.fixture(scope="module")
def titled(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    posts = [post(f"p{n}", title, "") for n, title in enumerate(TITLES)]
    return open_columns(write_index(tmp_path_factory.mktemp("titles"), posts))


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (
            "生成AIの入門",
            "s se seis せ せいs せいせ せいせい せいせいa せいせいAI seiせ 生せい 生成a",
        ),
        ("引っ越しの準備", "hikk ひっk ひっこ 引 引っ 引っk 引っこ 引っこs"),
        ("機械学習の基礎", "kikaig きかいが 機かい 機械g 機械がく 機械gak"),
        ("東京タワー", "tokyot とうきょうt 東京t 東京た 東京taw toukyouたわ"),
        ("請求書の様式", "seikyu seikyusy seikyuusho sekyusho せいきゅうs せいきゅう書 請きゅ"),
        ("30分で着く駅", "30f 30hu 30ふ 30ふん 30pun 30分 3"),
        ("データベース設計", "deta でー データb でたべ デタベース データベーズ でーたべすー"),
    ],
)
def test_completes_at_each_key_and_in_the_middle_of_a_conversion(
    titled: ColumnSearcher, wanted: str, keys: str
) -> None:
    missed = [typed for typed in keys.split() if wanted not in texts(titled, typed)]
    assert missed == []


@pytest.mark.parametrize(
    "typed",
    [
        "生ける",
        "引く",
        "機械ぞ",
        "東京z",
        "せいせいz",
        "データペン",
        "りょう書",
        "seikyasho",
        "30k",
        "0f",
    ],
)
def test_other_words_are_not_completed(titled: ColumnSearcher, typed: str) -> None:
    assert texts(titled, typed) == []


def texts(searcher: ColumnSearcher, typed: str) -> list[str]:
    return [suggestion.text for suggestion in searcher.suggest(typed)]


@pytest.mark.parametrize("titles", [[], ["☃"], ["Plain words", "Plain words"], ["\udc80の本"]])
def test_titles_that_nobody_can_read_out_complete(tmp_path: Path, titles: list[str]) -> None:
    posts = [post(str(number), title, "") for number, title in enumerate(titles)]
    searcher = open_columns(write_index(tmp_path, posts))
    assert all(searcher.suggest(title[:3]) for title in titles)
    assert searcher.suggest("ざ") == ()
