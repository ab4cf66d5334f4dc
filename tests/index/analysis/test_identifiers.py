"""Identifiers, emoji and words of other scripts: kept whole, and found by their parts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.identifiers import find_spans


def terms(text: str, whole: bool | None = None) -> list[str]:
    tokens = [token for span in find_spans(text) for token in span.tokens]
    return [token.term for token in tokens if whole is None or token.whole is whole]


WHOLE = [
    ("gpt-4oを使う", ["gpt-4o"]),
    ("c++とc#と.net", ["c++", "c#", ".net"]),
    ("node.js", ["node.js"]),
    ("f-35、5g、c-8", ["f-35", "5g", "c-8"]),
    ("a_bとfoo.bar()", ["a_b", "foo.bar"]),
    ("at&tとr&d", ["at&t", "r&d"]),
    ("__init__の中", ["init"]),
    ("6-20-1", ["6", "20", "1"]),
    ("2025-10-30", ["2025", "10", "30"]),
    ("v1.2.3", ["v1.2.3"]),
    ("🎉🚀", ["🎉", "🚀"]),
    ("1,234円", ["1234"]),
    ("1.4兆円", ["1400000000000"]),
    ("openai's users'", ["openai", "user"]),
    ("end.net ...net", ["end.net", "net"]),
    ("привет мир", ["привет", "мир"]),
    ("한국어", ["한국어"]),
    ("2千葉県", ["2"]),
]


@pytest.mark.parametrize(("text", "wanted"), WHOLE)
def test_an_identifier_is_one_term(text: str, wanted: list[str]) -> None:
    assert terms(text, whole=True) == wanted


PARTS = [
    ("gpt-4o", ["gpt4o", "gpt", "4o"]),
    ("node.js", ["node", "js"]),
    ("iphone15", ["iphone", "15"]),
    ("10km", ["10", "km"]),
    ("5g", []),
    ("3.14", []),
    ("2025/07", ["7"]),
]


@pytest.mark.parametrize(("text", "parts"), PARTS)
def test_an_identifier_is_found_by_its_parts(text: str, parts: list[str]) -> None:
    assert terms(text, whole=False) == parts


def test_a_part_stands_where_it_is_written() -> None:
    tokens = {t.term: (t.start, t.end) for span in find_spans("の gpt-4o") for t in span.tokens}
    assert tokens == {"gpt-4o": (2, 8), "gpt4o": (2, 8), "gpt": (2, 5), "4o": (6, 8)}


def test_long_runs_of_letters_are_no_words() -> None:
    assert terms("a" * 500) == []


@given(st.text(alphabet="a1.-_+#&'’,/()@ あ万億🎉é한", max_size=50))
def test_spans_follow_one_another_and_tokens_lie_within(text: str) -> None:
    end = 0
    for span in find_spans(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        for token in span.tokens:
            assert span.start <= token.start < token.end <= span.end
            assert token.term


@pytest.mark.parametrize("piece", ["a-", "1,", "a.", "__", "1.4", "+", "a'", "万1"])
def test_hostile_runs_take_linear_time(piece: str) -> None:
    start = time.process_time()
    list(find_spans(piece * 20_000))
    assert time.process_time() - start < 5
