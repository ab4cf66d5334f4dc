"""Stored fields: what a hit shows comes back as it went in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import accumulate, pairwise

import pytest

from index.columns.stored import HEAD, Packer, Unpacker
from index.document import Document, Section, dump, fields_from_json
from index.record import PartKind, restore

FULL = Document(
    id="blog/2025-10-30-openai.md",
    site="blog",
    path="2025-10-30-openai.md",
    url="/2025/10/30/openai/",
    title='OpenAIの"発表"\\と𠮷野家😀',
    date=datetime(2025, 10, 30, 22, 3, 2, tzinfo=timezone(timedelta(hours=9))),
    categories=("技術: LLM",),
    tags=("IT・ソフトウェア", "EU AI Act"),
    authors=("佐藤",),
    lang="ja",
    excerpt="要約\nの二行目",
    sections=(Section("", 0, "", "本文", ""), Section("今後", 2, "今後", "続き", "print(1)")),
)
BARE = Document(id="a", site="", path="a", url="/a/", title="", date=None)


@pytest.mark.parametrize("document", [FULL, BARE])
def test_a_document_is_put_together_again(document: Document) -> None:
    texts = [(PartKind.BODY, n, one.text) for n, one in enumerate(document.sections)]
    codes = [(PartKind.CODE, n, one.code) for n, one in enumerate(document.sections)]
    parts = [(PartKind.TITLE, -1, document.title), *texts, *codes]
    assert restore(fields_from_json(dump(document)), parts) == document


def test_every_entry_is_read_by_itself_and_most_in_few_bytes() -> None:
    titles = [f"{'長い題' * (number % 50)}その{number}" for number in range(500)]
    packer = Packer()
    entries = [packer.pack(replace(FULL, title=title)) for title in titles]
    at, content = list(accumulate(map(len, entries), initial=0)), b"".join(entries)
    assert len(content) < 2.5 * HEAD < sum(len(dump(replace(FULL, title=t))) for t in titles) / 2
    unpacker = Unpacker(lambda start, end: content[start:end])
    assert [unpacker.load(*bounds)["title"] for bounds in pairwise(at)] == titles


def test_dates_keep_their_time_zone() -> None:
    date = fields_from_json(dump(FULL))["date"]
    assert date.isoformat() == "2025-10-30T22:03:02+09:00"
    assert date == datetime(2025, 10, 30, 13, 3, 2, tzinfo=UTC)


def test_texts_of_sections_are_not_stored_twice() -> None:
    entry = dump(FULL)
    assert "今後".encode() in entry
    assert "続き".encode() not in entry
    assert b"print(1)" not in entry


def test_a_section_without_texts_is_empty() -> None:
    assert restore(fields_from_json(dump(FULL)), ()).sections[1] == Section(
        "今後", 2, "今後", "", ""
    )
