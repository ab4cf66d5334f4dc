"""Files that a post takes in, as its generator does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.post import Post
from index.reading.plain_text import to_sections
from index.sites.includes import MAX_BYTES, MAX_FILES, with_includes
from index.sites.site import open_site
from tests.golden.urls.sites import write_site

SITES: dict[str, dict[str, str]] = {
    "mdbook": {
        "book.toml": '[book]\ntitle = "本"\n',
        "src/SUMMARY.md": "- [空港](kuko.md)\n",
    },
    "vitepress": {".vitepress/config.ts": 'export default { srcDir: "./src" }\n'},
    "mkdocs": {
        "mkdocs.yml": "site_name: 山\nmarkdown_extensions:\n  - pymdownx.snippets:\n"
        "      base_path: [docs, 部品]\n"
    },
    "mkdocs without snippets": {"mkdocs.yml": "site_name: 山\n"},
    "jekyll": {"_config.yml": "title: 山\n"},
    "honkit": {"book.json": "{}\n", "SUMMARY.md": "* [空港](kuko.md)\n"},
    "eleventy": {".eleventy.js": 'module.exports = () => ({ dir: { input: "src" } });\n'},
    "hugo": {"hugo.toml": "title = '山'\n"},
    "quartz": {"quartz.config.ts": 'configuration: { ignorePatterns: ["private"] }'},
    "sphinx": {"conf.py": "extensions = ['myst_parser']\n"},
    "docusaurus": {"docusaurus.config.js": 'module.exports = { title: "山" };\n'},
}
POSTS = {
    "mdbook": "src/kuko.md", "vitepress": "src/kuko.md", "mkdocs": "docs/kuko.md",
    "mkdocs without snippets": "docs/kuko.md", "jekyll": "_posts/2025-01-02-kuko.md",
    "honkit": "kuko.md", "docusaurus": "docs/kuko.mdx", "eleventy": "src/kuko.md",
    "hugo": "content/旅/kuko.md", "sphinx": "旅/kuko.md",
    "quartz": "content/旅/kuko.md",
}  # fmt: skip
LINES = "一行目\n二行目\n三行目\n四行目\n"
MARKED = "初め\n# ANCHOR: 朝\n朝の港\n# ANCHOR_END: 朝\n終わり\n"
REGION = "初め\n<!-- #region 朝 -->\n朝の港\n<!-- #endregion 朝 -->\n終わり\n"
BELOW = "朝の港\n### 鳥\n鷗\n```sh\n# 朝\n```"
CHAPTERS = f"初め\n## 朝\n{BELOW}\n## 夜 {{#own}}\n夜の港\n\n# `Rust` と *Go*\n言語"
TWO = "零\n// #region 朝\n一\n二\n三\n四\n// #endregion 朝\n五\n"
SECTION = "初め\n# --8<-- [start:朝]\n朝の港\n# --8<-- [end:朝]\n終わり\n"


def body(tmp_path: Path, site: str, text: str, files: dict[str, str]) -> str:
    """What is read of a post that has this text, in a site of this kind."""
    path = POSTS[site]
    source = f"---\ntitle: 空港\n---\n{text}"
    write_site({**SITES[site], **files, path: source}, tmp_path)
    opened = open_site(tmp_path)
    post = opened.read(path, opened.whole(path, (tmp_path / path).read_bytes()))
    assert isinstance(post, Post), post
    return post.body


LINED = {"_includes/図.html": "{{ include.n }}\nb"}
BADGE = {"_includes/印.html": "<b id='a'>{{ include.n }}</b>\n"}


@pytest.mark.parametrize(
    ("site", "text", "files", "expected"),
    [
        ("mdbook", "前\n{{#include 朝.md}}後\n", {"src/朝.md": "港\n"}, "前\n港\n後\n"),
        ("mdbook", "{{#include ../code/a.rs:2:3}}", {"code/a.rs": LINES}, "二行目\n三行目"),
        ("mdbook", "{{#include a.md:2}}", {"src/a.md": LINES}, "二行目"),
        ("mdbook", "{{#include a.md::2}}", {"src/a.md": LINES}, "一行目\n二行目"),
        ("mdbook", "{{#include a.md:3:}}", {"src/a.md": LINES}, "三行目\n四行目\n"),
        ("mdbook", "{{#rustdoc_include a.rs:朝}}", {"src/a.rs": MARKED}, "朝の港"),
        ("mdbook", "{{#include a.md:夜}}", {"src/a.md": MARKED}, ""),
        ("mdbook", "{{#playground a.rs editable}}", {"src/a.rs": "fn main\n"}, "fn main\n"),
        ("mdbook", "\\{{#include a.md}}", {"src/a.md": "港"}, "\\{{#include a.md}}"),
        ("vitepress", "<!-- @include: ./部/朝.md -->", {"src/部/朝.md": "---\n---\n港"}, "港"),
        ("vitepress", "<!--@include: @/朝.md{2,3}-->", {"src/朝.md": LINES}, "二行目\n三行目"),
        ("vitepress", "<!--@include: ./朝.md{3,}-->", {"src/朝.md": LINES}, "三行目\n四行目\n"),
        ("vitepress", "<!--@include: ./朝.md#朝-->", {"src/朝.md": REGION}, "朝の港"),
        ("vitepress", "<!--@include: ./朝.md#朝{,1}-->", {"src/朝.md": CHAPTERS}, "朝の港"),
        ("vitepress", "<!--@include: ./朝.md#朝-->", {"src/朝.md": CHAPTERS}, BELOW),
        ("vitepress", "<!--@include: ./朝.md#own-->", {"src/朝.md": CHAPTERS}, "夜の港\n"),
        ("vitepress", "<!--@include: ./朝.md#rust-と-go-->", {"src/朝.md": CHAPTERS}, "言語"),
        ("vitepress", "<!--@include: ./朝.md#無い-->", {"src/朝.md": LINES}, LINES),
        ("vitepress", "<!--@include: ./朝.md#朝{2,3}-->", {"src/朝.md": TWO}, "二\n三"),
        ("mkdocs", '  --8<-- "朝.md"', {"部品/朝.md": "港\n町\n"}, "  港\n  町\n"),
        ("mkdocs", '--8<-- "朝.md:2:3"', {"docs/朝.md": LINES}, "二行目\n三行目"),
        ("mkdocs", '--8<-- "朝.md:3"', {"docs/朝.md": LINES}, "三行目\n四行目\n"),
        ("mkdocs", "-8<- '朝.md:朝'", {"docs/朝.md": SECTION}, "朝の港"),
        ("mkdocs", ';--8<-- "朝.md"', {"docs/朝.md": "港"}, ';--8<-- "朝.md"'),
        ("mkdocs without snippets", '--8<-- "朝.md"', {"docs/朝.md": "港"}, '--8<-- "朝.md"'),
        ("jekyll", "{% include_relative 部/朝.md a=1 %}", {"_posts/部/朝.md": "港"}, "港"),
        ("jekyll", "{% include 朝.md %}", {"_includes/朝.md": "港"}, "港"),
        ("jekyll", "{% include 図.html %}", {"_includes/図.html": "港"}, "{% include 図.html %}"),
        ("jekyll", '## 章{% include 印.html n="3.2" %}後', BADGE, "## 章<b id='a'>3.2</b>後"),
        ("jekyll", '## 章 {%- include 印.html n="1" -%}', BADGE, "## 章<b id='a'>1</b>"),
        ("jekyll", '章{% include 印.html n="3.2" %}', BADGE, '章{% include 印.html n="3.2" %}'),
        ("jekyll", "## {% include 図.html %}", LINED, "## {% include 図.html %}"),
        ("jekyll", "## 章 {% include 朝.md %}", {"_includes/朝.md": "港"}, "## 章 港"),
        ("honkit", '{% include "./朝.md" %}', {"朝.md": "港"}, "港"),
        ("honkit", "[import](朝.md)", {"朝.md": "港"}, "[import](朝.md)"),
        ("honkit", "[import](無い.js)", {}, "[import](無い.js)"),
        ("honkit", "[importer](朝.js)", {"朝.js": "港"}, "[importer](朝.js)"),
        ("eleventy", '{% include "部/朝.md" %}', {"src/_includes/部/朝.md": "港"}, "港"),
        ("eleventy", '{% include "./_includes/朝.md" %}', {"src/_includes/朝.md": "港"}, "港"),
        ("eleventy", '{% include "a.j2" %}', {"src/_includes/a.j2": "港"}, '{% include "a.j2" %}'),
        ("quartz", "前\n![[朝]]\n後", {"content/部/深/朝.md": "---\na: b\n---\n港"}, "前\n港\n後"),
        ("quartz", "![[朝.md|別の名]]", {"content/朝.md": "港"}, "港"),
        ("quartz", "![[部/朝]]", {"content/部/朝.md": "港", "content/朝.md": "町"}, "港"),
        ("quartz", "![[朝#朝]]", {"content/朝.md": CHAPTERS}, f"## 朝\n{BELOW}"),
        ("quartz", "![[朝#Rust と Go]]", {"content/朝.md": CHAPTERS}, "# `Rust` と *Go*\n言語"),
        ("quartz", "![[朝#^b1]]", {"content/朝.md": "町\n\n港\nの話 ^b1\n\n空"}, "港\nの話 ^b1"),
        ("quartz", "![[朝#^b1]]", {"content/朝.md": "- 町\n- 港 ^b1\n- 空"}, "- 港 ^b1"),
        ("quartz", "![[朝#無い]]", {"content/朝.md": "港"}, ""),
        ("quartz", "[[朝]]![[朝.png]]", {"content/朝.md": "港"}, "[[朝]]![[朝.png]]"),
        ("quartz", "![[無い]]", {"content/朝.md": "港"}, "![[無い]]"),
        ("quartz", "![[朝]]", {"content/朝.md": "---\na: b\ndraft: true\n---\n港"}, "![[朝]]"),
        ("quartz", "![[朝]]", {"content/private/朝.md": "港"}, "![[朝]]"),
        ("sphinx", "前\n```{include} 朝.md\n```\n後", {"旅/朝.md": "港"}, "前\n港\n後"),
        ("sphinx", "前\r\n:::{include} 朝.md\r\n:::\r\n後", {"旅/朝.md": "港"}, "前\n港\n後"),
        ("sphinx", "```{includes} 朝.md\n```\n", {"旅/朝.md": "港"}, "```{includes} 朝.md\n```\n"),
        ("hugo", '{{% readfile file="/content/朝.md" %}}', {"content/朝.md": "港"}, "港"),
        ("hugo", '{{% readfile "朝.md" %}}', {"content/旅/朝.md": "港"}, "港"),
        ("hugo", '{{< include "/朝.md" >}}', {"content/朝.md": "港"}, "港"),
        ("hugo", '{{< include "/a.go" >}}', {"content/a.go": "港"}, '{{< include "/a.go" >}}'),
        ("docusaurus", "import A from './_a.mdx';\n\n<A n='x' />\n", {"docs/_a.mdx": "港"}, "港"),
        ("docusaurus", 'import A from "@site/部/a.md"\n<A/>\n', {"部/a.md": "---\n---\n港"}, "港"),
    ],
)  # fmt: skip
def test_what_a_post_takes_in_stands_in_its_place(
    tmp_path: Path, site: str, text: str, files: dict[str, str], expected: str
) -> None:
    found = body(tmp_path, site, text, files)
    if site == "docusaurus":
        assert expected in found
        assert "<A" not in found
    else:
        assert found == expected


def test_a_template_of_the_site_is_no_part_of_the_text(tmp_path: Path) -> None:
    """Else every page that has one would be read in every run."""
    content = "{% include card.html %}\n空港".encode()
    assert with_includes(tmp_path, "a.md", content, "kramdown") is content


def test_code_is_taken_in_as_code(tmp_path: Path) -> None:
    found = body(tmp_path, "vitepress", "<<< @/朝.js#朝{2} [題]\n後", {"src/朝.js": MARKED})
    assert "後" in found
    code = body(tmp_path, "vitepress", "<<< ../a/朝.js\n", {"a/朝.js": "// 港\n"})
    assert "js\n// 港\n```" in code
    mark = "```{literalinclude} 朝.js\n:language: js\n:lines: 2-3\n:caption: 題\n```\n"
    code = body(tmp_path / "図", "sphinx", mark, {"旅/朝.js": LINES})
    assert "題\n\n````````````js\n二行目\n三行目\n```" in code
    for mark, expected in (
        ('[import, title:"題"]', LINES),
        ('[import title="題"]', LINES),
        ('[import, marker:"朝", unindent:"true", title:"題"]', "朝の港\n"),
        ("[import:2-3]", "二行目\n三行目\n"),
    ):
        lines = f"町\n// ! [朝]\n{expected}// ! [朝]\n空\n" if "marker" in mark else LINES
        code = body(tmp_path / "本", "honkit", f"前\n\n{mark}(./朝.js)\n", {"朝.js": lines})
        assert f"js\n{expected}```" in code
        assert ("\n\n題\n" in code) == ("題" in mark), "it stands above the code"


def test_a_component_in_code_is_no_file(tmp_path: Path) -> None:
    text = "import A from './_a.mdx'\n\n```jsx\n<A />\n```\n"
    assert "<A />" in body(tmp_path, "docusaurus", text, {"docs/_a.mdx": "港"})


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        ("/部/朝.js?raw", "部/朝.js", '<Code code={A} lang="js" title="題" />'),
        ("./朝.js?raw", "docs/朝.js", '<Code\n  lang="js"\n  code={ A }\n/>'),
        ("!!raw-loader!./朝.md", "docs/朝.md", "<CodeBlock language='md'>{A}</CodeBlock>"),
        ("!!raw-loader!@site/朝.mdx", "朝.mdx", "<CodeBlock>\n  { A }\n</CodeBlock>"),
    ],
)
def test_a_file_that_is_imported_as_it_is_is_code(
    tmp_path: Path, path: str, name: str, text: str
) -> None:
    """As Astro, Starlight and Docusaurus show listings."""
    files = {name: "<B /> 港 {A}\n"}
    found = body(tmp_path, "docusaurus", f"import A from '{path}';\n\n前\n\n{text}\n\n後\n", files)
    [section] = to_sections(found, "mdx").sections
    assert section.code.strip() == "<B /> 港 {A}"
    assert section.text.split() == (["前", "題", "後"] if "題" in text else ["前", "後"])


@pytest.mark.parametrize(
    "text",
    ["import A from './朝.js'\n\n{A}港", "import A from './無.js?raw'\n\n<B c={A} />港", "{A}港"],
)
def test_other_names_stand_for_no_file(tmp_path: Path, text: str) -> None:
    """A program's value, a file that is not there, and a name that nothing imports."""
    found = body(tmp_path, "docusaurus", text, {"docs/朝.js": "秘密"})
    assert "秘密" not in found
    assert [section.text.strip() for section in to_sections(found, "mdx").sections] == ["港"]


def test_files_take_in_others_from_where_they_lie(tmp_path: Path) -> None:
    files = {"src/部/朝.md": "{{#include 夜.md}}", "src/部/夜.md": "夜の港"}
    assert body(tmp_path, "mdbook", "{{#include 部/朝.md}}", files) == "夜の港"


def test_files_that_take_in_each_other_come_to_an_end(tmp_path: Path) -> None:
    files = {"src/a.md": "港{{#include b.md}}{{#include b.md}}", "src/b.md": "{{#include a.md}}"}
    assert body(tmp_path, "mdbook", "{{#include a.md}}", files).count("港") <= MAX_FILES


@pytest.mark.parametrize(
    "name", ["../外.md", "/etc/hostname", "管.md", "連.md", "大.md", "無.md", ".."]
)
def test_only_files_of_the_site_are_taken_in(tmp_path: Path, name: str) -> None:
    (tmp_path / "外.md").write_text("外", "utf-8")
    root = tmp_path / "site"
    (root / "src").mkdir(parents=True)
    os.mkfifo(root / "src/管.md")
    (root / "src/連.md").symlink_to(tmp_path / "外.md")
    (root / "src/大.md").write_bytes(b"a" * (MAX_BYTES + 1))
    text = f"{{{{#include ../{name}}}}}{{{{#include {name}}}}}"
    assert body(root, "mdbook", text, {}) == text
