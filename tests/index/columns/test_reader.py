"""Segments: documents written and read again, and damage that is named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.columns.reader import ColumnSegment
from index.document import Document, Section
from index.errors import DamagedIndexError, IndexMismatchError, UnusableIndexError
from index.record import PartKind
from tests.contract.corpus import POSTS
from tests.index.columns.segments import columns_of
from tests.support import make_document, write_index
from web.engines import local_store

ODD = [
    make_document("empty", {"title": "", "text": ""}),
    make_document("astral", {"title": "𠮷野家😀", "text": "𠮷野家で😀を見た。\n\n㍿も見た。"}),
    make_document("wide", ("ｶﾞｲﾄﾞ", "ｶﾞｲﾄﾞの本。か\u3099くせい。\u0000制御文字")),
    Document(
        id="sections",
        site="",
        path="sections",
        url="/s/",
        title="節",
        date=None,
        sections=(
            Section("", 0, "", "", "code only"),
            Section("空の節", 2, "a", "", ""),
            Section("空の節", 3, "", "文\n文", "x = 1\ny = 2"),
        ),
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return columns_of(tmp_path_factory.mktemp("reader"), [*POSTS, *ODD])


@pytest.fixture(scope="module")
def segment(folder: Path) -> ColumnSegment:
    return ColumnSegment(folder)


@pytest.mark.parametrize("document", [*POSTS, *ODD], ids=lambda document: document.id)
def test_a_document_is_read_as_it_was_written(segment: ColumnSegment, document: Document) -> None:
    assert segment.document(segment.numbers[document.id]) == document


def test_a_place_belongs_to_the_document_that_covers_it(segment: ColumnSegment) -> None:
    places = np.arange(int(segment.folded_at[-1]))
    wanted = np.repeat(np.arange(segment.documents), np.diff(segment.folded_at))
    assert (segment.doc_at(places) == wanted).all()


def test_titles_end_where_they_end(segment: ColumnSegment) -> None:
    for doc, document in enumerate(POSTS):
        title = segment.folded_text(int(segment.folded_at[doc]), int(segment.title_ends[doc]))
        assert title == document.title.lower()


def test_parts_lie_one_behind_the_other_within_their_document(segment: ColumnSegment) -> None:
    doc = segment.numbers["server"]
    low, high = segment.parts(doc)
    starts, ends = segment.part_bounds(np.arange(low, high))
    texts = [segment.folded_text(int(s), int(e)) for s, e in zip(starts, ends, strict=True)]
    kinds = [PartKind(kind) for kind in segment["part_kind"][low:high].tolist()]
    by_kind = dict(zip(kinds, texts, strict=True))
    assert by_kind[PartKind.TITLE] == "サーバーを立てる"
    assert by_kind[PartKind.CODE] == "sudo systemctl restart nginx"


def test_title_words_know_their_places_and_readings(segment: ColumnSegment) -> None:
    title, words = list(segment.title_words())[segment.numbers["kyoto"]]
    assert title == "京都の寺を歩く"
    assert (0, 2, "きょうと") in [tuple(word) for word in words]


def test_facets_are_those_of_the_documents(segment: ColumnSegment) -> None:
    counts, ordinals = segment.facet_ordinals("tag")
    doc = segment.numbers["kansai"]
    before = int(counts[:doc].sum())
    found = [segment.facet("tag")[n] for n in ordinals[before : before + int(counts[doc])].tolist()]
    assert found == ["旅行", "空港"]


def test_pages_that_were_dropped_come_back(segment: ColumnSegment) -> None:
    before = segment.document(0)
    for forget in segment.pages():
        forget()
    assert segment.document(0) == before


def removed(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def without_its_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


@pytest.mark.parametrize(
    "name",
    ["columns/term_at.npy", "columns/folded_at.npy", "columns/terms.lines", "whoosh/texts.bin"],
)
@pytest.mark.parametrize("damage", [removed, emptied, without_its_end])
def test_an_index_that_is_cut_short_or_has_lost_a_file_is_named(
    tmp_path: Path, damage: Callable[[Path], None], name: str
) -> None:
    data = write_index(tmp_path, list(POSTS[:1]))
    (path,) = data.glob(f"segments/*/{name}")
    damage(path)
    with pytest.raises(UnusableIndexError, match="sakuin index"):
        local_store(data).current()


@pytest.mark.parametrize("name", ["term_at.npy", "lengths.npy", "terms.lines"])
def test_what_is_no_array_and_no_text_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    copy = shutil.copytree(folder.parent, tmp_path / "segment") / "columns"
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(b"\xff\xfe nonsense" + content[11:])
    with pytest.raises(DamagedIndexError, match="sakuin index"):
        ColumnSegment(copy)


@pytest.mark.parametrize("name", ["terms.lines", "ids.lines", "../whoosh/texts.bin"])
def test_a_segment_without_a_file_says_what_to_do(folder: Path, tmp_path: Path, name: str) -> None:
    copy = shutil.copytree(folder.parent, tmp_path / "segment") / "columns"
    (copy / name).unlink()
    with pytest.raises(DamagedIndexError, match=rf"{name}.*sakuin index"):
        ColumnSegment(copy)


@pytest.mark.parametrize("name", ["term_at", "folded_at", "lengths", "gram_codes"])
def test_an_array_that_is_cut_short_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    copy = shutil.copytree(folder.parent, tmp_path / "segment") / "columns"
    without_its_end(copy / f"{name}.npy")
    with pytest.raises(DamagedIndexError, match="sakuin index"):
        ColumnSegment(copy)


def test_an_index_of_another_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_index(tmp_path, list(POSTS[:1]))
    monkeypatch.setattr("index.store.require_format.__defaults__", (10_000,))
    with pytest.raises(IndexMismatchError, match="sakuin index"):
        local_store(data).current()
