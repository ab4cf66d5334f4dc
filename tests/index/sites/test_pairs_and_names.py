"""Posts between two days, with names that no URL may have, alike, or in two languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.post import Post
from index.runs.pipeline import Options, SiteSource, reindex
from index.sites.site import open_site
from tests.golden.urls.sites import outcomes, write_site
from web.engines import local_store


def read(root: Path, files: dict[str, str]) -> dict[str, Post]:
    write_site(files, root)
    found = outcomes(open_site(root))
    return {path: post for path, post in found.items() if isinstance(post, Post)}


def test_07_a_day_that_is_the_next_in_the_zone_of_the_site(tmp_path: Path) -> None:
    posts = read(
        tmp_path,
        {
            "_config.yml": "timezone: Asia/Tokyo\npermalink: /:year/:month/:day/:title/\n",
            "_posts/2025-08-29-a.md": "---\ndate: 2025-08-29 17:25:03 +0000\n---\n",
        },
    )
    post = posts["_posts/2025-08-29-a.md"]
    assert post.url == "/2025/08/30/a/"
    assert post.date is not None
    assert post.date.isoformat() == "2025-08-30T02:25:03+09:00"
    assert post.warnings[0].code == "title_from_filename"  # and no disagreement of the dates


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("長" * 66, "/posts/" + "%E9%95%B7" * 66 + "/"),
        ("%E7%A9%BA%E6%B8%AF", "/posts/%e7%a9%ba%e6%b8%af/"),
        ("100%-確か", "/posts/100-%E7%A2%BA%E3%81%8B/"),
        ("空 港", "/posts/%E7%A9%BA-%E6%B8%AF/"),
        ("か\u3099", "/posts/%E3%81%8B%E3%82%99/"),
    ],
)
def test_18_names_that_no_url_may_have(name: str, link: str, tmp_path: Path) -> None:
    files = {"hugo.toml": "", f"content/posts/{name}.md": "---\ntitle: 題\ndate: 2025-01-01\n---\n"}
    (post,) = read(tmp_path, files).values()
    assert post.url == link


def test_19_equal_posts_keep_their_own_identity(tmp_path: Path) -> None:
    root, data = tmp_path / "site", tmp_path / "data"
    post = "---\ntitle: 同じ題\nslug: same\ndate: 2025-01-01\n---\n同じ本文。\n"
    files = {f"content/posts/{number:03}.md": post for number in range(199)}
    write_site({"hugo.toml": "", **files}, root)
    report = reindex(
        [SiteSource(root)], local_store(data), AnalyzerChoice("janome"), Options(jobs=1)
    )
    assert report.posts == 199
    shared = {problem.path for problem in report.warnings if problem.code == "duplicate_url"}
    assert shared == set(files)
    again = reindex(
        [SiteSource(root)], local_store(data), AnalyzerChoice("janome"), Options(jobs=1)
    )
    codes = [problem.code for problem in again.warnings]
    assert (again.unchanged, codes) == (199, ["duplicate_url"] * 199)


@pytest.mark.parametrize("configuration", ["", "hugo.toml", "_config.yml"])
def test_23_pairs_of_languages(configuration: str, tmp_path: Path) -> None:
    folder = {"hugo.toml": "content/posts", "_config.yml": "_posts", "": "posts"}[configuration]
    settings = "[languages.ja]\n[languages.en]\n" if configuration == "hugo.toml" else ""
    front = "title: x\ndate: 2025-01-01"
    files = {
        f"{folder}/2025-01-01-a.ja.md": f"---\n{front}\n---\n",
        f"{folder}/2025-01-01-a.en.md": f"---\n{front}\n---\n",
        f"{folder}/2025-01-01-b.md": f"---\n{front}\nlang: zh_TW\n---\n",
        **({configuration: settings} if configuration else {}),
    }
    posts = read(tmp_path, files)
    assert [posts[path].lang for path in sorted(posts)] == ["en", "ja", "zh-TW"]
    assert len({post.url for post in posts.values()}) == 3
