"""Spellings of one word that writers choose between: 引越し, 引っ越し, 引越; いろいろ, 色々.

The groups are data files, one group a line; the first spelling stands for all as a term. A word
may be in two groups, which makes them one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile

from index.analysis.inflection import INFLECTED, PAST, verbs_of_five_rows
from index.analysis.morphemes import SURFACE, Piece
from index.analysis.numbers import KANJI_NUMERALS
from index.analysis.readings import is_kana
from index.analysis.variants import read_rows

_FILES = (
    "okurigana.txt",
    "spellings.txt",
    "verb_nouns.txt",
    "potential_verbs.txt",
    "compound_verbs.txt",
)

_DROPPED = "dropped_words.txt"

MOST_PIECES = 4
"""Pieces that one word of the groups is cut into."""


@lru_cache(maxsize=1)
def spelling_variants() -> dict[str, str]:
    """From a base form to the spelling that stands for it: ``引っ越し`` → ``引越し``."""
    chosen_of: dict[str, str] = {}
    groups: dict[str, list[str]] = {}
    for words in read_rows(*_FILES):
        known = dict.fromkeys(chosen_of[word] for word in words if word in chosen_of)
        joined = words + [word for chosen in known for word in groups.pop(chosen)]
        chosen = next(iter(known), words[0])
        groups[chosen] = joined
        chosen_of.update(dict.fromkeys(joined, chosen))
    return chosen_of


def same_kanji_words(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Words with kanji that are a part of ``text``: start, length, and how else they are written.

    玉子焼き → (0, 2, 卵 たまご タマゴ).
    """
    groups, lengths = _inner_words()
    for at, first in enumerate(text):
        for length in lengths.get(first, ()):
            others = groups.get(text[at : at + length])
            if others and at + length <= len(text) > length:
                yield at, length, others


@lru_cache(maxsize=1)
def _inner_words() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[int, ...]]]:
    """Nouns of spellings.txt that may be a part of another word; how long those are that begin
    with a character."""
    found: dict[str, tuple[str, ...]] = {}
    for words in read_rows("spellings.txt"):
        for word in words:
            if not is_kana(word[-1]) and not word.isascii():
                found[word] = tuple(other for other in words if other != word)
    lengths: dict[str, set[int]] = defaultdict(set)
    for word in found:
        lengths[word[0]].add(len(word))
    return found, {first: tuple(sorted(some)) for first, some in lengths.items()}


@lru_cache(maxsize=1)
def dropped_words() -> frozenset[str]:
    """Words that are no terms, since they only help others: する, こと."""
    return frozenset(word for group in read_rows(_DROPPED) for word in group if word[0] != "(")


@lru_cache(maxsize=1)
def _dropped_stems() -> tuple[tuple[str, ...], ...]:
    """How the spellings of one word begin: でき and 出来 of できる."""
    found = []
    for group in read_rows(_DROPPED):
        words = [word.strip("()") for word in group]
        behind = map(set, zip(*map(reversed, words), strict=False))
        ending = sum(1 for _ in takewhile(lambda same: len(same) == 1, behind))
        stems = [word[: len(word) - ending] for word in words]
        if len(words) > 1:
            found.append(tuple(stems) if all(stems) else tuple(words))
    return tuple(found)


def other_spellings(text: str) -> tuple[str, ...]:
    """Of a word that is no term, what else may be written: できました → 出来ました."""
    found = dict.fromkeys(
        other + text[len(stem) :]
        for stems in _dropped_stems()
        for stem in stems
        if text.startswith(stem)
        for other in stems
        if other != stem
    )
    variants = spelling_variants()
    same = [w for w, chosen in variants.items() if chosen == variants.get(text) and w != text]
    return tuple(dict.fromkeys((*found, *same)))


class SplitSpellings:
    """Finds words of the groups where the tokenizer has cut them: 読み and 切っ are 読み切る."""

    def __init__(self) -> None:
        self._words = frozenset(
            word
            for word, chosen in spelling_variants().items()
            if chosen not in dropped_words() and (len(word) > 2 or not is_kana(word))
        )
        self._behind: dict[str, str] = defaultdict(str)
        """Of each beginning of a word, the characters with which what is behind it may begin."""
        for word in self._words:
            for end in range(1, len(word)):
                last = INFLECTED.get(word[end], "") if end + 1 == len(word) else ""
                self._behind[word[:end]] += word[end] + last

    def find(self, pieces: Sequence[Piece]) -> dict[int, tuple[int, str]]:
        """By the first piece of each, the one behind the last, and the word as it is listed.

        The longest at each place; the last piece may be inflected.
        """
        found: dict[int, tuple[int, str]] = {}
        surfaces, end = list(map(SURFACE, pieces)), 0
        # This is asked of every word of a site, and of few there is more to look at.
        for first, behind in enumerate(map(self._behind.get, surfaces[:-1])):
            if not behind or first < end:
                continue
            then = surfaces[first + 1]
            if then[0] in behind or then in PAST or pieces[first + 1].base_form[:1] in behind:
                if first and KANJI_NUMERALS.issuperset(surfaces[first - 1] + surfaces[first]):
                    continue  # 三十分 has no 十分
                match = self._from(pieces, first)
                if match:
                    found[first] = match
                    end = match[0]
        return found

    def _from(self, pieces: Sequence[Piece], first: int) -> tuple[int, str] | None:
        words, beginnings = self._words, self._behind.keys()
        text = pieces[first].surface
        match = None
        for at in range(first + 1, min(first + MOST_PIECES, len(pieces))):
            surface, _, base, _, _ = pieces[at]
            before, text = text, text + surface
            if text in words:
                match = at + 1, text
            elif before + base in words:
                match = at + 1, before + base
            elif not beginnings.isdisjoint((text[:-1], text[:-2])) and not is_kana(text):
                # あっ of 知りあった is taken for ある, 着い of 辿り着いた for 着る
                verbs = filter(words.__contains__, verbs_of_five_rows(text))
                match = next(((at + 1, verb) for verb in verbs), match)
            if text not in beginnings:
                break
        return match
