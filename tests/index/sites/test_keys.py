"""Keys under all their names, and values in all their forms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from index.sites import keys


@pytest.mark.parametrize(
    ("value", "jekyll", "others"),
    [
        ("東京 大阪", ("東京", "大阪"), ("東京 大阪",)),
        ("東京, 大阪", ("東京", "大阪"), ("東京", "大阪")),
        ("New York、大阪", ("New York", "大阪"), ("New York", "大阪")),
        ("東京，大阪,", ("東京", "大阪"), ("東京", "大阪")),
        ("東京　大阪", ("東京", "大阪"), ("東京　大阪",)),
        ("", (), ()),
        (" , ", (), ()),
        (None, (), ()),
        ([None], (), ()),
        (["", ""], (), ()),
        ([], (), ()),
        ({}, (), ()),
        (["東京 大阪", "a, b"], ("東京 大阪", "a, b"), ("東京 大阪", "a, b")),
        (["東京", "東京", " 東京 "], ("東京",), ("東京",)),
        (2025, ("2025",), ("2025",)),
        (0, ("0",), ("0",)),
        (True, ("true",), ("true",)),
        ([False, 1.5, date(2025, 1, 1)], ("false", "1.5", "2025-01-01"),
         ("false", "1.5", "2025-01-01")),
        ([["旅", "関西"], ["旅", None]], ("旅", "旅/関西"), ("旅", "旅/関西")),
        ([["旅", "関西", "京都"]], ("旅", "旅/関西", "旅/関西/京都"),
         ("旅", "旅/関西", "旅/関西/京都")),
        (["TCP/IP"], ("TCP/IP",), ("TCP/IP",)),
        (["旅/関西", "春"], ("旅", "旅/関西", "春"), ("旅", "旅/関西", "春")),
        ("食/麺/蕎麦", ("食", "食/麺", "食/麺/蕎麦"), ("食", "食/麺", "食/麺/蕎麦")),
        (["CI/CD", "AWS/運用", "旅/", "/旅", "24/7"], ("CI/CD", "AWS/運用", "旅/", "/旅", "24/7"),
         ("CI/CD", "AWS/運用", "旅/", "/旅", "24/7")),
        ([{"name": "太郎"}, {"x": "y"}], ("太郎",), ("太郎",)),
        ({"name": "太郎"}, ("太郎",), ("太郎",)),
    ],
    ids=repr,
)  # fmt: skip
def test_09_every_form_of_tags_is_a_list(
    value: Any, jekyll: tuple[str, ...], others: tuple[str, ...]
) -> None:
    assert keys.labels({"tags": value}, "tags", spaces=True) == jekyll
    assert keys.labels({"tags": value}, "tags") == others


def test_09_a_key_in_the_singular_is_not_split_at_spaces() -> None:
    assert keys.labels({"category": "国内 旅行"}, "categories", spaces=True) == ("国内 旅行",)


def test_09_two_authors_are_no_hierarchy() -> None:
    assert keys.labels({"author": "山田/田中"}, "authors") == ("山田/田中",)


def test_08_all_names_are_put_together() -> None:
    metadata = {"tag": "春", "topics": ["桜", "春"], "tags": "京都"}
    assert keys.labels(metadata, "tags") == ("京都", "春", "桜")
    assert keys.labels({"author": "太郎", "authors": ["花子"]}, "authors") == ("花子", "太郎")


def test_08_the_first_name_with_a_value_counts() -> None:
    assert keys.value_of({"date": "", "published_at": "2025-01-01"}, "date") == "2025-01-01"
    assert keys.value_of({"description": "一", "excerpt": "二"}, "excerpt") == "二"
    assert keys.value_of({"date": None}, "date") is None


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("catetories", "categories"),
        ("catagories", "categories"),
        ("categoies", "categories"),
        ("titel", None),
        ("tittle", "title"),
        ("descripton", "description"),
        ("pubished", "published"),
        ("premalink", "permalink"),
        ("dates", "date"),
        ("topic", "topics"),
        ("updated", None),
        ("image_alt", None),
        ("reading_time", None),
        ("tag", None),
        ("x" * 31, None),
        ("題", None),
    ],
)
def test_08_a_misspelling_is_told_with_the_right_key(wrong: str, right: str | None) -> None:
    corrected, found = keys.with_misspelt({wrong: "値"})
    assert found == ([(wrong, right)] if right else [])
    assert corrected.get(right or wrong) == "値"


def test_08_a_misspelt_key_gives_way_to_the_right_one() -> None:
    corrected, _ = keys.with_misspelt({"catetories": "誤", "categories": "正"})
    assert corrected["categories"] == "正"


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        (True, True), ("true", True), ("Yes", True), ("ON ", True), ("1", True), (1, True),
        (False, False), ("false", False), ("No", False), ("off", False), (0, False),
        (None, None), ("", None), ("maybe", None), ([], None), ({}, None), (2, None),
    ],
    ids=repr,
)  # fmt: skip
def test_12_truth_in_every_spelling(value: Any, truth: bool | None) -> None:
    assert keys.truth(value) is truth


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("題 \r\n", "題"),
        ("一\n二", "一 二"),
        (None, ""),
        ([], ""),
        (["一", "二"], "一"),
        ({"name": "太郎", "url": "/"}, "太郎"),
        ({"x": "y"}, ""),
        ([{"name": "太郎"}], "太郎"),
        ([["一"]], ""),
        (1.5, "1.5"),
        (0, "0"),
        (False, "false"),
        (date(2025, 1, 1), "2025-01-01"),
    ],
    ids=repr,
)
def test_11_a_value_is_one_line_of_text(value: Any, line: str) -> None:
    assert keys.text(value) == line
