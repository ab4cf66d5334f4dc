"""A post's body becomes the sections that a reader sees."""

from __future__ import annotations

import pytest

from index.document import Section
from index.markdown.notations import Flavour
from index.reading.plain_text import MARKUP_TOO_DEEP, MARKUP_TOO_LONG, to_sections


def text(source: str, flavour: Flavour = "github") -> str:
    """The text of a source that has no headings."""
    (section,) = to_sections(source, flavour).sections
    return section.text


@pytest.mark.parametrize(
    ("info", "shown"),
    [
        ("js:app.js", "app.js"),
        ("bash: 悪い 例", "悪い 例"),
        ("js:app.js {1,3}", "app.js"),
        ("js", ""),
    ],
)
def test_what_follows_the_language_of_code_is_shown(info: str, shown: str) -> None:
    (section,) = to_sections(f"```{info}\n港\n```\n", "zenn").sections
    assert (section.text, section.code) == (shown, "港")


def test_headings_divide_a_post_and_keep_code_apart() -> None:
    plain = to_sections(
        "前書き。\n\n# 索引を作る\n\n**本文**です。\n\n```python\nprint(1)\n```\n\n"
        "まとめ\n------\n\n終わり。\n",
        "kramdown",
    )

    assert plain.sections == (
        Section("", 0, "", "前書き。", ""),
        Section("索引を作る", 1, "索引を作る", "本文です。", "print(1)"),
        Section("まとめ", 2, "まとめ", "終わり。", ""),
    )
    assert plain.warnings == ()


@pytest.mark.parametrize("source", ["", "\n\n", "<!-- 何もない -->", "---\n", "{{ page.title }}"])
def test_a_post_without_words_has_no_sections(source: str) -> None:
    assert to_sections(source, "kramdown").sections == ()


@pytest.mark.parametrize(
    ("source", "heading"),
    [
        ("# **太字**と`コード`", "太字とコード"),
        ("# [リンク](https://example.com/)つき", "リンクつき"),
        ("# <ruby>漢字<rt>かんじ</rt></ruby>", "漢字"),
        ("# 一行目<br>二行目", "一行目 二行目"),
        ("# 記号 &amp; 実体", "記号 & 実体"),
        ("<h1>HTMLの<em>見出し</em></h1>", "HTMLの見出し"),
    ],
)
def test_a_heading_is_one_line_without_markup(source: str, heading: str) -> None:
    assert to_sections(source, "github").sections[0].heading == heading


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- 一\n- 二\n  1. 三\n", "一\n二\n三"),
        ("- [ ] 未了\n- [x] 済み\n", "未了\n済み"),
        ("> 引用\n> > 孫引き\n", "引用\n孫引き"),
        ("一段落。\n\n***\n\n二段落。", "一段落。\n二段落。"),
        ("| 品 | 値 |\n|:--|--:|\n| 茶 | **100** |\n", "品\t値\n茶\t100"),
        ("<table><tr><td>東</td>\n<td>京</td></tr>\n<tr><td>大</td></tr></table>", "東\t京\n大"),
        ("本文[^1]です。\n\n[^1]: 注の本文\n", "本文です。\n注の本文"),
        ("正規表現の[^a-z]は残る。", "正規表現の[^a-z]は残る。"),
        ("<details><summary>題</summary>\n\n**中身**\n\n</details>", "題\n中身"),
        ("<script>alert(1)</script>\n\n<style>p {}</style>\n\n本文", "本文"),
        ("[参照][a]と[a]\n\n[a]: https://example.com/ '題'\n", "参照とa"),
    ],
)
def test_every_flavour_shows_common_blocks(source: str, expected: str) -> None:
    for flavour in ("kramdown", "hugo", "zenn", "github", "pandoc"):
        assert text(source, flavour) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("* 目次\n{:toc}\n\n本文", "本文"),
        ("1. 目次\n{:toc .left}\n\n本文", "本文"),
        ("本文{: .lead}です。\n{: .note}\n", "本文です。"),
        ("{::options toc_levels='2' /}\n\n本文", "本文"),
        ("{::comment}\n隠す\n{:/comment}\n\n本文", "本文"),
        ("HTMLの話\n\n*[HTML]: HyperText Markup Language\n", "HTMLの話"),
        ("用語\n: 定義\n", "用語\n定義"),
        ("| 品 | 値 |\n| 茶 | 100 |\n", "品\t値\n茶\t100"),
        ('<div markdown="1">\n**太字**\n</div>\n', "太字"),
        ("値段は$10と$20。", "値段は$10と$20。"),
        ("寿司 :sushi: を食べる 10:30:15", "寿司 を食べる 10:30:15"),
    ],
)
def test_kramdown_syntax_is_not_text(source: str, expected: str) -> None:
    assert text(source, "kramdown") == expected


def test_kramdown_does_not_underline_a_paragraph_of_several_lines() -> None:
    assert text("長い段落の一行目\n長い段落の二行目\n---\n\n次", "kramdown") == (
        "長い段落の一行目長い段落の二行目\n次"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (":::message alert\n注意\n:::\n", "注意"),
        (":::details 詳しく\n中身\n:::\n", "詳しく\n中身"),
        ("::::details 外\n:::message\n内\n:::\n::::\n", "外\n内"),
        ("本文\n\n@[youtube](ABCdef)\n\nhttps://zenn.dev/zenn/articles/a\n", "本文"),
        ("本文^[その場の注]の続き", "本文の続き\nその場の注"),
        ("計算量は$O(n^2)$です", "計算量はO(n^2)です"),
        ("![図の説明](/a.png =250x)\n*説明文*", "図の説明\n説明文"),
    ],
)
def test_zenn_syntax_is_not_text(source: str, expected: str) -> None:
    assert text(source, "zenn") == expected


@pytest.mark.parametrize("flavour", ["kramdown", "zenn", "hugo", "pandoc"])
def test_displayed_formulas_count_as_code(flavour: Flavour) -> None:
    (section,) = to_sections("式は\n\n$$\na = b\n= c\n$$\n\nです。", flavour).sections

    assert (section.text, section.code) == ("式は\nです。", "a = b\n= c")


def test_a_diagram_shows_its_labels() -> None:
    (section,) = to_sections("```mermaid\ngraph TD\nA[開始] --> B[終了]\n```", "zenn").sections

    assert (section.text, section.code) == ("開始\n終了", "")


@pytest.mark.parametrize(
    "source",
    ["```\nls -l\n```", "    ls -l", "~~~ sh\nls -l", "<pre><code>ls -l</code></pre>"],
)
def test_code_is_code_however_it_is_written(source: str) -> None:
    (section,) = to_sections(f"一覧。\n\n{source}\n", "github").sections

    assert (section.text, section.code) == ("一覧。", "ls -l")


def test_nesting_beyond_reason_is_reduced_crudely_with_a_warning() -> None:
    deep_list = "\n".join(f"{'  ' * level}- 段{level}" for level in range(60))
    for source in (">" * 3000 + " 東京", "- " * 500 + "東京", deep_list + "\n\n東京"):
        plain = to_sections(source, "github")

        assert plain.warnings == (MARKUP_TOO_DEEP,)
        assert plain.sections[0].text.endswith("東京")


def test_more_lines_than_a_person_writes_are_reduced_crudely_with_a_warning() -> None:
    plain = to_sections("- **東京**\n" * 40_000, "github")

    assert plain.warnings == (MARKUP_TOO_LONG,)
    assert plain.sections[0].text.startswith("東京\n東京\n")


def test_a_long_post_is_read_to_its_end() -> None:
    plain = to_sections("あいうえお、**かきくけこ**。\n\n" * 12_000 + "# 終章\n\n最後", "kramdown")

    assert plain.warnings == ()
    assert plain.sections[-1] == Section("終章", 1, "終章", "最後", "")
    assert len(plain.sections[0].text) == 12_000 * 13 - 1


def test_a_post_of_html_is_read_as_a_browser_would() -> None:
    source = """{% include toc.html %}
<p>これは<b>東</b>
   京です。{{ site.title }}</p>
        <p>字下げは * コード * ではない</p>
<h2 id="next">次</h2>
<pre>puts 1</pre><script>隠す</script>
"""
    assert to_sections(source, "html").sections == (
        Section("", 0, "", "これは東京です。\n字下げは * コード * ではない", ""),
        Section("次", 2, "next", "", "puts 1"),
    )
