"""Whatever a file holds, it is reduced in time in proportion to its length, without an error."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.markdown.notations import Flavour
from index.reading.plain_text import to_sections

LENGTH = 40_000
SECONDS = 8.0  # ten times what the slowest needs on two busy cores; quadratic work needs minutes

PATTERNS = [
    *"*_[]`<>&$!#|~:{}\\\n\t @h-=",
    *("[]", "![", "](", "[a](", "[a](b", "[a](<b", '[a](b "', "[a](\\", "[a](/", "[^a]", "^["),
    *("`a", "`a``b", "**a ", "*a_b ", "a*b_c~~", "~~a", "$a", "$$a ", "{a|あ", ":a:"),
    *("<a ", '<a b="', "<!--", "<!-- \n\n", "<rt>", "<script>", "<h1>", "<pre>\n", "<?", "&#1"),
    *("{{ a", "{% a", "{% raw %}", "{{< a ", "{: a", "{::comment}\n", "* a\n{:toc}\n"),
    *("> ", "> a\n", "- ", "- a\n", "1. a\n", "a\n: b\n", "|a", "|a|b\n|-|-\n", "[a]: b\n"),
    *("$$x$$ ", "<div>\n", "<div>\n\n</div>\n", "![a](/b c ", "> [!NOTE] a\n", "## a {#b}\n\n"),
    *("[^a]: b\n", "*[a]: b\n", "```\n", "$$\n", ":::\n", "---\n", "a\n=\n", "# a\n", "https://"),
    *("東京", "🎉", "\ud800", "\u3000"),
]
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=5)
"""Decoding leaves no control characters."""


def seconds_for(source: str, flavour: Flavour) -> float:
    start = time.process_time()
    to_sections(source, flavour)
    return time.process_time() - start


@pytest.mark.parametrize("pattern", PATTERNS, ids=repr)
def test_a_pattern_repeated_without_end_costs_linear_time(pattern: str) -> None:
    source = (pattern * LENGTH)[:LENGTH]

    assert seconds_for(source, "kramdown") < SECONDS


@pytest.mark.parametrize("pattern", ["{{< a ", '{{< a "', "{{< a >}}", "{{</*", "{#a}", "::: a\n"])
def test_what_only_hugo_knows_costs_linear_time_too(pattern: str) -> None:
    assert seconds_for((pattern * LENGTH)[:LENGTH], "hugo") < SECONDS


@pytest.mark.parametrize(
    "pattern",
    ["{", "{/*", "<A ", "<A b={", '<A a="', "<A {...", "\nimport {", "\nimport a,", '\nimport "',
     "\nexport const ", "{a:{", "`a", "\n```\n~~~", "- a\n---\n", "`", "~",
     "```", "~~~\n", "``` ", "``a`", "$", "$$", "$a", "$$a$", "$\\\\", "$\\\\{"],
)  # fmt: skip
def test_what_only_mdx_knows_costs_linear_time_too(pattern: str) -> None:
    assert seconds_for((pattern * LENGTH)[:LENGTH], "mdx") < SECONDS


@pytest.mark.parametrize(
    ("flavour", "pattern"),
    [
        ("obsidian", "[["),
        ("obsidian", "%%a "),
        ("obsidian", "![[a|"),
        ("obsidian", "==a"),
        ("obsidian", "#a "),
        ("hatena", "(("),
        ("hatena", "((a("),
        ("hatena", "[https://a:"),
        ("hatena", ">|a|\n"),
        ("hatena", "[tex:["),
        ("python", '!!! note "a"\n    '),
        ("python", '=== "a"\n'),
        ("python", "## a\n\n"),
        ("mdbook", "```rust\n# a\n"),
        ("mdbook", "```rust\n~~~~rust\n"),
        ("zola", "{{ a("),
        ("zola", "{% a() %}"),
        ("vitepress", "{{ a"),
        ("mdbook", "{{#a "),
        ("hexo", "```\n{{ a }}\n"),
    ],
)
def test_what_single_generators_know_costs_linear_time_too(flavour: Flavour, pattern: str) -> None:
    assert seconds_for((pattern * LENGTH)[:LENGTH], flavour) < SECONDS


@pytest.mark.parametrize(
    "source",
    [
        "[" * 60_000 + "東京" + "](a)" * 30_000,
        "![" * 30_000 + "東京" + "](a)" * 30_000,
        "> " * 7 + "a\n" + "a\n" * 10_000,
        "- " * 18 + "a\n" + "a\n" * 10_000,
        "\n".join(f"{'  ' * level}- a" for level in range(400)),
        "<h1>" * 30_000 + "</h1>" * 30_000,
        "[a]: b\n\n" + "[a" * 50_000,
        "![](data:image/png;base64," + "A" * 200_000 + ")",
        "```mermaid\n" + '"[{(|:' * 30_000,
        "あ" * 24_506,
        "# a" + " " * 300_000 + "{b",
        "a" + " " * 300_000 + "b  \nc",
        "<pre>" + "\n" * 25_000 + "<br>",
        "{#a" * 100_000 + "\n===",
    ],
    ids=lambda source: source[:12],
)
def test_hostile_structures_cost_linear_time(source: str) -> None:
    assert seconds_for(source, "kramdown") < SECONDS
    assert seconds_for(source, "zenn") < SECONDS


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PATTERNS), TEXTS), max_size=40).map("".join),
    st.sampled_from(
        ["kramdown", "hugo", "hexo", "zenn", "commonmark", "github", "pandoc", "mdx", "html"]
    ),
)
def test_no_mixture_of_marks_is_an_error(source: str, flavour: Flavour) -> None:
    for section in to_sections(source, flavour).sections:
        assert "\n" not in section.heading
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", section.heading + section.text)
