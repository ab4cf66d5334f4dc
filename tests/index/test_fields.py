"""The table of fields: names, values as people write them, and what is stored of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from index.fields import (
    BUILT_IN,
    FieldType,
    Value,
    check_name,
    from_json,
    own_field,
    read_boolean,
    read_number,
    value_text,
    values_from_json,
    values_to_json,
    with_own,
)
from index.record import PartKind
from search.query.parser import parse_text

SERIES = own_field("series", facet=True, labels={"ja": "連載", "en": "Series"})
LEVEL = own_field("level", "number", ["Level", "難易度"], sort=True, labels={"en": "How hard"})


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (3, 3), (2.5, 2.5), ("3", 3), ("３．５", 3.5), ("1,200", 1200), ("-4", -4), ("−4", -4),
        ("+0.5", 0.5), (".5", 0.5), (" 7 ", 7), ("3.0", 3), (0, 0),
        ("", None), ("三", None), ("3点", None), ("1,2", None), ("1e9", None), ("nan", None),
        (float("inf"), None), (10**400, None), ("9" * 41, None), (True, None), (None, None),
        ("0x10", None), ("1.2.3", None), ("٣", None), ([3], None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(written: Any, number: float | None) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize(
    ("written", "truth"),
    [
        (True, True), (False, False), ("true", True), ("Yes", True), ("はい", True), ("ＯＮ", True),
        ("no", False), ("いいえ", False), ("0", False), ("たぶん", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_truths_are_read_as_people_write_them(written: Any, truth: bool | None) -> None:
    assert read_boolean(written) is truth


@pytest.mark.parametrize(
    ("value", "text"),
    [("連載", "連載"), (3, "3"), (3.0, "3"), (2.5, "2.5"), (True, "true"), (False, "false")],
)
def test_values_are_shown_as_texts(value: Value, text: str) -> None:
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("type_", "typed", "found"),
    [
        ("keyword", " 索引入門 ", "索引入門"),
        ("number", "３", "3"),
        ("number", "3.0", "3"),
        ("number", "三", None),
        ("boolean", "はい", "true"),
        ("boolean", "maybe", None),
        ("date", "2025-10", "2025-10"),
        ("date", "2025", None),
    ],
)
def test_what_is_filtered_by_is_put_as_it_is_stored(
    type_: FieldType, typed: str, found: str | None
) -> None:
    assert own_field("x", type_).filter_value(typed) == found


def test_a_table_and_values_come_back_as_they_were_stored() -> None:
    table = with_own([SERIES, LEVEL])
    assert from_json(json.loads(json.dumps(table.to_json()))) == table
    values: dict[str, tuple[Value, ...]] = {
        "series": ("2025-01-01T00:00:00+00:00",),
        "level": (2, 2.5),
        "done": (datetime(2025, 1, 1, tzinfo=UTC),),
        "good": (True,),
    }
    assert values_from_json(json.loads(json.dumps(values_to_json(values)))) == values


def test_an_own_field_is_in_every_list() -> None:
    table = with_own([SERIES, LEVEL])
    assert table.facets == (*BUILT_IN.facets, "series")
    assert [row.name for row in table.sorts] == ["date", "level"]
    assert table.read == (*BUILT_IN.read, *table.rows[-2:])
    assert table.spoken["連載"] is SERIES
    assert LEVEL.sources == ("level", "難易度")
    assert "how hard" not in table.spoken  # a space ends a name in queries


@pytest.mark.parametrize("label", ["ガイド", "カ\u3099イト\u3099"])
def test_a_label_names_its_field_with_voicing_marks_apart_or_not(label: str) -> None:
    table = with_own([own_field("guide", labels={"ja": label})])
    for typed in ("ガイド:森", "カ\u3099イト\u3099:森", "guide:森"):
        assert parse_text(typed, date(2025, 1, 1), table).filters.values == {"guide": ("森",)}


def test_labels_fall_back_to_what_there_is() -> None:
    assert (SERIES.label("ja"), SERIES.label("en")) == ("連載", "Series")
    assert LEVEL.label("ja") == "How hard"
    assert own_field("plain").label("ja") == "plain"


@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("タグ", "tag"),
        ("ｔａｇｓ", "tag"),
        ("Kind", "kind"),
        ("連載", "series"),
        ("SERIES", "series"),
    ],
)
def test_a_label_that_another_field_has_is_refused(label: str, other: str) -> None:
    with pytest.raises(ValueError, match=f"the field {other} is called {label}; give mine another"):
        with_own([own_field("mine", labels={"ja": label}), SERIES])


def test_labels_of_one_field_may_be_alike() -> None:
    with_own([own_field("mine", labels={"ja": "Mine", "en": "mine"}), own_field("code2"), SERIES])


@pytest.mark.parametrize("name", ["tag", "date", "title", "q", "sort", "from", "tags", "https"])
def test_a_name_that_is_taken_is_refused_with_a_free_one(name: str) -> None:
    with pytest.raises(
        ValueError, match=f'free is, for example, post_{name} with from = ."{name}"'
    ):
        with_own([own_field(name)])
    check_name(f"post_{name}")


@pytest.mark.parametrize("name", ["", "連載", "Series", "a b", "9x", "a:b", "x" * 33, "a.b"])
def test_a_name_that_no_query_could_say_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="must be 1 to 32 small letters"):
        check_name(name)


def test_a_key_that_is_no_name_is_told_where_it_stands() -> None:
    with pytest.raises(ValueError, match=re.escape('its key may be any: from = ["連載"]')):
        check_name("連載")


def test_there_are_only_so_many() -> None:
    with pytest.raises(ValueError, match="at most 40"):
        with_own([own_field(f"f{number}") for number in range(41)])


def test_the_rows_of_sakuin_are_of_the_types_and_parts_that_there_are() -> None:
    assert {row.type for row in BUILT_IN.rows} <= {*get_args(FieldType)}
    parts = {row.part for row in BUILT_IN.rows if row.type == "words"}
    assert parts == set(PartKind.__members__)
