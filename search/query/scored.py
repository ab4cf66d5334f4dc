"""What of a plan is scored, as names, kinds and weights that every engine looks up in its own way.

The joint score of a document adds up, over the units of the query,

    weight × idf × tf × (k1 + 1) / (tf + norm)

where tf adds up the occurrences in all parts of the post, each weighted (:mod:`index.weights`),
*before* it saturates (BM25F; Robertson, Zaragoza, Taylor 2004), and norm is
k1 × (1 − b + b × length / average) for the kind of unit. Near pairs and fragments are added to the
best documents only.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import IntEnum
from itertools import chain, pairwise
from typing import NamedTuple

from index.pages.utf16 import units_of_text
from index.weights import is_scored_character, is_scored_pair
from search.query.conditions import HasPrefix
from search.query.plan import Plan, TextRun, WordNode
from search.ranking import CHARACTER_WEIGHT, PAIR_WEIGHT, SIMILAR_TERMS, SYNONYM_WEIGHT


class Kind(IntEnum):
    """Kinds of unit; each has lengths of its own."""

    WORD = 0
    CHARACTER = 1
    PAIR = 2


class Unit(NamedTuple):
    """Something to be scored."""

    name: str
    """The term, the character, the pair; or how words begin that count as one. Characters and
    pairs are of UTF-16 units, so that a pair may have half of a character: see ``shown``."""
    kind: Kind
    weight: float
    synonyms: tuple[str, ...] = ()
    """Terms that count as the same word, each a little less."""
    begins: bool = False
    """Whether all words that begin so are meant."""

    @property
    def shares(self) -> dict[str, float]:
        """Its name and its synonyms, and how much each of them counts."""
        return {self.name: 1.0, **dict.fromkeys(self.synonyms, SYNONYM_WEIGHT)}

    @property
    def shown(self) -> str:
        """Its name as text."""
        return shown(self.name) + ("*" if self.begins else "")


class NearPair(NamedTuple):
    """Two words that gain where the second follows the first within ``PROXIMITY_GAP``."""

    first: WordNode
    second: WordNode


def idf(population: int, documents: int) -> float:
    """How much it tells that a document has a unit which ``documents`` have; never negative."""
    return math.log(1 + (population - documents + 0.5) / (documents + 0.5))


def telling(shares: Mapping[str, float], counts: Mapping[str, int], population: int) -> list[str]:
    """The words of a post that say most of it, by which posts like it are found.

    ``shares``: tf / (tf + norm) of each. What no other post has finds no other post; of words that
    say as much, the first in their order count.
    """
    said = (
        (-share * idf(max(population, count), count), term)
        for term, share in shares.items()
        if (count := counts[term]) > 1
    )
    return [term for _, term in heapq.nsmallest(SIMILAR_TERMS, said)]


def units_of(plan: Plan) -> Iterator[Unit]:
    """The units of a plan: its words and their synonyms, the grams of its runs, its prefixes."""
    times: dict[str, int] = {}
    synonyms: dict[str, tuple[str, ...]] = {}
    for word in plan.words:
        times[word.term] = times.get(word.term, 0) + 1
        synonyms[word.term] = _synonyms(word)
    for term, count in times.items():
        yield Unit(term, Kind.WORD, float(count), synonyms[term])
    grams = Counter(gram for run in plan.runs for gram in _grams(run.text))
    pair, character = (Kind.PAIR, PAIR_WEIGHT), (Kind.CHARACTER, CHARACTER_WEIGHT)
    for name, count in grams.items():
        kind, weight = pair if len(name) > 1 else character
        yield Unit(name, kind, weight * count)
    for node in plan.nodes:
        if isinstance(node, HasPrefix):
            yield Unit(node.text, Kind.WORD, 1.0, begins=True)


def terms_of(word: WordNode) -> tuple[str, ...]:
    """The term of a word, and those of its synonyms."""
    return (word.term, *_synonyms(word))


def near_pairs(plan: Plan) -> tuple[NearPair, ...]:
    """Words of a run that follow each other, or have one word between.

    Words with a space between are a list, and nobody expects them side by side: taking those as
    well costs 0.010 MRR@10 on queries of three nouns of a title.
    """
    return tuple(pair for run in plan.runs for pair in _pairs(run))


def fragments_of(plan: Plan) -> tuple[str, ...]:
    """Every three units in a row of a query of several words without a space.

    So 第3回参議院議員通常選挙 gains over 第9回参議院議員通常選挙, though both have all the words,
    and a katakana word that the tokenizer cuts in two places gains by what the cuts have in
    common. Queries with spaces are lists, and say nothing of how a post puts it: see
    :data:`search.ranking.FRAGMENT_WEIGHT`. Those of hiragana alone say nothing either.
    """
    if len(plan.runs) != 1 or len(plan.nodes) == 1:
        return ()
    units = units_of_text(plan.runs[0].text)
    triples = zip(units, units[1:], units[2:], strict=False)
    telling = (t for t in triples if 0x20 not in t and not all(0x3041 <= u <= 0x309F for u in t))
    return tuple(dict.fromkeys("".join(map(chr, triple)) for triple in telling))


def gram_names(folded: str) -> tuple[str, ...]:
    """The characters and pairs of a folded text that are scored: 京都 → 京, 都, 京都.

    Those with half of a character beyond the basic plane are left out.
    """
    names = dict.fromkeys(map(shown, _grams(folded)))
    return tuple(name for name in names if "\ufffd" not in name)


def shown(name: str) -> str:
    """A half of a character beyond the basic plane is shown as U+FFFD, since it is no text."""
    return name.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "replace")


def _synonyms(word: WordNode) -> tuple[str, ...]:
    others = (a.term for a in word.alternatives if a.term is not None and a.term != word.term)
    return tuple(dict.fromkeys(others))  # アマゾン is how Amazon is read, and a synonym of it


def _grams(text: str) -> list[str]:
    """The scored characters and pairs of a text."""
    units = units_of_text(text)
    characters = [chr(unit) for unit in units if is_scored_character(unit)]
    pairs = pairwise(units)
    return characters + [chr(a) + chr(b) for a, b in pairs if is_scored_pair(a, b)]


def _pairs(run: TextRun) -> list[NearPair]:
    words = run.words
    pairs = chain(pairwise(words), zip(words, words[2:], strict=False))
    return [NearPair(first, second) for first, second in pairs if first.term != second.term]
