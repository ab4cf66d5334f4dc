"""The catalogue: the two languages say the same things, and nothing is said that nobody shows."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import web
from search.query.query import Days
from web.texts import LANGUAGES, Texts, catalogue

WEB = Path(web.__file__).parent
NAMES = re.compile(r"\{(\w+)\}")


def plain_keys(language: str) -> set[str]:
    """Keys without the forms that only some languages have."""
    return {key.removesuffix(".one").removesuffix(".other") for key in catalogue(language)}


def test_both_languages_have_the_same_texts() -> None:
    assert plain_keys("ja") == plain_keys("en")


@pytest.mark.parametrize("key", sorted(catalogue("ja")))
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    if key.startswith("date."):
        return  # 10月 is a number, October a name
    japanese, english = (set(NAMES.findall(catalogue(name)[key])) for name in LANGUAGES)
    assert japanese == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_doubly_spaced(language: str) -> None:
    for key, text in catalogue(language).items():
        assert text.strip() == text and text, key
        assert "  " not in text, key


def test_japanese_texts_use_japanese_punctuation() -> None:
    for key, text in catalogue("ja").items():
        assert not re.search(r"[ぁ-んァ-ヶ一-龠][,.!?:;]|[,!?;][ぁ-んァ-ヶ一-龠]", text), key


OWNERS = ("admin.", "playground.", "guide.", "error.index.owner")
"""What visitors do not read."""


@pytest.mark.parametrize(
    ("language", "jargon"),
    [
        (
            "ja",
            "索引|インデックス|クエリ|トークン|ファセット|サーバー|検索欄|検索窓|テキストボックス",
        ),
        ("en", r"(?i)\b(index|quer(y|ies)|tokens?|facets?|engine|server|snippets?|documents?)\b"),
    ],
)
def test_visitors_read_no_jargon(language: str, jargon: str) -> None:
    for key, text in catalogue(language).items():
        said = NAMES.sub("", text)
        assert key.startswith(OWNERS) or not re.search(jargon, said), (key, text)


def test_what_is_left_is_told_by_one_number() -> None:
    """Not "200 of 225 more", which nobody can read."""
    for language in LANGUAGES:
        numbers = NAMES.findall(catalogue(language)["page.more.other"])
        assert numbers == ["count"]
    assert Texts("ja").count("page.more", 225) == "ほか225件を表示"
    assert Texts("en").count("page.more", 225) == "Show 225 more"


def test_every_text_is_used() -> None:
    sources = "\n".join(
        path.read_text("utf-8")
        for pattern in ("**/*.py", "templates/*.html", "static/**/*.js")
        for path in WEB.glob(pattern)
    )
    families = (
        "value.",
        "relaxed.",
        "error.",
        "widget.error.",
        "page.sort.",
        "page.tips.",
        "date.",
    )
    for key in plain_keys("ja"):
        name = key.removeprefix("widget.")
        assert key.startswith(families) or f'"{name}"' in sources or f"'{name}'" in sources, key


@pytest.mark.parametrize(
    ("first", "last", "japanese", "english"),
    [
        ("2025-10-01", "2025-10-31", "2025年10月", "October 2025"),
        ("2025-01-01", "2025-12-31", "2025年", "2025"),
        ("2025-10-30", "2025-10-30", "2025年10月30日", "30 October 2025"),
        ("2025-05-01", "2025-05-08", "2025年5月1日～2025年5月8日", "1 May 2025 – 8 May 2025"),
        ("2025-10-30", None, "2025年10月30日以降", "Since 30 October 2025"),
        (None, "2025-10-30", "2025年10月30日以前", "Until 30 October 2025"),
        (None, None, "", ""),
    ],
)  # fmt: skip
def test_ranges_of_days_are_said_as_people_say_them(
    first: str | None, last: str | None, japanese: str, english: str
) -> None:
    days = Days(
        date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None
    )
    assert (Texts("ja").days(days), Texts("en").days(days)) == (japanese, english)


def test_one_is_counted_in_the_singular() -> None:
    assert Texts("en").count("page.count", 1) == "1 post"
    assert Texts("en").count("page.count", 1200) == "1,200 posts"
    assert Texts("ja").count("page.count", 1) == "1件"
