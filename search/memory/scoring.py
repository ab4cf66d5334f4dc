"""The parts of the scores, unit by unit: what :mod:`search.query.scored` names, looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from index.pages.chains import near_places
from index.pages.pages import Pages
from index.pages.records import RecordPages
from search.local.records import Parts, RecordVisible
from search.memory.posts import MemoryPosts
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
from search.results import ScorePart


def parts_of(posts: MemoryPosts, visible: RecordVisible, plan: Plan) -> Parts:
    """What every post that may be seen gains, signal by signal."""
    parts = Parts(len(visible.mask))
    for unit in units_of(plan):
        _add_unit(posts, visible, unit, parts)
    for signal in (_add_near_words, _add_fragments):
        signal(posts, visible, plan, parts)
    return parts


def _add_unit(posts: MemoryPosts, visible: RecordVisible, unit: Unit, parts: Parts) -> None:
    found = {n: tf for n, tf in _frequencies(posts, unit).items() if visible.mask[n]}
    weight = unit.weight * (K1 + 1) * idf(visible.population, len(found))
    norms = posts.norms_by_kind[unit.kind]
    for number, tf in found.items():
        share = weight * tf / (tf + norms[number])
        parts.add(number, ScorePart(unit.shown, unit.kind.name.lower(), tf, share))


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
        for number in best:
            tf = _times_near(RecordPages([posts.record(number)]), pair)
            if tf:
                share = weight * tf / (tf + posts.norms[number])
                name = f"{pair.first.text} {pair.second.text}"
                parts.add(number, ScorePart(name, "near", float(tf), share))


def _times_near(pages: Pages, pair: NearPair) -> int:
    length = len(pair.first.text)
    first, second = (_places(pages, word) for word in pair)
    return len(near_places(first, second, length, length + PROXIMITY_GAP))


def _places(pages: Pages, word: WordNode) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    found = [pages.all_places(term)[0] for term in dict.fromkeys(terms_of(word))]
    return np.sort(np.concatenate(found))


def _add_fragments(posts: MemoryPosts, visible: RecordVisible, plan: Plan, parts: Parts) -> None:
    """Pieces of three characters that stand as they were typed."""
    best, norms = _best(parts), posts.norms_by_kind[Kind.PAIR]
    for name in fragments_of(plan):
        text = shown(name)
        having = [
            n for n in np.flatnonzero(visible.mask).tolist() if text in posts.record(n).folded
        ]
        weight = FRAGMENT_WEIGHT * (K1 + 1) * idf(visible.population, len(having))
        for number in set(having).intersection(best):
            share = weight / (1 + norms[number])
            parts.add(number, ScorePart(text, "fragment", 1.0, share))
