"""Spelling variants that are proposed to a site owner, from the posts alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis.synonyms import load_synonyms
from search.variants import as_synonym_file, find_variants
from tests.search.asking import ask, found, open_posts


def proposed(folder: Path, texts: list[str], minimum: int = 1) -> list[list[str]]:
    searcher = open_posts(folder, {str(number): text for number, text in enumerate(texts)})
    groups = find_variants(searcher.vocabulary(), minimum)
    return [[term for term, _ in group] for group in groups]


@pytest.mark.parametrize(
    "spellings",
    [
        ["売上げ", "売り上げ"],
        ["インターフェース", "インタフェース"],
        ["ウィンドウ", "ウインドウ"],
        ["スタンドアローン", "スタンドアロン"],
        ["フェア", "フエア"],
        ["node.js", "nodejs"],
        ["email", "e-mail"],
    ],
)
def test_spellings_of_one_word_are_proposed_or_one_term_already(
    tmp_path: Path, spellings: list[str]
) -> None:
    texts = [f"これは {spelling} の話" for spelling in spellings]
    searcher = open_posts(tmp_path, {str(n): text for n, text in enumerate(texts)})
    groups = [{term for term, _ in group} for group in find_variants(searcher.vocabulary(), 1)]
    hits = [ask(searcher, spelling).hits for spelling in spellings]
    # What is found by its sound only is worth proposing all the same.
    together = all(len([h for h in some if "reading" not in h.matched_by]) == 2 for some in hits)
    assert together or any(len(group) == 2 for group in groups)
    assert not (together and groups)


@pytest.mark.parametrize(
    "strangers",
    [
        ["制作", "製作"],
        ["バス", "パス"],
        ["レベル", "レーベル"],
        ["ビル", "ビール"],
        ["走る", "走った"],
        ["会", "回"],
        ["サーバー", "サーバ"],
        ["e-mail", "email"],
        ["辺", "辺り"],
        ["ファン", "フアン"],
        ["is_empty", "isempty"],
        ["v1.2", "v12"],
        ["a.b", "ab"],
    ],
)
def test_other_words_and_those_found_together_are_not(tmp_path: Path, strangers: list[str]) -> None:
    assert proposed(tmp_path, [f"これは{stranger}の話" for stranger in strangers]) == []


def test_a_single_slip_is_not_a_habit(tmp_path: Path) -> None:
    texts = ["スタンドアローンの話"] * 3 + ["スタンドアロンの話"]
    assert proposed(tmp_path / "two", texts, minimum=2) == []
    assert proposed(tmp_path / "one", texts, minimum=1) == [["スタンドアローン", "スタンドアロン"]]


def test_what_touches_most_posts_comes_first(tmp_path: Path) -> None:
    texts = ["node.jsの話", "nodejsの話"] + ["スタンドアローンの話", "スタンドアロンの話"] * 2
    assert proposed(tmp_path, texts)[0][0] == "スタンドアロン"


def test_the_proposal_is_a_synonym_file_that_works(tmp_path: Path) -> None:
    posts = {"long": "スタンドアローンの話", "short": "スタンドアロンの話"}
    before = open_posts(tmp_path / "before", posts)
    assert found(before, "スタンドアローン") == ["long"]
    lines = as_synonym_file(find_variants(before.vocabulary(), 1))
    path = tmp_path / "synonyms.txt"
    path.write_text(lines, encoding="utf-8")
    assert load_synonyms(path).expand("スタンドアローン") == ("スタンドアロン",)
    after = open_posts(tmp_path / "after", posts, lines.splitlines())
    assert found(after, "スタンドアローン") == ["long", "short"]
    assert lines.startswith("# ")
