"""The parts of the scores, post by post: what :mod:`search.query.scored` names, looked up."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator

import numpy as np

from index.pages.chains import near_places
from index.pages.pages import Pages
from search.memory.posts import Posts, VisibleWords
from search.query.plan import Plan, WordNode
from search.query.scored import (
    Kind,
    NearPair,
    Unit,
    fragments_of,
    idf,
    near_pairs,
    shown,
    terms_of,
    units_of,
)
from search.ranking import (
    FRAGMENT_WEIGHT,
    K1,
    PROXIMITY_DOCUMENTS,
    PROXIMITY_GAP,
    PROXIMITY_WEIGHT,
    SYNONYM_WEIGHT,
    B,
)
from search.results import ScorePart

Parts = dict[int, list[ScorePart]]
"""By post, the parts of its score."""
Gains = Iterator[tuple[int, ScorePart]]


def score_parts(posts: Posts, words: VisibleWords, plan: Plan) -> Parts:
    """What every post that may be seen gains, signal by signal."""
    parts: Parts = {number: [] for number in words.numbers}
    for unit in units_of(plan):
        _add_unit(posts, parts, unit)
    for signal in (_near_words, _fragments):
        best = _best(parts)
        for number, part in signal(posts, words, plan, best):
            parts[number].append(part)
    return parts


def total(parts: Collection[ScorePart]) -> float:
    return sum(part.score for part in parts)


def norm(posts: Posts, number: int, kind: Kind) -> float:
    """BM25's k1 × (1 − b + b × length / average)."""
    average = posts.average_lengths[kind] or 1.0
    return K1 * (1 - B + B * posts.all[number].lengths[kind] / average)


def _add_unit(posts: Posts, parts: Parts, unit: Unit) -> None:
    frequencies = {n: tf for n in parts if (tf := _frequency(posts, n, unit))}
    weight = unit.weight * (K1 + 1) * idf(len(parts), len(frequencies))
    for number, tf in frequencies.items():
        share = weight * tf / (tf + norm(posts, number, unit.kind))
        parts[number].append(ScorePart(unit.shown, unit.kind.name.lower(), tf, share))


def _frequency(posts: Posts, number: int, unit: Unit) -> float:
    """A word and its synonyms count as one, and so do all words that begin alike."""
    if unit.begins:
        terms = [term for term in posts.all[number].terms if term.startswith(unit.name)]
        return sum(posts.frequency(number, term, unit.kind) for term in terms)
    others = sum(posts.frequency(number, term, unit.kind) for term in unit.synonyms)
    return posts.frequency(number, unit.name, unit.kind) + SYNONYM_WEIGHT * others


def _best(parts: Parts) -> list[int]:
    """The posts that are looked into for what follows."""
    scores = {number: total(some) for number, some in parts.items()}
    best = heapq.nlargest(PROXIMITY_DOCUMENTS, scores, key=scores.__getitem__)
    return [number for number in best if scores[number] > 0]


def _near_words(posts: Posts, words: VisibleWords, plan: Plan, best: list[int]) -> Gains:
    """Words of the query that stand near each other."""
    pairs = near_pairs(plan)
    idfs = words.weights({word.term for pair in pairs for word in pair})
    for pair in pairs:
        rarity = (idfs[pair.first.term] + idfs[pair.second.term]) / 2
        weight = PROXIMITY_WEIGHT * rarity * (K1 + 1)
        for number in best:
            tf = _times_near(posts.all[number].pages, pair)
            if tf:
                share = weight * tf / (tf + norm(posts, number, Kind.WORD))
                name = f"{pair.first.text} {pair.second.text}"
                yield number, ScorePart(name, "near", float(tf), share)


def _times_near(pages: Pages, pair: NearPair) -> int:
    length = len(pair.first.text)
    first, second = (_places(pages, word) for word in pair)
    return len(near_places(first, second, length, length + PROXIMITY_GAP))


def _places(pages: Pages, word: WordNode) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    found = [pages.all_places(term)[0] for term in dict.fromkeys(terms_of(word))]
    return np.sort(np.concatenate(found))


def _fragments(posts: Posts, words: VisibleWords, plan: Plan, best: list[int]) -> Gains:
    """Pieces of three characters that stand as they were typed."""
    population = len(words.numbers)
    for name in fragments_of(plan):
        text = shown(name)
        having = {n for n in words.numbers if text in posts.all[n].record.folded}
        weight = FRAGMENT_WEIGHT * (K1 + 1) * idf(population, len(having))
        for number in having.intersection(best):
            share = weight / (1 + norm(posts, number, Kind.PAIR))
            yield number, ScorePart(text, "fragment", 1.0, share)
