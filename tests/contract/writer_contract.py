"""The suite that an engine's writing side must pass.

A new engine's test file names its part and says how to read the ids of a segment::

    class TestMyWriter(WriterContract):
        part = MyPart()

        @classmethod
        def ids(cls, folder):
            return my_reader(folder).ids
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from index.document import Document, Section
from index.errors import StorageError
from index.local.segments import SegmentPart
from index.record import SEPARATOR, PartKind, Record
from tests.contract.corpus import POSTS


def analyzed(document: Document, parts: Sequence[tuple[PartKind, list[str]]]) -> Record:
    """A record whose parts consist of exactly these words; its sections are made of them."""
    terms: dict[str, int] = {}
    sections: list[Section] = []
    numbers, starts, ids, token_starts, token_ends, text = [], [], [], [], [], ""
    for kind, words in parts:
        starts.append(len(text))
        for word in words:
            ids.append(terms.setdefault(word, len(terms)))
            token_starts.append(len(text))
            token_ends.append(len(text) + len(word))
            text += word + " "
        numbers.append(len(sections) if kind in (PartKind.BODY, PartKind.CODE) else -1)
        if kind == PartKind.BODY:
            sections.append(Section("", 0, "", text[starts[-1] :], ""))
        elif kind == PartKind.CODE:
            sections.append(Section("", 0, "", "", text[starts[-1] :]))
        text += SEPARATOR
    text = text.removesuffix(SEPARATOR)
    return Record(
        document=replace(document, sections=tuple(sections)),
        original=text,
        folded=text,
        part_kinds=np.array([kind for kind, _ in parts], dtype=np.uint8),
        part_sections=np.array(numbers, dtype=np.int32),
        part_starts=np.array(starts, dtype=np.uint32),
        part_original_starts=np.array(starts, dtype=np.uint32),
        terms=tuple(terms),
        readings=("",) * len(terms),
        token_terms=np.array(ids, dtype=np.uint32),
        token_starts=np.array(token_starts, dtype=np.uint32),
        token_ends=np.array(token_ends, dtype=np.uint32),
        boundaries=np.array(token_starts, dtype=np.uint32),
        edits=np.empty((0, 4), dtype=np.uint32),
    )


def words_of(document: Document) -> Record:
    """A document of the corpus, analysed as far as this suite needs it."""
    return analyzed(document, [(PartKind.TITLE, [document.title]), (PartKind.BODY, ["京都", "秋"])])


class WriterContract:
    """Subclass it as ``Test…``; define :attr:`part` and :meth:`ids`."""

    part: ClassVar[SegmentPart]

    @classmethod
    def ids(cls, folder: Path) -> list[str]:
        """The ids of a finished segment, in the order of their numbers."""
        raise AssertionError("say how to read a segment")

    def test_documents_are_numbered_in_the_order_in_which_they_were_added(
        self, tmp_path: Path
    ) -> None:
        writer = self.part.start(tmp_path / "segment")
        for document in (POSTS[2], POSTS[0], POSTS[1]):
            writer.add(words_of(document))
        writer.finish()
        assert self.ids(tmp_path / "segment") == [POSTS[n].id for n in (2, 0, 1)]

    def test_a_document_without_a_word_counts_like_any_other(self, tmp_path: Path) -> None:
        writer = self.part.start(tmp_path / "segment")
        writer.add(analyzed(POSTS[0], []))
        writer.add(words_of(POSTS[1]))
        writer.finish()
        assert self.ids(tmp_path / "segment") == [POSTS[0].id, POSTS[1].id]

    def test_a_segment_may_have_no_documents(self, tmp_path: Path) -> None:
        self.part.start(tmp_path / "segment").finish()
        assert self.ids(tmp_path / "segment") == []

    def test_a_segment_that_is_given_up_leaves_nothing(self, tmp_path: Path) -> None:
        writer = self.part.start(tmp_path / "segment")
        writer.add(words_of(POSTS[0]))
        writer.abort()
        assert list(tmp_path.iterdir()) == []
        writer.abort()  # a second time does no harm

    def test_what_is_there_already_is_never_written_to(self, tmp_path: Path) -> None:
        (tmp_path / "segment").mkdir()
        with pytest.raises((FileExistsError, StorageError)):
            self.part.start(tmp_path / "segment")
        assert list((tmp_path / "segment").iterdir()) == []

    def test_a_segment_does_not_change_while_the_next_is_written(self, tmp_path: Path) -> None:
        for name, document in (("one", POSTS[0]), ("two", POSTS[1])):
            writer = self.part.start(tmp_path / name)
            writer.add(words_of(document))
            writer.finish()
        assert self.ids(tmp_path / "one") == [POSTS[0].id]
        assert self.ids(tmp_path / "two") == [POSTS[1].id]
