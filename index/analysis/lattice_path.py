"""The cheapest path through a text, from one certain place to the next.

A path is a chain of nodes; each adds the cost of its word and of the connection before it. As
in any Viterbi search, of all paths that reach a word only the cheapest is kept. A place is
*certain* when only one path leads through it: nothing that follows can change what stands
before. There the search stops, and can go on later from nothing but a right context. In
Japanese text such a place comes about every three characters, after about four have been
looked at, so that :mod:`index.analysis.lattice` can remember what it has seen.

Ties are broken as Janome does: the path that comes first (its last word begins earlier), unless
its last word and the other's are both from a dictionary: then the lower number of the two.
"""

from __future__ import annotations

from index.analysis.lattice_costs import Column, ConnectionCosts
from index.analysis.lattice_dictionary import Word
from index.analysis.lattice_unknown import UnknownWords
from index.analysis.lattice_words import USER_WORDS, WordTrie

Node = tuple[int, int, int, int, "Node | None"]
"""Cost of the path so far, right context, number of the word, start of the word, node before."""

Nodes = dict[int, list[Node]]
"""Nodes by where their word ends."""

_PUNCTUATION = frozenset("、。,.？?！!")
_NO_WORD = -(1 << 30)
_END_OF_TEXT = 0
"""The left context of the end of a text."""


class PathFinder:
    """Searches texts for cheapest paths; holds no state, so threads may share it."""

    def __init__(self, words: WordTrie, unknown: UnknownWords, costs: ConnectionCosts) -> None:
        self._words = words
        self._categories = unknown.categories
        self._columns = costs.columns
        self._margins = costs.right_margins

    def advance(
        self, text: str, start: int, right_id: int, end: int, split_from: int
    ) -> tuple[int, Node, int, bool]:
        """Searches from ``start``, a certain place after a word of right context ``right_id``.

        ``text`` goes on at least one character after ``end``. From ``split_from`` on, the search
        also ends after punctuation, as if the text ended there.

        Returns where it stopped, the last node of the path, how far it looked, and whether the
        end was reached (else the place is certain).
        """
        ending: Nodes = {start: [(0, right_id, _NO_WORD, start, None)]}
        at = looked = start
        while True:
            nodes = ending.pop(at, None)
            if nodes is None:
                at += 1
                continue
            if len(nodes) > 1:
                nodes = self._contenders(nodes)
            if at >= split_from and (at == end or _may_split(text, at)):
                return at, _cheapest(nodes, self._columns[_END_OF_TEXT])[1], looked, True
            if len(nodes) == 1 and not ending and at > start:
                return at, nodes[0], looked, False
            looked = max(looked, self._expand(text, at, end, nodes, ending))
            at += 1

    def _contenders(self, nodes: list[Node]) -> list[Node]:
        """Those that may still win: not so much dearer than the cheapest that no word helps."""
        best = min(nodes)
        cheapest = best[0]
        margin = self._margins[best[1]]
        return [node for node in nodes if node[0] - cheapest <= margin[node[1]]]

    def _expand(self, text: str, at: int, end: int, nodes: list[Node], ending: Nodes) -> int:
        """Adds the words that begin at ``at``; returns how far it looked."""
        before: dict[int, tuple[int, Node]] = {}
        prefixes = self._words.prefixes
        states = self._words.root
        stop = at
        found = False
        while stop < end:
            stop += 1
            prefix = text[at:stop]
            try:
                known = prefixes[prefix]
            except KeyError:
                known = self._words.grow(prefix, states)
            if known is None:
                break
            words, longer = known
            if words:
                found = True
                self._add(words, at, nodes, before, ending.setdefault(stop, []))
            if longer is None:
                break
            states = longer
        else:
            stop += 1  # That the text ends here mattered.
        for category in self._categories(text[at]):
            if category.always or not found:
                run = category.run(text, at + 1, end).end()
                stop = max(stop, run + 1)
                self._add(category.words, at, nodes, before, ending.setdefault(run, []))
        return stop

    def _add(
        self,
        words: tuple[Word, ...],
        at: int,
        nodes: list[Node],
        before: dict[int, tuple[int, Node]],
        target: list[Node],
    ) -> None:
        """Appends a node for each word; ``before`` remembers the best node by left context."""
        for left_id, right_id, cost, number in words:
            best = before.get(left_id)
            if best is None:
                best = before[left_id] = _cheapest(nodes, self._columns[left_id])
            target.append((best[0] + cost, right_id, number, at, best[1]))


def _cheapest(nodes: list[Node], column: Column) -> tuple[int, Node]:
    """The node through which a word of this left context is reached most cheaply."""
    if len(nodes) == 1:
        node = nodes[0]
        return node[0] + column[node[1]], node
    totals = [node[0] + column[node[1]] for node in nodes]
    lowest = min(totals)
    first = nodes[totals.index(lowest)]
    if totals.count(lowest) == 1 or first[2] < 0:
        return lowest, first
    tied = (
        node for node, total in zip(nodes, totals, strict=True) if total == lowest and node[2] >= 0
    )
    return lowest, min(tied, key=_rank)


def _rank(node: Node) -> int:
    """The number of a word within its own dictionary."""
    return node[2] % USER_WORDS


def _may_split(text: str, at: int) -> bool:
    """Whether Janome cuts a long text here."""
    return text[at - 1] in _PUNCTUATION or text.endswith(("\n\n", "\r\n\r\n"), 0, at)
