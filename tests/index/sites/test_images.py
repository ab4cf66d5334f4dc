"""The picture of a post: every way of naming it, and everything that is none."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from index.post import Post
from index.sites.images import Beside, image_of
from index.sites.site import open_site

PAGE = "/blog/2025/a/"


@pytest.mark.parametrize(
    ("metadata", "address"),
    [
        ({"image": "/img/a.png"}, "/blog/img/a.png"),
        ({"image": "/blog/img/a.png"}, "/blog/img/a.png"),
        ({"image": {"path": "/a.jpg", "alt": "空港"}}, "/blog/a.jpg"),
        ({"image": {"url": "https://cdn.example/a", "width": 3}}, "https://cdn.example/a"),
        ({"images": ["/one.png", "/two.png"]}, "/blog/one.png"),
        ({"cover": {"image": "/c.webp", "relative": False}}, "/blog/c.webp"),
        ({"heroimage": {"src": "/h.avif"}}, "/blog/h.avif"),
        ({"header": {"overlay_image": "/o.jpg", "teaser": "/t.jpg"}}, "/blog/t.jpg"),
        ({"photos": [["/p.jpg"]]}, "/blog/p.jpg"),
        ({"featured": True, "thumbnail": "/t.gif"}, "/blog/t.gif"),
        ({"params": {"Image": "/deep.png"}}, "/blog/deep.png"),
        ({"og_image": "//cdn.example/og.png?v=1"}, "https://cdn.example/og.png?v=1"),
        ({"image": "写真 1.png"}, "/blog/2025/a/%E5%86%99%E7%9C%9F%201.png"),
        ({"image": "%E3%81%82.png"}, "/blog/2025/a/%E3%81%82.png"),
        ({"image": "../b.svg"}, "/blog/2025/b.svg"),
        ({"image": "../../../../b.svg"}, "/b.svg"),
        ({"emoji": "📷"}, ""),
        ({"image": "📷"}, ""),
        ({"cover": "#24508f", "banner": "秋の京都"}, ""),
        ({"image": True}, ""),
        ({"image": None, "cover": []}, ""),
        ({"image": "{{ site.cover }}.png"}, ""),
        ({"image": "![写真](a.png)"}, ""),
        ({"image": "javascript:alert(1)//.png"}, ""),
        ({"image": "data:image/png;base64,AAAA.png"}, ""),
        ({"image": 'a" onerror="x.png'}, ""),
        ({"image": "C:\\写真\\a.png"}, ""),
        ({"image": "https://cdn.example/a b.png"}, ""),
        ({"image": "post.html"}, ""),
        ({"image": "//a b.png"}, ""),
        ({"images": {"list": {"path": {"path": {"path": "/a.png"}}}}}, ""),
    ],
)
def test_ways_of_naming_a_picture(metadata: dict[str, Any], address: str) -> None:
    assert image_of(metadata, PAGE, "/blog", "page") == address


@pytest.mark.parametrize(
    ("written", "beside", "address"),
    [
        ("img/a.png", "root", "/blog/img/a.png"),
        ("./a.png", "root", ""),
        ("@/assets/a.png", "root", ""),
        ("a.png", "nowhere", ""),
        ("/a.png", "nowhere", "/blog/a.png"),
    ],
)
def test_what_a_path_starts_from(written: str, beside: Beside, address: str) -> None:
    assert image_of({"image": written}, PAGE, "/blog", beside) == address


def test_hostile_texts_take_no_time() -> None:
    began = time.process_time()
    for text in ("a" * 999, "/" * 999, "." * 999, "https://" + "." * 990, ".png" * 249 + "\\"):
        image_of({"image": [text] * 50, "cover": {"image": [text] * 50}}, PAGE, "", "page")
    assert time.process_time() - began < 1


def read_one(root: Path, files: dict[str, str], path: str) -> Post:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    site = open_site(root)
    post = site.read(path, (root / path).read_bytes())
    assert isinstance(post, Post)
    return post


@pytest.mark.parametrize(
    ("files", "path", "image"),
    [
        (
            {"_config.yml": "baseurl: /b", "_posts/2025-01-02-a.md": "---\nimage: /a.png\n---\nx"},
            "_posts/2025-01-02-a.md",
            "/b/a.png",
        ),
        (
            {
                "hugo.toml": 'baseURL = "https://e.example/b/"',
                "content/post/a/index.md": "---\ncover:\n  image: a.png\n---\nx",
            },
            "content/post/a/index.md",
            "/b/post/a/a.png",
        ),
        (
            {
                "hugo.toml": 'baseURL = "https://e.example/b/"',
                "content/post/a.md": "---\nimages: [img/a.png]\n---\nx",
            },
            "content/post/a.md",
            "/b/img/a.png",
        ),
        (
            {
                "hugo.toml": 'baseURL = "https://e.example/b/"',
                "content/post/a.md": "---\nfeatured_image: /b/img/a.png\n---\nx",
            },
            "content/post/a.md",
            "/b/img/a.png",
        ),
        (
            {
                "_config.yml": "root: /b/\nsource_dir: source",
                "package.json": '{"dependencies": {"hexo": "7"}}',
                "source/_posts/a.md": "---\ntitle: a\ndate: 2025-01-02\ncover: img/a.png\n---\nx",
            },
            "source/_posts/a.md",
            "/b/img/a.png",
        ),
        (
            {
                "astro.config.mjs": "export default {}",
                "src/content/blog/a.md": "---\nheroImage: ../../assets/a.png\n---\nx",
            },
            "src/content/blog/a.md",
            "",
        ),
        (
            {
                "astro.config.mjs": "export default {}",
                "src/content/blog/a.md": "---\nheroImage: /a.png\n---\nx",
            },
            "src/content/blog/a.md",
            "/a.png",
        ),
    ],
)
def test_generators_resolve_paths(
    tmp_path: Path, files: dict[str, str], path: str, image: str
) -> None:
    assert read_one(tmp_path, files, path).image == image
