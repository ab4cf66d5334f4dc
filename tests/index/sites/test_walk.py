"""Which files are found; what is not looked into is named; patterns of paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.sites.site import open_site
from index.sites.walk import MAX_DEPTH, gitignored, matches
from tests.golden.urls.sites import write_site

POST = "---\ntitle: 題\ndate: 2025-01-01\n---\n"


def problems(root: Path) -> dict[str, str]:
    """Path → code, of what is found and not opened."""
    site = open_site(root)
    found = {path: site.obstacle(path) for path in site.files()}
    return {path: problem.code for path, problem in found.items() if problem}


@pytest.mark.parametrize(
    ("configuration", "posts"),
    [("_config.yml", "_posts"), ("hugo.toml", "content/posts"), ("readme.txt", "posts")],
)
def test_links_to_folders_are_named_and_not_followed(
    configuration: str, posts: str, tmp_path: Path
) -> None:
    root = tmp_path / "site"
    write_site({configuration: "", f"{posts}/2025-01-01-a.md": POST}, root)
    write_site({"2025-01-01-b.md": POST}, tmp_path / "elsewhere")
    (root / posts / "inside").symlink_to("..")
    (root / posts / "outside").symlink_to(tmp_path / "elsewhere")
    (root / posts / "loop").symlink_to("loop")
    assert problems(root) == {
        f"{posts}/inside": "special_file",
        f"{posts}/outside": "outside_site",
    }


def test_posts_that_are_a_link_are_named(tmp_path: Path) -> None:
    write_site({"_config.yml": "", "content/2025-01-01-a.md": POST}, tmp_path)
    (tmp_path / "_posts").symlink_to("content")
    assert problems(tmp_path) == {"_posts": "special_file"}


def test_a_folder_that_lies_too_deep_is_named(tmp_path: Path) -> None:
    deep = "/".join(["深"] * (MAX_DEPTH + 3))
    write_site({f"posts/{deep}/a.md": POST, "posts/b.md": POST}, tmp_path)
    assert list(problems(tmp_path).values()) == ["special_file"]


def test_folders_of_tools_and_hidden_ones_are_passed_over(tmp_path: Path) -> None:
    files = {f"{folder}/a.md": POST for folder in ("node_modules/x", ".obsidian", "_site", "記事")}
    write_site(files, tmp_path)
    assert list(open_site(tmp_path).files()) == ["記事/a.md"]


@pytest.mark.parametrize(
    "files",
    [
        {"hugo.toml": "contentDir = '../private'\n"},
        {"_config.yml": "source_dir: ../private\n", "../private/_posts/b.md": POST},
        {"_config.yml": "source: ../private\n"},
    ],
)
def test_nothing_outside_the_site_is_read(files: dict[str, str], tmp_path: Path) -> None:
    root = tmp_path / "site"
    write_site({"../private/a.md": POST, **files}, root)
    site = open_site(root)
    paths = [path for path in site.files() if "private" in path]
    assert all(site.obstacle(path) for path in paths)


@pytest.mark.parametrize("folder", ["content", "src/content", "docs", "posts"])
def test_a_folder_of_posts_that_is_a_link_is_not_followed(folder: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    write_site({"a.md": POST}, tmp_path / "private")
    write_site({"hugo.toml": "", "astro.config.mjs": "", "mkdocs.yml": ""}, root)
    (root / folder).parent.mkdir(parents=True, exist_ok=True)
    (root / folder).symlink_to(tmp_path / "private")
    site = open_site(root)
    read = [path for path in site.files() if site.obstacle(path) is None]
    assert read == []


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("posts/*", "posts/a.md", True),
        ("posts/*", "posts/a/b.md", False),
        ("posts/**", "posts/a/b.md", True),
        ("{旅,日記}/[!_]*", "旅/a.md", True),
        ("{旅,日記}/[!_]*", "旅/_a.md", False),
        ("[a-c].md", "b.md", True),
        ("[z-a].md", "b.md", False),
        ("[z-a].md", "[z-a].md", True),
        ("[!]", "[!]", True),
        ("[^]", "a", False),
        ("[", "[", True),
        ("[]]", "]", True),
    ],
)
def test_whatever_stands_in_brackets_is_a_pattern(pattern: str, path: str, meant: bool) -> None:
    assert matches((pattern,), path) is meant


def test_a_later_line_takes_back_what_an_earlier_one_leaves_out() -> None:
    lines = "# notes\nnotes\n!notes/shown.md\n[z-a]\n"
    patterns = tuple(gitignored(lines, "docs"))
    assert matches(patterns, "docs/notes/a.md")
    assert matches(patterns, "docs/old/notes/a.md")
    assert not matches(patterns, "docs/notes/shown.md")
    assert not matches(patterns, "docs/a.md")
