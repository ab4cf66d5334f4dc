"""Writes dictionaries as MeCab reads them: compiled, in MeCab's binary layout.

The compiler (``mecab-dict-index``) is not part of the Python packages, and the formats are small:

- a *dictionary* is a header, a double array from surfaces to tokens, the tokens, their features;
- ``char.bin`` gives 32 bits to every character of the basic plane: its categories, and how
  unknown words are made of it.

Both follow MeCab 0.996 (``dictionary.cpp``, ``darts.h``, ``char_property.cpp``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from struct import pack
from typing import NamedTuple

from index.analysis.janome.dictionary import CONTEXTS

_MAGIC = 0xEF718F77
_VERSION = 102
_HEADER_SIZE = 72
_CHARSET = b"utf8"

ALWAYS = 1 << 31
"""Of a rule: unknown words are proposed also where the dictionary has a word."""
PLANE = 0xFFFF
"""Characters in ``char.bin``; all beyond share the entry of U+0000."""


class DictionaryKind(IntEnum):
    USER = 1
    UNKNOWN = 2


class MecabToken(NamedTuple):
    """An entry: contexts, cost, and a text that MeCab hands back as it is."""

    left_id: int
    right_id: int
    cost: int
    feature: str


def dictionary_bytes(kind: DictionaryKind, words: Mapping[str, Sequence[MecabToken]]) -> bytes:
    """A compiled dictionary of ``words``, tokens by surface."""
    values: dict[bytes, int] = {}
    tokens = bytearray()
    features = bytearray()
    count = 0
    for surface, entries in sorted(words.items()):
        values[surface.encode()] = (count << 8) + len(entries)
        count += len(entries)
        for left_id, right_id, cost, feature in entries:
            tokens += pack("<HHHhII", left_id, right_id, 0, cost, len(features), 0)
            features += feature.encode() + b"\0"
    array = _double_array(values)
    sizes = len(array), len(tokens), len(features)
    size = _HEADER_SIZE + sum(sizes)
    header = pack("<10I", size ^ _MAGIC, _VERSION, kind, count, CONTEXTS, CONTEXTS, *sizes, 0)
    return header + _CHARSET.ljust(32, b"\0") + array + tokens + features


def character_bytes(names: Sequence[str], packed: Sequence[int]) -> bytes:
    """``char.bin``: the names of the categories, and the packed rule of each character."""
    encoded = b"".join(name.encode().ljust(32, b"\0") for name in names)
    return pack("<I", len(names)) + encoded + pack(f"<{PLANE}I", *packed)


def _double_array(values: Mapping[bytes, int]) -> bytes:
    """A trie as a double array (Aoe, 1989), pairs of base and check, as Darts lays it out.

    From a state with base ``b``, byte ``c`` leads to ``b + c + 1`` if the check there is ``b``;
    at ``b`` itself is the value of a key that ends, as ``-value - 1``.
    """
    bases = {0: 1}
    checks: dict[int, int] = {}
    places = _Places(checks)
    pending = [(0, 0, sorted(values))]
    while pending:
        state, depth, keys = pending.pop()
        children: dict[int, list[bytes]] = {}
        for key in keys:
            children.setdefault(key[depth] + 1 if depth < len(key) else 0, []).append(key)
        base = bases[state] = places.find(sorted(children))
        for code, following in children.items():
            checks[base + code] = base
            if code:
                pending.append((base + code, depth + 1, following))
            else:
                bases[base] = -values[following[0]] - 1
    # A reader looks up to 256 places past a base without asking for the size.
    size = max(*checks, *checks.values()) + 257
    pairs = [0] * (2 * size)
    for at, base in bases.items():
        pairs[2 * at] = base
    for at, check in checks.items():
        pairs[2 * at + 1] = check
    return pack(f"<{2 * size}i", *pairs)


class _Places:
    """Finds room for the children of a state."""

    def __init__(self, checks: dict[int, int]) -> None:
        self._checks = checks
        self._used: set[int] = set()
        self._hint = 1

    def find(self, codes: list[int]) -> int:
        """A base that no other state has, such that all places of ``codes`` are free."""
        smallest, *others = codes
        at = start = max(smallest + 1, self._hint)
        taken = 0
        while True:
            base = at - smallest
            if at in self._checks:
                taken += 1
            elif base not in self._used and not any(base + code in self._checks for code in others):
                break
            at += 1
        if taken * 20 >= (at - start + 1) * 19:
            self._hint = at  # Nearly full up to here: do not look there again.
        self._used.add(base)
        return base
