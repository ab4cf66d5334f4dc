"""Marks: exactly the characters of the original text that were found, in safe HTML."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from search.columns.searcher import ColumnSearcher
from tests.search.asking import ask, marks, only_hit, open_posts

MARKED = (
    # (text of the post, query, what is marked of it, why)
    ("㍿山田製作所の話", "株式会社", ["㍿"], "one character stands for four"),
    ("㍿山田製作所の話", "山田製作所", ["山田製作所"], "and shifts nothing behind it"),
    (
        "平成㋀号の記録と東京タワー",
        "東京タワー",
        ["東京タワー"],
        "months in a circle shift nothing",
    ),
    ("５㌔先の滝を見た", "滝", ["滝"], "units in a square shift nothing"),
    ("毎日ｺﾝﾋﾟｭｰﾀで遊ぶ", "コンピュータ", ["ｺﾝﾋﾟｭｰﾀ"], "half-width kana with voicing marks"),
    ("ｶﾞｲﾄﾞの本を読む", "ガイド", ["ｶﾞｲﾄﾞ"], "both marks belong to the word"),
    ("か\u3099くせいの記録と図書館", "図書館", ["図書館"], "combining marks shift nothing"),
    ("ハ\u309aリの朝", "パリ", ["ハ\u309aリ"], "decomposed kana are marked whole"),
    ("cafe\u0301で読書", "café", ["cafe\u0301"], "an accent of its own is marked as well"),
    ("𠮷野家で牛丼を食べた", "牛丼", ["牛丼"], "a character of two units shifts nothing"),
    ("𠮷野家で牛丼を食べた", "𠮷野家", ["𠮷野家"], "and is marked itself"),
    ("😀😀の後の東京駅", "東京駅", ["東京駅"], "nor do emoji shift anything"),
    ("旗🇯🇵と家族👨‍👩‍👧の写真展", "写真展", ["写真展"], "nor do those of several characters"),
    ("辻\U000e0100さんの日記", "日記", ["日記"], "nor does a variation selector"),
    ("ＯｐｅｎＡＩの発表", "OpenAI", ["ＯｐｅｎＡＩ"], "full-width letters"),
    ("サーバーを借りる", "サーバ", ["サーバー"], "the long vowel belongs to the word"),
    ("昨日は走った。", "走る", ["走っ"], "the inflected stem"),
    ("全部で一万円だった", "10000", ["一万"], "a number in kanji"),
    ("関西国際空港へ", "空港", ["空港"], "a part of a compound"),
    ("Node.jsとC++とC#", "C++", ["C++"], "an identifier, and no other"),
)


@pytest.mark.parametrize(
    ("text", "query", "wanted", "why"), MARKED, ids=[f"{case[1]} {case[3]}" for case in MARKED]
)
def test_exactly_the_found_characters_are_marked(
    tmp_path: Path, text: str, query: str, wanted: list[str], why: str
) -> None:
    searcher = open_posts(tmp_path, {"post": {"title": text, "text": f"前置き。{text}"}})
    hit = only_hit(searcher, query)
    assert marks(hit.marked_title) == wanted, why
    assert marks(hit.marked_snippets[0]) == wanted, why
    assert without_marks(hit.marked_title) == text


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("彼は｜本気《マジ》で言う", "本気", "彼は本気《マジ》で言う"),
        (
            "｜東京特許許可局《とうきょうとっきょきょかきょく》の話",
            "東京特許許可局",
            "東京特許許可局《とうきょうとっきょきょかきょく》の話",
        ),
        ("甲｜乙と｜本気《マジ》の丙", "丙", "甲｜乙と本気《マジ》の丙"),
    ],
)
def test_ruby_is_shown_without_the_mark_before_it(
    tmp_path: Path, text: str, query: str, shown: str
) -> None:
    """However long the marks around a word are."""
    searcher = open_posts(tmp_path, {"post": {"title": "題", "text": text}})
    hit = only_hit(searcher, query, highlight_pre='<em class="found">', highlight_post="</em>")
    assert re.sub("</?em[^>]*>", "", hit.marked_snippets[0]) == shown
    assert "<em" in hit.marked_snippets[0]


def without_marks(marked: str) -> str:
    return html.unescape(re.sub("</?mark>", "", marked))


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(
        tmp_path_factory.mktemp("marks"),
        {
            "html": ("<script>alert(1)</script>の解説", 'a < b && c > "d" の式と<b>強調</b>の話'),
            "twice": ("桜と桜", "桜の下で桜餅。"),
            "beside": ("東京大阪間", "東京大阪間を走る。"),
        },
    )


def test_what_the_author_wrote_is_escaped_inside_and_outside_of_marks(
    searcher: ColumnSearcher,
) -> None:
    hit = only_hit(searcher, "強調")
    assert hit.marked_title == "&lt;script&gt;alert(1)&lt;/script&gt;の解説"
    assert "&lt;b&gt;<mark>強調</mark>&lt;/b&gt;" in hit.marked_snippets[0]
    assert "&amp;&amp; c &gt; &quot;d&quot;" in hit.marked_snippets[0]


def test_what_was_typed_is_escaped_when_it_is_marked(searcher: ColumnSearcher) -> None:
    hit = only_hit(searcher, '"<b>強調</b>"')
    assert "<mark>&lt;b&gt;強調&lt;/b&gt;</mark>" in hit.marked_snippets[0]


def test_every_occurrence_is_marked(searcher: ColumnSearcher) -> None:
    assert only_hit(searcher, "桜").marked_title == "<mark>桜</mark>と<mark>桜</mark>"


def test_marks_that_touch_are_one(searcher: ColumnSearcher) -> None:
    assert only_hit(searcher, "大阪 東京").marked_title == "<mark>東京大阪</mark>間"


def test_other_marks_may_be_asked_for(searcher: ColumnSearcher) -> None:
    hits = ask(searcher, "桜", highlight_pre="[", highlight_post="]").hits
    assert hits[0].marked_title == "[桜]と[桜]"


def test_without_a_query_nothing_is_marked(searcher: ColumnSearcher) -> None:
    for hit in ask(searcher, "").hits:
        assert marks(hit.marked_title) == []
