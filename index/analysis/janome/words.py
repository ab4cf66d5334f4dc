"""Which words begin at a place in a text: those of the dictionaries, and unknown ones.

The dictionaries' words are in a trie of prefixes, grown as texts ask for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from index.analysis.janome.costs import ConnectionCosts, CostedWord
from index.analysis.janome.dictionary import JanomeDictionary, LatticeWord
from index.analysis.janome.fst import Position
from index.analysis.janome.unknown import UnknownWords
from index.analysis.morphemes import UserEntry

USER_WORDS = 1 << 30
"""User entries are numbered from here, the system's from 0, unknown words below 0."""

LONGEST_WORD = 50
"""Characters: how far ahead Janome looks for words, so a longer user entry is never found."""

_PREFIXES_KEPT = 60_000
"""About 15 MB; 300 posts need 100,000, most of them once."""

States = tuple[tuple[int, Position], ...]
"""Transducer and position in it, for those in which longer words exist."""

Prefix = tuple[tuple[CostedWord, ...], bool, States | None]
"""The words that end here, whether the system has any, and the states for going on.

The states are ``None`` where no longer word exists.
"""

Batch = tuple[int, tuple[CostedWord, ...]]
"""Where words end, and the words."""


class DictionaryWords:
    """The words of the system and the user dictionary, and unknown words.

    Safe to share between threads: what two of them add at once is the same in both.
    """

    def __init__(
        self,
        dictionary: JanomeDictionary,
        costs: ConnectionCosts,
        unknown: UnknownWords,
        user_entries: Sequence[UserEntry] = (),
    ) -> None:
        self._dictionary = dictionary
        self._costs = costs
        self._categories = unknown.categories
        self._user_words: defaultdict[str, list[LatticeWord]] = defaultdict(list)
        self._user_prefixes: set[str] = set()
        for number, entry in enumerate(user_entries, USER_WORDS):
            self._add_user_entry(number, entry)
        self._root: States = tuple(
            (which, transducer.root) for which, transducer in enumerate(dictionary.transducers)
        )
        self._prefixes: dict[str, Prefix | None] = {}

    def _add_user_entry(self, number: int, entry: UserEntry) -> None:
        surface = entry.surface
        if len(surface) <= LONGEST_WORD:
            word = LatticeWord(entry.left_id, entry.right_id, entry.cost, number)
            self._user_words[surface].append(word)
            self._user_prefixes.update(surface[:end] for end in range(1, len(surface)))

    def words_at(self, text: str, at: int, end: int) -> tuple[list[Batch], int]:
        """The words that begin at ``at``, and up to where the text had to be looked at.

        Text from ``end`` on does not count; one character there marks the end.
        """
        batches: list[Batch] = []
        prefixes = self._prefixes
        states: States | None = self._root
        is_known = False
        stop = at
        while states is not None:
            if stop == end:
                stop += 1  # That the text ends here matters.
                break
            stop += 1
            prefix = text[at:stop]
            try:
                known = prefixes[prefix]
            except KeyError:
                known = self._grow(prefix, states)
            if known is None:
                break
            words, has_system_words, states = known
            if words:
                batches.append((stop, words))
                is_known = is_known or has_system_words
        for category in self._categories(text[at]):
            if category.always or not is_known:
                run = category.run(text, at + 1, end).end()
                stop = max(stop, run + 1)
                batches.append((run, category.words))
        return batches, stop

    def _grow(self, prefix: str, states: States) -> Prefix | None:
        """Finds out about a prefix, given the states of all but its last character."""
        if len(self._prefixes) >= _PREFIXES_KEPT:
            self._prefixes = {}
        numbers: list[int] = []
        onward: list[tuple[int, Position]] = []
        for which, position in states:
            following, found = self._dictionary.transducers[which].follow(position, prefix[-1])
            numbers += found
            if following:
                onward.append((which, following))
        words = [*self._user_words.get(prefix, ()), *map(self._dictionary.word, numbers)]
        known: Prefix | None = None
        if words or onward or prefix in self._user_prefixes:
            has_longer = bool(onward) or prefix in self._user_prefixes
            undominated = self._costs.undominated(words)
            known = undominated, bool(numbers), tuple(onward) if has_longer else None
        self._prefixes[prefix] = known
        return known
