"""Liquid and shortcodes are run as far as a reader would notice."""

from __future__ import annotations

import pytest

from index.document import Section
from index.plain_text import Flavour, to_sections


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
