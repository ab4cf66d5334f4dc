"""Values of the owner's fields: what front matter holds, and what is none of its type."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from index.fields import FieldType, own_field
from index.reading.field_values import KINDS, read_values

TOKYO = ZoneInfo("Asia/Tokyo")

CASES: list[tuple[FieldType, Any, tuple[Any, ...], str]] = [
    ("keyword", "索引入門", ("索引入門",), ""),
    ("keyword", "読む、書く", ("読む、書く",), ""),
    ("keyword", ["a", ["b", "a"]], ("a", "b"), ""),
    ("keyword", {"name": "連載", "order": 3}, ("連載",), ""),
    ("keyword", {"order": 3}, (), "\"{'order': 3}\""),
    ("keyword", "  一 \n 二 ", ("一 二",), ""),
    ("keyword", ["", "x"], ("x",), ""),
    ("keyword", 2025, ("2025",), ""),
    ("keyword", True, ("true",), ""),
    ("number", "３．５", (3.5,), ""),
    ("number", [1, "2", "x", "y"], (1, 2), "'x'"),
    ("number", {"a": 1}, (), "\"{'a': 1}\""),
    ("boolean", "はい", (True,), ""),
    ("boolean", "たぶん", (), "'たぶん'"),
    ("date", "令和7年8月29日", (datetime(2025, 8, 29, tzinfo=TOKYO),), ""),
    ("date", "2025-08-29T00:00:00Z", (datetime(2025, 8, 29, 9, tzinfo=TOKYO),), ""),
    ("date", "いつか", (), "'いつか'"),
]


@pytest.mark.parametrize(("type_", "given", "values", "wrong"), CASES)
def test_values_are_read_by_their_type(
    type_: FieldType, given: Any, values: tuple[Any, ...], wrong: str
) -> None:
    told = f"must be {KINDS[type_]}, not {wrong}" if wrong else ""
    assert read_values(own_field("x", type_), given, TOKYO) == (values, told)


def test_a_long_list_and_a_long_value_are_bounded() -> None:
    values, wrong = read_values(own_field("x"), [str(n) for n in range(5_000)], TOKYO)
    assert len(values) == 1_000
    assert wrong == "has 5000 values, of which the first 1000 count"
    _, wrong = read_values(own_field("x"), [f"{n % 9}" for n in range(5_000)], TOKYO)
    assert wrong == "", "the same value is one value"
    _, wrong = read_values(own_field("x", "number"), "長" * 10_000, TOKYO)
    assert len(wrong) < 120
