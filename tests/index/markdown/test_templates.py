"""Liquid and shortcodes are run as far as a reader would notice."""

from __future__ import annotations

import pytest

from index.document import Section
from index.markdown.notations import Flavour
from index.reading.plain_text import to_sections


def read(source: str, flavour: Flavour) -> tuple[str, str]:
    (section,) = to_sections(source, flavour).sections
    return section.text, section.code


@pytest.mark.parametrize(
    ("source", "text", "code"),
    [
        ("{% include toc.html %}本文{{ site.title | upcase }}", "本文", ""),
        ('{% include figure.html src="a.png" caption="図の説明" %}', "図の説明", ""),
        ("{% if page.a %}出る{% else %}出ない{% endif %}", "出る出ない", ""),
        ("[前の記事]({% post_url 2025-01-01-a %})へ", "前の記事へ", ""),
        ("{% raw %}{{ 生 }}{% endraw %}です", "{{ 生 }}です", ""),
        ("前{% comment %}隠す{{ a }}{% endcomment %}後", "前後", ""),
        ("{%- highlight ruby linenos -%}\nputs 1\n{%- endhighlight -%}\n本文", "本文", "puts 1"),
        ("{% highlight liquid %}{% raw %}{{ a }}{% endraw %}{% endhighlight %}", "", "{{ a }}"),
        ("閉じない{% raw %}本文", "閉じない本文", ""),
        ("閉じない {% include a", "閉じない {% include a", ""),
    ],
)
def test_liquid_in_a_jekyll_post(source: str, text: str, code: str) -> None:
    assert read(source, "kramdown") == (text, code)


@pytest.mark.parametrize(
    ("source", "text", "code"),
    [
        ('{{< figure src="a.png" title="題" caption="説明" >}}', "題 説明", ""),
        ("{{% note %}}**注**意{{% /note %}}", "注意", ""),
        ("{{< details summary=`詳しく` >}}\n\n中身\n\n{{< /details >}}", "詳しく\n中身", ""),
        ("{{< youtube abc >}}本文{{< tweet user=a id=1 />}}", "本文", ""),
        ('[参照]({{< ref "a.md" >}})する', "参照する", ""),
        ("{{< highlight go >}}\nfunc f() {}\n{{< /highlight >}}\n本文", "本文", "func f() {}"),
        ("{{< mermaid >}}\nA[開始] --> B[終了]\n{{< /mermaid >}}", "開始\n終了", ""),
        ("`{{</* youtube id */>}}`と書く", "{{< youtube id >}}と書く", ""),
    ],
)
def test_shortcodes_in_a_hugo_post(source: str, text: str, code: str) -> None:
    assert read(source, "hugo") == (text, code)


def test_braces_are_text_where_no_template_runs() -> None:
    for flavour in ("zenn", "github", "pandoc"):
        assert read("`x`は{{ a }}と{% b %}", flavour) == ("xは{{ a }}と{% b %}", "")


def test_code_between_tags_is_not_read_as_markdown() -> None:
    source = "{% highlight md %}\n# 見出しではない\n{% endhighlight %}\n\n# 見出し\n"

    assert to_sections(source, "kramdown").sections == (
        Section("", 0, "", "", "# 見出しではない"),
        Section("見出し", 1, "見出し", "", ""),
    )


@pytest.mark.parametrize(
    ("source", "text", "code"),
    [
        ("{% codeblock lang:ruby 題 %}\nputs 1\n{% endcodeblock %}\n本文", "題\n本文", "puts 1"),
        ("{% codeblock lang:ruby %}\nputs 1\n{% endcodeblock %}\n本文", "本文", "puts 1"),
        (
            "{% codeblock 題 a lang:ruby https://a.b 出典 %}\nputs 1\n{% endcodeblock %}\n本文",
            "題 a 出典\n本文",
            "puts 1",
        ),
        ("``` yml _config.yml\na\n```", "_config.yml", "a"),
        ("{% note warn 港の話 %}\n注意\n{% endnote %}", "港の話\n注意", ""),
        ("{% note tips_of_port %}\n注意\n{% endnote %}", "tips_of_port\n注意", ""),
        ("{% blockquote 夏目 https://a.b/ 猫 %}\n吾輩\n{% endblockquote %}", "夏目 猫\n吾輩", ""),
        ("{% hideToggle 開く,#fff,red %}\n中\n{% endhideToggle %}", "開く\n中", ""),
        ("```js index.js\na\n```", "index.js", "a"),
        ("```js 題 a https://example.com 出典\na\n```", "題 a", "a"),
        ("```js line_number:false mark:1\na\n```", "", "a"),
        ("```js {1,3}\na\n```", "", "a"),
        ("```js\na\n```", "", "a"),
        ("{% note info %}\n**注**意\n{% endnote %}", "注意", ""),
        ('{% asset_img a.png 300 200 "空港の朝" %}', "空港の朝", ""),
        ("{% post_link slug 前の記事 true %}へ", "前の記事へ", ""),
        ("{% youtube abc %}本文", "本文", ""),
        ("{% raw %}{{ 生 }}{% endraw %}です", "{{ 生 }}です", ""),
    ],
)
def test_tags_in_a_post_of_hexo(source: str, text: str, code: str) -> None:
    assert read(source, "hexo") == (text, code)


@pytest.mark.parametrize(
    ("source", "text", "code"),
    [
        ("import A from '../a'\nimport './b.css'\n\n本文", "本文", ""),
        ("import {\n  A,\n  B,\n} from 'x';\n\n本文", "本文", ""),
        ('export const meta = {\n  title: "隠す",\n}\n\n本文', "本文", ""),
        ("import は英語で、'from' も英語です", "import は英語で、'from' も英語です", ""),
        ('<LinkCard title="Let\'s go" />', "Let's go", ""),
        ("<Tabs values={[{ label: 'npm', value: 'x' }]}>\n\n本文", "npm\n本文", ""),
        ("これは<Note type='x' title='注意'>重要な**点**</Note>です", "これは注意重要な点です", ""),
        ("<Tabs values={[{a: 1}]}>\n<Tab>\n\n中身\n\n</Tab>\n</Tabs>", "中身", ""),
        ("<p className={s.a} onClick={() => { x(1 > 2) }}>箱</p>", "箱", ""),
        ('<Image src={img} alt="空港の写真" />', "空港の写真", ""),
        ("前{/* 隠す */}{props.x}後{'文字'}", "前後文字", ""),
        ("`{a}` と `import`", "{a} と import", ""),
        ("本文\n\n```js\nimport a from 'b'\n<Foo x={1} />\n```", "本文",
         "import a from 'b'\n<Foo x={1} />"),
        (":::tip[助言の題]\n\n助言\n\n:::", "助言の題\n助言", ""),
        ("a < b と {閉じない", "a < b と {閉じない", ""),
        ("<div>\n\n      <ul>\n      <li>港</li>\n      </ul>\n\n</div>", "港", ""),
        ("<div>本文</div>\n<section id='x'>\n続き\n</section>", "本文\n続き", ""),
        ("```mdx-code-block\n<Tab label='題'>\n```\n\n本文\n\n```mdx-code-block\n</Tab>\n```",
         "題\n本文", ""),
        ("$$\n\\frac{a}{b}\n$$\n\n本文", "本文", "\\frac{a}{b}"),
        ("式 $\\sqrt{x}$ です", "式 \\sqrt{x} です", ""),
        ("一つ $5、{値} で $6", "一つ $5、 で $6", ""),
        ("```mdx-code-blocks\n<Tab label='題'>\n```\n\n本文", "本文", "<Tab label='題'>"),
        ("<Code code={`a = {\n  b\n}`} title='a.ts' />\n\n本文", "a.ts\n本文", "a = {\n  b\n}"),
        ("<Code code={name} lang='js' />\n\n本文", "本文", ""),
        ("<Key barcode='4901' />本文", "本文", ""),
    ],
)  # fmt: skip
def test_what_mdx_adds(source: str, text: str, code: str) -> None:
    assert read(source, "mdx") == (text, code)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (":::note warn\n注意\n:::", "注意"),
        (":::note info\n情報\n:::", "情報"),
        (":::message alert\n警告\n:::", "警告"),
        (":::details 詳しく\n中身\n:::", "詳しく\n中身"),
        ("::: warning 題\n中身\n:::", "題\n中身"),
        (":::note\n中身\n:::", "中身"),
    ],
)
def test_only_titles_of_boxes_are_shown(source: str, text: str) -> None:
    assert read(source, "github") == (text, "")


def test_attributes_of_python_markdown_are_no_text() -> None:
    source = ":sushi:{ .lg .middle } **港**{#a} `x`{.y} ![空港](a.png){ width=3 } f(x){n} {.z}"
    assert read(source, "python")[0] == "港 x 空港 f(x){n} {.z}"


@pytest.mark.parametrize(
    ("source", "text", "code"),
    [
        ("```{note}\n注**意**\n```\n\n後", "注意\n後", ""),
        (":::{admonition} 題\n:class: tip\n\n中\n:::", "題\n中", ""),
        ("::::{tab-set}\n:::{tab-item} 甲\n乙\n:::\n::::", "甲\n乙", ""),
        ("```{code-block} js\n:caption: a.js\n\nx\n```", "a.js", "x"),
        ("````{warning}\n```js\nx\n```\n````", "", "x"),
        ("```{toctree}\n:caption: 目次\na\n```\n本文", "本文", ""),
        ("```{figure} a.png\n:alt: 港の朝\n\n船が出る\n```", "港の朝\n船が出る", ""),
        ("```{image} a.png\n---\nalt: 港の朝\nwidth: 3\n---\n```", "港の朝", ""),
        ("```{list-table} 表\n* - 甲\n  - 乙\n```", "表\n甲\n乙", ""),
        ("```{eval-rst}\n.. note:: 土の文\n```", "土の文", ""),
        ("(mark)=\n% 隠す\n+++\n本文", "本文", ""),
        ("{ref}`旅 <mark>`と{doc}`a`、{kbd}`Ctrl`、{term}`港`", "旅と、Ctrl、港", ""),
        ("- 甲\n\n  ```{note}\n  乙\n  ```", "甲\n乙", ""),
        ("```{note}\n閉じない", "閉じない", ""),
        ("```js\n{ref}`a`\n```", "", "{ref}`a`"),
        ("文の中の :::{note} は文", "文の中の :::{note} は文", ""),
        ("関数 f{x}`a`", "関数 fa", ""),
    ],
)
def test_directives_and_roles_of_sphinx(source: str, text: str, code: str) -> None:
    assert read(source, "myst") == (text, code)
