"""Lists of rising numbers, packed and unpacked."""

from __future__ import annotations

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.columns.rising import (
    in_any,
    pack,
    pack_sets,
    unpack,
    unpack_lists,
    unpack_set,
)

RISING = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=30, unique=True).map(sorted)


def packed_lists(lists: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    counts = np.array([len(one) for one in lists], np.int64)
    return pack(np.array(list(chain(*lists)), np.int64), np.cumsum(counts) - counts)


@given(lists=st.lists(RISING, min_size=1, max_size=8))
def test_lists_come_back_one_by_one_and_all_together(lists: list[list[int]]) -> None:
    packed, sizes = packed_lists(lists)
    ends = np.cumsum(sizes)
    for one, end, size in zip(lists, ends, sizes, strict=True):
        assert unpack(packed[end - size : end]).tolist() == one
    assert unpack_lists(packed, ends - sizes).tolist() == list(chain(*lists))


@given(
    lists=st.lists(
        st.lists(st.integers(0, 99), min_size=1, unique=True).map(sorted), min_size=1, max_size=8
    ),
    documents=st.sampled_from([100, 101, 20_000]),
)
def test_sets_come_back_and_none_takes_more_than_a_bit_for_each_document(
    lists: list[list[int]], documents: int
) -> None:
    counts = np.array([len(one) for one in lists], np.int64)
    starts = np.cumsum(counts) - counts
    among = np.full(len(lists), documents)
    packed, sizes = pack_sets(np.array(list(chain(*lists)), np.int64), starts, among)
    assert sizes.max() <= (documents + 7) // 8
    ends = np.cumsum(sizes)
    for one, end, size in zip(lists, ends, sizes, strict=True):
        assert unpack_set(packed[end - size : end], documents).tolist() == one
    assert in_any(packed, ends - sizes, documents).tolist() == sorted(set(chain(*lists)))


def test_neighbours_take_one_byte_each() -> None:
    packed, sizes = packed_lists([[3, 5, 300], [4]])
    assert packed.tolist() == [0x03, 0x02, 0xA7, 0x02, 0x04]
    assert sizes.tolist() == [4, 1]


def test_nothing_is_packed_into_nothing() -> None:
    packed, _ = pack(np.empty(0, np.int64), np.empty(0, np.int64))
    assert unpack(packed).tolist() == []
    assert unpack_lists(packed, np.empty(0, np.int64)).tolist() == []
    assert in_any(packed, np.empty(0, np.int64), 0).tolist() == []
