"""A block of HTML is read as a browser shows it."""

from __future__ import annotations

from index.markdown.html_text import HtmlPiece, read_html


def test_blocks_are_lines_and_inline_tags_are_nothing() -> None:
    assert read_html("<div><p>東<b>京</b></p>\n<ul><li>一<li>二</ul></div>") == [
        HtmlPiece("東京\n一\n二")
    ]


def test_headings_and_code_stand_apart() -> None:
    source = "前<h2 class=x id='own'>章 <small>副題</small></h2>後<pre>a &lt; b</pre>"

    assert read_html(source) == [
        HtmlPiece("前"),
        HtmlPiece("章 副題", 2, "own"),
        HtmlPiece("後"),
        HtmlPiece("a < b", is_code=True),
    ]


def test_what_a_browser_hides_is_left_out() -> None:
    for hidden in (
        "<!-- 注釈 -->",
        "<script>var a = '<p>'</script>",
        "<STYLE>p {}</STYLE>",
        "<iframe src=a>枠</iframe>",
        "<svg><text>図</text></svg>",
        "<!DOCTYPE html>",
    ):
        assert read_html(f"前{hidden}後") == [HtmlPiece("前後")]


def test_what_is_never_closed_hides_nothing() -> None:
    for unclosed in ("<!--", "<script>", "<h1>", "<pre>", "<rt>"):
        (piece,) = read_html(f"前{unclosed}後")

        assert not piece.level and not piece.is_code
        assert piece.text.replace("\n", "") == "前後"


def test_cells_and_rows_of_a_table_are_separated() -> None:
    source = "<table>\n<tr>\n<th>品</th>\n<th>値</th>\n</tr>\n<tr><td>茶<td>百円\n</table>"

    assert read_html(source) == [HtmlPiece("品\t値\n茶\t百円")]
