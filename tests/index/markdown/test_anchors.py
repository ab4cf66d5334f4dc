"""Headings get the anchors that the generators themselves have given them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.markdown.notations import Flavour
from index.reading.plain_text import to_sections

GOLDEN = Path(__file__).parents[2] / "golden" / "anchors"
HEADINGS = (GOLDEN / "headings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("flavour", "recorded"),
    [
        ("kramdown", "kramdown"),
        ("hugo", "hugo"),
        ("hugo", "hugo-before-144"),
        ("zenn", "zenn"),
        ("github", "github"),
        ("pandoc", "pandoc"),
    ],
)
def test_every_heading_links_to_where_the_generator_put_it(flavour: Flavour, recorded: str) -> None:
    expected = json.loads((GOLDEN / f"{recorded}.json").read_text(encoding="utf-8"))

    found = to_sections(HEADINGS, flavour, recorded).sections
    sections = [section for section in found if section.level]

    assert [[section.level, section.anchor] for section in sections] == expected


def test_plain_markdown_is_named_as_github_would() -> None:
    plain, github = (to_sections(HEADINGS, name).sections for name in ("commonmark", "github"))

    assert [section.anchor for section in plain] == [section.anchor for section in github]


@pytest.mark.parametrize(
    ("source", "anchor"),
    [
        ("## 見出し\n{: #own}\n", "own"),
        ("## 見出し\n{: .note #own}\n", "own"),
        ("見出し\n------\n{: #own}\n", "own"),
        ("## 見出し\n{: .note}\n", "見出し"),
        ('<h2 id="own">見出し</h2>\n', "own"),
        ("<h2>見出し</h2>\n", ""),
    ],
)
def test_jekyll_authors_can_choose_the_anchor(source: str, anchor: str) -> None:
    (section,) = to_sections(source, "kramdown").sections

    assert (section.heading, section.anchor) == ("見出し", anchor)


@pytest.mark.parametrize(
    ("source", "anchor"),
    [
        ("## entry `<string>`\n", "entry"),
        ("## `List<T>` の型\n", "List-の型"),
        ("## 1 < 2 と 3 > 2\n", "1-2-と-3-2"),
        ("## 愛 <3\n", "愛"),
    ],
)
def test_hexo_drops_from_anchors_what_looks_like_a_tag(source: str, anchor: str) -> None:
    section = to_sections(source, "hexo").sections[0]

    assert section.anchor == anchor


@pytest.mark.parametrize("flavour", ["vitepress", "mdx", "honkit", "mdbook"])
@pytest.mark.parametrize("between", ["", " ", "\u3000", " \u3000"])
def test_an_id_may_follow_a_space_of_any_width(flavour: Flavour, between: str) -> None:
    section = to_sections(f"## 濃い霧{between}{{#thick}}\n", flavour).sections[0]

    assert (section.heading, section.anchor) == ("濃い霧", "thick")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("## 港\n<hr />\n### 灯台\n<br/>\n#### 埠頭\n", ["港", "灯台", "埠頭"]),
        ("<div>\n    ## 港\n</div>\n", ["港"]),
        ("## 港[^1]\n\n## 灯台 [^1]\n\n[^1]: 注\n", ["港", "灯台-"]),
    ],
)
def test_headings_of_docusaurus_stand_between_elements(source: str, shown: list[str]) -> None:
    sections = to_sections(source, "mdx", "docusaurus").sections

    assert [section.anchor for section in sections if section.level] == shown


def test_first_headings_of_docusaurus_are_counted_but_have_no_anchor() -> None:
    sections = to_sections("# 港\n\n## 港\n\n# 灯台 {#light}\n", "mdx", "docusaurus").sections

    assert [(section.heading, section.anchor) for section in sections] == [
        ("港", ""), ("港", "港-1"), ("灯台", ""),
    ]  # fmt: skip


def test_astro_and_quartz_take_dashes_for_one_mark() -> None:
    sections = to_sections("## gin.New() -- 空の ... 例\n", "github", "github-smart").sections

    assert sections[0].anchor == "ginnew--空の--例"


@pytest.mark.parametrize(
    ("source", "anchor"),
    [
        ("## 絵文字 :tada:\n", "絵文字"),
        ("## 10:30:15 の記録\n", "_10-30-15-の記録"),
        ("## a:b:c\n", "a-b-c"),
    ],
)
def test_a_short_name_of_a_picture_is_no_part_of_an_anchor_of_vitepress(
    source: str, anchor: str
) -> None:
    assert to_sections(source, "vitepress").sections[0].anchor == anchor


def test_a_site_of_hexo_may_say_what_stands_before_numbers() -> None:
    document = to_sections("# 章\n\n# 章\n\n# 章 2\n", "hexo", "hexo-markdown-it-1", "v")
    assert [section.anchor for section in document.sections] == ["章", "章-v2", "章-2"]


def test_sphinx_numbers_headings_without_a_latin_letter() -> None:
    source = "# 港\n\n# ポッド (Pod)\n\n# Set up\n\n# Set-up\n\n# 第2章 A\n"
    anchors = [section.anchor for section in to_sections(source, "myst").sections]
    assert anchors == ["id1", "pod", "set-up", "id2", "a"]
