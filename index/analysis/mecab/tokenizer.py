"""MeCab as the tokenizer, for large sites: the tokens of Janome at several times the speed.

MeCab and Janome read the same IPADIC, yet differ in about 3% of the tokens. Here is what makes
them differ, and what is done about it:

- MeCab skips white space, and Janome connects words through it (``Llama 2`` gets another part
  of speech): a character table of our own lets MeCab take a space for a word.
- Symbols are 記号,一般 in the PyPI package and 名詞,サ変接続 in Janome, and unknown words come in
  other lengths: the table and a dictionary of unknown words are made from Janome's.
- Janome has one word more, 令和: it is added.
- Janome takes unknown kanji three at a time (従量課+金, where MeCab proposes 従量+課金), which no
  table can say; and of cuts that cost the same, as in a long run of one character, it takes
  another. Such texts are given to
  :class:`index.analysis.janome.lattice.LatticeTokenizer`.
"""

from __future__ import annotations

import re
import shlex
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from index.analysis.janome.dictionary import category_rules
from index.analysis.janome.lattice import LatticeTokenizer
from index.analysis.mecab.tables import (
    KANJI_TAKEN,
    UNKNOWN_MARK,
    USER_MARK,
    character_table,
    unknown_words,
    user_words,
)
from index.analysis.morphemes import Morpheme, Piece, UserEntry, placed
from index.durable import temporary_folder
from index.errors import DictionaryError

_LONGEST_TEXT = 500
"""Characters that MeCab may take together: a run of any length is one unknown word."""

_LONG_RUN_LENGTH = 100
_LONG_RUN = re.compile(rf"(.)\1{{{_LONG_RUN_LENGTH - 1}}}")
"""So much of one character (いいい…) can be cut in many ways that cost the same."""

_PIECES_KEPT = 60_000
"""About 25 MB; 300 posts have 15,000 different words."""
_LONGEST_KEPT = 120
"""Characters of a line: long runs hardly come up twice, and must not fill the memory."""

_BEYOND_TABLE = "\uffff"
"""The one character of the basic plane that MeCab's table has no room for."""

_ADDED = (UserEntry("令和", 5904, reading="レイワ"),)
"""What Janome has beyond the IPADIC of the PyPI package."""


class MecabTokenizer:
    """Janome's tokens by way of MeCab; threads may share one, each gets its own tagger."""

    def __init__(self, user_entries: Sequence[UserEntry] = ()) -> None:
        mecab, ipadic = _import_packages()
        entries = (*_ADDED, *user_entries)
        self._user_entries = tuple(user_entries)
        self._model = _open_model(mecab, Path(ipadic.DICDIR), entries)
        self._taggers = threading.local()
        self._pieces = _Pieces(entries)

    def tokenize(self, text: str) -> list[Morpheme]:
        """The morphemes of ``text``; white space at both ends belongs to none, as in Janome."""
        stripped = text.strip()
        if not stripped:
            return []
        if len(stripped) > _LONGEST_TEXT or _BEYOND_TABLE in stripped:
            return self._janome.tokenize(text)
        if len(stripped) >= _LONG_RUN_LENGTH and _LONG_RUN.search(stripped):
            return self._janome.tokenize(text)
        # MeCab writes a line a word; normalising has left no other control character.
        lines = self._tagger.parse(stripped.replace("\n", " ")).split("\n")
        try:
            pieces = list(map(self._pieces.__getitem__, lines[:-2]))
        except _JanomeDiffersError:
            return self._janome.tokenize(text)
        return placed(pieces, text.index(stripped[0]))

    @property
    def _tagger(self) -> Any:
        try:
            return self._taggers.of_thread
        except AttributeError:
            self._taggers.of_thread = self._model.createTagger()
            return self._taggers.of_thread

    @cached_property
    def _janome(self) -> LatticeTokenizer:
        return LatticeTokenizer(self._user_entries)


class _JanomeDiffersError(Exception):
    """Janome would take other words than MeCab proposes."""


class _Pieces(dict[str, Piece]):
    """What a line of MeCab's output says: surface, tab, feature; made once a line."""

    def __init__(self, user_entries: Sequence[UserEntry]) -> None:
        super().__init__()
        self._user_entries = user_entries

    def __missing__(self, line: str) -> Piece:
        if len(self) >= _PIECES_KEPT:
            self.clear()
        piece = self._read(*line.split("\t"))
        if len(line) <= _LONGEST_KEPT:
            self[line] = piece
        return piece

    def _read(self, surface: str, feature: str) -> Piece:
        if feature[0] == USER_MARK:
            return self._user_entries[int(feature[1:])].piece()
        if feature[0] == UNKNOWN_MARK:
            category, part_of_speech = feature[1:].split(",", 1)
            if category == "KANJI" and len(surface) < KANJI_TAKEN:
                raise _JanomeDiffersError
            return Piece(surface, part_of_speech, surface, "*", False)
        fields = feature.split(",")
        return Piece(surface, ",".join(fields[:4]), fields[6], fields[7], True)


def _import_packages() -> tuple[Any, Any]:
    try:
        import ipadic
        import MeCab
    except ImportError as error:
        raise DictionaryError(
            f"the tokenizer mecab needs packages that are not installed ({error}): "
            "pip install mecab-python3 ipadic, or set the tokenizer to janome"
        ) from error
    return MeCab, ipadic


def _open_model(mecab: Any, source: Path, entries: Sequence[UserEntry]) -> Any:
    """A model over the package's words and costs, with our tables and the user's entries.

    MeCab maps all files, so that the folder can go as soon as they are open.
    """
    rules = category_rules()
    with temporary_folder("mecab") as folder:
        for shared in ("sys.dic", "matrix.bin", "dicrc", "mecabrc"):
            (folder / shared).symlink_to(source / shared)
        (folder / "char.bin").write_bytes(character_table(rules))
        (folder / "unk.dic").write_bytes(unknown_words(rules))
        (folder / "user.dic").write_bytes(user_words(entries))
        quoted = shlex.quote(str(folder))
        options = f"-r {quoted}/mecabrc -d {quoted} -u {quoted}/user.dic -M {_LONGEST_TEXT}"
        try:
            return mecab.Model(options)
        except RuntimeError as error:
            raise DictionaryError(
                f"MeCab does not open the dictionary in {source}: install ipadic 1.0 again"
            ) from error
