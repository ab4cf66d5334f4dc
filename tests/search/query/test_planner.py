"""Plans: what a searcher is told to look for, in the words of the index."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import open_analyzer
from index.analysis.choice import AnalyzerChoice
from index.analysis.synonyms import Synonyms
from search.query.conditions import HasPrefix, HasText
from search.query.plan import AnyNode, Plan, WordNode, nodes_of
from search.query.planner import MAX_WORDS, Planner
from search.query.query import Where
from tests.search.asking import query


@pytest.fixture(scope="module")
def planner() -> Planner:
    synonyms = Synonyms(
        [
            ("空港", "飛行場"),
            ("空港", "国際空港"),
            ("東京駅前", "丸の内"),
            ("京都駅", "八条口"),
            ("館検索画面", "館内検索"),
        ]
    )
    return Planner(open_analyzer(AnalyzerChoice()).analyze, synonyms)


def terms(plan: Plan) -> list[str]:
    return [word.term for word in plan.words]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("京都の空港", ["京都", "空港"]),
        ("京都 空港", ["京都", "空港"]),
        ("走った", ["走る"]),
        ("ＯｐｅｎＡＩのサーバー", ["openai", "サーバ"]),
        ("GPT-4oの話", ["gpt-4o", "話"]),
        ("なぜ空は青い", ["空", "青い"]),
        ("なぜ", ["なぜ"]),
        ("空港は何と呼ぶか", ["空港", "呼ぶ"]),
        ("空港ができたのはいつか", ["空港"]),
        ("C++", ["c++"]),
        ("a OR b", ["a", "b"]),
    ],
)
def test_words_are_those_of_the_index(planner: Planner, typed: str, wanted: list[str]) -> None:
    assert terms(planner.plan(query(typed))) == wanted


def test_text_between_quotes_is_wanted_literally(planner: Planner) -> None:
    (run,) = planner.plan(query('"京都の空港"')).runs
    assert run.nodes == (HasText("京都の空港"),)
    assert run.quoted


@pytest.mark.parametrize("typed", ["の", "は", "。", "=>", "…"])
def test_what_has_no_word_is_looked_for_as_it_is(planner: Planner, typed: str) -> None:
    (run,) = planner.plan(query(typed)).runs
    (node,) = run.nodes
    assert isinstance(node, HasText)
    assert node.text == planner.fold(typed)
    assert not run.quoted


def test_nothing_asked_plans_nothing(planner: Planner) -> None:
    for typed in ("", "  ", "　"):
        assert planner.plan(query(typed)) == Plan()


def test_fields_and_beginnings_are_kept(planner: Planner) -> None:
    (run,) = planner.plan(query("title:Py*")).runs
    assert run.nodes == (HasPrefix("py", Where.TITLE),)
    (run,) = planner.plan(query("title:空港")).runs
    assert [node.where for node in run.nodes if isinstance(node, WordNode)] == [Where.TITLE]


def test_synonyms_of_a_word_stand_beside_it(planner: Planner) -> None:
    (word,) = planner.plan(query("空港")).words
    assert [a.text for a in word.alternatives] == ["飛行場", "国際空港"]
    assert word.alternatives[0].term == "飛行場"


def test_a_synonym_of_several_words_stands_for_all_of_them(planner: Planner) -> None:
    (run,) = planner.plan(query("東京駅前")).runs
    (node,) = run.nodes
    assert isinstance(node, AnyNode)
    assert ways(node) == [["東京", "駅", "前"], ["丸の内"]]


def test_it_does_so_within_a_run_as_well(planner: Planner) -> None:
    (run,) = planner.plan(query("昨日の東京駅前広場")).runs
    before, node, behind = run.nodes
    assert isinstance(node, AnyNode)
    assert ways(node) == [["東京", "駅", "前"], ["丸の内"]]
    assert isinstance(before, WordNode)
    assert isinstance(behind, WordNode)
    assert (before.term, behind.term) == ("昨日", "広場")


@pytest.mark.parametrize("typed", ["東京都駅前", "図書館検索画面"])
def test_a_synonym_that_would_cut_words_is_none(planner: Planner, typed: str) -> None:
    plan = planner.plan(query(typed))
    assert not any(isinstance(node, AnyNode) for node in plan.nodes)


def ways(node: AnyNode) -> list[list[str]]:
    """The texts of each way."""
    return [[word.text for word in nodes_of(way)] for way in node.ways]


def test_what_is_excluded_is_no_part_of_the_words(planner: Planner) -> None:
    plan = planner.plan(query("京都 -空港"))
    assert terms(plan) == ["京都"]
    assert [node.term for node in plan.excluded if isinstance(node, WordNode)] == ["空港"]


def test_the_whole_text_is_kept_for_titles_and_phrases(planner: Planner) -> None:
    plan = planner.plan(query("京都の　ＡＩ　tag:旅"))
    assert plan.whole == "京都の ai"


def test_a_query_without_end_is_looked_at_so_far_and_no_further(planner: Planner) -> None:
    assert len(planner.plan(query("京都の空港 " * 150)).nodes) <= MAX_WORDS
    assert len(planner.plan(query("京都の空港と" * 150)).nodes) <= MAX_WORDS
