"""What a run of the query sounds like, cut into words of the posts: にじかん → 2, 時間.

One way for kana, for kanji mixed with kana (吸いこむ) and for romaji: the run becomes kana, and the
fewest words whose readings make those up stand for it, side by side. Honorifics and particles
around and between words need none; numbers are words; the last word may be inflected, and one
before another too (吸い込む). Where the run has kanji, the words have them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, Protocol

from index.analysis.inflection import base_forms, base_forms_before_word
from index.analysis.numbers import read_counted, read_numbers
from index.analysis.readings import is_kana
from index.analysis.sound import may_leave_out, sound, without_long
from index.pages.literal import Pieces
from search.query.plan import StandIn
from search.query.spoken import MAX_OF_KANJI, MAX_READING, MIN_SOUND, Spoken, unvoiced

MAX_SOUND = 40
"""Kana of the longest run that is looked up."""
MAX_PIECES = 5
MOST_WAYS = 3
"""Ways to cut letters that are tried, one after the other, until posts have one of them."""
MAX_ALTERNATIVES = 20
MAX_BEGUN = 60
"""Words that a half-typed one may become; the word before it tells which are meant."""
MOST_BEGUN = 500
"""Words with a beginning that are looked at, the shortest first."""
SURE_SOUND = 4
"""Kana from which on a sound is one word as good as always: おとしより, but not うみ, はし."""

_BEFORE = re.compile("[おご]|おん")
_BETWEEN = re.compile("[のをにはがでともやへ]|から|まで|より|という|ずつ|づつ|だけ")
_BEHIND = re.compile(
    "(?:です|でした|だった|だ|な|で|は|を|の|が|に|へ|と|も|や|から|まで|より|って|ずつ|づつ|だけ|など|くらい|ぐらい|ほど|しか|か|ね|よ|さん)+"
)

_TO_U_ROW = str.maketrans("えけげせてねべめれ", "うくぐすつぬぶむる")
_COUNTS = re.compile(
    "にん|ねん|[ふぷ]ん|[ほぼぽ]ん|ばん|[かが]い|げん|えん|ちょうめ|しゅるい|かしょ|こ(?!う)|[ひびぴ]き|まい|さい|じ(?![んょゃゅ])|がつ|にち|かげつ|だい|さつ"
    "|ばい|しゅうかん|びょう|せいき"
)
"""What is counted: before these ご is 5, and before others it honours (ごあんない)."""


class Heard(Protocol):
    """What an engine tells of words and their sound, in posts that an asker may see."""

    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        """In how many of the posts each term is; 0 for those in none."""

    def heard_as(self, keys: Collection[str]) -> Mapping[str, Collection[tuple[str, str]]]:
        """By sound without long vowels, the terms that sound so, each with its reading.

        See :mod:`index.analysis.sound`; keys that no term has may be missing.
        """

    def heard_beginning(self, keys: Collection[str]) -> Collection[tuple[str, str]]:
        """The terms whose sound without long vowels begins with one of ``keys``, as above."""


class _Span(NamedTuple):
    """A part of the kana that words stand for; ``cost`` is 1, and more for what is less likely."""

    start: int
    end: int
    terms: tuple[str, ...]
    cost: float
    inflected: bool = False
    counter: tuple[str, ...] = ()
    """What stands right behind a number: はつか is 20 and 日."""


class _Path(NamedTuple):
    cost: float
    spans: tuple[_Span, ...]


_COST: Callable[[_Path], float] = itemgetter(0)

Fits = Callable[[str, str], bool]
"""Whether kana that were typed are a reading."""


def alike(typed: str, reading: str) -> bool:
    """Whether two readings sound the same."""
    return sound(typed) == sound(reading)


def spelt_short(typed: str, reading: str) -> bool:
    """Whether kana of romaji are a reading of which long vowels may have been left out."""
    return may_leave_out(sound(typed), sound(reading))


def words_heard(
    words: Heard, spoken: Collection[Spoken], typed: str, fits: Fits, *, silent: bool = True
) -> StandIn | None:
    """The fewest words that sound like one of ``spoken``; ``typed`` itself is none of them.

    ``silent``: whether particles may stand between and behind them.
    """
    return next(iter(ways_heard(words, spoken, typed, fits, silent=silent)), None)


def ways_heard(
    words: Heard,
    spoken: Collection[Spoken],
    typed: str,
    fits: Fits,
    *,
    silent: bool = True,
    each: int = 1,
) -> list[StandIn]:
    """As above, and the words of every other of ``spoken``, ``each`` cut in so many ways; the
    fewest words first."""
    kept = [one for one in spoken if MIN_SOUND <= len(one.kana) <= MAX_SOUND]
    if not kept:
        return []
    heard = _Lookup(words, kept, typed, fits)
    spans = ([s for s in heard.spans(one) if silent or s.terms] for one in kept)
    paths = [
        path
        for one, of_one in zip(kept, spans, strict=True)
        for path in _cheapest(one, of_one, each)
    ]
    paths.sort(key=lambda one: one.cost)
    lone = [path.spans[0].terms for path in paths if len(_groups(path)[0]) == 1 == len(path.spans)]
    if lone and len(paths[0].spans) == 1:  # tani is 谷, and 単位 as well
        terms = tuple(dict.fromkeys(chain(*lone)))
        paths[0] = _Path(0.0, (paths[0].spans[0]._replace(terms=terms),))
    ways: dict[tuple[Pieces, ...], StandIn] = {}
    for path in paths:
        groups = _groups(path)
        sure = path.spans[-1].end >= SURE_SOUND or any(span.inflected for span in path.spans)
        ways.setdefault(groups, StandIn(groups, sure=sure))
    return list(ways.values())


def word_heard(words: Heard, spoken: Collection[Spoken], typed: str, fits: Fits) -> StandIn | None:
    """As above, but one word: for runs that are a word already."""
    keys = _keys_of(dict.fromkeys(one.kana for one in spoken))
    found = words.heard_as(set(keys.values()))
    terms = dict.fromkeys(
        term
        for kana, key in keys.items()
        for term, reading in found.get(key, ())
        if term != typed and fits(kana, reading)
    )
    kept = most_frequent(terms, words.documents_with(terms))
    longest = max(map(len, keys), default=0)
    if not kept or longest < MIN_SOUND:
        return None
    return StandIn(((kept,),), sure=longest >= SURE_SOUND)


def most_frequent(terms: Iterable[str], counts: Mapping[str, int]) -> tuple[str, ...]:
    """Those that stand in some post, each once, the commonest first."""
    some = dict.fromkeys(term for term in terms if counts[term])
    return tuple(sorted(some, key=lambda term: (-counts[term], term))[:MAX_ALTERNATIVES])


def _keys_of(kana: Collection[str]) -> dict[str, str]:
    """By kana, how they sound without long vowels; all at once."""
    keys = without_long(sound("\n".join(kana))).split("\n") if kana else ()
    return dict(zip(kana, keys, strict=True))


class _Lookup:
    """The terms of the posts that sound like parts of some kana; all looked up at once."""

    def __init__(self, words: Heard, spoken: list[Spoken], typed: str, fits: Fits) -> None:
        self._typed, self._fits = typed, fits
        self._bases = {
            one.kana[start:]: base_forms(one.kana[start:])
            for one in spoken
            for start in one.cuts()
            if len(one.kana) - 2 * MAX_READING <= start < len(one.kana) - 1
        }
        sought: dict[str, str] = {}
        for one in spoken:
            for start, end in one.parts():
                part = one.kana[start:end]
                sought[part] = ""
                if end < len(one.kana) and end - start > 1:
                    sought.update(dict.fromkeys(base_forms_before_word(part), ""))
                if start and end - start > 1 and (plain := unvoiced(part)):
                    sought[plain] = ""
        for groups in self._bases.values():
            sought.update((base, "") for group in groups for base in group)
        self._keys = _keys_of(sought)
        self._found = words.heard_as(set(self._keys.values()))
        ends = {one.kana[start:] for one in spoken for start in one.cuts()}
        numbers = {term for kana in ends for _, term in read_numbers(kana)}
        for _, number, counters in (counted for kana in ends for counted in read_counted(kana)):
            numbers |= {number, *counters}
        begun = {text for one in spoken for _, texts in one.beginnings() for text in texts}
        heard = words.heard_beginning(set(_keys_of(begun).values())) if begun else ()
        self._begun = sorted(heard, key=lambda pair: (len(pair[1]), pair))[:MOST_BEGUN]
        terms = {term for pairs in self._found.values() for term, _ in pairs} | numbers
        terms |= {term for term, _ in self._begun}
        self._counts = words.documents_with(terms)

    def spans(self, spoken: Spoken) -> list[_Span]:
        """All parts of the kana that words of the posts may stand for."""
        kana, cuts = spoken.kana, spoken.cuts()
        found = [span for part in spoken.parts() for span in self._words(spoken, *part)]
        for start in cuts[:-1]:
            found.extend(self._inflected(spoken, start))
            found += self._numbers(kana, start)
            found += self._native(kana, start)
            found += _silent(kana, start)
        found += self._half_typed(spoken)
        return [span for span in found if span.end in cuts]

    def _numbers(self, kana: str, start: int) -> Iterator[_Span]:
        """Numbers, none of which is the last word."""
        for count, term in read_numbers(kana[start:]):
            end = start + count
            if end < len(kana) and self._counts.get(term):
                yield _Span(start, end, (term,), 0.4 if _COUNTS.match(kana, end) else 1.0)

    def _half_typed(self, spoken: Spoken) -> Iterator[_Span]:
        """Words that begin as the kana end."""
        for start, sounds in spoken.beginnings():
            kanji = spoken.kanji_within(start, len(spoken.kana))
            begun = tuple(map(sound, sounds))
            longest = len(sounds[0]) + MAX_OF_KANJI if spoken.ends_in_kanji else MAX_READING
            terms = [
                term
                for term, reading in self._begun
                if self._counts[term] and sound(reading).startswith(begun) and _has(term, kanji)
                if len(reading) <= longest
            ]
            if terms:
                terms.sort(key=lambda term: (-self._counts[term], term))
                kept = tuple(dict.fromkeys(terms))[:MAX_BEGUN]
                yield _Span(start, len(spoken.kana), kept, 1.0)

    def _native(self, kana: str, start: int) -> Iterator[_Span]:
        """はつか, よっかかん: a number and its counter, where both are words of the posts."""
        for count, number, counters in read_counted(kana[start:]):
            known = tuple(counter for counter in counters if self._counts.get(counter))
            if known and self._counts.get(number):
                yield _Span(start, start + count, (number,), 0.95, counter=known)

    def _words(self, spoken: Spoken, start: int, end: int) -> list[_Span]:
        part = spoken.kana[start:end]
        terms = self._terms(spoken, start, end, part)
        if start and end - start > 1 and (plain := unvoiced(part)):
            voiced = self._terms(spoken, start, end, plain)
            terms = tuple(dict.fromkeys((*terms, *(t for t in voiced if not is_kana(t[0])))))
        if terms:
            return [_Span(start, end, terms, 1.0 if end - start > 1 else 1.6)]
        if end == len(spoken.kana) or end - start < 2:
            return []
        verbs = self._verbs(spoken, start, end, base_forms_before_word(part))
        return [_Span(start, end, verbs, 1.2)] if verbs else []

    def _inflected(self, spoken: Spoken, start: int) -> list[_Span]:
        """The last word, inflected: the longest stem of which there is such a word."""
        end = len(spoken.kana)
        for group in self._bases.get(spoken.kana[start:], ()):
            if verbs := self._verbs(spoken, start, end, group):
                return [_Span(start, end, verbs, 1.1, inflected=True)]
        return []

    def _verbs(self, spoken: Spoken, start: int, end: int, bases: Iterable[str]) -> tuple[str, ...]:
        """Terms of which a part is an inflected form, by what their base form may be."""
        found = (
            term
            for base in bases
            for term in self._terms(spoken, start, end, base)
            if _ends_like(term, base, spoken.kana[start:end])
        )
        return tuple(dict.fromkeys(found))

    def _terms(self, spoken: Spoken, start: int, end: int, kana: str) -> tuple[str, ...]:
        """Terms that are read as ``kana``, else that sound so, with the kanji of that part."""
        kanji = spoken.kanji_within(start, end)
        pairs = [
            (term, reading)
            for term, reading in self._found.get(self._keys[kana], ())
            if self._counts[term] and term != self._typed and _has(term, kanji)
        ]
        found = [term for term, reading in pairs if reading == kana]
        if not found or self._fits is not alike:
            found += [term for term, reading in pairs if self._fits(kana, reading)]
        return most_frequent(found, self._counts)


def _has(term: str, kanji: str) -> bool:
    """Whether a term has some kanji, in their order."""
    rest = iter(term)
    return all(character in rest for character in kanji)


def _ends_like(term: str, base: str, kana: str) -> bool:
    """Whether a term may be a verb or an adjective with that base form: 食べる for たべる.

    Nouns stand for their verbs (引越し for 引っ越す), so any kana will do at the end; verbs for
    what can be done, too: 泳ぐ for およげる. かえた is 変える and not 帰る, of which the r stays.
    """
    r_stays = len(term) == 2 < len(base) and term[-1] == base[-1] == "る" and not is_kana(term[0])
    if r_stays and kana[len(base) - 1 : len(base)] not in tuple("らりるれろっん"):
        return False
    may_be = (base[-1], base[-2:-1].translate(_TO_U_ROW))
    return "ぁ" <= term[-1] <= "ゖ" and (term[-1] in may_be or len(term) > 2)


def _silent(kana: str, start: int) -> list[_Span]:
    """Honorifics and particles, for which no word is sought."""
    found = []
    if start == 0 and (match := _BEFORE.match(kana)) and match.end() < len(kana) - 1:
        found.append(_Span(0, match.end(), (), 0.5))
    if start:
        if (match := _BETWEEN.match(kana, start)) and match.end() < len(kana):
            found.append(_Span(start, match.end(), (), 0.8))
        if _BEHIND.fullmatch(kana, start):
            # The fewer kana the better: 本屋 and さん, not 本 and やさん. As often as it asks, a
            # last か is a suffix (自動化, 会計課), where posts have that.
            behind = kana[start:]
            cost = 2.0 if behind == "か" else 0.6 + 0.05 * len(behind)
            found.append(_Span(start, len(kana), (), cost))
    return found


def _cheapest(spoken: Spoken, spans: list[_Span], most: int) -> list[_Path]:
    """The cheapest ways over all kana, without accidents."""
    best: list[list[_Path]] = [[_Path(0.0, ())], *([] for _ in spoken.kana)]
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        there = best[span.end]
        for before in best[span.start]:
            if len(before.spans) >= MAX_PIECES:
                continue
            whole = span.terms and not before.spans and span.end == len(spoken.kana)
            cost = before.cost + span.cost - (0.1 if whole else 0)
            if len(there) < most or cost < there[-1].cost:
                there.append(_Path(cost, (*before.spans, span)))
                there.sort(key=_COST)
                del there[most:]
    return list(filter(_is_telling, best[-1]))


def _is_telling(path: _Path) -> bool:
    """Whether enough of the kana are words: らのべ is no 裸 の 辺."""
    words = [span for span in path.spans if span.terms]
    lone = sum(1 for s in words if s.end - s.start == 1 and not s.terms[0].isdigit())
    heard = sum(span.end - span.start for span in words)
    longest = max((span.end - span.start for span in words), default=0)
    numbers = (span.terms[0].isdigit() and not span.counter for span in words)
    if not words or longest < 2 or all(numbers):
        return False
    silent = path.spans[-1].end - heard
    return lone <= 1 and (not lone or heard >= SURE_SOUND) and heard > silent


def _groups(path: _Path) -> tuple[Pieces, ...]:
    """The words, those with nothing between them in one group."""
    groups: list[list[tuple[str, ...]]] = [[]]
    for span in path.spans:
        if span.terms:
            groups[-1].append(span.terms)
            groups[-1] += [span.counter] if span.counter else []
        elif groups[-1]:
            groups.append([])
    return tuple(tuple(group) for group in groups if group)
