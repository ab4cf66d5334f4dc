"""No word of a post is lost, added or moved, whatever plain Markdown it is written in.

The judge is markdown-it's own HTML rendering, which shares no inline code with the reduction.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index.reading.plain_text import to_sections

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

WORDS = st.sampled_from(
    [
        "東京",
        "検索エンジン",
        "Python",
        "こんにちは、世界。",
        "「引用」",
        "2025年",
        "C++",
        "a_b",
        "ー々〆",
    ]
)


class Visible(HTMLParser):
    """What a browser would show of rendered Markdown, code blocks apart."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.code: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._depth += tag == "pre"
        if tag == "img":
            self.text.append(dict(attrs)["alt"] or "")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "pre"

    def handle_data(self, data: str) -> None:
        (self.code if self._depth else self.text).append(data)


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map("**{}**".format),
        inner.map("*{}*".format),
        inner.map("~~{}~~".format),
        inner.map("[{}](https://example.com/a_(b) '題')".format),
        inner.map("説明{}".format).map("![{}](a.png)".format),
        WORDS.map("`{}`".format),
        st.lists(inner, min_size=2, max_size=4).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map("\n".join),
    )


SPANS = st.recursive(WORDS, wrapped, max_leaves=6)
LINES = SPANS.map(lambda text: text.replace("\n", " "))
BLOCKS = st.one_of(
    SPANS,
    LINES.map("## {}".format),
    LINES.map("{}\n===".format),
    LINES.map("> {}".format),
    st.lists(LINES, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {i}" for i in items)),
    st.lists(LINES, min_size=1, max_size=3).map(lambda items: "\n".join(f"1. {i}" for i in items)),
    st.tuples(LINES, LINES).map(lambda pair: "| {} | {} |\n|---|---|\n| 一 | 二 |".format(*pair)),
    WORDS.map("```\n{}\n```".format),
    st.just("***"),
)
POSTS = st.lists(BLOCKS, min_size=1, max_size=6).map("\n\n".join)


def letters(text: str) -> str:
    """Letters and digits only: punctuation that CommonMark leaves behind is not compared."""
    return "".join(re.findall(r"[^\W_]", text))


@settings(max_examples=150, deadline=None)
@given(POSTS)
def test_every_word_of_the_rendered_page_is_in_the_text_in_order(source: str) -> None:
    page = Visible()
    page.feed(RENDERER.render(source))

    sections = to_sections(source, "github").sections

    shown = "\n".join(f"{section.heading}\n{section.text}" for section in sections)
    assert letters(shown) == letters("".join(page.text))
    assert letters("".join(s.code for s in sections)) == letters("".join(page.code))
