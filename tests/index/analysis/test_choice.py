"""The choice of an analyzer travels as text, and tells by itself whether it is still the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice, recorded_choice
from index.errors import DictionaryError


def test_a_recorded_choice_is_the_same_choice(tmp_path: Path) -> None:
    words = tmp_path / "words.csv"
    words.write_text("令和,れいわ\n", "utf-8")
    for choice in (AnalyzerChoice("janome"), AnalyzerChoice("janome", words).read()):
        assert recorded_choice(choice.settings()) == choice


def test_the_fingerprint_changes_with_tokenizer_and_dictionary(tmp_path: Path) -> None:
    words = tmp_path / "words.csv"
    words.write_text("令和,れいわ\n", "utf-8")
    plain, own = AnalyzerChoice("janome"), AnalyzerChoice("janome", words)
    before = own.fingerprint()
    assert before == own.fingerprint()
    words.write_text("平成,へいせい\n", "utf-8")
    after = own.fingerprint()
    assert len({plain.fingerprint(), AnalyzerChoice("mecab").fingerprint(), before, after}) == 4


def test_a_missing_dictionary_is_named(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match=r"none\.csv"):
        AnalyzerChoice("janome", tmp_path / "none.csv").fingerprint()
