"""The figures of a ranking, checked by hand."""

from __future__ import annotations

from math import log2
from pathlib import Path

import pytest

from index.errors import SakuinError
from search.evaluation import evaluate, read_judgements, read_queries, score


def test_a_perfect_ranking_scores_one() -> None:
    assert score(["a", "b"], {"a": 1, "b": 1}) == (1.0, 1.0, 1.0)


def test_a_relevant_hit_in_third_place() -> None:
    rank, recall, gain = score(["x", "y", "a"], {"a": 1, "b": 1})
    assert (rank, recall) == (1 / 3, 1 / 2)
    assert gain == pytest.approx((1 / log2(4)) / (1 + 1 / log2(3)))


def test_recall_counts_what_ten_hits_can_hold() -> None:
    relevant = {str(number): 1 for number in range(50)}
    assert score([str(number) for number in range(10)], relevant)[1] == 1.0


def test_queries_without_a_relevant_document_do_not_count() -> None:
    rankings = {"東京": ["a"], "大阪": []}
    evaluation = evaluate(
        {"1": "東京", "2": "大阪", "3": "京都"},
        {"1": {"a": 1}, "2": {"b": 1}, "3": {"c": 0}},
        lambda text: rankings[text],
    )
    assert (evaluation.queries, evaluation.without_hits) == (2, 1)
    assert evaluation.mrr == evaluation.recall == evaluation.ndcg == 0.5


def test_files_of_another_set_are_noticed() -> None:
    with pytest.raises(SakuinError, match="do the two files belong together"):
        evaluate({"1": "東京"}, {"2": {"a": 1}}, lambda text: [])


def test_the_files_are_tab_separated(tmp_path: Path) -> None:
    queries, qrels = tmp_path / "queries.tsv", tmp_path / "qrels.tsv"
    queries.write_text("1\t東京 天気\n", "utf-8")
    qrels.write_text("1\t0\t_posts/a b.md\t1\n1\t0\tc.md\t0\n", "utf-8")
    assert read_queries(queries) == {"1": "東京 天気"}
    assert read_judgements(qrels) == {"1": {"_posts/a b.md": 1, "c.md": 0}}


@pytest.mark.parametrize(("line", "said"), [("1 東京", "1 found"), ("1\t0\ta\tyes", "'yes'")])
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(f"{line}\n", "utf-8")
    with pytest.raises(SakuinError, match=f"bad.tsv:1: .*{said}"):
        read_judgements(path)


def test_an_id_names_one_query(tmp_path: Path) -> None:
    path = tmp_path / "queries.tsv"
    path.write_text("# id, text\n1\t東京\n1\t大阪\n", "utf-8")
    with pytest.raises(SakuinError, match=r"queries.tsv:3: the id of two queries is '1'"):
        read_queries(path)


def test_a_document_is_judged_once_for_a_query(tmp_path: Path) -> None:
    path = tmp_path / "qrels.tsv"
    path.write_text("# a\n1\t0\ta.md\t1\n1\t0\ta.md\t1\n2\t0\ta.md\t0\n", "utf-8")
    assert read_judgements(path) == {"1": {"a.md": 1}, "2": {"a.md": 0}}
    path.write_text("# a\n1\t0\ta.md\t1\n1\t0\ta.md\t0\n", "utf-8")
    with pytest.raises(SakuinError, match=r"qrels.tsv:3: two judgements of 'a.md'"):
        read_judgements(path)
