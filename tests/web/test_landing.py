"""Where links of hits lead: text fragments that browsers can find, and sections worth a link."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from tests.support import build_index
from tests.web.conftest import make_client
from web.links import text_fragment


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        ("<mark>東京</mark>は晴れ。明日は雨。", "東京は晴れ"),
        ("今日は雨。明日の<mark>東京</mark>は晴れ。", "明日の東京は晴れ"),
        ("…が続く。「<mark>東京</mark>は晴れ」と言った…", ""),
        ("…が続く、<mark>東京</mark>は晴れ、と言った…", "東京は晴れ"),
        ("…から<mark>東京</mark>へ。", ""),
        ("A &amp; B in <mark>Tokyo</mark>! Then home.", "A & B in Tokyo"),
        ("一語もない。", ""),
        ("<mark>東京</mark>", "東京"),
        ("", ""),
    ],
)
def test_a_fragment_is_a_sentence_between_punctuation(snippet: str, expected: str) -> None:
    fragment = text_fragment(snippet)
    assert unquote(fragment) == (f":~:text={expected}" if expected else "")


def test_a_long_sentence_is_named_by_its_ends() -> None:
    long = (
        "まず最初に東京を出発して、"
        + "途中であちこちに寄り、" * 5
        + "夜遅くに<mark>大阪</mark>へ着いた。"
    )
    start, end = text_fragment(long).removeprefix(":~:text=").split(",")
    assert unquote(start) == "まず最初に東京を出発して"
    assert unquote(end) == "夜遅くに大阪へ着いた"


def test_what_means_something_in_a_fragment_is_escaped() -> None:
    assert text_fragment("a-b,c &amp; <mark>d</mark>") == ":~:text=a%2Db%2Cc%20%26%20d"


def test_other_marks_are_no_text() -> None:
    assert unquote(text_fragment("[東京]は晴れ。", ("[", "]"))) == ":~:text=東京は晴れ"
    assert text_fragment("東京は晴れ。", ("", "")) == ""


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    headings = {"東京の話": "東京の話をします。", "関連記事": "東京の天気という記事もあります。"}
    posts = {"a.md": {"title": "散歩", "text": "歩いた。", "headings": headings}}
    return build_index(tmp_path_factory.mktemp("listed"), posts)  # type: ignore[arg-type]


def sections(client: FlaskClient) -> list[str]:
    (hit,) = client.get("/api/v1/search?q=東京").get_json()["hits"]
    return [section["title"] for section in hit["sections"]]


def test_sections_that_only_lead_elsewhere_are_not_shown(listed: Path) -> None:
    assert sections(make_client(listed)) == ["東京の話"]
    assert sections(make_client(listed, hidden_sections=["東京の話"])) == ["関連記事"]
    assert sections(make_client(listed, hidden_sections=())) == ["東京の話", "関連記事"]


def test_fragments_can_be_turned_off(listed: Path) -> None:
    (hit,) = make_client(listed).get("/api/v1/search?q=東京").get_json()["hits"]
    assert unquote(hit["sections"][0]["fragment"]) == ":~:text=東京の話をします"
    off = make_client(listed, text_fragments=False)
    (hit,) = off.get("/api/v1/search?q=東京").get_json()["hits"]
    assert (hit["fragment"], hit["sections"][0]["fragment"]) == ("", "")
    assert ":~:" not in off.get("/?q=東京").text
