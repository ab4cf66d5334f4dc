"""Texts as UTF-16 units: positions survive what lies beyond the basic plane."""

from __future__ import annotations

import numpy as np
import pytest

from index.pages.utf16 import Units, decode, encode


@pytest.mark.parametrize("text", ["", "京都", "𠮷野家で😀", "a𠮷b😀c"])
def test_what_is_encoded_is_decoded_again(text: str) -> None:
    assert decode(encode(text)) == text


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    assert decode(encode("あ\ud800い")) == "あ�い"


@pytest.mark.parametrize("text", ["京都タワー", "𠮷野家で😀を見た"])
def test_positions_in_points_become_positions_in_units(text: str) -> None:
    data = encode(text)
    to_units = Units(text, data)
    positions = to_units(np.arange(len(text) + 1))
    for point in range(len(text)):
        low, high = int(positions[point]), int(positions[point + 1])
        assert decode(data[2 * low : 2 * high]) == text[point]
