"""IPADIC as Janome ships it: words, costs, readings, character categories.

The data files of ``janome.sysdic`` are Python modules. They are read here as text and never
imported: importing them makes an object of every number (76 MB, or 670 MB where the ``.pyc``
files are missing), where an array of 16 bits does. Opening takes about 0.2 s and 25 MB; the
large files are mapped, so processes share their pages.
"""

from __future__ import annotations

import ast
import binascii
import mmap
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.lattice_fst import Transducer
from index.errors import DictionaryError

CONTEXTS = 1316
"""Left and right context numbers of IPADIC, from 0."""
_FILES = 10
_TRANSDUCERS = 2
_DETAILS_KEPT = 20_000


class Word(NamedTuple):
    """What the lattice needs to know of an entry: contexts, cost, and its number."""

    left_id: int
    right_id: int
    cost: int
    number: int


class Details(NamedTuple):
    """What the dictionary tells of an entry; see :class:`index.analysis.morphemes.Morpheme`."""

    surface: str
    part_of_speech: str
    base_form: str
    reading: str


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
        except (OSError, ValueError, KeyError, SyntaxError) as error:
            raise DictionaryError(
                f"the dictionary of Janome in {self._folder} cannot be read ({error}): "
                "install janome 0.5 again"
            ) from error

    def _open(self) -> None:
        parts = [self._integers(f"connections{part}.py") for part in (1, 2)]
        self.connections: NDArray[np.int16] = (
            np.concatenate(parts).astype(np.int16).reshape(CONTEXTS, CONTEXTS)
        )
        """Cost of a left context (column) after a right context (row)."""
        self.transducers = [self._transducer(part) for part in range(_TRANSDUCERS)]
        categories, ranges = self._literal("chardef.py")
        self.rules = CategoryRules(categories, ranges, self._literal("unknowns.py"))
        buckets: dict[int, tuple[int, int]] = self._literal("entries_buckets.py")
        self._bucket_size = buckets[0][1]
        self._words = [self._map(f"entries_compact{part}.py") for part in range(_FILES)]
        self._word_starts = self._starts("entries_compact")
        self._extras = [self._map(f"entries_extra{part}.py") for part in range(_FILES)]
        self._extra_starts = self._starts("entries_extra")
        self.details = lru_cache(maxsize=_DETAILS_KEPT)(self._read_details)

    def word(self, number: int) -> Word:
        """Contexts and cost of an entry: ``u'恐るべき',1315,1315, 4877`` in the file."""
        data = self._words[number // self._bucket_size]
        start = data.find(b"',", int(self._word_starts[number]) + 2) + 2
        left_id, right_id, cost = data[start : start + 15].split(b",")
        return Word(int(left_id), int(right_id), int(cost), number)

    def _read_details(self, number: int) -> Details:
        """Surface, part of speech, base form and reading of an entry."""
        part = number // self._bucket_size
        surface = _read_strings(self._words[part], int(self._word_starts[number]), b"',")[0]
        fields = _read_strings(self._extras[part], int(self._extra_starts[number]), b"')")
        part_of_speech, _, _, base_form, reading, _ = fields
        return Details(surface, sys.intern(part_of_speech), base_form, reading)

    def _map(self, name: str) -> mmap.mmap:
        with (self._folder / name).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def _literal(self, name: str) -> Any:
        return ast.literal_eval((self._folder / name).read_text("ascii").removeprefix("DATA="))

    def _transducer(self, part: int) -> Transducer:
        encoded = (self._folder / f"fst_data{part}.py").read_bytes()
        return Transducer(binascii.a2b_base64(encoded[encoded.index(b'"') + 1 : -1]))

    def _starts(self, name: str) -> NDArray[np.int32]:
        """Where each entry stands in its file, in bytes."""
        return np.concatenate([self._integers(f"{name}{part}_idx.py") for part in range(_FILES)])

    def _integers(self, name: str) -> NDArray[np.int32]:
        """The numbers of the (nested) list that a data file holds, flat."""
        data = (self._folder / name).read_bytes()
        digits = data[data.index(b"[") :].translate(None, b"[]} \n").rstrip(b",")
        return np.fromstring(digits, dtype=np.int32, sep=",")


def _read_strings(data: mmap.mmap, start: int, end: bytes) -> list[str]:
    """Fields of the form ``u'…',u'…'``, the first of which begins at ``start``."""
    line = data[start + 2 : data.find(end, start + 2)]
    return [field.decode("unicode_escape") for field in line.split(b"',u'")]


def _find_data() -> Path:
    spec = find_spec("janome")
    if spec is None or not spec.submodule_search_locations:
        raise DictionaryError("the package janome is missing: pip install 'janome>=0.5,<0.6'")
    return Path(spec.submodule_search_locations[0]) / "sysdic"


def janome_version() -> str:
    """For example ``0.5.1``."""
    try:
        return version("janome")
    except PackageNotFoundError:
        return "unknown"


@lru_cache(maxsize=1)
def system_dictionary() -> JanomeDictionary:
    """The one dictionary of this process."""
    return JanomeDictionary()
