"""What sites do to front matter: a table of files, and what each becomes."""

from __future__ import annotations

import re
import time
import tomllib
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from index.post import Post
from index.problems import Problem
from index.reading.front_matter import parse
from index.reading.yaml_values import FrontMatterError
from index.runs.reading import make_document
from index.sites.site import Site, open_site

CASES = tomllib.loads((Path(__file__).parent / "front_matter_cases.toml").read_text("utf-8"))[
    "case"
]
FIELDS = ("title", "url", "tags", "categories", "authors", "lang", "excerpt", "body")
CONFIGURATIONS = {
    "jekyll": ("_config.yml", "timezone: Asia/Tokyo", "_posts"),
    "hugo": ("hugo.toml", 'timeZone = "Asia/Tokyo"', "content/posts"),
    "hexo": ("_config.yml", "timezone: Asia/Tokyo", "source/_posts"),
    "plain": ("readme.txt", "", "posts"),
}
"""Generator → its configuration, what stands in it, and where posts lie."""


def read(root: Path, source: bytes, generator: str = "jekyll", file: str = "") -> Post | Problem:
    """What a site makes of one file."""
    configuration, text, folder = CONFIGURATIONS[generator]
    (root / folder).mkdir(parents=True)
    (root / configuration).write_text(text, "utf-8")
    name = file or ("2025-01-01-a.md" if generator == "jekyll" else "a.md")
    (root / folder / name).write_bytes(source)
    site = open_site(root)
    assert site.rules.name == generator
    (path,) = site.files()
    assert site.obstacle(path) is None
    return site.read(path, (root / path).read_bytes())


def shown(problem: Problem) -> str:
    return f"{problem.code}:{problem.line}" if problem.line else problem.code


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_front_matter_becomes(case: dict[str, Any], tmp_path: Path) -> None:
    generator = case.get("generator", "jekyll")
    found = read(tmp_path, case["source"].encode(), generator, case.get("file", ""))
    if "skipped" in case:
        assert isinstance(found, Problem)
        assert shown(found) == case["skipped"]
        assert found.reason
        return
    assert isinstance(found, Post), found
    assert [shown(warning) for warning in found.warnings] == case.get("warnings", [])
    assert all(warning.path == found.path for warning in found.warnings)
    for name in FIELDS:
        value = getattr(found, name)
        if name in case:
            assert (list(value) if isinstance(value, tuple) else value) == case[name], name
    if "date" in case:
        assert (found.date.isoformat() if found.date else "") == case["date"]


KINDS = {*range(1, 7), 8, 9, 11, *range(13, 18), 20, 22}
"""Kinds of trouble in the table; 12 and 21 are below, 10 is in test_facet_values, 7, 18, 19 and 23
are in sites/test_pairs_and_names and sites/test_golden."""


def test_every_kind_of_trouble_is_in_the_table() -> None:
    assert {int(case["id"].split("-")[0]) for case in CASES} == KINDS
    assert len({case["id"] for case in CASES}) == len(CASES)


# 12: what an author holds back, and the settings that take it all the same


@pytest.mark.parametrize(
    ("front", "code", "setting"),
    [
        ("draft: true", "draft", "drafts"),
        ("draft: 'Yes'", "draft", "drafts"),
        ("status: Draft", "draft", "drafts"),
        ("isDraft: true", "draft", "drafts"),
        ("published: false", "unpublished", "drafts"),
        ("private: true", "unpublished", "drafts"),
        ("date: 2031-01-01", "future", "future"),
        ("publishDate: 2031-01-01", "future", "future"),
        ("expiryDate: 2020-01-01", "expired", "drafts"),
    ],
)
def test_what_is_held_back_is_named_and_a_setting_takes_it(
    front: str, code: str, setting: str, tmp_path: Path
) -> None:
    source = f"---\ntitle: 題\n{front}\n---\n".encode()
    found = read(tmp_path, source)
    assert isinstance(found, Problem)
    assert (found.path, found.code) == ("_posts/2025-01-01-a.md", code)
    site = open_site(tmp_path, **{setting: True})  # type: ignore[arg-type]
    assert isinstance(site.read(found.path, source), Post)


# 21: what a reader sees of the body

BODIES = {
    "jekyll": (
        """{% include toc.html %}
{% comment %}書かない{% endcomment %}
本文の**強調**[^1]と{{ site.title }}
{: .lead #top}

{% highlight ruby %}
puts "こんにちは"
{% endhighlight %}

<div class="box" markdown="1">箱の<b>中</b></div>
<script>alert(1)</script>
<!-- コメント -->

| 列A | 列B |
|-----|-----|
| 甲  | 乙  |

$$
E = mc^2
$$

[^1]: 脚注の文
""",
        ["本文の強調と", "箱の中", "列A", "列B", "甲", "乙", "脚注の文"],
        ['puts "こんにちは"', "E = mc^2"],
    ),
    "hugo": (
        """{{< figure src="a.png" title="図の題" >}}

{{% notice %}}注意の**文**{{% /notice %}}

[内部]({{< ref "b.md" >}})へ。

```mermaid
graph TD
  A[開始] --> B[終了]
```

```go
func main() {}
```
""",
        ["図の題", "注意の文", "内部へ。", "開始", "終了"],
        ["func main() {}"],
    ),
}


@pytest.mark.parametrize("generator", BODIES, ids=lambda name: f"21-{name}")
def test_a_body_is_reduced_to_what_a_reader_sees(generator: str, tmp_path: Path) -> None:
    source, seen, code = BODIES[generator]
    found = read(tmp_path, f"---\ntitle: 題\n---\n{source}".encode(), generator)
    assert isinstance(found, Post)
    document, _ = make_document(open_site(tmp_path), found)
    assert re.split(r"[\n\t]", "\n".join(s.text for s in document.sections)) == seen
    assert "\n".join(s.code for s in document.sections).split("\n") == code


# 15 and 20: hostile files


def levels(count: int, first: str, line: str) -> str:
    return first + "".join(line.format(n=n, m=n - 1) for n in range(1, count))


LAUGHS = levels(21, "a0: &a0 [x, x]\n", "a{n}: &a{n} [*a{m}, *a{m}, *a{m}, *a{m}, *a{m}, *a{m}]\n")
MERGES = levels(25, "a0: &a0 {k: v}\n", "a{n}: &a{n}\n  <<: [*a{m}, *a{m}]\n  k{n}: v\n")
CHAIN = levels(2000, "a0: &a0 {k: v}\n", "a{n}: &a{n} {{<<: *a{m}}}\n")
LADDER = "".join(f"{' ' * n}- a:\n" for n in range(0, 300, 2))
HOSTILE = {
    "15-alias-bomb": (f"---\n{LAUGHS}---\n", "front_matter_too_large"),
    "15-merge-key-bomb": (f"---\n{MERGES}---\n", "front_matter_too_large"),
    "15-chain-of-merge-keys": (f"---\n{CHAIN}title: x\n---\n", "front_matter_too_large"),
    "15-alias-to-itself": ("---\na: &a [*a]\n---\n", "front_matter_too_large"),
    "15-brackets-in-yaml": (f"---\na: {'[' * 5000}\n---\n", "front_matter_too_large"),
    "15-closed-brackets-in-yaml": (
        f"---\na: {'[' * 5000}{']' * 5000}\n---\n",
        "front_matter_too_large",
    ),
    "15-dashes-in-yaml": (f"---\na:\n  {'- ' * 5000}x\n---\n", "front_matter_too_large"),
    "15-indents-in-yaml": (f"---\n{LADDER}---\n", "front_matter_too_large"),
    "15-brackets-in-toml": (
        f"+++\na = {'[' * 5000}{']' * 5000}\n+++\n",
        "front_matter_too_large",
    ),
    "15-dotted-key-in-toml": (f"+++\n{'a.' * 20_000}b = 1\n+++\n", "front_matter_too_large"),
    "15-dotted-table-in-toml": (f"+++\n[{'a.' * 20_000}b]\n+++\n", "front_matter_too_large"),
    "15-number-in-toml": (f"+++\ntitle = 0x{'F' * 9000}\n+++\n", "front_matter_invalid"),
    "15-digits-in-toml": (f"+++\ntitle = 9{'9' * 9000}\n+++\n", "front_matter_invalid"),
    "15-brackets-in-json": (f'{{"a": {"[" * 90_000}', "front_matter_too_large"),
    "15-digits-in-json": (f'{{"title": {"9" * 9000}}}', "front_matter_invalid"),
    "15-long-json": (f'{{"title": "{"あ" * 100_000}"}}', "front_matter_too_large"),
    "15-long-yaml": (f"---\ntitle: {'あ' * 1_000_000}\n---\n", "front_matter_too_large"),
    "15-many-lines-that-are-no-yaml": ("---\n" + "a: @x\n" * 9_000 + "---\n", "duplicate_key"),
    "15-blank-lines": ("---\n" + "\n" * 60_000 + "title: a\n---\n", ""),
    "15-spaces": ("---\n" + " " * 60_000 + "\ntitle: a\n---\n", ""),
    "15-many-keys": ("---\n" + "".join(f"k{n}: v\n" for n in range(6000)) + "---\n", ""),
    "15-many-misspelt-keys": (
        "---\n" + "".join(f"titl{n:x}e: v\n".replace("0", "o") for n in range(4000)) + "---\n",
        "",
    ),
    "15-lone-surrogate-in-json": ('{"title": "\\ud800", "permalink": "/\\udc00/"}\n', ""),
    "20-brackets-in-the-body": (f"---\ntitle: a\n---\n{'[' * 3000}{']' * 3000}\n", ""),
    "20-brackets-below-json": ('{"title": "a"}\n' + "[" * 3000 + "]" * 3000, ""),
    "20-parentheses-in-the-body": (f"---\ntitle: a\n---\n{'[x](' * 3000}\n", ""),
    "20-quotes-in-the-body": (f"---\ntitle: a\n---\n{'> ' * 3000}x\n", "markup_too_deep"),
    "20-a-line-of-a-million": (f"---\ntitle: a\n---\n{'あ' * 1_000_000}\n", ""),
    "20-half-a-million-lines": (f"---\ntitle: a\n---\n{'あ' * 20}\n" * 1 + "あ\n" * 500_000,
                                "markup_too_long"),
    "20-millions-of-brackets": (f"---\ntitle: a\n---\n{'[' * 10_000_000}\n", "markup_too_long"),
    "20-millions-of-cells": (f"---\ntitle: a\n---\n{'|a' * 900_000}\n{'|-' * 900_000}\n",
                             "markup_too_long"),
    "11-a-heading-of-hashes": (f"---\n---\n# {'#' * 19_000}x\n", "title_from_heading"),
    "11-a-heading-of-braces": (f"---\n---\n# {'{' * 19_000}\n", "title_from_heading"),
    "11-a-heading-of-links": (f"---\n---\n# {'](' * 9_000}x\n", "title_from_heading"),
    "20-many-delimiters": ("---\n" * 100_000, "title_from_filename"),
}  # fmt: skip
"""What stands in a file, and a code that it must have, if any."""
MAX_SECONDS = {"20": 10.0, "15": 3.0, "11": 3.0}
"""Of processor time, by kind: ten times what an idle machine needs; the worst took minutes."""


@pytest.mark.parametrize(("source", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_soon_indexed_or_named(
    source: str, code: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    site = site_of(tmp_path)
    began = time.process_time()
    found = site.read("_posts/2025-01-01-a.md", source.encode())
    problems = (found,) if isinstance(found, Problem) else found.warnings
    if isinstance(found, Post):
        problems += make_document(site, found)[1]
    seconds = time.process_time() - began
    assert not code or code in [problem.code for problem in problems]
    assert seconds < MAX_SECONDS[request.node.callspec.id[:2]]


def site_of(root: Path) -> Site:
    (root / "_posts").mkdir()
    return open_site(root)


def test_an_alias_bomb_is_refused_at_once() -> None:
    for bomb in (LAUGHS, MERGES):
        began = time.process_time()
        with pytest.raises(FrontMatterError, match="aliases expand"):
            parse(f"---\n{bomb}---\n")
        assert time.process_time() - began < 1.0


def test_a_bomb_takes_no_memory() -> None:
    tracemalloc.start()
    with pytest.raises(FrontMatterError):
        parse(f"---\n{LAUGHS}---\n")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_file_of_50_megabytes_is_not_even_opened(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    path = "_posts/2025-01-01-a.md"
    with (tmp_path / path).open("wb") as file:
        file.truncate(50_000_000)
    obstacle = site.obstacle(path)
    assert obstacle
    assert (obstacle.path, obstacle.code) == (path, "file_too_large")
    assert "50,000,000 bytes" in obstacle.reason


def test_a_line_can_be_found_for_a_key() -> None:
    assert parse("---\ntitle: a\n'Date' : b\n---\n").line_of("published_at", "date") == 3
    assert parse('{"title": "a",\n"date": "b"}').line_of("date") == 2
    assert parse("+++\n\ndate = 1\n+++").line_of("date") == 3
    assert parse("date: x").line_of("date") is None
