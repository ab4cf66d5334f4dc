"""Words of the site owner's own, so that the tokenizer keeps them whole.

A file is UTF-8, one word a line, ``#`` begins a comment::

    令和,れいわ
    生成|AI,せいせいえーあい
    大谷翔平,おおたにしょうへい,人名

First the word as it is written; ``|`` marks parts that are to find it too. Then its reading in
kana, and then its kind: 名詞, 人名, 地名 or 組織; both may be left out. Lines of 13 columns, as
MeCab and Janome take them, are read too: surface, two contexts, cost, part of speech (4),
conjugation (2), base form, reading, pronunciation.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from index.analysis.char_filters import to_tokenize, to_wording
from index.analysis.morphemes import CONTEXTS, UserEntry
from index.analysis.owner_files import Line, bad_line, read_lines
from index.analysis.readings import is_kana, to_katakana

_KINDS = {
    "名詞": ("名詞,固有名詞,一般,*", 1288),
    "人名": ("名詞,固有名詞,人名,一般", 1289),
    "組織": ("名詞,固有名詞,組織,*", 1292),
    "地名": ("名詞,固有名詞,地域,一般", 1293),
}
"""Part of speech and context number in IPADIC."""
_IS_WORD = re.compile("[^\\W_ぁ-ゖァ-ヺー]|[ぁ-ゖァ-ヺー]{2}")
_COLUMNS = 13
_LONGEST_WORD = 60
_LOWEST_COST = -30_000


@dataclass(frozen=True, slots=True)
class UserWord:
    """One word: what the tokenizer needs, and the parts that find it."""

    entry: UserEntry
    parts: tuple[str, ...]
    """Joined they are the surface; empty for a word without parts."""


def load_user_dictionary(path: Path, text: str | None = None) -> tuple[UserWord, ...]:
    """The words of a file, or of the ``text`` that it once had.

    Raises :class:`index.errors.DictionaryError` with file and line.
    """
    words: list[UserWord] = []
    stated: dict[str, tuple[UserWord, Line]] = {}
    for line in read_lines(path, text):
        columns = _columns(line)
        word = _parse(line, columns)
        if len(columns) < _COLUMNS:
            other, before = stated.setdefault(word.entry.surface, (word, line))
            if other != word:
                wrong = f"says otherwise than line {before.number}, {before.text!r}"
                raise bad_line(line, wrong, "one line for a word")
        words.append(word)
    return tuple(words)


def _columns(line: Line) -> list[str]:
    """The columns of a line; a full-width comma cuts as well."""
    try:
        columns = next(csv.reader([line.text.replace("，", ",")], strict=True))
    except csv.Error:
        raise bad_line(line, "has an open quote", '"…" around a word with a comma') from None
    return [column.strip() for column in columns]


def _parse(line: Line, columns: list[str]) -> UserWord:
    if len(columns) == _COLUMNS:
        return _parse_mecab(line, columns)
    if len(columns) > 3:
        raise bad_line(line, f"has {len(columns)} columns", "1 to 3, or the 13 of MeCab")
    written, reading, kind = (*columns, "", "")[:3]
    reading = unicodedata.normalize("NFKC", reading)  # ﾚｲﾜ
    if kind and kind not in _KINDS:
        raise bad_line(line, f"has the unknown kind {kind}", ", ".join(_KINDS))
    if reading and not is_kana(reading):
        raise bad_line(line, f"has the reading {reading}", "hiragana or katakana")
    parts = tuple(_surface(line, part) for part in written.split("|"))
    surface = "".join(parts)
    if not _IS_WORD.search(surface):
        raise bad_line(line, "has a word that would cut others", "a kanji, a letter or two kana")
    part_of_speech, context = _KINDS[kind or "名詞"]
    # Low enough to win against IPADIC; a longer word wins against two that make it up.
    cost = max(_LOWEST_COST, -3000 * len(surface) - 50 * len(surface) ** 2)
    entry = UserEntry(
        surface, cost, part_of_speech, surface,
        to_katakana(reading) or "*", context, context,
    )  # fmt: skip
    return UserWord(entry, parts if len(parts) > 1 else ())


def _surface(line: Line, written: str) -> str:
    """The word as the tokenizer will meet it: normalised and in lower case."""
    surface = to_tokenize(to_wording(written)[0])
    if not surface or len(surface) > _LONGEST_WORD:
        raise bad_line(line, "has an empty or too long word", f"1 to {_LONGEST_WORD} characters")
    if any(character.isspace() for character in surface):
        raise bad_line(line, "has a word with a space", "a word without spaces")
    return surface


def _parse_mecab(line: Line, columns: list[str]) -> UserWord:
    surface = _surface(line, columns[0])
    try:
        left, right, cost = (int(column or "0") for column in columns[1:4])
    except ValueError:
        raise bad_line(line, "has a context or cost that is no number", "whole numbers") from None
    if not (0 <= left < CONTEXTS and 0 <= right < CONTEXTS and -32768 <= cost <= 32767):
        raise bad_line(
            line, "has a context or cost out of range", "contexts 0 to 1315, costs ±32767"
        )
    base = surface if columns[10] in ("", "*") else _surface(line, columns[10])
    reading = to_katakana(columns[11]) or "*"
    part_of_speech = ",".join(column or "*" for column in columns[4:8])
    return UserWord(UserEntry(surface, cost, part_of_speech, base, reading, left, right), ())
