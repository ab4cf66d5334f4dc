"""Readings that an author gives in the text, as in novels: 囁《ささや》いた, ｜生命《いのち》.

The tokenizer reads the text without them, so that they cut no word; what they say is how the word
before them is read, whatever the dictionary thinks. 《…》 behind no kanji, or with more than kana
in it, is a title in brackets and stays text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.analysis.readings import to_hiragana
from index.analysis.tokens import Token

_KANJI = "々〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUBY = re.compile(
    f"(?:\\|(?P<marked>[^|《》]{{1,20}})|(?P<kanji>[{_KANJI}]+))《([ぁ-ゖァ-ヺー]{{1,20}})》"
)
_OKURIGANA = re.compile("[ぁ-ゖ]*$")


class Ruby(NamedTuple):
    """One reading; offsets count from the start of the text in which it stands."""

    base: int
    """Where the word begins that it reads."""
    start: int
    """Of 《, which is the end of that word."""
    end: int
    reading: str


def find_rubies(text: str) -> tuple[Ruby, ...]:
    """``囁《ささや》いた`` → the word from 0 to 1 is read ささや."""
    return tuple(
        Ruby(
            match.start("marked" if match["marked"] else "kanji"),
            match.end("marked" if match["marked"] else "kanji"),
            match.end(),
            to_hiragana(match[3]),
        )
        for match in _RUBY.finditer(text)
    )


def without_rubies(text: str, rubies: Sequence[Ruby]) -> tuple[str, Callable[[int], int]]:
    """The text without its readings, and the way from its offsets back to those of ``text``.

    An offset behind a reading leads behind it, one at the end of the word before it.
    """
    pieces: list[str] = []
    ends: list[int] = []
    """In the plain text, where each reading was."""
    removed = [0]
    at = length = 0
    for ruby in rubies:
        pieces.append(text[at : ruby.start])
        length += ruby.start - at
        ends.append(length)
        removed.append(removed[-1] + ruby.end - ruby.start)
        at = ruby.end
    pieces.append(text[at:])
    return "".join(pieces), lambda offset: offset + removed[bisect_left(ends, offset)]


def with_rubies(
    tokens: Sequence[Token],
    boundaries: Sequence[int],
    rubies: Sequence[Ruby],
    back: Callable[[int], int],
) -> tuple[list[Token], list[int]]:
    """Tokens and boundaries of the plain text, in their places in the text and read as it says."""
    starts = [_start_of(back, token.start) for token in tokens]
    given = {ruby.base: ruby for ruby in rubies}
    placed = []
    for start, token in zip(starts, tokens, strict=True):
        end, reading = back(token.end), token.reading
        if start in given and end >= given[start].start:
            reading = _with_reading(token, given[start].reading)
        placed.append(token._replace(start=start, end=end, reading=reading))
    edges = {edge for ruby in rubies for edge in (ruby.start, ruby.start + 1, ruby.end - 1)}
    return placed, sorted(edges.union(_start_of(back, boundary) for boundary in boundaries))


def _with_reading(token: Token, reading: str) -> str:
    """What the author says, before what the dictionary does; both find the word."""
    known = token.reading.split()
    if any(one.startswith(reading) for one in known):
        return token.reading
    ending = _OKURIGANA.search(token.term)
    inflected = ending[0] if ending and ending.start() else ""
    return " ".join(dict.fromkeys((reading + inflected, *known)))


def _start_of(back: Callable[[int], int], offset: int) -> int:
    """Where what begins at an offset begins: behind a reading that stands before it."""
    return back(offset + 1) - 1
