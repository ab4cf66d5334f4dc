"""Writes what MeCab is given beside IPADIC, in its binary layout: the user's words.

MeCab's own compiler (``mecab-dict-index``) is not part of the Python packages, and a dictionary is
small: a header, a double array from surfaces to tokens, the tokens, their features. All follows
MeCab 0.996 (``dictionary.cpp``, ``darts.h``, ``char_property.cpp``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from struct import pack, pack_into, unpack_from

from index.analysis.morphemes import CONTEXTS, UserEntry

_MAGIC = 0xEF718F77
_VERSION = 102
_HEADER_SIZE = 72
_CHARSET = b"utf8"
_USER = 1
"""The kind of dictionary."""

USER_MARK = "@"
"""Begins the feature of a user entry, the text that MeCab hands back with it: then its number."""

_CATEGORY_NAME_SIZE = 32
_CATEGORIES = (1 << 18) - 1
"""The bits of a character's rule that say to which categories it belongs."""


def spaces_as_words(characters: bytes) -> bytes:
    """``char.bin`` with a space in no category.

    MeCab skips what shares one with the space, and words on both sides would be neighbours. The
    file is the number of categories, their names, and 32 bits for each character.
    """
    changed = bytearray(characters)
    at = 4 + _CATEGORY_NAME_SIZE * unpack_from("<I", changed)[0] + 4 * ord(" ")
    pack_into("<I", changed, at, unpack_from("<I", changed, at)[0] & ~_CATEGORIES)
    return bytes(changed)


def user_words(entries: Sequence[UserEntry]) -> bytes:
    """A compiled dictionary of ``entries``."""
    words: defaultdict[bytes, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        words[entry.surface.encode()].append(number)
    values: dict[bytes, int] = {}
    tokens = bytearray()
    features = bytearray()
    count = 0
    for surface, numbers in sorted(words.items()):
        values[surface] = (count << 8) + len(numbers)
        count += len(numbers)
        for number in numbers:
            _, cost, _, _, _, left_id, right_id = entries[number]
            tokens += pack("<HHHhII", left_id, right_id, 0, cost, len(features), 0)
            features += f"{USER_MARK}{number}".encode() + b"\0"
    array = _double_array(values)
    sizes = len(array), len(tokens), len(features)
    size = _HEADER_SIZE + sum(sizes)
    header = pack("<10I", size ^ _MAGIC, _VERSION, _USER, count, CONTEXTS, CONTEXTS, *sizes, 0)
    return header + _CHARSET.ljust(32, b"\0") + array + tokens + features


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
