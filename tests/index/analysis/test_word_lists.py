"""The data files that the package ships: no line contradicts another."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis import variants
from index.analysis.analyzer import open_analyzer
from index.analysis.char_filters import to_wording
from index.analysis.choice import AnalyzerChoice
from index.analysis.spellings import spelling_variants
from index.analysis.user_dictionary import load_user_dictionary
from index.analysis.variants import kanji_variants, merged_characters, read_data

_NEEDS_MORE = frozenset(
    word
    for group in read_data("spellings.txt").splitlines()
    if group.startswith("ヶ")
    for word in group.split()
) | {"はじめる", "引き続き", "育て", "めちゃ", "本当", "くり返す"}
"""What is another word here: か所 without a number, a helping verb, 「育て」と as an order,
本当に, はくり."""

DATA = Path(variants.__file__).parent / "data"


@pytest.mark.parametrize("names", [["variant_kanji.txt", "radicals.txt"], ["variant_marks.txt"]])
def test_a_variant_has_one_chosen_form_that_is_no_variant_itself(names: list[str]) -> None:
    chosen: dict[str, str] = {}
    for line in "".join(map(read_data, names)).splitlines():
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
    "name",
    [
        "spellings.txt",
        "okurigana.txt",
        "verb_nouns.txt",
        "potential_verbs.txt",
        "compound_verbs.txt",
    ],
)
def test_spellings_are_written_as_the_tokenizer_gives_them(name: str) -> None:
    for line in read_data(name).splitlines():
        if not line.startswith("#"):
            assert len(line.split()) > 1, f"{line}: one spelling is no group"
            assert to_wording(line) == (line, ()), f"{line}: normalise it"


@pytest.mark.parametrize("name", ["words.csv", "okurigana.csv", "spellings.csv"])
def test_the_shipped_words_are_each_one_token(name: str) -> None:
    analyzer = open_analyzer(AnalyzerChoice())
    words = load_user_dictionary(DATA / name)
    # A form of a verb may be a noun with a particle just as well: 乗継が.
    for word in (word for word in words if word.entry.part_of_speech.startswith("名詞")):
        first = analyzer.analyze(word.entry.surface).tokens[0]
        assert (first.start, first.end) == (0, len(word.entry.surface)), word.entry.surface


SENTENCES = ("昨日は{}について考えた", "紙に「{}」と書いた")


@pytest.mark.parametrize(
    "name",
    [
        "spellings.txt",
        "okurigana.txt",
        "verb_nouns.txt",
        "potential_verbs.txt",
        "compound_verbs.txt",
    ],
)
def test_every_spelling_of_a_line_finds_every_other_in_a_sentence(name: str) -> None:
    analyzer = open_analyzer(AnalyzerChoice())
    missed = []
    for line in read_data(name).splitlines():
        words = [] if line.startswith("#") else line.split()
        sought = {w: {t.term for t in analyzer.analyze(w).tokens if t.whole} for w in words}
        for word in words:
            if word in _NEEDS_MORE:
                continue
            for sentence in SENTENCES:
                terms = {t.term for t in analyzer.analyze(sentence.format(word)).tokens}
                missed += [
                    f"{other} in {sentence.format(word)}"
                    for other in words
                    if not sought[other] <= terms and other not in _NEEDS_MORE
                ]
    assert not missed, " ".join(missed)


@pytest.mark.parametrize("name", ["variant_kanji.txt", "radicals.txt"])
def test_every_form_of_a_kanji_is_the_same_in_a_name_and_in_the_folded_text(name: str) -> None:
    analyzer = open_analyzer(AnalyzerChoice())
    for line in read_data(name).splitlines():
        if not line.startswith("##"):
            forms = line.split(" # ")[0].split()
            found = [analyzer.analyze(f"{form.strip('()')}山") for form in forms]
            assert len({one.folded for one in found}) == 1, line
            rare = zip(forms, found, strict=True)
            assert len({one.tokens for form, one in rare if form[0] != "("}) == 1, line


_BEHIND_OTHERS = {"取り", "建て", "書き", "減らし", "開き"}
"""How these are read behind other words; alone they are verbs."""


def test_every_reading_of_a_word_is_one_of_its_readings_in_a_sentence() -> None:
    analyzer = open_analyzer(AnalyzerChoice())
    missed = []
    for line in read_data("readings.txt").splitlines():
        word, *ways = line.split() if not line.startswith("#") else [""]
        if len(word) > 1 and word not in _BEHIND_OTHERS:
            read = {
                way
                for sentence in SENTENCES
                for token in analyzer.analyze(sentence.format(word)).tokens
                for way in token.reading.split()
            }
            missed += [f"{way} of {word}" for way in ways if way not in read]
    assert not missed, " ".join(missed)
