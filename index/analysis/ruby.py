"""Readings that an author gives in the text, as in novels: 囁《ささや》いた, ｜生命《いのち》.

The tokenizer reads the text without them, so that they cut no word; what they say is how the word
before them is read, whatever the dictionary thinks. 《…》 behind no kanji, or with more than kana
in it, is a title in brackets and stays text.

Where ｜ says what is read, as it does for all ruby of HTML, nothing can be meant but ruby: there
the folded text has only what is read, and a phrase that goes on behind it is found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    offsets, rest = OffsetMap(edits), list(edits)
    pieces: list[str] = []
    kept: list[Edit] = []
    marked: list[GivenReading] = []
    at = removed = used = 0

    def keep(before: int) -> None:
        """Takes over the edits from ``at`` on that begin before an offset."""
        nonlocal used
        while used < len(rest) and rest[used].start < before:
            if rest[used].start >= at:
                start, end, *original = rest[used]
                kept.append(Edit(start - removed, end - removed, *original))
            used += 1

    for match in found:
        keep(match.start())
        pieces += (wording[at : match.start()], match[1])
        start = match.start() - removed
        end = start + len(match[1])
        kept.append(Edit(start, end, offsets.start(match.start()), offsets.end(match.end())))
        written = re.sub("[・ ]", "", match[2])
        marked.append(GivenReading(start, end, written, to_hiragana(written)))
        removed += match.end() - match.start() - len(match[1])
        at = match.end()
    keep(len(wording) + 1)
    pieces.append(wording[at:])
    return "".join(pieces), tuple(kept), tuple(marked)


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
        Ruby(match.start(), match.end(1), match.end(), to_hiragana(match[2]))
        for match in _RUBY.finditer(text)
    )


def without_rubies(text: str, rubies: Sequence[Ruby]) -> tuple[str, OffsetMap]:
    """The text without its readings, and the way from its offsets back to those of ``text``."""
    pieces: list[str] = []
    edits: list[Edit] = []
    at = removed = 0
    for ruby in rubies:
        pieces.append(text[at : ruby.start])
        edits.append(Edit(ruby.start - removed, ruby.start - removed, ruby.start, ruby.end))
        removed += ruby.end - ruby.start
        at = ruby.end
    return "".join((*pieces, text[at:])), OffsetMap(tuple(edits))


def with_rubies(
    tokens: Sequence[Token],
    boundaries: Sequence[int],
    rubies: Sequence[Ruby],
    back: OffsetMap,
) -> tuple[list[Token], list[int]]:
    """Tokens and boundaries of the plain text, in their places in the text and read as it says."""
    given = {ruby.base: ruby for ruby in rubies}
    placed = []
    for token in tokens:
        start, end, reading = back.start(token.start), back.end(token.end), token.reading
        if start in given and end >= given[start].start:
            reading = _with_reading(token, given[start].reading)
        placed.append(token._replace(start=start, end=end, reading=reading))
    edges = {edge for ruby in rubies for edge in (ruby.start, ruby.start + 1, ruby.end - 1)}
    return placed, sorted(edges.union(map(back.start, boundaries)))


def _with_reading(token: Token, reading: str) -> str:
    """What the author says, before what the dictionary does; both find the word."""
    known = token.reading.split()
    if any(one.startswith(reading) for one in known):
        return token.reading
    ending = _OKURIGANA.search(token.term)
    inflected = ending[0] if ending and ending.start() else ""
    return " ".join(dict.fromkeys((reading + inflected, *known)))
