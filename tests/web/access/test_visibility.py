"""What a key may see of one document is what it may find: the same decision, made twice."""

from __future__ import annotations

from datetime import date

import pytest

from search.query.query import Days, Filters
from tests.contract.corpus import POSTS
from web.access.visibility import is_within

KYOTO = next(post for post in POSTS if post.id == "kyoto")  # 30 October 2025, tags 旅行 and 京都
MEMO = next(post for post in POSTS if post.id == "memo")  # without a date


@pytest.mark.parametrize(
    ("filters", "within"),
    [
        (Filters(), True),
        (Filters(values={"tag": ("京都", "大阪")}), True),
        (Filters(values={"tag": ("大阪",)}), False),
        (Filters(values={"tag": ("京都",), "author": ("鈴木",)}), False),
        (Filters(excluded={"category": ("旅",)}), False),
        (Filters(excluded={"category": ("技術",)}), True),
        (Filters(days=Days(date(2025, 10, 30), date(2025, 10, 30))), True),
        (Filters(days=Days(first=date(2025, 10, 31))), False),
        (Filters(days=Days(last=date(2025, 10, 29))), False),
    ],
)
def test_a_document_is_within_when_every_filter_holds(filters: Filters, within: bool) -> None:
    assert is_within(KYOTO, filters) is within


def test_spellings_of_a_value_are_one() -> None:
    linux = next(post for post in POSTS if post.id == "linux")
    assert is_within(linux, Filters(values={"tag": ("ＬＩＮＵＸ",)}))


def test_a_document_without_a_date_is_in_no_range() -> None:
    assert is_within(MEMO, Filters(days=Days()))
    assert not is_within(MEMO, Filters(days=Days(first=date(2000, 1, 1))))
