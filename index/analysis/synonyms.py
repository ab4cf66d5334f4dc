"""Other ways to say it, stated by the site owner: looked up in queries, so effective at once.

A file is UTF-8, one group a line, ``#`` begins a comment::

    東京スカイツリー駅, とうきょうスカイツリー駅     each finds the others
    オープンエーアイ => OpenAI                      the left one finds the right one as well

Anything may be a synonym: several words, 焼餃子, C++. Nothing is asked of the tokenizer; both
sides are compared as folded text.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from index.analysis.analyzer import fold
from index.analysis.owner_files import Line, bad_line, read_lines
from index.errors import DictionaryError

_ARROW = re.compile("=>|⇒|→")
_COMMA = re.compile("[,，、]")
_LONG_ENDING = re.compile("(?<=[ァ-ヺー]{3})ー+$")
_ALLOWED = "A, B, C or A => B"
_LONGEST = 100
_MOST_IN_A_GROUP = 50


class SynonymMatch(NamedTuple):
    """A synonym found within a text, at ``folded[start:end]``."""

    start: int
    end: int
    alternatives: tuple[str, ...]
    """Folded texts that mean the same."""


class Synonyms:
    """Looks alternatives up; immutable."""

    def __init__(self, pairs: Iterable[tuple[str, str]], mistakes: Iterable[str] = ()) -> None:
        self.mistakes = tuple(mistakes)
        """Of each wrong line the file, its number and what is wrong."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for text, other in pairs:
            if _key(text) != _key(other):
                found[_key(text)][other] = None
        self._alternatives = {key: tuple(others) for key, others in found.items()}
        stated = repr(sorted(self._alternatives.items())).encode()
        self.digest = hashlib.blake2b(stated, digest_size=4).hexdigest()
        """Differs wherever what is found by a synonym does."""
        self._lengths: dict[str, list[int]] = defaultdict(list)
        for key in sorted(self._alternatives, key=len, reverse=True):
            if len(key) not in self._lengths[key[0]]:
                self._lengths[key[0]].append(len(key))

    def expand(self, folded: str) -> tuple[str, ...]:
        """What the whole of a folded text is also called: ``オープンエーアイ`` → ``openai``."""
        return self._alternatives.get(_key(folded), ())

    def find(self, folded: str) -> tuple[SynonymMatch, ...]:
        """Synonyms within a folded text, from the left, the longest at each place.

        東京スカイツリー駅周辺 has the alternative とうきょうスカイツリー駅 at its start. A synonym
        in Latin letters must be a whole word.
        """
        matches: list[SynonymMatch] = []
        at = 0
        while at < len(folded):
            match = self._match_at(folded, at)
            if match:
                matches.append(match)
            at = match.end if match else at + 1
        return tuple(matches)

    def _match_at(self, folded: str, at: int) -> SynonymMatch | None:
        for length in self._lengths.get(folded[at], ()):
            end = at + length
            key = folded[at:end]
            if end > len(folded) or key not in self._alternatives:
                continue
            if _stands_apart(folded, at, end):
                if folded[end : end + 1] == "ー" and _key(folded[at : end + 1]) == key:
                    end += 1
                return SynonymMatch(at, end, self._alternatives[key])
        return None


def load_synonyms(path: Path | None = None) -> Synonyms:
    """The shipped synonyms and those of a file, of which a wrong line counts for nothing.

    Raises :class:`index.errors.DictionaryError` for a file that cannot be read at all.
    """
    shipped = Path(str(files("index.analysis") / "data" / "synonyms.txt"))
    pairs: list[tuple[str, str]] = []
    mistakes: list[str] = []
    for line in chain(read_lines(shipped), read_lines(path) if path else ()):
        try:
            pairs += pairs_of(line)
        except DictionaryError as error:
            mistakes.append(str(error))
    return Synonyms(pairs, mistakes)


def pairs_of(line: Line) -> Iterator[tuple[str, str]]:
    """What finds what, both folded; raises :class:`index.errors.DictionaryError`."""
    sides = [_group(line, side) for side in _ARROW.split(line.text)]
    if len(sides) > 2:
        raise bad_line(line, "has more than one arrow", _ALLOWED)
    if len(sides) == 1 and len(sides[0]) < 2:
        raise bad_line(line, "has no second way to say it", _ALLOWED)
    for text in sides[0]:
        for other in sides[-1]:
            if text != other:
                yield text, other


def _group(line: Line, side: str) -> list[str]:
    texts = [fold(text)[0].strip() for text in _COMMA.split(side)]
    if not all(texts):
        raise bad_line(line, "has an empty place", _ALLOWED)
    if len(texts) > _MOST_IN_A_GROUP or max(map(len, texts)) > _LONGEST:
        raise bad_line(line, "is too long", f"{_MOST_IN_A_GROUP} synonyms of {_LONGEST} characters")
    return texts


def _key(folded: str) -> str:
    """サーバー and サーバ are one word."""
    return _LONG_ENDING.sub("", folded)


def _stands_apart(folded: str, start: int, end: int) -> bool:
    """Whether letters on either side would make a synonym in Latin letters part of a word."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    return not (
        (_is_latin(folded[start]) and _is_latin(before))
        or (_is_latin(folded[end - 1]) and _is_latin(after))
    )


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
