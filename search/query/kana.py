"""Words in kanji as posts have them in kana: とうきょう for 東京, くすり beside 薬."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import islice, product

from index.analysis.readings import to_katakana
from index.analysis.sound import sound, without_long
from search.query.plan import KANA, Plan, StandIn, TextRun
from search.query.sounds import MAX_ALTERNATIVES, Heard
from search.query.spoken import MIN_SOUND

MOST_READ = 4
"""Words of a run in kanji that is looked for in kana as a whole."""
MIN_ALONE = 3
"""Kana that may stand for a word beside its kanji; shorter ones are parts of others."""


@lru_cache(maxsize=4_000)
def heard_key(reading: str) -> str:
    """A sound as words are found by it: without long vowels."""
    return without_long(sound(reading))


def in_kana(known: Heard, run: TextRun) -> StandIn | None:
    """A run of words in kanji as it is written in kana: とうきょう for 東京."""
    words = run.words
    if not words or not run.only_words or not all(word.reading for word in words):
        return None
    if all(KANA.fullmatch(node.term) for node in words):
        return None
    readings = [node.reading.split() for node in words]
    keys = {reading: heard_key(reading) for ways in readings for reading in ways}
    heard = known.heard_as(set(keys.values()))
    groups = []
    for node, ways in zip(words, readings, strict=True):
        terms = dict.fromkeys(
            term
            for way in ways
            for term, reading in heard.get(keys[way], ())
            if KANA.fullmatch(term) and sound(reading) == sound(way)
        )
        groups.append((tuple(dict.fromkeys((node.term, *terms))),))
    texts: tuple[str, ...] = ()
    if len(words) == 1:
        texts = tuple(way for way in readings[0] if len(way) >= MIN_SOUND)
    elif len(words) <= MOST_READ:
        texts = tuple(map("".join, islice(product(*readings), MAX_ALTERNATIVES)))
    both = dict.fromkeys(kind for text in texts for kind in (text, to_katakana(text)))
    return StandIn(tuple(groups), tuple(both))


def alone_in_kana(known: Heard, plan: Plan) -> dict[TextRun, StandIn]:
    """Runs with words that posts have in kanji and in kana, where nothing else is read so:
    くすり beside 薬, but not はし beside 橋 where some post has 箸."""
    read = read_in_kanji(plan)
    heard = known.heard_as({key for ways in read.values() for key in ways.values()})
    kana = {term: found for term in read if (found := _alone(term, read[term], heard))}
    return {
        run: StandIn(tuple(((word.term, *kana.get(word.term, ())),) for word in run.words))
        for run in (plan.runs if kana else ())
        if run.only_words and any(word.term in kana for word in run.words)
    }


def read_in_kanji(plan: Plan) -> dict[str, dict[str, str]]:
    """By the words of a plan in kanji, how each is read, and how that is heard."""
    return {
        word.term: {way: heard_key(way) for way in word.reading.split()}
        for run in plan.runs
        for word in run.words
        if word.term[0] > "ー" and len(word.reading) >= MIN_ALONE
    }


def _alone(
    term: str, ways: Mapping[str, str], heard: Mapping[str, Collection[tuple[str, str]]]
) -> list[str]:
    """The terms in kana that are a word in kanji, if no other is read so."""
    found = [
        other
        for way, key in ways.items()
        for other, reading in heard.get(key, ())
        if reading == way and other != term
    ]
    return found if all(other[0] <= "ー" and len(other) >= MIN_ALONE for other in found) else []
