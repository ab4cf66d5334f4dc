"""What every tokenizer takes and gives: user entries in, morphemes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple, Protocol

CONTEXTS = 1316
"""Left and right context numbers of IPADIC, from 0."""


class Piece(NamedTuple):
    """A word as the dictionary has it, or a run of characters in none, wherever it stands.

    Tokenizers give the same object for the same word again and again.
    """

    surface: str
    """As it is written."""
    part_of_speech: str
    """Four levels as IPADIC names them, for example ``名詞,固有名詞,地域,一般``."""
    base_form: str
    """The dictionary form; the surface itself where the dictionary has none."""
    reading: str
    """Of the surface, in katakana; ``*`` where unknown."""
    known: bool
    """False for a run of characters that no dictionary holds."""


class Morpheme(NamedTuple):
    """One piece of a text in its place; pieces follow one another without a gap.

    ``東京へ行った`` gives 東京, へ, 行っ (base form 行く, reading イッ) and た.
    """

    piece: Piece
    """Its surface is always ``text[start:end]``."""
    start: int
    """In code points of the text that was given to the tokenizer."""
    end: int

    @property
    def surface(self) -> str:
        return self.piece.surface


class UserEntry(NamedTuple):
    """A word of the user's own, with the costs that place it among IPADIC's words.

    The context numbers default to those of 名詞,固有名詞,一般, so that particles attach to the
    word as they do to any proper noun.
    """

    surface: str
    cost: int
    """Lower wins; IPADIC's own proper nouns lie mostly between 2000 and 6000."""
    part_of_speech: str = "名詞,固有名詞,一般,*"
    base_form: str = "*"
    reading: str = "*"
    left_id: int = 1288
    right_id: int = 1288

    def piece(self) -> Piece:
        """What a tokenizer makes of the word; it is its own base form unless said."""
        base_form = self.surface if self.base_form == "*" else self.base_form
        return Piece(self.surface, self.part_of_speech, base_form, self.reading, True)


class Tokenizer(Protocol):
    """Cuts texts into morphemes; safe to share between threads.

    They are normalised (:func:`index.analysis.char_filters.to_wording`): of control characters
    they have line ends alone.
    """

    def tokenize(self, text: str) -> list[Morpheme]:
        """The morphemes of ``text``; white space at both ends belongs to none."""


def placed(pieces: Sequence[Piece], start: int) -> list[Morpheme]:
    """The morphemes of ``pieces``, one after the other from ``start`` on."""
    starts = list(accumulate(map(len, map(SURFACE, pieces)), initial=start))
    return list(map(_NEW_MORPHEME, zip(pieces, starts, starts[1:], strict=False)))


SURFACE: Callable[[Piece], str] = itemgetter(0)
# All in C: a site has ten million morphemes, and Morpheme(...) alone takes half a microsecond.
_NEW_MORPHEME: Callable[[tuple[Piece, int, int]], Morpheme] = partial(tuple.__new__, Morpheme)
