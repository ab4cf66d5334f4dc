"""The undo of a relaxed search."""

from __future__ import annotations

from datetime import date

import pytest

from search.query.params import collect, query_from_values
from web.pages.exact import exact_text

TODAY = date(2025, 10, 30)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("q", "東京 特許")], '"東京" "特許"'),
        ([("q", "「東京 特許」")], '"東京 特許"'),
        ([("q", "東京 -大阪 天気*")], '"東京" 天気* -"大阪"'),
        ([("q", "東京 OR 大阪")], '"東京" OR "大阪"'),
        ([("q", "title:東京")], 'title:"東京"'),
        ([("q", "東京 tag:AI -tag:雨")], '"東京" tag:AI -tag:雨'),
        ([("q", "東京"), ("tag", "AI")], '"東京"'),
        ([("q", "(東京 大阪) OR tag:雨")], '("東京" "大阪") OR tag:"雨"'),
        ([("q", "(tag:A OR tag:B) 東京")], '"東京" (tag:A OR tag:B)'),
        ([("q", "東京 date:2025-10")], '"東京" date:2025-10'),
    ],
)
def test_words_are_quoted_and_typed_filters_kept(
    pairs: list[tuple[str, str]], expected: str
) -> None:
    query = query_from_values(collect(pairs), TODAY)
    assert exact_text(query) == expected
    again = query_from_values(collect([("q", expected), *pairs[1:]]), TODAY)
    assert again.filters == query.filters
