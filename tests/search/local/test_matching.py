"""Which posts have what is wanted: words, phrases, beginnings, alternatives, in a field or not."""

from __future__ import annotations

import pytest

from search.columns.searcher import ColumnSearcher
from tests.search.asking import found, open_posts
from tests.support import Post

POSTS: dict[str, Post] = {
    "verb": ("朝の日課", "毎朝川沿いを走った。"),
    "email": ("連絡", "email を書いた。maintain する。"),
    "ai": ("技術", "ai の話。"),
    "compound": ("空の旅", "関西国際空港に着いた。"),
    "across": ("拠点", "データセンターズ構想。"),
    "tagged": {"title": "無題", "text": "本文", "tags": ["機械学習"], "authors": ["高橋"]},
    "code": {"title": "手順", "text": "次を打つ。", "code": "pip install whoosh-reloaded"},
    "heading": {"title": "目次", "headings": {"終わりに": "謝辞"}},
    "python": ("Python入門", "Pythonic な書き方とPyPIの話。"),
    "snake": ("蛇の話", "Pythonという蛇。"),
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("matching"), POSTS)


@pytest.mark.parametrize(
    ("query", "wanted", "why"),
    [
        ("走る", {"verb"}, "the base form finds inflections"),
        ("走らない", {"verb"}, "and one inflection another"),
        ("ai", {"ai"}, "two letters inside a longer word mean nothing"),
        ("空港", {"compound"}, "a word inside a compound"),
        ("国際空", {"compound"}, "a text that cuts a word, if nothing has it whole"),
        ("タセンターズ", {"across"}, "four characters or more, wherever they stand"),
        ("機械学習", {"tagged"}, "tags"),
        ("高橋", {"tagged"}, "authors"),
        ("whoosh", {"code"}, "code"),
        ("終わり", {"heading"}, "headings"),
        ('"川沿いを走った"', {"verb"}, "a phrase"),
        ('"川沿い走った"', set(), "a phrase is literal"),
        ('"朝の日課 毎朝"', set(), "and does not go on from the title into the text"),
        ("python", {"python", "snake"}, "anywhere"),
        ("title:python", {"python"}, "in the title only"),
        ('title:"python入"', {"python"}, "a phrase in the title"),
        ('title:"蛇。"', set(), "which does not stand there"),
        ("py*", {"python", "snake"}, "whatever begins so"),
        ("pyp*", {"python"}, "with another letter"),
        ("title:pyt*", {"python"}, "in the title"),
        ("走る OR 空港", {"verb", "compound"}, "either"),
        ("python -入門", {"snake"}, "without a word"),
        ('python -"という蛇"', {"python"}, "without a phrase"),
        ("python -pypi", {"snake"}, "without a word of the text"),
        ("(走る OR 空港) -国際", {"verb"}, "either, without"),
        ("東京都庁", set(), "what no post has"),
    ],
)
def test_finds_exactly(searcher: ColumnSearcher, query: str, wanted: set[str], why: str) -> None:
    assert set(found(searcher, query)) == wanted, why


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_any_piece_of_a_post_finds_it(searcher: ColumnSearcher, size: int) -> None:
    text = "毎朝川沿いを走った"
    for start in range(len(text) - size + 1):
        piece = text[start : start + size]
        assert "verb" in found(searcher, f'"{piece}"'), piece
