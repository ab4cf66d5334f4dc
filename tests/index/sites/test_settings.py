"""What the owner says of a site goes before what its files say."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.post import Post
from index.sites.settings import SiteSettings
from index.sites.site import open_site
from tests.golden.urls.sites import outcomes, write_site

POST = "---\ntitle: 空港 の話\ndate: 2025-03-04 01:02:03\ntags: [旅]\n---\n本文\n"


def urls(root: Path, settings: SiteSettings) -> dict[str, str]:
    found = outcomes(open_site(root, settings=settings))
    return {path: post.url for path, post in found.items() if isinstance(post, Post)}


@pytest.mark.parametrize(
    ("permalink", "link"),
    [
        ("/blog/:slug/", "/blog/kuko/"),
        ("/:year/:month/:day/:name.html", "/2025/03/04/kuko.html"),
        ("/:i_month/:i_day/:title", "/3/4/%E7%A9%BA%E6%B8%AF-%E3%81%AE%E8%A9%B1"),
        (":path/", "/deep/2025-03-04-kuko/"),
        ("/:lang/:unknown/:slug", "/en/:unknown/kuko"),
    ],
)
def test_a_permalink_that_is_told(permalink: str, link: str, tmp_path: Path) -> None:
    write_site({"notes/deep/2025-03-04-kuko.md": POST, "other/b.md": POST}, tmp_path)
    settings = SiteSettings(permalink=permalink, folders=("notes",), lang="en")
    assert urls(tmp_path, settings) == {"notes/deep/2025-03-04-kuko.md": link}


def test_a_post_that_says_its_own_link_keeps_it(tmp_path: Path) -> None:
    write_site(
        {"a.md": "---\npermalink: /mine/\n---\n", "b.md": "---\nslug: beta\n---\n"}, tmp_path
    )
    told = urls(tmp_path, SiteSettings(permalink="/x/:slug/"))
    assert told == {"a.md": "/mine/", "b.md": "/x/beta/"}


def test_the_rest_of_what_can_be_told(tmp_path: Path) -> None:
    write_site({"_config.yml": "title: x\nurl: https://a.example\ntimezone: UTC\n"}, tmp_path)
    write_site({"_posts/2025-03-04-kuko.md": POST}, tmp_path)
    settings = SiteSettings(
        url="https://b.example/blog", title="港", lang="ja", timezone="Asia/Tokyo"
    )
    site = open_site(tmp_path, settings=settings)
    rules = site.rules
    said = rules.site_title, rules.base_url, rules.site_language
    assert said == ("港", "https://b.example", "ja")
    post = site.read("_posts/2025-03-04-kuko.md", POST.encode())
    assert isinstance(post, Post)
    assert post.date is not None
    assert post.date.isoformat() == "2025-03-04T01:02:03+09:00"
    assert (post.lang, post.url) == ("ja", "/blog/2025/03/04/kuko.html")
