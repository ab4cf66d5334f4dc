"""Values of YAML stay as they were written, and lines that YAML refuses are repaired."""

from __future__ import annotations

from typing import Any

import pytest

from index.reading.yaml_values import FrontMatterError, load_yaml


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("a: 1.10", {"a": "1.10"}),
        ("a: 010", {"a": "010"}),
        ("a: 1e3", {"a": "1e3"}),
        ("a: 12:30:45", {"a": "12:30:45"}),
        ("a: yes", {"a": "yes"}),
        ("a: true", {"a": "true"}),
        ("a: 2025-13-45", {"a": "2025-13-45"}),
        ("a: 0xFF", {"a": "0xFF"}),
        ("a: .nan", {"a": ".nan"}),
        ("a: =", {"a": "="}),
        ("a: ~", {"a": None}),
        ("a: null", {"a": None}),
        ("a:", {"a": None}),
        ("1: a", {"1": "a"}),
        ("a: |\n  一\n  二", {"a": "一\n二"}),
        ("a: >\n  一\n  二", {"a": "一 二"}),
        ("a: &x [一]\nb: *x", {"a": ["一"], "b": ["一"]}),
        ("a: &x {b: 一}\nc:\n  <<: *x\n  d: 二", {"a": {"b": "一"}, "c": {"b": "一", "d": "二"}}),
        ("a: !!int '5'", {"a": "5"}),
        ("a: !!float 1", {"a": "1"}),
        ("a: !anything {b: !x [c]}", {"a": {"b": ["c"]}}),
        ("- a\n- b", ["a", "b"]),
        ("ただの文", "ただの文"),
        ("", None),
        ("# ひとこと", None),
    ],
)
def test_values_stay_as_written(source: str, value: Any) -> None:
    assert load_yaml(source) == (value, [])


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("a: @home", "@home"),
        ("a: `code`", "`code`"),
        ("a: %d を使う", "%d を使う"),
        ("a: [x] y", "[x] y"),
        ("a: {x} y", "{x} y"),
        ("a: {{ page.title }}", "{{ page.title }}"),
        ("a: 'x' y", "'x' y"),
        ('a: "x" y', '"x" y'),
        ("a: &amp; だけ", "&amp; だけ"),
        ("a: *強調*", "*強調*"),
        ("a: x: y", "x: y"),
        ("a: - x", "- x"),
        ('a: "閉じない', "閉じない"),
        ("a: '閉じない", "閉じない"),
        ("a: @it's", "@it's"),
        ("a: [x, y", ["x", "y"]),
    ],
)
def test_a_line_that_is_no_yaml_is_repaired(line: str, value: Any) -> None:
    read, warnings = load_yaml(f"before: 一\n{line}\nafter: 二")
    assert read == {"before": "一", "a": value, "after": "二"}
    assert [(code, number) for code, _, number in warnings] == [("repaired_front_matter", 2)]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a: b\ntags: [x] y", 2),
        ("a: b\n c: d\ne: f", 2),
        ("a: b\nただの文\nc: d", 3),
        ("a: [x,\nb: c", 3),
        ("{a: b", 2),
        ("a: b\n? [x]\n: c", 2),
    ],
)
def test_what_may_mean_two_things_is_refused_with_its_line(source: str, line: int) -> None:
    with pytest.raises(FrontMatterError) as refused:
        load_yaml(source)
    assert abs((refused.value.line or 0) - line) <= 1
    assert refused.value.code == "front_matter_invalid"
    assert "\n" not in refused.value.reason


def test_a_value_over_several_lines_is_left_alone() -> None:
    value, warnings = load_yaml('a: @x\nb: "一\n  二"\nc: |\n  [x] y\n  z: @')
    assert value == {"a": "@x", "b": "一 二", "c": "[x] y\nz: @"}
    assert [(code, line) for code, _, line in warnings] == [("repaired_front_matter", 1)]


def test_duplicates_are_told_with_the_line_of_the_later() -> None:
    value, warnings = load_yaml("a: 一\nb: 二\na: 三\nc: {a: 四}")
    assert value["a"] == "三"
    assert warnings == [("duplicate_key", "'a' stands twice", 3)]


def test_a_merged_key_is_no_duplicate() -> None:
    value, warnings = load_yaml("x: &x {a: 一, b: 二}\n<<: *x\na: 三")
    assert (value["a"], value["b"], warnings) == ("三", "二", [])


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a: b\ntitle: C言語 #1", 2),
        ("Title: x #y", 1),
        ("title: C#の話", None),
        ('title: "x #1"', None),
        ("title: 'x #1'", None),
        ("title: #1", None),
        ("subtitle: x #1", None),
    ],
)
def test_a_title_that_a_comment_cuts_is_told(source: str, line: int | None) -> None:
    told = [("title_cut", line)] if line else []
    assert [(code, number) for code, _, number in load_yaml(source)[1]] == told
