"""An engine over records and postings of words, the plain way: that of Whoosh, and that of tests.

:class:`RecordPosts` is what such an engine says of its posts; words come from its postings, and
texts are looked up in the records, of which the last ones that were read are kept in memory.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Generic, TypeVar

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from index.document import Document
from index.pages.literal import chains
from index.pages.packed import Shown
from index.pages.records import Page, RecordPages
from index.record import CutText, Record
from index.store import Generation
from search.local.matching import Leaf, Standing
from search.local.searcher import LocalSearcher, Posts
from search.local.signals import Gain, saturated
from search.local.values import Mask, Values
from search.local.visible import Visible
from search.query.conditions import Chain, HasPrefix, HasTerm, HasText, TitleIs
from search.query.planner import Planner
from search.query.query import Where
from search.query.scored import Unit, idf, telling
from search.ranking import K1, B
from search.results import Hit
from search.searcher import VocabularyEntry
from search.showing.answer import hits_of_records
from search.showing.presentation import Found, Presenter
from search.vocabulary import vocabulary_of

REMEMBERED_CHARACTERS = 60_000_000
"""Of folded texts that are kept in memory, in which texts are looked up."""


class FoldedText:
    """A folded text, where tokens start and lines end in it, and where its title ends."""

    def __init__(self, record: CutText) -> None:
        second = record.part_starts[1:2].tolist()
        self.text = record.folded
        self.title_end = second[0] - 1 if second else len(record.folded)
        self._edges = record.edges

    @cached_property
    def starts(self) -> frozenset[int]:
        return frozenset(self._edges.tolist())

    @property
    def title(self) -> str:
        return self.text[: self.title_end].strip()

    def has(self, text: str, *, in_title: bool, whole: bool) -> bool:
        end = self.title_end if in_title else len(self.text)
        at = self.text.find(text, 0, end)
        while at >= 0:
            if not whole or self._is_whole(at, at + len(text)):
                return True
            at = self.text.find(text, at + 1, end)
        return False

    def _is_whole(self, start: int, end: int) -> bool:
        """It lies inside one token, or is one or several."""
        if self.starts.isdisjoint(range(start + 1, end)):
            return True
        return start in self.starts and end in self.starts


class RecordPosts(Posts):
    """The posts of one generation by their numbers, as such an engine keeps them."""

    values: Values

    def __init__(self) -> None:
        self._folded: LRUCache[int, FoldedText]
        self._folded = LRUCache(REMEMBERED_CHARACTERS, getsizeof=lambda one: len(one.text))

    @abstractmethod
    def with_term(self, term: str, where: Where = Where.ANY) -> Collection[int]:
        """Posts that have a word."""

    @abstractmethod
    def with_prefix(self, text: str, where: Where) -> Collection[int]:
        """Posts that have a word that begins so."""

    @abstractmethod
    def beginning(self, text: str) -> Collection[str]:
        """All words that begin so."""

    @abstractmethod
    def times(self, term: str) -> Mapping[int, float]:
        """How often posts say a word, each time weighted by where it stands."""

    def frequencies(self, unit: Unit) -> Mapping[int, float]:
        """A word and its synonyms count as one, and so do all words that begin alike."""
        begun = dict.fromkeys(self.beginning(unit.name), 1.0) if unit.begins else None
        found: dict[int, float] = {}
        for term, share in (begun or unit.shares).items():
            for number, times in self.times(term).items():
                found[number] = found.get(number, 0.0) + share * times
        return found

    @property
    @abstractmethod
    def lengths(self) -> NDArray[np.float64]:
        """Of each post, the weighted frequencies of all words together."""

    @abstractmethod
    def heard(self, key: str, *, onward: bool = False) -> Collection[tuple[str, str]]:
        """The words that sound so without long vowels, each with its reading.

        ``onward``: those whose sound begins so.
        """

    @property
    @abstractmethod
    def words_by_length(self) -> Mapping[int, Collection[str]]:
        """All words."""

    @abstractmethod
    def record(self, number: int) -> Record:
        """All that is known of a post."""

    @abstractmethod
    def shown(self, number: int) -> Shown:
        """The same as far as it is shown."""

    @abstractmethod
    def with_characters(self, text: str, among: Mask) -> Iterable[int]:
        """Those of some posts in which a text may stand."""

    def folded(self, number: int) -> FoldedText:
        """The text of a post in which others are looked up."""
        known = self._folded.get(number)
        if known is None:
            known = self._folded[number] = FoldedText(self.shown(number))
        return known

    def document(self, number: int) -> Document:
        return self.record(number).document

    def vocabulary(self) -> Iterator[VocabularyEntry]:
        return vocabulary_of(map(self.record, np.flatnonzero(self.live).tolist()))

    def count_terms(self) -> int:
        return sum(map(len, self.words_by_length.values()))

    @cached_property
    def norms(self) -> NDArray[np.float64]:
        """BM25's k1 × (1 − b + b × length / average) of each post, for words."""
        return norms_of(self.lengths)


def norms_of(lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """BM25's norm of each post."""
    average = float(lengths.mean()) if len(lengths) else 0.0
    return np.asarray(K1 * (1 - B + B * lengths / (average or 1.0)), np.float64)


def find_in_records(posts: RecordPosts, leaf: Leaf) -> Standing:
    """Words by their postings, texts by looking into the records."""
    mask = np.zeros(len(posts.live), np.bool_)
    match leaf:
        case HasTerm(term, where):
            mask[list(posts.with_term(term, where))] = True
        case HasPrefix(text, where):
            mask[list(posts.with_prefix(text, where))] = True
        case Chain():
            return Standing(mask, ~mask, partial(_read_chain, posts, leaf))
        case _:
            return Standing(mask, ~mask, partial(_read_text, posts, leaf))
    return Standing(mask)


def _read_text(posts: RecordPosts, leaf: HasText | TitleIs, among: Mask) -> list[int]:
    folded = ((n, posts.folded(n)) for n in posts.with_characters(leaf.text, among))
    if isinstance(leaf, TitleIs):
        return [number for number, one in folded if one.title == leaf.text]
    text, whole = leaf.text, leaf.whole
    in_title = leaf.where is Where.TITLE  # a member is slow to name, posts are many
    return [number for number, one in folded if one.has(text, in_title=in_title, whole=whole)]


def _read_chain(posts: RecordPosts, wanted: Chain, among: Mask) -> list[int]:
    pieces = [
        set().union(*(posts.with_term(term, wanted.where) for term in terms))
        for terms in wanted.pieces
    ]
    found = []
    for number in set(np.flatnonzero(among).tolist()).intersection(*pieces):
        pages = RecordPages([Page(posts.shown(number))])
        places, _ = chains(pages, wanted.pieces)
        if len(places) if wanted.where is Where.ANY else (places < pages.title_ends[0]).any():
            found.append(number)
    return found


class RecordVisible(Visible):
    """The words of the posts that one asker may see."""

    def __init__(self, posts: RecordPosts, mask: Mask) -> None:
        super().__init__(posts.values, mask)
        self._posts = posts

    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        having = {term: list(self._posts.with_term(term)) for term in set(terms)}
        return {term: int(np.count_nonzero(self.mask[posts])) for term, posts in having.items()}

    def heard_as(self, keys: Collection[str]) -> Mapping[str, Collection[tuple[str, str]]]:
        return {key: self._posts.heard(key) for key in keys}

    def heard_beginning(self, keys: Collection[str]) -> Collection[tuple[str, str]]:
        return dict.fromkeys(pair for key in keys for pair in self._posts.heard(key, onward=True))

    def about_as_long(self, term: str, edits: int) -> Collection[str]:
        lengths = range(len(term) - edits, len(term) + edits + 1)
        known = self._posts.words_by_length
        return [word for length in lengths for word in known.get(length, ())]


def gain_of(
    name: str,
    kind: str,
    times: Mapping[int, float],
    weight: float,
    norms: NDArray[np.float64],
    among: Mask,
) -> Gain:
    """What BM25 gives to those of some posts that say something so many times."""
    numbers = np.fromiter(times, np.int64, len(times))
    each = np.fromiter(times.values(), np.float64, len(times))
    kept = among[numbers]
    return saturated(name, kind, numbers[kept], each[kept], weight, norms)


P = TypeVar("P", bound=RecordPosts)


class RecordSearcher(LocalSearcher[RecordVisible], Generic[P]):
    """What is left to an engine is how it scores."""

    def __init__(self, generation: Generation, posts: P, planner: Planner) -> None:
        self._posts = posts
        find = partial(find_in_records, posts)
        super().__init__(generation, planner, posts, posts.values, find)

    def _see_posts(self, mask: Mask, *, everything: bool) -> RecordVisible:
        return RecordVisible(self._posts, mask)

    def _presented(self, presenter: Presenter, found: Mapping[int, Found]) -> tuple[Hit, ...]:
        pages = [Page(self._posts.shown(number)) for number in found]
        return hits_of_records(presenter, pages, list(found.values()))

    def _alike(self, visible: RecordVisible, number: int) -> NDArray[np.float64]:
        scores, posts = np.zeros(len(visible.mask)), self._posts
        terms = posts.record(number).terms
        counts = visible.documents_with(terms)
        times = {term: posts.times(term) for term in terms}
        shares = {
            term: of[number] / (of[number] + posts.norms[number]) for term, of in times.items()
        }
        for term in telling(shares, counts, visible.population):
            rarity = idf(visible.population, counts[term])
            for other, tf in times[term].items():
                scores[other] += rarity * (K1 + 1) * tf / (tf + posts.norms[other])
        return scores


def by_length(words: Iterable[str]) -> dict[int, list[str]]:
    """Words by their length: what may be misspelt."""
    found: dict[int, list[str]] = {}
    for word in words:
        found.setdefault(len(word), []).append(word)
    return found
