"""A sound that is two words: only where both stand together is it what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.columns.searcher import ColumnSearcher
from tests.search.asking import ask, found, marks, only_hit, open_posts

POSTS = {
    "together": ("言語", "関数型の言語で書いた。"),
    "often": ("機械学習", "機械学習は、機械が学習する機械学習です。"),
    "once": ("道具", "その道具は長く使っている。機械学習も試した。学習の記録を毎日書く。"),
    "apart": ("別々", "関数は便利だ。新しい型を作った。機械を学習の教材にした。"),
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("chains"), POSTS)


@pytest.mark.parametrize("typed", ["かんすうがた", "カンスウガタ", "kansuugata"])
def test_words_that_stand_apart_are_no_hit(searcher: ColumnSearcher, typed: str) -> None:
    assert found(searcher, typed) == ["together"]
    assert ask(searcher, typed).interpreted.relaxed in (None, "readings")


def test_posts_that_say_it_more_come_first(searcher: ColumnSearcher) -> None:
    assert found(searcher, "きかいがくしゅう") == ["often", "once"]


def test_only_what_stands_together_is_marked(searcher: ColumnSearcher) -> None:
    assert marks(only_hit(searcher, "かんすうがた").marked_snippets[0]) == ["関数型"]
    (_, once) = ask(searcher, "きかいがくしゅう").hits
    assert marks(once.marked_snippets[0]) == ["機械学習"]


def test_in_the_title_it_must_stand_in_the_title(searcher: ColumnSearcher) -> None:
    assert found(searcher, "title:きかいがくしゅう") == ["often"]
    assert found(searcher, "title:かんすうがた") == []


def test_kana_that_are_no_words_are_sought_as_they_are(tmp_path: Path) -> None:
    searcher = open_posts(
        tmp_path,
        {"letters": "ほげた靴とげた箱の話をほぼげんきに書く", "word": "名前はほげほげでよい"},
    )
    assert found(searcher, "ほげほげ") == ["word"]
    assert found(searcher, "ほげふがほ") == []
