"""The cheapest path through a text, from one certain place to the next.

A path is a chain of nodes; each adds the cost of its word and of the connection before it. As
in any Viterbi search, of all paths that reach a word only the cheapest is kept. A place is
*certain* when only one path leads through it: nothing that follows can change what stands
before. There the search stops, and can go on later from nothing but a right context. In
Japanese text such a place comes about every three characters, after about four have been
looked at, so that :mod:`index.analysis.janome.lattice` can remember what it has seen.

Ties are broken as Janome does: the node that was added first wins, unless the word of a later
one has a lower number and both are from a dictionary.
"""

from __future__ import annotations

from index.analysis.janome.costs import ConnectionCosts
from index.analysis.janome.dictionary import LatticeWord
from index.analysis.janome.words import USER_WORDS, Batch, DictionaryWords

Node = tuple[int, int, int, int, "Node | None"]
"""Cost of the path so far, right context, number of the word, start of the word, node before."""

Nodes = dict[int, list[Node]]
"""Nodes by where their word ends."""

_NO_WORD = -1
_END_OF_TEXT = 0
"""The left context of the end of a text."""


class PathFinder:
    """Searches texts for cheapest paths; holds no state, so threads may share it."""

    def __init__(self, lexicon: DictionaryWords, costs: ConnectionCosts) -> None:
        self._words_at = lexicon.words_at
        self._end_of_text = costs.costed(LatticeWord(_END_OF_TEXT, _END_OF_TEXT, 0, _NO_WORD))
        self._margins = costs.right_margins

    def advance(self, text: str, start: int, right_id: int) -> tuple[int, Node, int]:
        """Searches from ``start``, a certain place after a word of right context ``right_id``.

        The last character of ``text`` only marks its end. Returns where it stopped, which is
        there or a certain place, the last node of the path, and how far it looked.
        """
        end = len(text) - 1
        ending: Nodes = {}
        nodes: list[Node] = [(0, right_id, _NO_WORD, start, None)]
        at = looked = start
        while True:
            batches, sight = self._words_at(text, at, end)
            if sight > looked:
                looked = sight
            _extend(nodes, at, batches, ending)
            at += 1
            while at not in ending:
                at += 1
            nodes = ending.pop(at)
            if len(nodes) > 1:
                nodes = self._contenders(nodes)
            if at == end:
                return at, self._last(nodes), looked
            if not ending and len(nodes) == 1:
                return at, nodes[0], looked

    def _contenders(self, nodes: list[Node]) -> list[Node]:
        """Those that may still win: not so much dearer than the cheapest that no word helps."""
        best = min(nodes)
        cheapest = best[0]
        margin = self._margins[best[1]]
        return [node for node in nodes if node[0] - cheapest <= margin[node[1]]]

    def _last(self, nodes: list[Node]) -> Node:
        """The node after which a text ends most cheaply."""
        ending: Nodes = {}
        _extend(nodes, 0, [(0, (self._end_of_text,))], ending)
        before = ending[0][0][4]
        assert before is not None
        return before


def _extend(nodes: list[Node], at: int, batches: list[Batch], ending: Nodes) -> None:
    """Adds a node for each word, after the node through which it is reached most cheaply."""
    first, *others = nodes
    first_cost = first[0]
    first_right = first[1]
    for stop, words in batches:
        target = ending.get(stop)
        if target is None:
            target = ending[stop] = []
        if not others:
            target += [
                (first_cost + column[first_right] + cost, right_id, number, at, first)
                for column, right_id, cost, number in words
            ]
            continue
        for column, right_id, cost, number in words:
            before = first
            lowest = first_cost + column[first_right]
            for other in others:
                total = other[0] + column[other[1]]
                if total <= lowest and (total < lowest or _wins_tie(other, before)):
                    lowest = total
                    before = other
            target.append((lowest + cost, right_id, number, at, before))


def _wins_tie(later: Node, earlier: Node) -> bool:
    """Whether a node that was added later is taken although its path costs the same."""
    return later[2] >= 0 and earlier[2] >= 0 and later[2] % USER_WORDS < earlier[2] % USER_WORDS
