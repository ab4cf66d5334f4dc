"""Front matter that is damaged at random: no file crashes, hangs, or costs its neighbour."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from index.analysis.choice import AnalyzerChoice
from index.document import Document
from index.problems import CODES
from index.reading.front_matter import parse
from index.runs.ledger import check
from index.runs.outcomes import Report
from index.runs.pipeline import Options, SiteSource, reindex
from index.sites.site import open_site
from tests.faults import mutations
from tests.support import write_site
from web.engines import local_store

POSTS = {
    "2025-10-30-jekyll.md": """---
layout: post
title: "空港で迷った話: 第3回"
date: 2025-10-30 22:03:02 +0900
categories: ["旅", "日記"]
tags: ["空港", "東京", "Wi-Fi"]
author: "山田花子"
excerpt: "羽田空港の第三ターミナルで、一時間も迷った。"
image: "/assets/images/airport.png"
redirect_from:
  - /2025/airport/
---

羽田空港で迷った。**案内板**を見ても分からない。

## 教訓

- 早めに着く
- 地図を見る
""",
    "2025-09-01-hugo.md": """+++
title = "Hugo で書く"
date = 2025-09-01T09:00:00+09:00
draft = false
tags = ["Hugo", "TOML", 2025]
categories = ["技術"]
aliases = ["/old/"]
[cover]
image = "a.png"
+++

{{< figure src="a.png" >}}

東京で書いた記事。
""",
    "2025-08-01-json.md": """{
  "title": "JSON の前付け",
  "date": "2025-08-01T09:00:00+09:00",
  "tags": ["JSON", "例"],
  "cover": {"image": "a.png", "alt": ["絵"]}
}

東京の記事。
""",
    "2025-07-01-zenn.md": """---
title: "Rust で作る検索エンジン"
emoji: "🔍"
type: "tech"
topics: ["rust", "検索"]
published: true
published_at: 2025-07-01 09:00
---
:::message
東京で作った。
:::

```rust
fn main() {}
```
""",
    "2025-06-01-hakyll.md": """---
title: 型の話
subTitle: カインドとは
postedBy: '<a href="https://example.com/">太郎</a>(@taro)'
tags: Haskell, 型, Kind
date: June  1, 2025
...
---

型について。
""",
    "2025-05-01-plain.md": """---
date: 2025/05/01
tag: &tags
- 日記
- C#
Tags: *tags
description: |
  一行目
  二行目: まだ続く
---
# 見出し {#top}

$x^2$ の話。
""",
}
"""Six ways to write front matter, all healthy."""
SEED = 20251101


@pytest.fixture
def posts() -> dict[str, bytes]:
    return {f"_posts/{name}": source.encode() for name, source in POSTS.items()}


def test_600_damaged_files_are_read_or_named_and_leave_the_others_alone(
    posts: dict[str, bytes], tmp_path: Path
) -> None:
    site = open_site(write_site(tmp_path, POSTS), drafts=True, future=True)
    tally = mutations.try_files(site, posts, mutations.damaged_files(posts, 600, SEED))
    assert tally.failures == []
    assert tally.files == 600
    assert {"indexed", "warned", "skipped"} == tally.outcomes.keys()
    # The damage is of all kinds: most of what can be wrong with front matter came up.
    assert {"front_matter_invalid", "front_matter_too_large", "repaired_front_matter", "decoded",
            "undecodable", "duplicate_key", "date_invalid", "control_character",
            "no_front_matter", "front_matter_unclosed"} <= tally.codes.keys()  # fmt: skip


def test_a_seed_damages_always_alike(posts: dict[str, bytes]) -> None:
    one, again, other = (list(mutations.damaged_files(posts, 60, seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other


@pytest.mark.parametrize("mutation", mutations.MUTATIONS, ids=lambda m: m.__name__.strip("_"))
def test_every_mutation_damages_something(
    mutation: mutations.Mutation, posts: dict[str, bytes]
) -> None:
    random = Random(SEED)
    assert any(mutation(content, random) != content for content in posts.values())
    assert isinstance(mutation(b"", random), bytes)


def test_300_damaged_files_do_not_cost_the_index_a_neighbour(
    posts: dict[str, bytes], tmp_path: Path
) -> None:
    root = write_site(tmp_path / "site", POSTS)
    before = _run(root, tmp_path / "data")
    healthy = _stored(tmp_path / "data")
    assert before.posts == len(POSTS)
    assert set(healthy) == set(posts)
    damaged = list(mutations.damaged_files(posts, 300, SEED))
    for number, file in enumerate(damaged):
        (root / "_posts" / f"2024-01-01-damaged-{number:03}.md").write_bytes(file.content)
    report = _run(root, tmp_path / "data")
    stored = _stored(tmp_path / "data")
    assert {path: stored.get(path) for path in healthy} == healthy
    assert report.posts == len(stored)
    assert report.posts + len(report.skipped) == len(POSTS) + len(damaged)
    assert {one.code for one in (*report.skipped, *report.warnings)} <= CODES.keys()
    assert check(local_store(tmp_path / "data")).problems == ()


def _run(root: Path, data: Path) -> Report:
    options = Options(jobs=1, now=datetime(2026, 1, 1, tzinfo=UTC), drafts=True, future=True)
    return reindex([SiteSource(root)], local_store(data), AnalyzerChoice("janome"), options)


def _stored(data: Path) -> dict[str, Document]:
    """All that is stored of each post that can be found."""
    store = local_store(data)
    documents = (record.document for record in store.records(store.current()))
    return {document.path: document for document in documents}


@pytest.mark.parametrize("notation", ["yaml", "toml", "json", "headers"])
def test_posts_can_be_written_in_another_notation(notation: str, posts: dict[str, bytes]) -> None:
    written = mutations.in_notation(posts, notation)

    for path, content in written.items():
        before, after = (parse(one.decode(), headers=True) for one in (posts[path], content))
        assert after.metadata.get("title") == before.metadata.get("title")
