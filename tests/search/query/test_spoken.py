"""Where a run of the query may be cut into words by its sound."""

from __future__ import annotations

from itertools import pairwise

import pytest

from search.query.spoken import MAX_READING, Spoken, speak


@pytest.mark.parametrize(
    ("read", "cuts"),
    [
        ([("課題", "かだい"), ("の", "の"), ("話", "はなし")], [0, 3, 4, 7]),
        ([("小林", "こばやし"), ("いっさ", "いっさ")], [0, 4, 5, 6, 7]),
        ([("吸い", "すい"), ("こむ", "こむ")], [0, 2, 3, 4]),
        ([("雪だるま", "ゆきだるま")], [0, 2, 5]),
        ([("吸う", "すう")], [0, 2]),
        ([("いっさ", "いっさ")], [0, 1, 2, 3]),
    ],
)
def test_no_word_begins_or_ends_within_what_a_kanji_is_read_as(
    read: list[tuple[str, str]], cuts: list[int]
) -> None:
    spoken = speak(read)[0]
    assert spoken.cuts() == cuts
    assert set(pairwise(cuts)) <= set(spoken.parts())


def test_every_part_of_kana_may_be_a_word_but_none_is_longer_than_readings_are() -> None:
    parts = list(Spoken("あ" * (MAX_READING + 2)).parts())
    assert len(parts) == len(set(parts)) == MAX_READING * (MAX_READING + 5) // 2
    assert max(end - start for start, end in parts) == MAX_READING
