"""Dates as people write them, on Thursday 30 October 2025."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.dates import parse_days, parse_range
from search.query import Days

TODAY = date(2025, 10, 30)

PERIODS = [
    ("2025-10-30", "2025-10-30", "2025-10-30"),
    ("2025/1/2", "2025-01-02", "2025-01-02"),
    ("20250102", "2025-01-02", "2025-01-02"),
    ("2025-10", "2025-10-01", "2025-10-31"),
    ("２０２５/１０", "2025-10-01", "2025-10-31"),
    ("２０２５ー１０", "2025-10-01", "2025-10-31"),
    ("2025", "2025-01-01", "2025-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2025年", "2025-01-01", "2025-12-31"),
    ("2025年10月", "2025-10-01", "2025-10-31"),
    ("2025年10月30日", "2025-10-30", "2025-10-30"),
    ("二〇二五年十月", "2025-10-01", "2025-10-31"),
    ("2025年度", "2025-04-01", "2026-03-31"),
    ("令和7年10月", "2025-10-01", "2025-10-31"),
    ("令和七年十月三十日", "2025-10-30", "2025-10-30"),
    ("令和元年", "2019-01-01", "2019-12-31"),
    ("令和7年度", "2025-04-01", "2026-03-31"),
    ("R7.10", "2025-10-01", "2025-10-31"),
    ("H30.1.1", "2018-01-01", "2018-01-01"),
    ("昭和64年1月7日", "1989-01-07", "1989-01-07"),
    ("今日", "2025-10-30", "2025-10-30"),
    ("昨日", "2025-10-29", "2025-10-29"),
    ("一昨日", "2025-10-28", "2025-10-28"),
    ("今週", "2025-10-27", "2025-11-02"),
    ("先週", "2025-10-20", "2025-10-26"),
    ("今月", "2025-10-01", "2025-10-31"),
    ("先月", "2025-09-01", "2025-09-30"),
    ("先々月", "2025-08-01", "2025-08-31"),
    ("今年", "2025-01-01", "2025-12-31"),
    ("昨年", "2024-01-01", "2024-12-31"),
    ("去年", "2024-01-01", "2024-12-31"),
    ("今年度", "2025-04-01", "2026-03-31"),
    ("昨年度", "2024-04-01", "2025-03-31"),
    ("過去7日", "2025-10-24", "2025-10-30"),
    ("過去2週間", "2025-10-17", "2025-10-30"),
    ("過去3か月", "2025-07-31", "2025-10-30"),
    ("過去一年", "2024-10-31", "2025-10-30"),
    ("last 7 days", "2025-10-24", "2025-10-30"),
    ("last month", "2025-09-01", "2025-09-30"),
]

NO_DATES = [
    "",
    " ",
    "7",
    "2025-13",
    "2025-02-30",
    "0000",
    "令和0",
    "令和7年13月",
    "明日の天気",
    "9999年度",
    "過去9999年",
    "2025-10-30T12:00",
    "2025-10; DROP",
    "\x00",
    "1" * 1_000_000,
]


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_a_period_covers_its_days(text: str, first: str, last: str) -> None:
    assert parse_days(text, TODAY) == Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", NO_DATES)
def test_other_texts_are_no_dates(text: str) -> None:
    assert parse_days(text, TODAY) is None
    assert parse_range(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2025-01..2025-06", Days(date(2025, 1, 1), date(2025, 6, 30))),
        ("令和7年1月〜令和7年6月", Days(date(2025, 1, 1), date(2025, 6, 30))),
        ("2025..", Days(date(2025, 1, 1), None)),
        ("..先月", Days(None, date(2025, 9, 30))),
        ("先月", Days(date(2025, 9, 1), date(2025, 9, 30))),
        ("..", None),
        ("2025..x", None),
        ("2024..2025..2026", None),
    ],
)
def test_a_range_may_be_open(text: str, days: Days | None) -> None:
    assert parse_range(text, TODAY) == days


def test_last_month_of_january_is_december() -> None:
    assert parse_days("先月", date(2025, 1, 31)) == Days(date(2024, 12, 1), date(2024, 12, 31))


def test_the_first_days_of_the_year_belong_to_the_fiscal_year_before() -> None:
    assert parse_days("今年度", date(2025, 3, 31)) == Days(date(2024, 4, 1), date(2025, 3, 31))


@given(st.text(alphabet="0123456789年月日度令和平成R.-/〜去先今昨過週か lastdy\u3000", max_size=30))
def test_no_text_fails(text: str) -> None:
    for days in (parse_days(text, TODAY), parse_range(text, TODAY)):
        assert days is None or days.first or days.last
