"""Which words begin at a place in a text: a trie of prefixes, grown as texts ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from index.analysis.lattice_costs import ConnectionCosts
from index.analysis.lattice_dictionary import CONTEXTS, JanomeDictionary, Word
from index.analysis.lattice_fst import Position
from index.analysis.morphemes import UserEntry
from index.errors import DictionaryError

USER_WORDS = 1 << 30
"""User entries are numbered from here, the system's from 0, unknown words below 0."""

LONGEST_WORD = 50
"""Characters: how far ahead Janome looks for words, so a longer user entry is never found."""

_PREFIXES_KEPT = 60_000
"""About 15 MB; 300 posts need 100,000, most of them once."""

States = tuple[tuple[int, Position], ...]
"""Transducer and position in it, for those in which longer words exist."""

Prefix = tuple[tuple[Word, ...], States | None]
"""The words that end here, and the states for going on; ``None`` where no longer word exists."""


class WordTrie:
    """Words of the system and the user dictionary by prefix.

    Safe to share between threads: an entry that two of them add is the same in both.
    """

    def __init__(
        self,
        dictionary: JanomeDictionary,
        costs: ConnectionCosts,
        user_entries: Sequence[UserEntry] = (),
    ) -> None:
        self._dictionary = dictionary
        self._costs = costs
        self._user_words: defaultdict[str, list[Word]] = defaultdict(list)
        self._user_prefixes: set[str] = set()
        for number, entry in enumerate(user_entries, USER_WORDS):
            self._add_user_entry(number, entry)
        self.root: States = tuple(
            (which, transducer.root) for which, transducer in enumerate(dictionary.transducers)
        )
        self.prefixes: dict[str, Prefix | None] = {}
        """What is known so far; ``None`` where nothing begins so. See :meth:`grow`."""

    def _add_user_entry(self, number: int, entry: UserEntry) -> None:
        surface = entry.surface
        if not surface:
            raise DictionaryError("a user entry has an empty surface: give it one or remove it")
        if not (0 <= entry.left_id < CONTEXTS and 0 <= entry.right_id < CONTEXTS):
            raise DictionaryError(
                f"the user entry {surface} has context {entry.left_id}/{entry.right_id}: "
                f"IPADIC has 0 to {CONTEXTS - 1}"
            )
        if len(surface) <= LONGEST_WORD:
            word = Word(entry.left_id, entry.right_id, entry.cost, number)
            self._user_words[surface].append(word)
            self._user_prefixes.update(surface[:end] for end in range(1, len(surface)))

    def grow(self, prefix: str, states: States) -> Prefix | None:
        """Adds a prefix to ``prefixes``, given the states of all but its last character."""
        if len(self.prefixes) >= _PREFIXES_KEPT:
            self.prefixes = {}
        words = list(self._user_words.get(prefix, ()))
        onward: list[tuple[int, Position]] = []
        for which, position in states:
            following, numbers = self._dictionary.transducers[which].follow(position, prefix[-1])
            words += map(self._dictionary.word, numbers)
            if following:
                onward.append((which, following))
        known: Prefix | None = None
        if words or onward or prefix in self._user_prefixes:
            has_longer = bool(onward) or prefix in self._user_prefixes
            known = self._costs.undominated(words), tuple(onward) if has_longer else None
        self.prefixes[prefix] = known
        return known
