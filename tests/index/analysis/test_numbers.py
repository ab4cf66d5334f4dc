"""Numbers in every notation have one term."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.numbers import KANJI_NUMERALS, number_term, read_numbers

SAME = [
    ("一万", "10000"),
    ("二千二十六", "2026"),
    ("二〇二六", "2026"),
    ("1.4兆", "1400000000000"),
    ("1兆4000億", "1400000000000"),
    ("3万5千", "35000"),
    ("1億2千万", "120000000"),
    ("三千五百億", "350000000000"),
    ("百", "100"),
    ("万", "10000"),
    ("1,234", "1234"),
    ("3.14", "3.14"),
    ("0.5万", "5000"),
    ("1.25千", "1250"),
]


@pytest.mark.parametrize(("written", "term"), SAME)
def test_a_number_becomes_its_digits(written: str, term: str) -> None:
    assert number_term(written) == term


@pytest.mark.parametrize("written", ["十十", "1.5.2万", "千万億百千", "9" * 30, "..万"])
def test_what_nobody_writes_is_no_number(written: str) -> None:
    assert number_term(written) is None


@given(st.text(alphabet="".join(sorted(KANJI_NUMERALS)) + "0123456789.,", max_size=40))
def test_any_run_of_numerals_is_a_short_number_or_none(text: str) -> None:
    term = number_term(text)
    assert term is None or (len(term) <= 45 and term.replace(".", "", 1).isdigit())


@pytest.mark.parametrize(
    ("kana", "begins"),
    [
        ("にじかん", ("に", "2")),
        ("さんにん", ("さん", "3")),
        ("じゅっぷん", ("じゅっ", "10")),
        ("にじゅうさんさい", ("にじゅうさん", "23")),
        ("さんぜんえん", ("さんぜん", "3000")),
        ("いちまんえん", ("いちまん", "10000")),
    ],
)
def test_numbers_are_read_aloud(kana: str, begins: tuple[str, str]) -> None:
    assert begins in [(kana[:length], term) for length, term in read_numbers(kana)]


def test_what_is_no_number_is_none() -> None:
    assert read_numbers("うみ") == ()
