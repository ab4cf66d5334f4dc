"""IPADIC as Janome ships it: words, costs, readings, character categories.

The data files of ``janome.sysdic`` are Python modules. They are read here as text and never
imported: importing them makes an object of every number (76 MB, or 670 MB where the ``.pyc``
files are missing), where an array of 16 bits does. Opening takes about 0.2 s and 25 MB; the
entries stay on disk and are read one by one, when first needed.
"""

from __future__ import annotations

import ast
import binascii
import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.janome.fst import Transducer
from index.analysis.morphemes import CONTEXTS, Piece
from index.errors import DictionaryError

_FILES = 10
_TRANSDUCERS = 2
_LONGEST_ENTRY = 1024
"""Bytes; the longest has 581."""


class LatticeWord(NamedTuple):
    """What the lattice needs to know of an entry: contexts, cost, and its number."""

    left_id: int
    right_id: int
    cost: int
    number: int


@dataclass(frozen=True, slots=True)
class CategoryRules:
    """How characters group into unknown words (``char.def`` and ``unk.def`` of IPADIC)."""

    categories: dict[str, dict[str, Any]]
    """By name: INVOKE (always propose), GROUP (take the whole run), LENGTH (else so many)."""
    ranges: list[dict[str, Any]]
    """Inclusive ranges of characters: from, to, cate, and perhaps compat_cates."""
    unknown_words: dict[str, list[tuple[int, int, int, str]]]
    """By category: left and right context, cost, part of speech."""


class JanomeDictionary:
    """The system dictionary; immutable but for caches that are safe to share."""

    def __init__(self) -> None:
        self._folder = _find_data()
        try:
            self._open()
        except (OSError, ValueError, LookupError, SyntaxError) as error:
            raise DictionaryError(
                f"the dictionary of Janome in {self._folder} cannot be read ({error}): "
                "install janome 0.5 again"
            ) from error

    def _open(self) -> None:
        parts = [_read_integers(self._folder / f"connections{part}.py") for part in (1, 2)]
        self.connections: NDArray[np.int16] = (
            np.concatenate(parts).astype(np.int16).reshape(CONTEXTS, CONTEXTS)
        )
        """Cost of a left context (column) after a right context (row)."""
        self.transducers = [self._transducer(part) for part in range(_TRANSDUCERS)]
        categories, ranges = _literal(self._folder / "chardef.py")
        self.rules = CategoryRules(categories, ranges, _literal(self._folder / "unknowns.py"))
        self._words = _Entries(self._folder, "entries_compact")
        self._extras = _Entries(self._folder, "entries_extra")

    def word(self, number: int) -> LatticeWord:
        """Contexts and cost of an entry: ``u'恐るべき',1315,1315, 4877`` in the file."""
        line = self._words.read(number)
        start = line.index(b"',", 2) + 2
        left_id, right_id, cost = line[start : line.index(b")", start)].split(b",")
        return LatticeWord(int(left_id), int(right_id), int(cost), number)

    def piece(self, number: int) -> Piece:
        """An entry as tokens have it: ``u'…',u'…'`` in the files."""
        line = self._words.read(number)
        surface = _decode(line[2 : line.index(b"',", 2)])
        fields = self._extras.read(number)[2:].split(b"',u'", 5)
        part_of_speech, _, _, base_form, reading = map(_decode, fields[:5])
        return Piece(surface, sys.intern(part_of_speech), base_form, reading, True)

    def _transducer(self, part: int) -> Transducer:
        encoded = (self._folder / f"fst_data{part}.py").read_bytes()
        return Transducer(binascii.a2b_base64(encoded[encoded.index(b'"') + 1 : -1]))


class _Entries:
    """The entries of the dictionary by number, in ten files of one size (but for the last)."""

    def __init__(self, folder: Path, name: str) -> None:
        self._files = [os.open(folder / f"{name}{part}.py", os.O_RDONLY) for part in range(_FILES)]
        starts = [_read_integers(folder / f"{name}{part}_idx.py") for part in range(_FILES)]
        self._per_file = len(starts[0])
        self._starts = np.concatenate(starts)

    def read(self, number: int) -> bytes:
        """What is written of an entry, from after its opening bracket, and some of the next."""
        file = self._files[number // self._per_file]
        return os.pread(file, _LONGEST_ENTRY, int(self._starts[number]))


def _read_integers(path: Path) -> NDArray[np.int32]:
    """The numbers of the (nested) list that a data file holds, flat."""
    data = path.read_bytes()
    digits = data[data.index(b"[") :].translate(None, b"[]} \n").rstrip(b",")
    return np.fromstring(digits, dtype=np.int32, sep=",")


def _decode(escaped: bytes) -> str:
    return escaped.decode("unicode_escape")


def _literal(path: Path) -> Any:
    return ast.literal_eval(path.read_text("ascii").removeprefix("DATA="))


def _find_data() -> Path:
    spec = find_spec("janome")
    if spec is None or not spec.submodule_search_locations:
        raise DictionaryError("the package janome is missing: pip install 'janome>=0.5,<0.6'")
    return Path(spec.submodule_search_locations[0]) / "sysdic"


@lru_cache(maxsize=1)
def system_dictionary() -> JanomeDictionary:
    """The one dictionary of this process."""
    return JanomeDictionary()
