"""The query language: what is typed, and what is understood.

Each row shows a query and what becomes of it in a short notation: words as they are, phrases in
quotes, ``w*`` for a prefix, ``(a | b)`` for alternatives, ``-`` before what is excluded, and
filters as ``name=value``.
"""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.parser import MAX_CLAUSES, parse_text
from search.query.query import (
    AllOf,
    AnyOf,
    Clause,
    Filtered,
    Filters,
    Phrase,
    Prefix,
    Query,
    Where,
    range_text,
)

TODAY = date(2025, 10, 30)

QUERIES = [
    # Words and spaces
    ("東京 天気", "東京 天気"),
    ("東京　天気", "東京 天気"),
    ("  東京\t天気\n", "東京 天気"),
    ("", ""),
    ("東京 AND 天気", "東京 天気"),
    ("東京 and 天気", "東京 and 天気"),
    # Phrases
    ('"東京 天気"', '"東京 天気"'),
    ("「東京 天気」", '"東京 天気"'),
    ("『東京 天気』 雨", '"東京 天気" 雨'),
    ("“東京 天気”", '"東京 天気"'),
    ("＂東京 天気＂", '"東京 天気"'),
    ('"東京"大阪', '"東京" 大阪'),
    ("「東京」「大阪」", '"東京" "大阪"'),
    # Quotes that are text
    ('"東京 天気', '"東京 天気'),
    ("「赤旗」で発表したのは", "「赤旗」で発表したのは"),
    ("機関誌『月刊学習』は", "機関誌『月刊学習』は"),
    ('""', ""),
    ('""" "', ""),
    ("「」", ""),
    # Exclusion
    ("東京 -天気", "東京 -天気"),
    ("東京 －天気", "東京 -天気"),
    ("東京 −天気", "東京 -天気"),
    ("東京 ー天気", "東京 -天気"),
    ("東京 NOT 天気", "東京 -天気"),
    ("東京 ＮＯＴ 天気", "東京 -天気"),
    ('-"東京 天気"', '-"東京 天気"'),
    ("-「東京 天気」", '-"東京 天気"'),
    ("-天気*", "-天気*"),
    # Minus signs that are text
    ("サーバー", "サーバー"),
    ("F-35 GPT-4o 100-0000", "F-35 GPT-4o 100-0000"),
    ("東京 - 大阪", "東京 大阪"),
    ("--help", "--help"),
    ("NOT", "NOT"),
    ("東京 NOT", "東京 NOT"),
    # Alternatives
    ("東京 OR 大阪", "(東京 | 大阪)"),
    ("東京 ＯＲ 大阪", "(東京 | 大阪)"),
    ("東京 | 大阪", "(東京 | 大阪)"),
    ("東京 ｜ 大阪", "(東京 | 大阪)"),
    ('天気 東京 OR "大 阪" OR 京*', '天気 (東京 | "大 阪" | 京*)'),
    ("OR 東京", "OR 東京"),
    ("東京 OR", "東京 OR"),
    ("NOT OR 東京", "(NOT | 東京)"),
    ("東京 OR -大阪", "(東京 | (-大阪))"),
    # Prefixes
    ("天気*", "天気*"),
    ("天気＊", "天気*"),
    ("*", ""),
    ("**強調**", "強調"),
    ("*天気*", "天気"),
    ("天*気", "天*気"),
    # Fields
    ("title:東京", "title:東京"),
    ("タイトル：東京", "title:東京"),
    ("ｔｉｔｌｅ：東京", "title:東京"),
    ('title:"東京 天気"', 'title:"東京 天気"'),
    ("title:東*", "title:東*"),
    ("-title:東京", "-title:東京"),
    ("tag:AI", "tag=AI"),
    ("TAG:AI", "tag=AI"),
    ("tag：AI", "tag=AI"),
    ("タグ:AI", "tag=AI"),
    ("tag:AI tag:検索 東京", "東京 tag=AI & tag=検索"),
    ('tag:"EU AI Act"', "tag=EU AI Act"),
    ("tag:「EU AI Act」", "tag=EU AI Act"),
    ("tag:技術: LLM 東京", "東京 tag=技術: LLM"),
    ("tag:IT・ソフトウェア", "tag=IT・ソフトウェア"),
    ("-tag:AI", "-tag=AI"),
    ("NOT category:技術", "-category=技術"),
    ("author:夏目漱石 site:blog lang:ja", "author=夏目漱石 lang=ja site=blog"),
    # Dates
    ("date:2025-10", "2025-10-01..2025-10-31"),
    ("date:2025-01..2025-06 東京", "東京 2025-01-01..2025-06-30"),
    ("日付：先月", "2025-09-01..2025-09-30"),
    ("date:2025 date:..2025-06", "2025-01-01..2025-06-30"),
    ("先月", "先月"),
    # Anything else is text
    ("date:いつか", "date:いつか"),
    ("-date:2025", "-date=2025-01-01..2025-12-31"),
    ("-date:いつか", "-date:いつか"),
    ("a:b", "a:b"),
    ("tag:", "tag:"),
    ("tag: AI", "tag: AI"),
    ('tag:"AI', 'tag:"AI'),
    ("https://example.com/?q=1", "https://example.com/?q=1"),
    ("C++ C# .NET foo.bar() a_b", "C++ C# .NET foo.bar() a_b"),
    ("(東京 OR 大阪) 天気", "(東京 | 大阪) 天気"),
    ("（東京 OR 大阪） 天気", "(東京 | 大阪) 天気"),
    ("(東京 天気) OR 大阪", "((東京 天気) | 大阪)"),
    ("-(雨 雪) 東京", "東京 -(雨 雪)"),
    ("NOT (雨 OR 雪) 東京", "東京 -(雨 | 雪)"),
    ("(東京)", "(東京)"),
    ("(株)東京 f(x) (a", "(株)東京 f(x) (a"),
    ("東京)", "東京)"),
    ("( 東京", "東京"),
    # Filters are words of the language
    ("tag:A OR tag:C", "tag=A tag=C"),
    ("(tag:A OR tag:C) date:2020 -京都", "-京都 tag=A tag=C 2020-01-01..2020-12-31"),
    ("tag:A OR author:B 東京", "東京 & tag=A or author=B"),
    ("date:2018 OR date:2020", "& 2018-01-01..2018-12-31 or 2020-01-01..2020-12-31"),
    ("モナド OR tag:Monad", "(モナド | tag=Monad)"),
    ("-(tag:A tag:B) 東京", "東京 -(tag=A tag=B)"),
    ("-(tag:A)", "-tag=A"),
    ("tag:A -tag:B NOT tag:C", "tag=A -tag=B -tag=C"),
    ("(東京 tag:A) OR (大阪 -tag:B)", "((東京 tag=A) | (大阪 -tag=B))"),
    ("((tag:A OR tag:B) 東京)", "東京 tag=A tag=B"),
    ("🍣", "🍣"),
    ("。", ""),
    ("東京\x00天気", "東京 天気"),
    ("東京\ud800天気", "東京 天気"),
    ("ſite:x", "site=x"),
]


@pytest.mark.parametrize(("typed", "understood"), QUERIES)
def test_a_query_is_understood(typed: str, understood: str) -> None:
    assert notation(parse_text(typed, TODAY)) == understood


@given(st.text())
def test_nothing_that_can_be_typed_fails(typed: str) -> None:
    parse_text(typed, TODAY)


@given(st.text(alphabet='ab "-*:「」|ORNTtagdate:2025.ー　＊：', max_size=60))
def test_no_mixture_of_syntax_fails(typed: str) -> None:
    parsed = parse_text(typed, TODAY)
    for clause in (*parsed.wanted, *parsed.excluded):
        assert notation(Query(wanted=(clause,))).strip()


@pytest.mark.parametrize("part", ['"', "「", "a:", "tag:", "-", "a OR ", "x ", "*", "ー", 'tag:"'])
def test_long_queries_take_no_time(part: str) -> None:
    started = time.process_time()
    parsed = parse_text(part * 1_000_000, TODAY)
    assert len(parsed.wanted) <= MAX_CLAUSES
    assert time.process_time() - started < 3


def notation(parsed: Query) -> str:
    groups = (" or ".join(map(_filters, group)) for group in parsed.every)
    parts = [
        *map(_clause, parsed.wanted),
        *(f"-{_clause(clause)}" for clause in parsed.excluded),
        _filters(parsed.filters),
        *(f"& {group}" for group in groups),
    ]
    return " ".join(part for part in parts if part)


def _filters(filters: Filters) -> str:
    return " ".join(
        [
            *(
                f"{name}={value}"
                for name, values in sorted(filters.values.items())
                for value in values
            ),
            *(f"{span.first or ''}..{span.last or ''}" for span in filters.ranges.values()),
            *(
                f"-{name}={one if isinstance(one, str) else range_text(one)}"
                for name, some in filters.excluded.items()
                for one in some
            ),
        ]
    )


def _clause(clause: Clause) -> str:
    if isinstance(clause, AnyOf):
        return f"({' | '.join(map(_clause, clause.clauses))})"
    if isinstance(clause, AllOf):
        excluded = (f"-{_clause(one)}" for one in clause.excluded)
        return f"({' '.join((*map(_clause, clause.clauses), *excluded))})"
    if isinstance(clause, Filtered):
        return _filters(clause.filters)
    prefix = "title:" if clause.where is Where.TITLE else ""
    if isinstance(clause, Phrase):
        return f'{prefix}"{clause.text}"'
    return f"{prefix}{clause.text}{'*' if isinstance(clause, Prefix) else ''}"


@pytest.mark.parametrize(
    ("text", "chips"),
    [
        ("東京 tag:AI", [("tag:AI", "東京")]),
        ("tag:AI -tag:B 東京", [("tag:AI", "-tag:B 東京"), ("-tag:B", "tag:AI 東京")]),
        ("(tag:A OR tag:C) 東京", [("(tag:A OR tag:C)", "東京")]),
        ("NOT tag:A", [("NOT tag:A", "")]),
        ("モナド OR tag:Monad", []),
        ("a:b 東京", []),
    ],
)
def test_a_typed_filter_is_known_with_what_is_left_without_it(
    text: str, chips: list[tuple[str, str]]
) -> None:
    assert [(one.text, one.rest) for one in parse_text(text, TODAY).typed_filters] == chips


def test_the_words_are_what_was_typed_besides_filters() -> None:
    assert parse_text("東京の、天気 tag:AI は? -date:2020", TODAY).words == "東京の、天気 は?"
    assert parse_text("東京 OR 大阪 ", TODAY).words is None, "all of the text"


@pytest.mark.parametrize("text", ["(" * 3000, "(a:" * 700 + ")" * 700, '("' * 900, "(a b) " * 400])
def test_brackets_are_read_quickly(text: str) -> None:
    start = time.process_time()
    parse_text(text, TODAY)
    assert time.process_time() - start < 1
