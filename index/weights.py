"""What of a post is scored, and how much it weighs.

Engines store frequencies that are weighted already, so these belong to the stored format; how
frequencies become scores is :mod:`search.ranking`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.record import PartKind

PART_WEIGHTS: dict[PartKind, float] = {
    PartKind.TITLE: 10.0,
    PartKind.LABELS: 5.0,
    PartKind.EXCERPT: 3.0,
    PartKind.HEADING: 2.0,
    PartKind.BODY: 1.0,
    PartKind.CODE: 0.5,
}
"""How much one occurrence counts, by where it stands.

Measured on 1,000 queries of three nouns of a title over 2,513 long posts, MRR@10 (with words and
grams): all equal 0.85; title 3: 0.91; title 5, labels, excerpt and headings 2: 0.93; title 10,
labels 5, excerpt 3, headings 2: 0.95; title 20 gains 0.013 more there, but buries posts that
discuss a word at length under those that only name it. On short paragraphs (JSQuAD) titles of 3
to 10 make no difference. Code counts half: a word in a listing is seldom what a post is about.
"""

KIND_WEIGHTS = np.array([PART_WEIGHTS[kind] for kind in PartKind], np.float32)
"""The same by the number of the part's kind."""

MOST_WEIGHTED = 127.5
"""A weighted frequency that is as good as any greater one; engines may keep it in a byte."""


def _table(*ranges: tuple[int, int]) -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    for first, last in ranges:
        table[first : last + 1] = True
    return table


HIRAGANA = _table((0x3041, 0x3096), (0x309D, 0x309F))
GRAM_UNITS = HIRAGANA | _table(
    (0x3005, 0x3007),  # 々〆〇
    (0x30A1, 0x30FA),  # katakana
    (0x30FC, 0x30FF),  # ー and iteration marks
    (0x3400, 0x9FFF),  # kanji
    (0xAC00, 0xD7A3),  # hangul
    (0xD800, 0xDFFF),  # halves of what lies beyond the basic plane: 𠮷, 😀
    (0xF900, 0xFAFF),  # compatibility kanji
)
"""Units that are scored as characters and pairs: scripts written without spaces.

Hiragana alone is left out of single characters and pairs: measured on JSQuAD, it changes MRR@10
by less than 0.001 and would double the postings.
"""


_SCORED_ALONE = GRAM_UNITS & ~HIRAGANA
_SCORED_ALONE[0xD800:0xE000] = False
_TABLES = GRAM_UNITS, HIRAGANA, _SCORED_ALONE
_SEEN = tuple(table.tobytes() for table in _TABLES)
"""For single units: looks at single entries cost a fifth of those at the array's."""


def is_scored_pair(first: Any, second: Any) -> Any:
    """Which pairs of units have postings; for arrays of units or for two of them."""
    units, hiragana, _ = _SEEN if isinstance(first, int) else _TABLES
    return units[first] & units[second] & (hiragana[first] & hiragana[second] ^ True)


def is_scored_character(unit: Any) -> Any:
    """Which units are scored alone; 𠮷 is a pair of units and is scored as that.

    Others have postings as well, so that a query of one letter finds its documents quickly.
    """
    return (_SEEN if isinstance(unit, int) else _TABLES)[2][unit]
