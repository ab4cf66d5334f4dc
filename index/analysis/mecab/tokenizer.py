"""MeCab as the tokenizer, for large sites: several times as fast as Janome.

Both read the same IPADIC, and words that it has are cut alike; they differ in some runs of
characters that it does not have. An index names its tokenizer, so they need not agree.
"""

from __future__ import annotations

import shlex
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.analysis.mecab.compiling import USER_MARK, spaces_as_words, user_words
from index.analysis.morphemes import Morpheme, Piece, UserEntry, placed
from index.durable import temporary_folder
from index.errors import DictionaryError

_LONGEST_RUN = 500
"""Characters that may be one unknown word; behind them MeCab cuts each character."""

_KNOWN_FIELDS = 9
"""Of a word of IPADIC; of an unknown word it has two less, no reading."""

_PIECES_KEPT = 60_000
"""About 25 MB; 300 posts have 15,000 different words."""
_LONGEST_KEPT = 120
"""Characters of a line: long runs hardly come up twice, and must not fill the memory."""


class MecabTokenizer:
    """Threads may share one; each gets a tagger of its own."""

    def __init__(self, user_entries: Sequence[UserEntry]) -> None:
        """``user_entries`` are at least the words that are shipped."""
        mecab, ipadic = _import_packages()
        self._model = _open_model(mecab, Path(ipadic.DICDIR), user_entries)
        self._taggers = threading.local()
        self._pieces = _Pieces(user_entries)

    def tokenize(self, text: str) -> list[Morpheme]:
        """The morphemes of ``text``; white space at both ends belongs to none."""
        stripped = text.strip()
        if not stripped:
            return []
        # MeCab writes a line a word; normalising has left no other control character.
        lines = self._tagger.parse(stripped.replace("\n", " ")).split("\n")
        return placed(list(map(self._pieces.__getitem__, lines[:-2])), text.index(stripped[0]))

    @property
    def _tagger(self) -> Any:
        try:
            return self._taggers.of_thread
        except AttributeError:
            self._taggers.of_thread = self._model.createTagger()
            return self._taggers.of_thread


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
        fields = feature.split(",")
        part_of_speech = ",".join(fields[:4])
        if len(fields) < _KNOWN_FIELDS:
            return Piece(surface, part_of_speech, surface, "*", False)
        return Piece(surface, part_of_speech, fields[6], fields[7], True)


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
    """A model over the package's dictionary and the user's entries.

    MeCab maps all files, so that the folder can go as soon as they are open.
    """
    with temporary_folder("mecab") as folder:
        for shared in ("sys.dic", "unk.dic", "matrix.bin", "dicrc", "mecabrc"):
            (folder / shared).symlink_to(source / shared)
        (folder / "char.bin").write_bytes(spaces_as_words((source / "char.bin").read_bytes()))
        (folder / "user.dic").write_bytes(user_words(entries))
        quoted = shlex.quote(str(folder))
        options = f"-r {quoted}/mecabrc -d {quoted} -u {quoted}/user.dic -M {_LONGEST_RUN}"
        try:
            return mecab.Model(options)
        except RuntimeError as error:
            raise DictionaryError(
                f"MeCab does not open the dictionary in {source}: install ipadic 1.0 again"
            ) from error
