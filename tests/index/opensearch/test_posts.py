"""What nodes are told of a post, and of how long the average post is."""

from __future__ import annotations

import numpy as np
import pytest

from index.opensearch.client import Cluster
from index.opensearch.mapping import HOLE, MARK, MOST_IMPACTS, posts_index
from index.opensearch.posts import Averages, Encoded, Frequencies, lengths_of
from index.opensearch.waiting import Waiting
from tests.contract.corpus import POSTS
from tests.support import make_document, make_records


def test_lengths_are_those_that_impacts_are_divided_by() -> None:
    for record in make_records([*POSTS, make_document("rare", "𠮷野家の😀と hiragana だけ")]):
        encoded = Encoded(record)
        of_each = (encoded.words.length, encoded.chars.length, encoded.pairs.length)
        assert lengths_of(record) == pytest.approx(of_each)


def test_nodes_are_told_by_which_signs_terms_are_parted() -> None:
    told = posts_index(Cluster(urls=("http://node",)))["settings"]["analysis"]["filter"]
    assert told["frequency"]["delimiter"] == MARK
    assert told["holes"]["stopwords"] == [HOLE]
    assert told["together"]["patterns"] == [f"([^{MARK}]+)"]


def test_averages_are_those_of_all_posts_that_wait() -> None:
    short, long = "短い。", "とても長い記事には多くの言葉がある。" * 40
    posts = [make_document(f"post-{n}", long if n < 2 else short) for n in range(8)]
    records = make_records(posts)
    waiting = Waiting()
    for record in records:
        waiting.add(record)
    expected = np.mean([lengths_of(record) for record in records], axis=0)
    assert waiting.averages() == pytest.approx(expected)
    taken = list(waiting.taken())
    assert [record.document for record, _ in taken] == posts
    assert [record.folded for record, _ in taken] == [record.folded for record in records]


def test_nothing_has_an_average_length() -> None:
    assert Waiting().averages() == Averages(1.0, 1.0, 1.0)


def _impacts(frequencies: Frequencies, average: float) -> list[int]:
    return [int(one.partition(MARK)[2]) for one in frequencies.impacts(average).split(" ")]


def test_what_is_said_more_than_127_times_is_as_good_as_that() -> None:
    said = Frequencies(["a", "b", "c"], np.array([127.5, 128.0, 4_000.0]))
    first, second, third = _impacts(said, 4_000.0)
    assert first == second == third


def test_impacts_of_a_very_long_post_are_not_too_many_for_a_node() -> None:
    novel = Frequencies([f"t{n}" for n in range(5_000)], np.full(5_000, 100.0))
    found = _impacts(novel, novel.length)
    assert 0.9 * MOST_IMPACTS < sum(found) <= MOST_IMPACTS + len(found)


def test_a_title_lists_the_texts_that_cut_none_of_its_words() -> None:
    (record,) = make_records(
        [make_document("post", {"title": "京都の清水寺と紅葉", "text": "自然言語処理の話。"})]
    )
    listed = Encoded(record).body(1, Averages(), b"")["title_inside"].split(" ")
    assert {"京都の清水寺", "清水寺と紅葉", "京都の清水寺と紅葉"} <= {*listed}
    assert not {"都の清水寺", "京都の清水", "自然言語処理"} & {*listed}
