"""Lists of rising numbers, packed and unpacked."""

from __future__ import annotations

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.columns.rising import (
    DocumentSet,
    in_any,
    pack,
    pack_sets,
    unpack,
    unpack_lists,
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
        found = DocumentSet(packed[end - size : end], documents, documents)
        assert found.docs().tolist() == one
        mask = found.mask()
        assert (len(mask), mask.nonzero()[0].tolist()) == (documents, one)
    assert in_any(packed, ends - sizes, documents).tolist() == sorted(set(chain(*lists)))


@given(
    among=st.lists(st.integers(0, 199), min_size=1, max_size=60, unique=True).map(sorted),
    data=st.data(),
)
def test_a_set_within_a_list_is_said_by_its_places_there(
    among: list[int], data: st.DataObject
) -> None:
    within = data.draw(st.lists(st.sampled_from(among), min_size=1, unique=True).map(sorted))
    places = np.array([among.index(doc) for doc in within], np.int64)
    packed, _ = pack_sets(places, np.zeros(1, np.int64), np.array([len(among)]))
    found = DocumentSet(packed, 200, len(among), lambda: np.array(among, np.uint16))
    assert (len(packed) == 0) == (within == among)
    assert found.docs().tolist() == within
    assert found.mask().nonzero()[0].tolist() == within


def test_neighbours_take_one_byte_each() -> None:
    packed, sizes = packed_lists([[3, 5, 300], [4]])
    assert packed.tolist() == [0x03, 0x02, 0xA7, 0x02, 0x04]
    assert sizes.tolist() == [4, 1]


def test_nothing_is_packed_into_nothing() -> None:
    packed, _ = pack(np.empty(0, np.int64), np.empty(0, np.int64))
    assert unpack(packed).tolist() == []
    assert unpack_lists(packed, np.empty(0, np.int64)).tolist() == []
    assert in_any(packed, np.empty(0, np.int64), 0).tolist() == []
