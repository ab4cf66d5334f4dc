"""A packed record is small, and comes back exactly as it was."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.packing
from index.document import Document, Section, dump, fields_from_json, storable
from index.packing import MAX_BLOCK, pack, pack_all
from index.pages.packed import Batch, unpack
from index.pages.utf16 import Units, encode
from index.record import CutText, PartKind, Record
from tests.contract.corpus import POSTS
from tests.support import make_document, make_records

ANY = st.text(max_size=40)


def same(one: CutText, other: CutText, names: Iterable[str] = ()) -> bool:
    """Whether two records are equal in every value and every type, or in those of some names."""
    for name in names or (field.name for field in fields(Record)):
        mine, theirs = getattr(one, name), getattr(other, name)
        if isinstance(mine, np.ndarray):
            if (mine.dtype, mine.shape) != (theirs.dtype, theirs.shape) or (mine != theirs).any():
                return False
        elif mine != theirs or type(mine) is not type(theirs):
            return False
    return True


@pytest.mark.parametrize("record", make_records(POSTS), ids=[post.id for post in POSTS])
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    assert same(unpack(pack(record)), record)


HARD = {
    "nothing at all": make_document("a", {"title": "", "text": ""}),
    "a short title": make_document("a", {"title": "雨", "text": ""}),
    "folding that changes lengths": make_document("a", "㈱ＡＢＣは①②③と㍿、ｶﾞｷﾞｸﾞと e\u0301 も。"),
    "beyond the basic plane": make_document("a", {"title": "𠮷野家😀", "text": "𠮷と👍🏽が出た。"}),
    "a word read in two ways": make_document("a", "人が多い。三人が来た。"),
    "sections without text": make_document("a", {"headings": {"見出し": "", "次": "文。"}}),
    "a code block that ends in line breaks": make_document("a", {"text": "文。", "code": "x\n\n"}),
    "far from one token to the next": make_document("a", "あ" + " " * 70_000 + "い"),
    "more terms than two bytes can number": make_document(
        "a", " ".join(f"w{number}x" for number in range(70_000))
    ),
    "line breaks and tabs in every field": make_document(
        "a\nb\u2028c", {"title": "a\nb", "tags": ["a\tb", "\n"], "text": "\n\n", "excerpt": "\n"}
    ),
}


HARD_TOGETHER = {name: replace(document, id=name) for name, document in HARD.items()}


@pytest.mark.parametrize("name", HARD)
def test_hard_documents_come_back(name: str) -> None:
    (record,) = make_records([HARD[name]])
    assert same(unpack(pack(record)), record)


def test_records_that_were_packed_together_come_back_as_they_were() -> None:
    records = make_records([*HARD_TOGETHER.values(), *POSTS])
    batch = Batch(pack_all(records))
    assert all(same(batch[number], record) for number, record in enumerate(records))


def test_texts_may_be_kept_beside_a_batch() -> None:
    records = make_records([*HARD_TOGETHER.values(), *POSTS])
    packed = pack_all(records, texts=False)
    texts = "".join(f"{record.folded}\n" for record in records).encode("utf-16-le")
    edges = np.zeros(len(texts) // 2, np.bool_)
    base = 0
    for record in records:
        folded = encode(record.folded)
        edges[Units(record.folded, folded)(record.edges) + base] = True
        base += len(folded) // 2 + 1
    batch = Batch(packed, texts, edges)
    assert all(same(batch[number], record) for number, record in enumerate(records))
    assert len(packed) < 0.8 * len(pack_all(records))
    with pytest.raises(ValueError, match="no record"):
        Batch(packed, texts[:-2], edges)[0]


def tokens_of(record: Record, term: str) -> list[int]:
    return [at for at, one in enumerate(record.token_terms.tolist()) if record.terms[one] == term]


SHOWN = {field.name for field in fields(CutText)} - {"document"}


def test_what_is_shown_is_the_record_without_reading_all_its_terms() -> None:
    records = make_records([*HARD_TOGETHER.values(), *POSTS])
    batch = Batch(pack_all(records))
    words = {*records[-1].terms, "行く", "無い言葉", "", "\n"}
    for number, record in enumerate(records):
        shown = batch.shown(number)
        assert same(shown, record, SHOWN)
        assert shown.fields == fields_from_json(dump(record.document))
        for term in words.union(record.terms[:20]):
            assert shown.tokens_of(term).tolist() == tokens_of(record, term), term


def test_hits_are_shown_whatever_is_wrong_with_readings() -> None:
    (record,) = make_records([make_document("a", "表した。表を表す。")])
    sizes = struct.unpack_from("<5I", packed := pack(record))
    start = 20 + sum(sizes[:3])
    damaged = packed[:start] + b"x" * sizes[3] + packed[start + sizes[3] :]
    shown = Batch(damaged).shown(0)
    assert shown.tokens_of("表す").tolist() == tokens_of(record, "表す") != []
    with pytest.raises(ValueError, match="no record"):
        unpack(damaged)


def test_short_posts_together_take_much_less_than_one_by_one() -> None:
    records = make_records(POSTS)
    assert len(pack_all(records)) < 0.6 * sum(len(pack(record)) for record in records)


@given(title=ANY, heading=ANY, text=ANY, code=ANY, tags=st.lists(ANY, max_size=3))
def test_any_text_comes_back(
    title: str, heading: str, text: str, code: str, tags: list[str]
) -> None:
    document = Document(id="a", site="", path="a", url="", title=title, date=None, tags=tuple(tags),
        sections=(Section(heading, 2, "a", text, code), Section("", 0, "", code, text)),
    )  # fmt: skip
    (record,) = make_records([storable(document)[0]])
    assert same(unpack(pack(record)), record)


def test_it_takes_little_more_than_the_text() -> None:
    text = "".join(
        f"{n}番目の文は東京の天気についてですが、雨のち晴れでした。\n" for n in range(500)
    )
    (record,) = make_records([make_document("a", text)])
    assert len(pack(record)) < len(text.encode()) / 2


def test_what_was_cut_short_or_is_something_else_is_refused() -> None:
    (record,) = make_records([make_document("a", "今日は晴れ。")])
    packed = pack(record)
    for damaged in (b"", b"x" * 10, packed[:-1], packed + b"x", packed[:20] + b"x" * 200):
        with pytest.raises(ValueError, match="no record"):
            unpack(damaged)


@given(data=st.data())
def test_changed_bytes_give_an_error_or_a_record_that_holds_together(data: st.DataObject) -> None:
    (record,) = make_records(
        [make_document("a", {"title": "東京", "tags": ["旅"], "text": "晴。"})]
    )
    packed = bytearray(pack(record))
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = unpack(bytes(packed))
    except ValueError:
        return
    assert same(unpack(pack(found)), found)


def test_a_small_block_does_not_fill_the_memory() -> None:
    (record,) = make_records([make_document("a", "今日は晴れ。")])
    sizes = struct.unpack_from("<5I", packed := pack(record))
    bomb = index.packing.compressed(bytes(MAX_BLOCK + 1))
    header = struct.pack("<5I", sizes[0], len(bomb), *sizes[2:])
    start = 20 + sizes[0]
    with pytest.raises(ValueError, match="no record"):
        unpack(header + packed[20:start] + bomb + packed[start + sizes[1] :])


def test_a_part_of_every_kind_gives_its_text_back() -> None:
    section = Section("見出し", 2, "a", "本文。", "code")
    document = make_document("a", {"title": "題", "tags": ["札"], "excerpt": "要約"})
    (record,) = make_records([replace(document, sections=(section,))])
    assert set(record.part_kinds.tolist()) == set(PartKind)
    assert unpack(pack(record)).document == record.document
