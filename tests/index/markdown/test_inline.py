"""The source of a paragraph becomes the text that a reader sees."""

from __future__ import annotations

import pytest

from index.markdown.inline import MAX_URL, reduce_inline
from index.markdown.notations import InlineRules, Notation

RULES = InlineRules({"参照": {}, "REF": {}}, frozenset({"1"}), Notation("none", emoji=True))


def reduced(source: str) -> str:
    return reduce_inline(source, RULES).text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("これは**「強調」**です", "これは「強調」です"),
        ("**「強調」**です。", "「強調」です。"),
        ("これは**強調。**次の文", "これは強調。次の文"),
        ("**OpenAI（オープンAI）**は", "OpenAI（オープンAI）は"),
        ("***太い斜体***と*斜体*と__太字__", "太い斜体と斜体と__太字__"),
        ("~~取り消し~~線", "取り消し線"),
        ("片側だけ**の強調", "片側だけの強調"),
        ("** 空白つきの強調 **です", "空白つきの強調 です"),
        ("2**10 や a ** b です", "2**10 や a ** b です"),
        ("path/to/**/tags を見る", "path/to/**/tags を見る"),
        ("snake_case_name と 2 * 3 * 4", "snake_case_name と 2 * 3 * 4"),
        ("波線~と~波線", "波線~と~波線"),
        (r"\*星\*と\_下線\_", "*星*と_下線_"),
    ],
)
def test_emphasis_goes_even_beside_japanese_punctuation(source: str, expected: str) -> None:
    assert reduced(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[索引](/a)を作る", "索引を作る"),
        ('[索引](/a(b)c "題")を作る', "索引を作る"),
        ("[**太い**`コード`](<a b>)", "太いコード"),
        ("[空白つき](https://example.com/a b c)", "空白つき"),
        ("[切れた記事](https://example.com/a", "切れた記事"),
        ("[別名][参照]と[参照][]と[参照]", "別名と参照と参照"),
        ("[大小][ref]と[無い][none]と[角括弧]", "大小と[無い][none]と[角括弧]"),
        ("[[新刊] 本](/a)", "[新刊] 本"),
        ("![図の説明](a.png)", "図の説明"),
        ("これは![図](a.png)と![IMG_01.jpg](b.jpg)と![画像3](c.png)です", "これはととです"),
        ("文中の![釦](a.png)を押す", "文中の 釦 を押す"),
        ("[![説明つき](a.png)](/b)", "説明つき"),
        ("[配列](/a)[0]", "配列[0]"),
        ("[^1]と[^2]", "と[^2]"),
        ("配列 a[0][1] と (注) と ]", "配列 a[0][1] と (注) と ]"),
    ],
)
def test_links_leave_their_labels_and_images_their_descriptions(source: str, expected: str) -> None:
    assert reduced(source) == expected


def test_only_short_addresses_are_text() -> None:
    short = "https://example.com/"
    long = short + "a" * MAX_URL

    assert reduced(f"<{short}>と{short}。") == f"{short}と{short}。"
    assert reduced(f"これ <{long}> と {long} です") == "これ と です"
    assert reduced("<post@example.com>へ") == "post@example.comへ"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("`**code**` と `` a`b ``", "**code** と a`b"),
        ("`a &amp; <b>`", "a &amp; <b>"),
        ("`閉じない", "`閉じない"),
        ("`二行の\nコード`", "二行の コード"),
    ],
)
def test_inline_code_stays_as_it_is(source: str, expected: str) -> None:
    assert reduced(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</ruby>", "｜漢字《かんじ》"),
        ("<ruby>本気<rt>マジ</rt></ruby>だ", "｜本気《マジ》だ"),
        ("<ruby><rb>生成</rb><rt>せいせい</rt></ruby>AI", "｜生成《せいせい》AI"),
        ("<ruby>漢字<rt>kanji</rt></ruby>", "漢字"),
        ("<ruby>漢<b>字</b><rt>かんじ</rt></ruby>", "漢字"),
        ("<ruby>漢字<rt>かんじ", "漢字かんじ"),
        ("{東京|とうきょう}タワー", "｜東京《とうきょう》タワー"),
        ("<b>太</b><span class='a > b'>字</span>", "太字"),
        ("一行<br>二行<br/>三行", "一行\n二行\n三行"),
        ("<kbd>Ctrl</kbd>+<kbd>C</kbd>", "Ctrl+C"),
        ("前<!-- 注釈 -->後<script>x</script>", "前後"),
        ("a < b かつ c > d、<3", "a < b かつ c > d、<3"),
        ("&lt;b&gt; &copy; &#9731; &unknown;", "<b> © ☃ &unknown;"),
        ("閉じない <!-- 注釈", "閉じない <!-- 注釈"),
        ('<img src="a.png" alt="図の説明">', "図の説明"),
    ],
)
def test_html_is_read_as_a_browser_does(source: str, expected: str) -> None:
    assert reduced(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("東\n京", "東京"),
        ("です。\nOpenAI", "です。OpenAI"),
        ("full\ntext", "full text"),
        ("Google\n検索", "Google 検索"),
        ("一行目  \n二行目\\\n三行目", "一行目\n二行目\n三行目"),
        ("空白   が　ある", "空白 が　ある"),
    ],
)
def test_source_lines_are_joined_as_japanese_is_written(source: str, expected: str) -> None:
    assert reduced(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("長さ$N$の列", "長さNの列"),
        ("$x^{2}$ と $y_i$", "x^{2} と y_i"),
        ("価格は$10と$20です", "価格は$10と$20です"),
        ("$ ls と $ cat", "$ ls と $ cat"),
        ("変数 $HOME を見る", "変数 $HOME を見る"),
        ("文中の $$a+b$$ です", "文中の a+b です"),
    ],
)
def test_formulas_in_a_sentence_are_its_source_and_prices_are_prices(
    source: str, expected: str
) -> None:
    assert reduced(source) == expected


def test_emoji_names_are_pictures_and_times_are_not() -> None:
    assert reduced("寿司:sushi:と10:30:15とa:b:c") == "寿司と10:30:15とa:b:c"


def test_footnotes_in_the_text_stand_apart() -> None:
    note = reduce_inline("単語^[その**注**]の続き", RULES)

    assert (note.text, note.notes) == ("単語の続き", ("その注",))
