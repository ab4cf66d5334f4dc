"""Files of a site may be pipes, broken links and bombs: it opens soon, or says why not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import SiteError
from index.sites.site import open_site

MAKERS: dict[str, Callable[[Path], None]] = {
    "pipe": lambda path: os.mkfifo(path),
    "broken-link": lambda path: path.symlink_to("nowhere"),
    "link-to-itself": lambda path: path.symlink_to(path.name),
    "folder": lambda path: path.mkdir(),
}
PLACES = ("articles/a.md", "public/a.md", "content/_index.md", "_config.yml", "hugo.toml")


@pytest.mark.timeout(120)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", MAKERS)
def test_a_special_file_does_not_keep_a_site_from_opening(
    kind: str, place: str, tmp_path: Path
) -> None:
    (tmp_path / "content").mkdir()
    if place.startswith("content"):
        (tmp_path / "hugo.toml").write_text("")
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    MAKERS[kind](path)
    site = open_site(tmp_path)
    for post in site.files():
        obstacle = site.obstacle(post)
        assert obstacle is not None
        assert obstacle.code in ("special_file", "unreadable")


LAUGHS = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 22)
)
MERGES = "m0: &m0 {k: v}\n" + "".join(
    f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}\n" for n in range(1, 30)
)
BOMBS = {
    "aliases": ("_config.yml", LAUGHS),
    "merge-keys": ("_config.yml", MERGES),
    "an-alias-to-itself": ("_config.yml", "a: &a [*a]"),
    "brackets": ("_config.yml", "a: " + "[" * 500_000),
    "brackets-of-toml": ("hugo.toml", "a = " + "[" * 500_000),
    "dotted-key": ("hugo.toml", "a." * 300_000 + "b = 1"),
    "brackets-of-json": ("hugo.json", '{"a": ' + "[" * 500_000),
    "size": ("_config.yml", "a: b\n" * 300_000),
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_configuration_that_explodes_is_refused_soon(bomb: str, tmp_path: Path) -> None:
    name, text = BOMBS[bomb]
    (tmp_path / "content").mkdir()
    (tmp_path / name).write_text(text)
    began = time.process_time()
    with pytest.raises(SiteError) as refused:
        open_site(tmp_path)
    assert time.process_time() - began < 6
    assert name in str(refused.value)
    assert len(str(refused.value)) < 1000
