"""The columns against the index of record: the same hits, counts and scores as from Whoosh.

Whoosh answers with its own queries, matchers and lengths. It has words only, so that is what is
compared; what characters and pairs add is explained by :mod:`search.columns.joint`, and what
literal text adds (空港 in 関西国際空港) by the contract.

An index of one's own, of one segment, is compared with
``AGREEMENT_INDEX=.sakuin python -m pytest tests/contract/test_whoosh_agreement.py``.
"""

from __future__ import annotations

import math
import os
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from whoosh.query import And, Or, Term
from whoosh.searching import Searcher as WhooshSearcher

from index.analysis.analyzer import open_analyzer
from index.analysis.choice import AnalyzerChoice
from index.weights import PART_WEIGHTS
from index.whoosh.reader import open_whoosh
from index.whoosh.schema import WORD_FIELDS
from search.columns.joint import joint_scores, posted
from search.columns.masks import find_in_columns
from search.columns.view import View
from search.local.matching import Masks
from search.query.conditions import All, HasTerm
from search.query.deadline import NO_DEADLINE
from search.query.plan import Plan, TextRun, WordNode
from search.query.scored import units_of
from search.ranking import K1, B
from tests.contract.corpus import post
from tests.support import everything, open_columns, served_segments, write_index

WORDS = [
    "京都", "大阪", "空港", "図書館", "検索", "索引", "辞書", "形態素", "解析", "速度", "料理",
    "登山", "読書", "家計", "電車", "Python", "Linux", "サーバー", "ブログ", "写真", "天気", "旅行",
    "学校", "時間", "電話", "音楽", "映画", "公園", "銀行", "病院",
]  # fmt: skip
QUERIES = 1_000


class Engines(NamedTuple):
    view: View
    whoosh: WhooshSearcher


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Both engines over the same index."""
    own = os.environ.get("AGREEMENT_INDEX")
    data = Path(own) if own else random_posts(tmp_path_factory.mktemp("agreement"))
    (segment,) = served_segments(data)
    with open_whoosh(segment.path / "whoosh").searcher() as searcher:
        yield Engines(open_columns(data).view, searcher)


def random_posts(folder: Path) -> Path:
    """An index of 150 posts of random words, some much more frequent than others."""
    rng = random.Random(20261123)
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]

    def text(count: int) -> str:
        return "。".join("と".join(rng.choices(WORDS, weights, k=4)) for _ in range(count))

    posts = [
        post(f"p{n}", text(1), text(rng.randint(1, 30)), tags=tuple(rng.sample(WORDS, 2)))
        for n in range(150)
    ]
    return write_index(folder, posts)


def queries(view: View) -> Iterator[tuple[str, ...]]:
    """One to three terms of the index, drawn at random."""
    rng = random.Random(7)
    terms = view.placed[0].segment.ordered_terms
    for _ in range(QUERIES):
        yield tuple(rng.sample(terms, rng.randint(1, 3)))


def either_field(term: str) -> Or:
    return Or([Term(field, term) for field in WORD_FIELDS.values()])


def test_words_find_the_same_documents_as_in_whoosh(engines: Engines) -> None:
    find = partial(find_in_columns, engines.view, open_analyzer(AnalyzerChoice()).analyze)
    masks = Masks(everything(engines.view), find, NO_DEADLINE)
    found = 0
    for terms in queries(engines.view):
        wanted = All(tuple(HasTerm(term) for term in terms))
        ours = set(np.flatnonzero(masks.of(wanted)).tolist())
        query = And([either_field(term) for term in terms])
        assert ours == set(engines.whoosh.docs_for_query(query)), terms
        found += bool(ours)
    assert found > QUERIES / 4


def test_scores_are_those_that_whooshs_frequencies_and_lengths_give(engines: Engines) -> None:
    lengths = whoosh_lengths(engines.whoosh)
    for terms in queries(engines.view):
        expected = sum(whoosh_scores(engines.whoosh, term, lengths) for term in terms)
        nodes = tuple(WordNode(term, term) for term in terms)
        units = posted(engines.view, list(units_of(Plan((TextRun("", nodes),)))))
        ours = joint_scores(everything(engines.view), units)
        # Whoosh keeps the length of a field in one byte, rounded.
        np.testing.assert_allclose(ours, expected, rtol=2e-2, atol=1e-3, err_msg=str(terms))


def whoosh_lengths(searcher: WhooshSearcher) -> np.ndarray:
    """The weighted length of each document, from the field lengths that Whoosh stores."""
    reader = searcher.reader()
    return np.array(
        [
            sum(PART_WEIGHTS[part] * (reader.doc_field_length(doc, name) or 0)
                for part, name in WORD_FIELDS.items())
            for doc in range(reader.doc_count_all())
        ]
    )  # fmt: skip


def whoosh_scores(searcher: WhooshSearcher, term: str, lengths: np.ndarray) -> np.ndarray:
    """BM25F by the book, over the postings that Whoosh gives."""
    reader = searcher.reader()
    tf = np.zeros(len(lengths))
    for part, name in WORD_FIELDS.items():
        if (name, term) in reader:
            matcher = reader.postings(name, term)
            while matcher.is_active():
                tf[matcher.id()] += PART_WEIGHTS[part] * matcher.weight()
                matcher.next()
    documents = int(np.count_nonzero(tf))
    idf = math.log(1 + (len(tf) - documents + 0.5) / (documents + 0.5))
    norm = K1 * (1 - B + B * lengths / lengths.mean())
    scores: np.ndarray = idf * tf * (K1 + 1) / (tf + norm)
    return scores
