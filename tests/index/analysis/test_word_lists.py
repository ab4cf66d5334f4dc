"""The data files that the package ships: no line contradicts another."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis import variants
from index.analysis.analyzer import open_analyzer
from index.analysis.char_filters import to_wording
from index.analysis.spellings import spelling_variants
from index.analysis.user_dictionary import load_user_dictionary
from index.analysis.variants import kanji_variants, merged_characters, read_data

DATA = Path(variants.__file__).parent / "data"


@pytest.mark.parametrize("name", ["variant_kanji.txt", "variant_marks.txt"])
def test_a_variant_has_one_chosen_form_that_is_no_variant_itself(name: str) -> None:
    chosen: dict[str, str] = {}
    for line in read_data(name).splitlines():
        if not line.startswith("##"):
            assert " # " in line, f"{line}: give the reason behind ' # '"
            first, *others = line.split(" # ")[0].split()
            for other in (character.strip("()") for character in others):
                assert len(other) == len(first) == 1
                assert other not in chosen, f"{other} stands in two lines"
                chosen[other] = first
    assert not set(chosen) & set(chosen.values())


def test_replacing_twice_changes_nothing_more() -> None:
    text = "齋藤髙﨑–—“引用”関ヶ原龍"
    for replacements in (kanji_variants(), merged_characters()):
        assert replacements.apply(replacements.apply(text)) == replacements.apply(text)


def test_every_spelling_leads_to_one_that_stands_for_itself() -> None:
    chosen_of = spelling_variants()
    assert all(chosen_of[chosen] == chosen for chosen in chosen_of.values())


@pytest.mark.parametrize(
    "name", ["spellings.txt", "okurigana.txt", "verb_nouns.txt", "potential_verbs.txt"]
)
def test_spellings_are_written_as_the_tokenizer_gives_them(name: str) -> None:
    for line in read_data(name).splitlines():
        if not line.startswith("#"):
            assert len(line.split()) > 1, f"{line}: one spelling is no group"
            assert to_wording(line) == (line, ()), f"{line}: normalise it"


@pytest.mark.parametrize("name", ["words.csv", "okurigana.csv"])
def test_the_shipped_words_are_each_one_token(name: str) -> None:
    analyzer = open_analyzer()
    words = load_user_dictionary(DATA / name)
    # A form of a verb may be a noun with a particle just as well: 乗継が.
    for word in (word for word in words if word.entry.part_of_speech.startswith("名詞")):
        first = analyzer.analyze(word.entry.surface).tokens[0]
        assert (first.start, first.end) == (0, len(word.entry.surface)), word.entry.surface
