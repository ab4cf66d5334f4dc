"""One joint score: words, characters and pairs, their frequencies weighted by part and saturated.

    score(d) = Σ weight × idf × tf × (k1 + 1) / (tf + norm(d))

over the units of the query, where tf adds up the occurrences in all parts of the post, each
weighted, *before* it saturates (BM25F; Robertson, Zaragoza, Taylor 2004), and norm(d) is
k1 × (1 − b + b × length / average) for the kind of unit.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columns.grams import is_scored_character, is_scored_pair
from index.columns.reader import Postings
from index.columns.texts import encode
from search.columns.view import View
from search.columns.visible import Visible
from search.query.plan import Plan, PrefixNode, WordNode
from search.ranking import CHARACTER_WEIGHT, K1, PAIR_WEIGHT, SYNONYM_WEIGHT

WORDS, CHARACTERS, PAIRS = range(3)
"""Rows of :attr:`View.norms`."""


class Unit(NamedTuple):
    """Something to be scored: its postings by segment, its kind and weight."""

    name: str
    kind: int
    weight: float
    postings: list[tuple[int, Postings]]


def idf(population: int, documents: int) -> float:
    """How much it tells that a document has a unit which ``documents`` have; never negative."""
    return math.log(1 + (population - documents + 0.5) / (documents + 0.5))


def term_idf(visible: Visible, term: str) -> float:
    return idf(visible.population, visible.term_frequency(term))


def units_of(view: View, plan: Plan) -> list[Unit]:
    """The units of a plan: its words and their synonyms, and the grams of its runs."""
    units = _word_units(view, plan.words)
    grams = Counter(code for run in plan.runs for code in _grams(run.text))
    for code, postings in view.grams(list(grams)).items():
        kind, weight = (PAIRS, PAIR_WEIGHT) if code & 0xFFFF else (CHARACTERS, CHARACTER_WEIGHT)
        units.append(Unit(_gram_name(code), kind, weight * grams[code], postings))
    units.extend(_prefix_unit(view, n) for n in plan.nodes if isinstance(n, PrefixNode))
    return units


def _word_units(view: View, words: Iterable[WordNode]) -> list[Unit]:
    """A word and its synonyms are one unit, as if the post said the same word each time."""
    times: Counter[str] = Counter()
    synonyms: dict[str, tuple[str, ...]] = {}
    for word in words:
        times[word.term] += 1
        synonyms[word.term] = tuple(
            a.term for a in word.alternatives if a.term is not None and a.term != word.term
        )
    units = []
    for term, count in times.items():
        postings = view.term(term)
        if synonyms[term]:
            postings = _merged(view, term, synonyms[term])
        if postings:
            units.append(Unit(term, WORDS, float(count), postings))
    return units


def _merged(view: View, term: str, synonyms: tuple[str, ...]) -> list[tuple[int, Postings]]:
    """Postings of a word with those of its synonyms, which count a little less."""
    merged = []
    for segment, base in view.placed:
        tf = np.zeros(segment.documents, np.float32)
        for name, weight in ((term, 1.0), *((other, SYNONYM_WEIGHT) for other in synonyms)):
            postings = segment.term(name)
            if postings is not None:
                tf[postings.docs] += np.float32(weight) * postings.tf
        merged.append((base, _postings(tf)))
    return [(base, postings) for base, postings in merged if len(postings.docs)]


def _postings(tf: NDArray[Any]) -> Postings:
    """Postings from the frequency of each document."""
    docs = np.flatnonzero(tf)
    return Postings(docs.astype(np.uint32), 2 * tf[docs].astype(np.float32))


def _grams(text: str) -> list[int]:
    """The scored characters and pairs of a text, as in :mod:`index.columns.grams`."""
    units = np.frombuffer(encode(text), "<u2").tolist()
    characters = [unit << 16 for unit in units if is_scored_character(unit)]
    pairs = [a << 16 | b for a, b in pairwise(units) if is_scored_pair(a, b)]
    return characters + pairs


def gram_names(folded: str) -> tuple[str, ...]:
    """The characters and pairs of a folded text that are scored: 京都 → 京, 都, 京都.

    Those with half of a character beyond the basic plane are left out.
    """
    names = dict.fromkeys(map(_gram_name, _grams(folded)))
    return tuple(name for name in names if "\ufffd" not in name)


def _gram_name(code: int) -> str:
    """A half of a character beyond the basic plane is shown as U+FFFD, since it is no text."""
    units = code.to_bytes(4, "big") if code & 0xFFFF else (code >> 16).to_bytes(2, "big")
    return units.decode("utf-16-be", "replace")


def _prefix_unit(view: View, node: PrefixNode) -> Unit:
    """All words with a prefix count as one word."""
    merged = []
    for segment, base in view.placed:
        first, last = segment.term_range(node.text)
        low, high = int(segment["term_at"][first]), int(segment["term_at"][last])
        tf = np.bincount(
            segment["term_docs"][low:high],
            segment["term_tf"][low:high] * np.float32(0.5),
            minlength=segment.documents,
        )
        merged.append((base, _postings(tf)))
    return Unit(f"{node.text}*", WORDS, 1.0, merged)


def score(visible: Visible, units: list[Unit]) -> NDArray[np.float32]:
    """The joint score of every document, 0 where no unit occurs [documents].

    All postings of all units are one array: a handful of passes over it cost less than a few calls
    a unit.
    """
    view = visible.view
    placed = [
        (base, postings, unit.kind * view.documents, unit.weight * _unit_idf(visible, unit))
        for unit in units
        for base, postings in unit.postings
    ]
    if not placed:
        return np.zeros(view.documents, np.float32)
    bases, postings, rows, weights = zip(*placed, strict=True)
    counts = np.array([len(one.docs) for one in postings])
    docs = np.concatenate([one.docs for one in postings], dtype=np.intp)
    if len(view.placed) > 1:
        docs += np.repeat(bases, counts)
    twice_tf = np.concatenate([one.twice_tf for one in postings], dtype=np.float32)
    share = view.twice_norms.take(np.repeat(rows, counts) + docs)
    share += twice_tf
    np.divide(twice_tf, share, out=share)
    share *= np.repeat(np.array(weights, np.float32) * np.float32(K1 + 1), counts)
    scores = np.bincount(docs, share, minlength=view.documents).astype(np.float32)
    if not visible.everything:
        scores[~visible.mask] = 0
    return scores


def _unit_idf(visible: Visible, unit: Unit) -> float:
    return idf(visible.population, visible.frequency(unit.postings))


def explain(visible: Visible, units: list[Unit], number: int) -> list[dict[str, float | str]]:
    """The parts of one document's score, the greatest first."""
    view = visible.view
    parts: list[dict[str, float | str]] = []
    for unit in units:
        weight = unit.weight * (K1 + 1) * _unit_idf(visible, unit)
        for base, postings in unit.postings:
            at = int(postings.docs.searchsorted(number - base)) if number >= base else 0
            if number >= base and at < len(postings.docs) and postings.docs[at] == number - base:
                tf = float(postings.tf[at])
                share = weight * tf / (tf + float(view.norms[unit.kind][number]))
                parts.append(
                    {
                        "unit": unit.name,
                        "kind": ("word", "character", "pair")[unit.kind],
                        "weighted_frequency": round(tf, 3),
                        "score": round(share, 4),
                    }
                )
    return sorted(parts, key=lambda part: -float(part["score"]))
