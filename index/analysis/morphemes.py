"""What every tokenizer takes and gives: user entries in, morphemes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Morpheme(NamedTuple):
    """One piece of a text; pieces follow one another without a gap.

    ``東京へ行った`` gives 東京, へ, 行っ (base form 行く, reading イッ) and た.
    """

    surface: str
    """The piece as it is written; always ``text[start:end]``."""
    start: int
    """In code points of the text that was given to the tokenizer."""
    end: int
    part_of_speech: str
    """Four levels as IPADIC names them, for example ``名詞,固有名詞,地域,一般``."""
    base_form: str
    """The dictionary form; the surface itself where the dictionary has none."""
    reading: str
    """Of the surface, in katakana; ``*`` where unknown."""
    known: bool
    """False for a run of characters that no dictionary holds."""


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


class Tokenizer(Protocol):
    """Cuts a text into morphemes; safe to share between threads; never raises on any text."""

    @property
    def name(self) -> str:
        """The engine, for example ``janome``: a part of the analyzer's fingerprint."""

    @property
    def version(self) -> str:
        """Of the engine and its dictionary: another version may cut in another way."""

    def tokenize(self, text: str) -> list[Morpheme]:
        """The morphemes of ``text``; white space at both ends belongs to none."""


class TokenizerFactory(Protocol):
    def __call__(self, user_entries: Sequence[UserEntry] = ()) -> Tokenizer:
        """Opens the dictionary; raises :class:`index.errors.DictionaryError`."""
