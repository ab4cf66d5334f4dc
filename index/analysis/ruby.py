"""Readings that an author gives in the text, as in novels: 囁《ささや》いた, ｜生命《いのち》.

The tokenizer reads the text without them, so that they cut no word; what they say is how the word
before them is read, whatever the dictionary thinks. 《…》 behind no kanji, or with more than kana
in it, is a title in brackets and stays text.

Where ｜ says what is read, as it does for all ruby of HTML, nothing can be meant but ruby: there
the folded text has only what is read, and a phrase that goes on behind it is found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from index.analysis.char_filters import to_folded
from index.analysis.readings import to_hiragana
from index.analysis.tokens import Edit, OffsetMap, Token

_KANJI = "々〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUBY = re.compile(f"([{_KANJI}]+)《([ぁ-ゖァ-ヺー]{{1,20}})》")
_OKURIGANA = re.compile("[ぁ-ゖ]*$")
_MARKED = re.compile("\\|([^|《》\n]{1,20})《([ぁ-ゖァ-ヺー・ ]{1,40})》")


class GivenReading(NamedTuple):
    """A word whose reading was taken out of the text, and where it is in what is left."""

    start: int
    end: int
    written: str
    """As the author wrote it: マジ."""
    reading: str


def without_marked(
    wording: str, edits: tuple[Edit, ...]
) -> tuple[str, tuple[Edit, ...], tuple[GivenReading, ...]]:
    """``|本気《マジ》で`` → ``本気で``, of which 本気 stands for all of it, and is read まじ."""
    found = list(_MARKED.finditer(wording)) if "|" in wording and "《" in wording else []
    if not found:
        return wording, edits, ()
    way = _shortened([(*match.span(), len(match[1])) for match in found], edits)
    marked = []
    for match, edit in zip(found, way, strict=False):
        written = re.sub("[・ ]", "", match[2])
        marked.append(GivenReading(edit.start, edit.end, written, to_hiragana(written)))
    return _MARKED.sub(r"\1", wording), tuple(sorted(way)), tuple(marked)


def _shortened(cuts: Sequence[tuple[int, int, int]], edits: Sequence[Edit] = ()) -> list[Edit]:
    """The way back from a text after cuts of the form (start, end, characters that are left of
    it); ``edits`` are the way back from the text before.

    The edit of each cut, then those of ``edits`` that lie in none. ``|本気《マジ》で`` becomes
    ``本気で``, and its cut (0, 7, 2) ``Edit(0, 2, 0, 7)``.
    """
    offsets, removed, found = OffsetMap(tuple(edits)), [0], list[Edit]()
    for start, end, length in cuts:
        at = start - removed[-1]
        found.append(Edit(at, at + length, offsets.start(start), offsets.end(end)))
        removed.append(removed[-1] + end - start - length)
    for start, end, *original in edits:
        number = bisect_right(cuts, start, key=itemgetter(0))
        if not number or start >= cuts[number - 1][1]:
            found.append(Edit(start - removed[number], end - removed[number], *original))
    return found


def read_as_marked(
    wording: str, tokens: Sequence[Token], marked: Sequence[GivenReading]
) -> list[Token]:
    """Tokens of a text without its readings, read as those say; the readings are words as well."""
    given = {one.start: one for one in marked}
    read = [Token(one.written, one.start, one.end, one.reading, False) for one in marked]
    for token in tokens:
        one = given.get(token.start)
        if one is not None and token.end >= one.end:
            token = token._replace(reading=_with_reading(token, one.reading))
            del given[one.start]
        read.append(token)
    read += (  # of a word that the tokenizer has cut
        Token(to_folded(wording[one.start : one.end]), one.start, one.end, one.reading, False)
        for one in given.values()
    )
    return sorted(read, key=lambda token: (token.start, not token.whole))


Ruby = re.Match[str]
"""A word and its reading, as they stand in a text."""


def find_rubies(text: str) -> list[Ruby]:
    """``囁《ささや》いた`` → the word from 0 to 1 is read ささや."""
    return list(_RUBY.finditer(text)) if "《" in text else []


def without_rubies(text: str, rubies: Sequence[Ruby]) -> tuple[str, OffsetMap]:
    """The text without its readings, and the way from its offsets back to those of ``text``."""
    cuts = [(ruby.end(1), ruby.end(), 0) for ruby in rubies]
    return _RUBY.sub(r"\1", text), OffsetMap(tuple(_shortened(cuts)))


def with_rubies(
    tokens: Sequence[Token],
    boundaries: Sequence[int],
    rubies: Sequence[Ruby],
    back: OffsetMap,
) -> tuple[list[Token], list[int]]:
    """Tokens and boundaries of the plain text, in their places in the text and read as it says."""
    given = {ruby.start(): ruby for ruby in rubies}
    placed = []
    for token in tokens:
        start, end, reading = back.start(token.start), back.end(token.end), token.reading
        if start in given and end >= given[start].end(1):
            reading = _with_reading(token, to_hiragana(given[start][2]))
        placed.append(token._replace(start=start, end=end, reading=reading))
    edges = {edge for ruby in rubies for edge in (ruby.end(1), ruby.end(1) + 1, ruby.end() - 1)}
    return placed, sorted(edges.union(map(back.start, boundaries)))


def _with_reading(token: Token, reading: str) -> str:
    """What the author says, before what the dictionary does; both find the word."""
    known = token.reading.split()
    if any(one.startswith(reading) for one in known):
        return token.reading
    ending = _OKURIGANA.search(token.term)
    inflected = ending[0] if ending and ending.start() else ""
    return " ".join(dict.fromkeys((reading + inflected, *known)))
