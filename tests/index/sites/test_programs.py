"""Generators that are not built here: which files are posts, and their links."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from index.post import Post
from index.problems import Problem
from index.sites.generators import nested_sites
from index.sites.site import open_site
from tests.golden.urls.sites import outcomes, write_site

SITES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "programs.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("name", SITES)
def test_a_site_is_recognised_and_read(name: str, tmp_path: Path) -> None:
    expected = SITES[name]
    write_site(expected["files"], tmp_path)
    site = open_site(tmp_path)
    assert site.rules.name == expected["generator"]
    found = outcomes(site)
    posts = {path: post for path, post in found.items() if isinstance(post, Post)}
    others = {path: item.code for path, item in found.items() if not isinstance(item, Post)}
    assert {path: post.url for path, post in posts.items()} == expected["links"]
    assert others == expected.get("others", {})
    titled = {path for path in posts if "title: x" in expected["files"][path]}
    assert {path for path in titled if posts[path].title != "x"} == set()


@pytest.mark.parametrize("name", SITES)
def test_it_is_a_site_of_its_own_below_a_plain_folder(name: str, tmp_path: Path) -> None:
    write_site(SITES[name]["files"], tmp_path / "below")
    generator = SITES[name]["generator"]
    own = {} if generator in ("plain", "hakyll", "obsidian") else {"below": generator}
    assert dict(nested_sites(tmp_path)) == own


def test_authors_of_docusaurus_have_names(tmp_path: Path) -> None:
    write_site(SITES["docusaurus"]["files"], tmp_path)
    path = "blog/2021-05-28-greetings.md"
    post = open_site(tmp_path).read(path, (tmp_path / path).read_bytes())
    assert isinstance(post, Post)
    assert post.authors == ("山田太郎", "hanako")


def test_chapters_have_the_topics_of_their_book(tmp_path: Path) -> None:
    write_site(SITES["zenn"]["files"], tmp_path)
    path = "books/numbered/1.intro.md"
    post = open_site(tmp_path).read(path, (tmp_path / path).read_bytes())
    assert isinstance(post, Post)
    assert post.tags == ("Rust",)


@pytest.mark.parametrize(
    "text",
    [
        "module.exports =" + " " * 100_000,
        "module.exports = {a:'" + "\\'" * 40_000,
        "module.exports = {a:" + "`" * 100_001,
        "module.exports = {a:(" + " " * 90_000 + "`x`",
        "module.exports = {" + "a:{" * 30_000,
        "module.exports = {a:" + "[" * 50_000,
        "export default (" * 6_000,
    ],
)
def test_data_in_scripts_take_no_time(text: str, tmp_path: Path) -> None:
    write_site({".eleventy.js": "", "a/a.11tydata.js": text, "a/b.md": "# 港\n"}, tmp_path)
    started = process_time()
    site = open_site(tmp_path)
    assert isinstance(site.read("a/b.md", b"# \xe6\xb8\xaf\n"), Post)
    assert process_time() - started < 5


def test_settings_of_aliases_upon_aliases_are_none(tmp_path: Path) -> None:
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    settings = "\n".join(["a0: &a0 x", *rows, "plugins: [*a9]", ""])
    write_site({"mkdocs.yml": settings, "docs/fog.md": "# 霧\n"}, tmp_path)
    assert [*open_site(tmp_path).files()] == ["docs/fog.md"]


def test_a_folder_of_posts_is_read_as_the_site_beside_it_says(tmp_path: Path) -> None:
    settings = "permalink: /x/:title/\nexclude: [_posts/2025-01-03-rain.md]\n"
    names = ("2025-01-02-fog.md", "2025-01-03-rain.md")
    posts = {f"_posts/{name}": "---\ntitle: x\n---\n" for name in names}
    write_site({"_config.yml": settings, **posts}, tmp_path)
    fog, rain = outcomes(open_site(tmp_path / "_posts")).values()
    assert isinstance(fog, Post)
    assert isinstance(rain, Problem)
    assert (fog.url, rain.code) == ("/x/fog/", "not_a_post")
