"""What each generator does in its own way: recognised, read, linked, nothing lost in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from index.post import Post
from index.runs.reading import make_document
from index.sites.site import Site, open_site
from tests.golden.urls.sites import outcomes, write_site

SITES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "sites.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("name", SITES)
def test_a_site_is_read_as_it_is_shown(name: str, tmp_path: Path) -> None:
    expected = SITES[name]
    write_site(expected["files"], tmp_path)
    site = open_site(tmp_path)
    assert site.rules.name == expected["generator"]
    found = outcomes(site)
    others = {path: item.code for path, item in found.items() if not isinstance(item, Post)}
    assert others == expected.get("others", {})
    posts = {path: item for path, item in found.items() if isinstance(item, Post)}
    assert posts.keys() == expected["pages"].keys()
    for path, wanted in expected["pages"].items():
        shown = seen(site, posts[path])
        assert {key: shown[key] for key in wanted} == wanted, path


def seen(site: Site, post: Post) -> dict[str, Any]:
    """What a reader sees of a post; its text without spaces."""
    document = make_document(site, post)[0]
    return {
        "url": post.url,
        "kind": post.kind,
        "title": post.title,
        "date": f"{post.date:%Y-%m-%d}" if post.date else None,
        "lang": post.lang,
        "tags": list(post.tags),
        "categories": list(post.categories),
        "warnings": [warning.code for warning in post.warnings],
        "anchors": [section.anchor for section in document.sections],
        "headings": [section.heading for section in document.sections],
        "text": "".join("".join(section.text for section in document.sections).split()),
        "code": "\n".join(section.code for section in document.sections if section.code),
    }
