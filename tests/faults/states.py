"""What an index says, for comparing before and after a fault."""

from __future__ import annotations

from pathlib import Path

from whoosh import query

from index.whoosh.reader import StoredRecords, open_whoosh
from tests.support import served_segments


def state_of(data: Path) -> dict[str, str]:
    """Path → first sentence of every post that can be found, and is found by its words."""
    state: dict[str, str] = {}
    for segment in served_segments(data):
        with open_whoosh(segment.path / "whoosh").searcher() as searcher:
            every = set(range(segment.documents)) - set(segment.deleted)
            records = StoredRecords(searcher.reader())
            for hit in searcher.search(query.Term("body", "東京"), limit=None):
                if hit.docnum in every:
                    document = records[hit.docnum].document
                    state[document.path] = document.sections[0].text.partition("。")[0] + "。"
    return state
