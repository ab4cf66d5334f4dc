"""Names in Latin letters that posts have in pieces: ChatGPT as Chat GPT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from index.analysis.char_filters import to_folded
from index.analysis.english import stem_english
from search.query.plan import Alternative, Node, WordNode
from search.query.sounds import Heard

MIN_NAME, MAX_NAME = 5, 24
"""Letters of a name that posts may have in two pieces."""
MOST_BEGUN = 4
"""Pieces of one name that posts have, of which the rest is looked at."""


def is_name(text: str) -> bool:
    """Whether a folded text is of Latin letters alone."""
    return text.isascii() and text.isalpha()


def with_parts(known: Heard, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Names in one piece with what they are in two, where posts have both: chat gpt."""
    names = {n.text for n in nodes if isinstance(n, WordNode) and is_name(n.text)}
    halves: dict[str, list[tuple[str, ...]]] = {
        name: [(name[:at], name[at:]) for at in _cuts(name)] for name in names
    }
    if not any(halves.values()):
        return nodes
    counts = _counts(known, {*names, *(h for pairs in halves.values() for p in pairs for h in p)})
    for pairs in halves.values():  # visual, studiocode → visual, studio, code
        begun = [pair for pair in pairs if counts[pair[0]] and not counts[pair[1]]][:MOST_BEGUN]
        rests = {r: [(r[:at], r[at:]) for at in _cuts(r)] for _, r in begun}
        counts |= _counts(known, {e for cuts in rests.values() for p in cuts for e in p})
        pairs += [(f, *pair) for f, r in begun for pair in rests[r]]
    return tuple(
        replace(node, alternatives=(*node.alternatives, *_parts(halves[node.text], counts)))
        if isinstance(node, WordNode) and node.text in halves
        else node
        for node in nodes
    )


def _counts(known: Heard, pieces: set[str]) -> dict[str, int]:
    """How many posts have each piece of a name, which they have as a word: actions, action."""
    stems = {piece: stem_english(piece) for piece in pieces}
    counts = known.documents_with(set(stems.values()))
    return {piece: counts[stem] for piece, stem in stems.items()}


def _cuts(name: str) -> range:
    if not MIN_NAME <= len(name) <= MAX_NAME:
        return range(0)
    return range(3 if len(name) == MIN_NAME else 2, len(name) - 1)


def _parts(pieces: list[tuple[str, ...]], counts: Mapping[str, int]) -> Iterator[Alternative]:
    for some in pieces:
        if all(counts[piece] for piece in some):
            for sign in " " if counts["".join(some)] else " .-":
                yield Alternative(to_folded(sign.join(some)), None, spelling=True)
