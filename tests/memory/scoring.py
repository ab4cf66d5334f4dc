"""The parts of the scores, unit by unit: what :mod:`search.query.scored` names, looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from index.pages.literal import near_places
from index.pages.pages import Pages
from index.pages.records import RecordPages
from search.local.records import Gain, Parts, RecordVisible, saturated
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
)
from tests.memory.posts import MemoryPosts


def parts_of(posts: MemoryPosts, visible: RecordVisible, plan: Plan) -> Parts:
    """What every post that may be seen gains, signal by signal."""
    parts = Parts(len(visible.mask))
    for unit in units_of(plan):
        parts.add(_gain(posts, visible, unit))
    for signal in (_add_near_words, _add_fragments):
        signal(posts, visible, plan, parts)
    return parts


def _gain(posts: MemoryPosts, visible: RecordVisible, unit: Unit) -> Gain:
    found = _frequencies(posts, unit)
    having = sum(bool(visible.mask[number]) for number in found)
    weight = unit.weight * (K1 + 1) * idf(visible.population, having)
    norms = posts.norms_by_kind[unit.kind]
    return saturated(unit.shown, unit.kind.name.lower(), found, weight, norms, visible.mask)


def _frequencies(posts: MemoryPosts, unit: Unit) -> Mapping[int, float]:
    """A word and its synonyms count as one, and so do all words that begin alike."""
    if unit.begins:
        return posts.frequencies(posts.beginning(unit.name))
    found = defaultdict(float, posts.times(unit.kind, unit.name))
    for number, times in posts.frequencies(unit.synonyms).items():
        found[number] += SYNONYM_WEIGHT * times
    return found


def _best(parts: Parts) -> list[int]:
    """The posts that are looked into for what follows."""
    best = np.argsort(-parts.scores, kind="stable")[:PROXIMITY_DOCUMENTS]
    found: list[int] = best[parts.scores[best] > 0].tolist()
    return found


def _add_near_words(posts: MemoryPosts, visible: RecordVisible, plan: Plan, parts: Parts) -> None:
    """Words of the query that stand near each other."""
    pairs, best = near_pairs(plan), _best(parts)
    idfs = visible.weights({word.term for pair in pairs for word in pair})
    for pair in pairs:
        rarity = (idfs[pair.first.term] + idfs[pair.second.term]) / 2
        weight = PROXIMITY_WEIGHT * rarity * (K1 + 1)
        times = {n: _times_near(RecordPages([posts.record(n)]), pair) for n in best}
        near = {number: tf for number, tf in times.items() if tf}
        name = f"{pair.first.text} {pair.second.text}"
        parts.add(saturated(name, "near", near, weight, posts.norms, visible.mask))


def _times_near(pages: Pages, pair: NearPair) -> float:
    length = len(pair.first.text)
    first, second = (_places(pages, word) for word in pair)
    return float(near_places(first, second, length, length + PROXIMITY_GAP)[1].sum())


def _places(pages: Pages, word: WordNode) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    found = [pages.all_places(term)[0] for term in dict.fromkeys(terms_of(word))]
    return np.sort(np.concatenate(found))


def _add_fragments(posts: MemoryPosts, visible: RecordVisible, plan: Plan, parts: Parts) -> None:
    """Pieces of three characters that stand as they were typed."""
    best, norms = _best(parts), posts.norms_by_kind[Kind.PAIR]
    for name in fragments_of(plan):
        text = shown(name)
        having = {
            n for n in np.flatnonzero(visible.mask).tolist() if text in posts.record(n).folded
        }
        weight = FRAGMENT_WEIGHT * (K1 + 1) * idf(visible.population, len(having))
        once = {number: 1.0 for number in best if number in having}
        parts.add(saturated(text, "fragment", once, weight, norms, visible.mask))
