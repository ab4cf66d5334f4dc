"""Dates as people write them become aware, in the time zone of the site."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from index.reading.dates import parse_date

TOKYO = ZoneInfo("Asia/Tokyo")
NEW_YORK = ZoneInfo("America/New_York")

WRITTEN = {
    # Jekyll's usual form, and its relatives
    "2025-08-29 17:25:03 +0000": "2025-08-30T02:25:03+09:00",
    "2025-08-29 17:25:03 +0900": "2025-08-29T17:25:03+09:00",
    "2025-08-29 17:25:03 +900": "2025-08-29T17:25:03+09:00",
    "2025-08-29 17:25:03 +9:00": "2025-08-29T17:25:03+09:00",
    "2025-08-29 17:25:03 -0330": "2025-08-30T05:55:03+09:00",
    "2025-08-29 17:25:03 JST": "2025-08-29T17:25:03+09:00",
    "2025-08-29 17:25:03 UTC": "2025-08-30T02:25:03+09:00",
    "2025-08-29 17:25:03 +0900 JST": "2025-08-29T17:25:03+09:00",
    "2025-08-29 17:25:03": "2025-08-29T17:25:03+09:00",
    "2025-08-29 17:25": "2025-08-29T17:25:00+09:00",
    "2025-08-29 7:05": "2025-08-29T07:05:00+09:00",
    # ISO 8601
    "2025-08-29": "2025-08-29T00:00:00+09:00",
    "2025-08-29T19:03": "2025-08-29T19:03:00+09:00",
    "2025-08-29T19:03:01Z": "2025-08-30T04:03:01+09:00",
    "2025-08-29T19:03:01.123456789Z": "2025-08-30T04:03:01+09:00",
    "2025-08-29T19:03:01+09:00": "2025-08-29T19:03:01+09:00",
    "20250829": "2025-08-29T00:00:00+09:00",
    # as people write them
    "2017-9-23": "2017-09-23T00:00:00+09:00",
    "2025/03/01": "2025-03-01T00:00:00+09:00",
    "2025/3/1 9:05": "2025-03-01T09:05:00+09:00",
    "2025.03.01": "2025-03-01T00:00:00+09:00",
    " 2025-03-01 ": "2025-03-01T00:00:00+09:00",
    "2013-09-28 (Sat)": "2013-09-28T00:00:00+09:00",
    "2013-09-28 (土)": "2013-09-28T00:00:00+09:00",
    "2013-09-28（土） 10:30": "2013-09-28T10:30:00+09:00",
    "2024年3月9日": "2024-03-09T00:00:00+09:00",
    "2024年3月9日(土)": "2024-03-09T00:00:00+09:00",
    "２０２４年３月９日": "2024-03-09T00:00:00+09:00",
    "May 4, 2019": "2019-05-04T00:00:00+09:00",
    "May 4th, 2019": "2019-05-04T00:00:00+09:00",
    "Sept. 1, 2019": "2019-09-01T00:00:00+09:00",
    "4 May 2019": "2019-05-04T00:00:00+09:00",
    "Sat, 04 May 2019 10:00:00 +0000": "2019-05-04T19:00:00+09:00",
    "2025-08-29 5:25 PM": "2025-08-29T17:25:00+09:00",
    "2025-08-29 12:00:00 AM": "2025-08-29T00:00:00+09:00",
    "August 29, 2025 12:05 p.m.": "2025-08-29T12:05:00+09:00",
    "2025年8月29日17時25分": "2025-08-29T17:25:00+09:00",
    "2025年8月29日（金）午後5時": "2025-08-29T17:00:00+09:00",
    "令和7年8月29日": "2025-08-29T00:00:00+09:00",
    "平成元年1月8日": "1989-01-08T00:00:00+09:00",
    "2025. 8. 29.": "2025-08-29T00:00:00+09:00",
    "2025‐08‐29": "2025-08-29T00:00:00+09:00",
    "2025-08-29 17:25:03 +9": "2025-08-29T17:25:03+09:00",
    # as programs write them
    "Fri Aug 29 17:25:03 JST 2025": "2025-08-29T17:25:03+09:00",
    "Thu Aug  7 09:05:03 2025": "2025-08-07T09:05:03+09:00",
    "Fri Aug 29 2025 17:25:03 GMT+0900 (JST)": "2025-08-29T17:25:03+09:00",
    "2025-08-29t17:25:03z": "2025-08-30T02:25:03+09:00",
    # in months that are shorter, as Ruby and JavaScript count on
    "2024-02-31": "2024-03-02T00:00:00+09:00",
    "2023-02-29 10:00:00 +0900": "2023-03-01T10:00:00+09:00",
    "April 31, 2023": "2023-05-01T00:00:00+09:00",
    # at the ends of the calendar
    "2024-02-29": "2024-02-29T00:00:00+09:00",
    "0001-01-01": "0001-01-01T00:00:00+09:00",
    "9999-12-31 23:59:59": "9999-12-31T23:59:59+09:00",
}


@pytest.mark.parametrize(("written", "expected"), WRITTEN.items())
def test_a_date_is_read_as_it_was_meant(written: str, expected: str) -> None:
    found = parse_date(written, TOKYO)
    assert found is not None
    # Before 1888, Tokyo kept its own mean time.
    assert found.isoformat()[:19] == expected[:19]
    assert found.tzinfo is TOKYO


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2025, 8, 29, 17, 25, tzinfo=UTC), "2025-08-30T02:25:00+09:00"),
        (datetime(2025, 8, 29, 17, 25), "2025-08-29T17:25:00+09:00"),
        (date(2025, 8, 29), "2025-08-29T00:00:00+09:00"),
        (20250829, "2025-08-29T00:00:00+09:00"),
    ],
)
def test_values_of_toml_are_dates_as_well(value: Any, expected: str) -> None:
    found = parse_date(value, TOKYO)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "value",
    [
        "2025-13-01",
        "2025-02-32",
        "2025-01-00",
        "2025-00-00",
        "2025-08-29 25:00",
        "2025-08-29 17:25 +9999",
        "2025-08-29 17:25 XYZ",
        "0001-01-01 00:00 +1400",
        "9999-12-31 23:59:59 -1200",
        "12:30",
        "2025",
        "2025-8-",
        "Foo 4, 2019",
        "そのうち",
        "",
        "2" * 5000,
        True,
        None,
        0,
        10**400,
        1.5,
        time(12, 30),
        [],
        ["2025-08-29"],
        {"year": 2025},
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_date_is_none(value: Any) -> None:
    assert parse_date(value, TOKYO) is None


def test_summer_time_is_that_of_the_day() -> None:
    winter, summer = (parse_date(f"2025-0{month}-15 12:00", NEW_YORK) for month in (1, 7))
    assert winter is not None
    assert summer is not None
    assert winter.utcoffset() == timedelta(hours=-5)
    assert summer.utcoffset() == timedelta(hours=-4)


def test_days_of_the_time_zone_count() -> None:
    late = datetime(2025, 8, 29, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    found = parse_date(late, TOKYO)
    assert found is not None
    assert found.date() == date(2025, 8, 30)
