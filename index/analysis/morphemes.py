"""What every tokenizer takes and gives: user entries in, morphemes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


Piece = tuple[int, str, str, str, str, bool]
"""A morpheme without its place: length, surface, part of speech, base form, reading, known."""


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
        return len(self.surface), self.surface, self.part_of_speech, base_form, self.reading, True


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


def append_pieces(pieces: Iterable[Piece], start: int, morphemes: list[Morpheme]) -> None:
    """Adds the morphemes of ``pieces``, one after the other from ``start`` on."""
    add = morphemes.append
    new = tuple.__new__  # Half the time of Morpheme(...), which parses its arguments.
    for size, surface, part_of_speech, base_form, reading, known in pieces:
        end = start + size
        add(new(Morpheme, (surface, start, end, part_of_speech, base_form, reading, known)))
        start = end


def respell(morphemes: Iterable[Morpheme], text: str) -> list[Morpheme]:
    """Unknown words as they are in ``text``, where the tokenizer was given stand-ins."""
    return [
        morpheme
        if morpheme.known
        else morpheme._replace(
            surface=text[morpheme.start : morpheme.end],
            base_form=text[morpheme.start : morpheme.end],
        )
        for morpheme in morphemes
    ]
