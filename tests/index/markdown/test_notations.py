"""The table of flavours, which no type checker reads."""

from __future__ import annotations

from typing import get_args

import pytest

from index.markdown.anchors import NAMERS
from index.markdown.notations import Flavour, notation_of
from index.markdown.templates import READERS


@pytest.mark.parametrize("flavour", get_args(Flavour))
def test_the_row_of_a_flavour_names_what_there_is(flavour: Flavour) -> None:
    notation = notation_of(flavour)
    assert notation.anchors in NAMERS
    assert notation.templates in ("", *READERS)
    assert notation.parts in ("", *NAMERS)
    assert bool(notation.marks) == (notation.takes_in is not None)
