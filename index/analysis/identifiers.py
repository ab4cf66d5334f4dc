"""Finds what the Japanese tokenizer would tear apart: GPT-4o, C++, .NET, foo.bar(), 1.4兆, emoji.

Works on the wording (normalised, lower case). Each find is kept whole and, where it has parts,
given by its parts too: ``gpt-4o``, ``gpt``, ``4o`` and, for those who leave the hyphen out,
``gpt4o``; ``maxlength`` for ``max_length``, which others write ``maxLength``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from index.analysis.english import stem_english
from index.analysis.numbers import number_term, plain_number
from index.analysis.tokens import Token

LONGEST_TERM = 64
"""Longer runs of letters (hashes, encoded data) are no words; substrings still find them."""
_STARTS = re.compile(
    "[0-9a-z\u00aa-\u1fff\u2c00-\u2dff\ua4d0-\ud7ff\u2600-\u27bf\U0001f000-\U0001faff]"
)
_COUNTED = re.compile(
    r"\d[\d,.]{0,20}+(?:[十百千]?[万億兆京](?:\d[\d,.]{0,20}+[十百千]?[万億兆京]?){0,5}+"
    r"|[百千](?=[円人名件個回台本枚年種]))"
    r"|\d{1,3}(?:,\d{3}){1,6}+(?:\.\d{1,20})?(?![0-9a-z_,])"
)
_MEASURED = re.compile(r"(\d{1,3}(?:,\d{3}){1,6}+)([a-z]{1,4})(?![0-9a-z_])")
_IDENTIFIER = re.compile(
    r"[0-9a-z]+(?:(?:[-.&'’]|_+)[0-9a-z]+)*+_*"
    r"(?:(?:\+\+|#|\+)(?![+#0-9a-z])|\+\+(?=\d)|(?<![0-9a-z][0-9a-z])#(?=\d))?"  # c++17, c#12
)
_OTHER_WORD = re.compile(r"[^\W\d_a-z\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_JOINTS = re.compile("[-_]")
_PIECE = re.compile(r"[0-9a-z]+")
_LETTERS_AND_DIGITS = re.compile(r"(?:([a-z]{2,})(\d+)|(\d+)([a-z]{2,}))$")
_IN_WORD = re.compile(r"[0-9a-z.]\.")
_POSSESSIVE = re.compile(r"['’]s?$")


_Part = tuple[str, int, int, bool]
"""Term, start, end, whole: of a token, counted from the start of the identifier."""


class Span(NamedTuple):
    """A stretch of the wording that is read here, not by the tokenizer."""

    start: int
    end: int
    tokens: tuple[Token, ...]


def find_spans(wording: str) -> Iterator[Span]:
    """The identifiers, words of other scripts, numbers and emoji of ``wording``, in order."""
    start = 0
    while found := _STARTS.search(wording, start):
        begin = found.start()
        span = _span_at(wording, begin)
        start = max(span.end, begin + 1)
        if span.tokens:
            yield span


def _span_at(wording: str, start: int) -> Span:
    begin, is_number = start, wording[start].isdecimal()
    parts: Iterable[_Part]
    if is_number and (match := _COUNTED.match(wording, start)) and (term := number_term(match[0])):
        parts = ((term, 0, len(match[0]), True),)
    elif is_number and (match := _MEASURED.match(wording, start)):  # 3,776m is 3776m
        number, unit = match[1].replace(",", ""), match[2]
        cut, length = len(match[1]), len(match[0])
        whole = (number + unit, 0, length, True)
        apart = ((number, 0, cut, False), (unit, cut, length, False))
        parts = (whole, *apart) if len(unit) > 1 else (whole,)
    elif match := _IDENTIFIER.match(wording, start):
        begin -= _has_leading_dot(wording, start)
        parts = _identifier(wording[begin : match.end()])
    else:
        match = _OTHER_WORD.match(wording, start)
        text = match[0] if match else wording[start]
        parts = _word(text, 0, len(text))
    end = match.end() if match else start + 1
    return Span(begin, end, tuple([Token(t, s + begin, e + begin, "", w) for t, s, e, w in parts]))


def _has_leading_dot(wording: str, start: int) -> bool:
    """``.net`` is a name; the dot of ``end.net`` and of ``...net`` is not a part of it."""
    before = wording[max(start - 2, 0) : start]
    return before.endswith(".") and wording[start].isalpha() and not _IN_WORD.match(before)


@lru_cache(maxsize=50_000)
def _identifier(text: str) -> tuple[_Part, ...]:
    """The terms of an identifier: the whole, it without hyphens or underscores, its pieces."""
    text = _POSSESSIVE.sub("", text).rstrip("_")
    pieces = [(match[0], *match.span()) for match in _PIECE.finditer(text)]
    if "." not in text and all(piece.isdigit() for piece, _, _ in pieces):
        return tuple(part for piece in pieces for part in _word(*piece))
    parts = list(_word(text, 0, len(text)))
    if len(pieces) > 1 or len(text) != len(pieces[0][0]):
        if "-" in text or "_" in text:
            parts += _word(_JOINTS.sub("", text), 0, len(text), whole=False)
        for piece in pieces if not plain_number(text) else ():
            parts += _word(*piece, whole=False)
    return tuple(parts)


def _word(text: str, start: int, end: int, whole: bool = True) -> Iterator[_Part]:
    """The term of one word, and of its letters and digits where both are words: iphone15."""
    if len(text) > LONGEST_TERM:
        return
    yield stem_english(text), start, end, whole
    if text.isdigit() and text[0] == "0" and text.strip("0"):
        yield text.lstrip("0"), start, end, False
    if match := _LETTERS_AND_DIGITS.match(text):
        cut = start + len(match[1] or match[3])
        yield stem_english(text[: cut - start]), start, cut, False
        yield stem_english(text[cut - start :]), cut, end, False
