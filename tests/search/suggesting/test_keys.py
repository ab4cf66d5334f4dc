"""Keys: what starts with what has been typed."""

from __future__ import annotations

from array import array
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.suggesting.keys import Keys, encoded

KEYS = [("東京", 0), ("京", 0), ("東京タワー", 1), ("", 1), ("東京", 2), ("東京", 2), ("🗼", 2)]


@pytest.fixture(scope="module")
def keys() -> Keys:
    text, rows = bytearray(), array("I")
    for key, entry in KEYS:
        rows.extend((len(text), len(encoded(key)), entry))
        text += encoded(key)
    return Keys(text, rows)


@pytest.mark.parametrize(
    ("prefix", "entries"),
    [
        ("東", [0, 2, 1]),
        ("東京タ", [1]),
        ("京", [0]),
        ("🗼", [2]),
        ("西", []),
        ("東京タワーの", []),
        ("\ud800", []),
    ],
)
def test_what_starts_so_is_found_in_the_order_of_the_keys(
    keys: Keys, prefix: str, entries: list[int]
) -> None:
    assert keys.starting_with(prefix).tolist() == entries


def test_an_entry_has_each_of_its_keys_once(keys: Keys) -> None:
    assert [keys.of_entry(entry) for entry in range(4)] == [
        ["京", "東京"],
        ["東京タワー"],
        ["東京", "🗼"],
        [],
    ]


def test_there_may_be_no_keys() -> None:
    keys = Keys(bytearray(), array("I"))
    assert keys.starting_with("東").tolist() == keys.of_entry(0) == []


@given(
    keys=st.lists(
        st.tuples(st.text(st.sampled_from("あア京a🗼"), max_size=12), st.integers(0, 3)),
        max_size=40,
    )
)
def test_keys_of_any_length_are_in_the_order_of_their_characters(
    keys: list[tuple[str, int]],
) -> None:
    text, rows = bytearray(), array("I")
    for key, entry in sorted(keys, key=itemgetter(1)):  # as entries are added: their numbers rise
        rows.extend((len(text), len(encoded(key)), entry))
        text += encoded(key)
    made = Keys(text, rows)
    assert made.starting_with("").tolist() == [entry for key, entry in sorted(set(keys)) if key]
    for entry in range(4):
        assert made.of_entry(entry) == sorted({key for key, of in keys if of == entry and key})
