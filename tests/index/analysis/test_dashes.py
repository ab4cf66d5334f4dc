"""Long-vowel marks, hyphens and bars by what stands beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.dashes import tell_dashes_apart

MEANT = [
    ("コンピュ―タ", "コンピュータ"),
    ("レーザ−を", "レーザーを"),
    ("プリンタ-を", "プリンターを"),
    ("100ー0000", "100-0000"),
    ("gpt−4o", "gpt-4o"),
    ("データ‐ベース", "データ‐ベース"),
    ("東京――大阪", "東京――大阪"),
    ("らーめん", "らーめん"),
    ("サーバー", "サーバー"),
    ("ス〜パ〜へ行く", "スーパーへ行く"),
    ("ケ～キとコ〜ヒ〜", "ケ～キとコーヒー"),
    ("ラ~メン屋", "ラーメン屋"),
    ("リンゴ〜バナナの棚", "リンゴ〜バナナの棚"),
    ("東京〜大阪", "東京〜大阪"),
    ("a〜b", "a〜b"),
]


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_a_dash_becomes_what_it_stands_for(typed: str, meant: str) -> None:
    assert tell_dashes_apart(typed) == meant


@given(st.text(alphabet="アュあ亜a1ー-‐―−–〜~ ", max_size=30))
def test_the_length_never_changes(text: str) -> None:
    assert len(tell_dashes_apart(text)) == len(text)
