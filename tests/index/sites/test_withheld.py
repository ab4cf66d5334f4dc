"""What an author keeps out of searches is not found, whatever the key is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.post import Post
from index.sites.site import open_site
from tests.golden.urls.sites import write_site


def outcome(folder: Path, front: str, **settings: bool) -> str:
    """``post``, or the code of the reason why it is none."""
    write_site({"posts/a.md": f"---\ntitle: 題\ndate: 2025-01-01\n{front}\n---\n本文\n"}, folder)
    path = folder / "posts" / "a.md"
    found = open_site(folder, **settings).read("posts/a.md", path.read_bytes())  # type: ignore[arg-type]
    return "post" if isinstance(found, Post) else found.code


HIDDEN = [
    "password: 潮",
    "password: 1234",
    "encrypt: true",
    "search: false",
    "indexing: false",
    "search: no",
    "search: exclude",
    "search: {exclude: true}",
    "search: {enabled: false}",
    "search:\n  exclude: yes",
    "search_exclude: true",
    "on_site_search_exclude: true",
    "skip_in_search: true",
    "searchHidden: true",
    "excludeSearch: true",
    "exclude_search: on",
    "exclude-from-search: true",
    "excludeFromSearch: true",
    "searchExclude: true",
    "bookSearchExclude: true",
    "pagefind: false",
    "in_search_index: false",
    "unlisted: true",
    "hidden: true",
    "hide: true",
    "searchable: no",
    "eleventyExcludeFromCollections: true",
    "params: {searchHidden: true}",
    "paige: {hide_search: true}",
    "params:\n  search: {exclude: true}",
    "extra: {in_search_index: false}",
    "build: {list: never}",
    "_build: {list: never}",
    "secret: true",
    "members_only: true",
    "is_hidden: true",
    "listed: false",
    "限定公開: はい",
]
UNPUBLISHED = [
    "status: private",
    "access: private",
    "post_status: Pending",
    "visibility: unlisted",
    "status: 非公開",
    "published: 非公開",
    "public: false",
    "isPrivate: true",
    "dg-publish: false",
    "公開: いいえ",
    "非公開: true",
]
DRAFTS = ["post_status: draft", "state: draft", "状態: 下書き", "下書き: true", "published: draft"]
SHOWN = [
    "password:",
    'password: ""',
    "password: false",
    "search: true",
    "search: {boost: 2}",
    "search: {exclude: false}",
    "search: 検索の話",
    "searchHidden: false",
    "unlisted: false",
    "hidden: いいえ",
    "hide: [navigation, toc]",
    "hidden: [toc]",
    "nav_exclude: true",
    "pagefind: true",
    "noindex: true",
    "robots: noindex",
    "sitemap: false",
    "bookHidden: true",
    "params: {toc: false}",
    "params: search",
    "build: {list: always}",
    "status: deprecated",
    "status: new",
    "state: Tokyo",
    "access: 駅から五分",
    "indexing: true",
    "visibility: public",
    "public: true",
    "secret: false",
    "非公開: false",
    "公開: 2025-01-01",
    "share: false",
    "search_engine_exclude: true",
    "research_hidden: true",
    "hide_search_box: true",
    "searchBarHidden: true",
    "visible: false",
    "private: 私的な話",
]


@pytest.mark.parametrize("front", HIDDEN)
def test_what_is_kept_out_of_searches_is_named_as_such(front: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, front) == "excluded"


@pytest.mark.parametrize("front", UNPUBLISHED)
def test_what_is_not_public_is_not_published(front: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, front) == "unpublished"


@pytest.mark.parametrize("front", DRAFTS)
def test_a_word_or_a_key_marks_a_draft(front: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, front) == "draft"


@pytest.mark.parametrize("front", HIDDEN[:3])
def test_who_asks_for_drafts_does_not_get_what_is_hidden(front: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, f"{front}\ndraft: true", drafts=True, future=True) == "excluded"


@pytest.mark.parametrize("front", SHOWN)
def test_other_keys_hide_nothing(front: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, front) == "post"


def test_defaults_of_the_site_hide_as_well(tmp_path: Path) -> None:
    config = "defaults:\n- {scope: {path: ''}, values: {search_exclude: true}}\n"
    write_site({"_config.yml": config, "_posts/2025-01-01-a.md": "---\ntitle: 題\n---\n"}, tmp_path)
    found = open_site(tmp_path).read("_posts/2025-01-01-a.md", b"---\ntitle: x\n---\n")
    assert not isinstance(found, Post)
    assert found.code == "excluded"
