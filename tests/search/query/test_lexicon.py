"""Words of the index by their sound and by slips: only such as some post has."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from search.columns.searcher import ColumnSearcher
from search.columns.visible import ColumnVisible
from search.query.lexicon import Lexicon
from search.query.planner import MAX_WORDS
from tests.search.asking import ask, found, open_posts
from tests.support import everything

POSTS = {
    "tokyo": "東京の夜",
    "station": "東京駅の赤い屋根",
    "sea": "海を見た",
    "kana": "うみを見た",
    "osaka": "大阪の城",
    "various": "いろいろな花",
    "database": "データベースの設計",
    "elastic": "Elasticsearchの設定",
    "mail": "emailの書き方",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("lexicon"), POSTS)


@pytest.fixture(scope="module")
def lexicon(searcher: ColumnSearcher) -> Lexicon:
    return Lexicon(everything(searcher.view))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("とうきょう", ["tokyo", "station"]),
        ("トウキョウ", ["tokyo", "station"]),
        ("とうきょうえき", ["station"]),
        ("おおさか", ["osaka"]),
        ("うみ", ["kana", "sea"]),
        ("色々", ["various"]),
        ("toukyou", ["tokyo", "station"]),
        ("tokyo", ["tokyo", "station"]),
        ("toukyo", ["tokyo", "station"]),
        ("tōkyō", ["tokyo", "station"]),
        ("TÔKYÔ", ["tokyo", "station"]),
        ("osaka", ["osaka"]),
        ("oosaka", ["osaka"]),
        ("umi", ["sea"]),
    ],
)
def test_a_reading_finds_the_word(searcher: ColumnSearcher, typed: str, wanted: list[str]) -> None:
    assert sorted(found(searcher, typed)) == sorted(wanted)


@pytest.mark.parametrize("typed", ["tokyo", "toukyo", "umi", "osaka"])
def test_romaji_are_said_to_be_readings(searcher: ColumnSearcher, typed: str) -> None:
    results = ask(searcher, typed)
    assert results.interpreted.relaxed == "readings"
    assert {hit.matched_by for hit in results.hits} == {("reading",)}


def test_what_was_typed_in_kana_comes_before_what_sounds_alike(searcher: ColumnSearcher) -> None:
    assert found(searcher, "うみ") == ["kana", "sea"]


def test_a_word_in_latin_letters_is_itself_before_it_is_romaji(tmp_path: Path) -> None:
    searcher = open_posts(tmp_path, {"letters": "umi という名の店", "sea": "海を見た"})
    assert found(searcher, "umi") == ["letters"]


def test_romaji_find_words_with_and_without_long_vowels(tmp_path: Path) -> None:
    searcher = open_posts(tmp_path, {"long": "勇気の話", "short": "雪の朝", "other": "空の色"})
    assert sorted(found(searcher, "yuki")) == ["long", "short"]
    assert found(searcher, "yuuki") == ["long"]


def test_short_words_that_happen_to_spell_romaji_do_not_hide_the_long_one(tmp_path: Path) -> None:
    searcher = open_posts(tmp_path, {"pieces": "都と居と巨", "whole": "東京の夜"})
    assert found(searcher, "tokyo") == ["whole"]


@pytest.mark.parametrize("typed", ["tokyoeki", "toukyoueki"])
def test_several_words_may_be_spelt_in_one(searcher: ColumnSearcher, typed: str) -> None:
    assert found(searcher, typed) == ["station"]


@pytest.mark.parametrize("typed", ["ko" * 20, "kyo" * 13, "shi" * 600, "tōkyō" * 300])
def test_long_romaji_are_answered_at_once(searcher: ColumnSearcher, typed: str) -> None:
    assert ask(searcher, typed).took_ms < 5000


@pytest.mark.parametrize("between", [" ", "", "の", "・"])
def test_of_unknown_katakana_words_a_bounded_number_is_looked_up(
    searcher: ColumnSearcher, monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    """Counted, since a busy machine tells no time: once 180 of them took more than a second."""
    counts: Counter[str] = Counter()

    def counting(name: str) -> None:
        look_up = getattr(ColumnVisible, name)

        def counted(visible: ColumnVisible, sought: Any, *more: Any) -> Any:
            counts[name] += 1 if isinstance(sought, str) else len(sought)
            return look_up(visible, sought, *more)

        monkeypatch.setattr(ColumnVisible, name, counted)

    for name in ("documents_with", "heard_as", "heard_beginning", "about_as_long"):
        counting(name)
    letters = random.Random(1)
    words = ["".join(letters.choices("アイウエオカキクケコサシスセソ", k=10)) for _ in range(180)]
    assert found(searcher, between.join(words)) == []
    assert counts["about_as_long"] <= 2 * MAX_WORDS
    assert sum(counts.values()) < 20_000


@pytest.mark.parametrize("typed", ["くも", "kumo", "ん", "u", "たちつてと"])
def test_what_no_post_is_read_like_finds_nothing(searcher: ColumnSearcher, typed: str) -> None:
    assert found(searcher, typed) == []


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("データベーズ", ("データベース",)),
        ("elasticsaerch", ("elasticsearch",)),
        ("elasticserch", ("elasticsearch",)),
        ("emall", ("email",)),
        ("データ", ()),
        ("mail", ()),
        ("束京都駅前", ()),
        ("ヂァダヴェヅ", ()),
    ],
)
def test_slips_are_near_what_was_meant(lexicon: Lexicon, typed: str, near: tuple[str, ...]) -> None:
    assert lexicon.similar(typed) == near


def test_of_two_words_as_near_the_more_frequent_comes_first(tmp_path: Path) -> None:
    posts = {"a": "センサーズの話", "b": "センターズの話", "c": "センターズの試合"}
    lexicon = Lexicon(everything(open_posts(tmp_path, posts).view))
    near = lexicon.similar("センラーズ")
    assert near == ("センターズ", "センサーズ")
