"""Links as the owner of a site writes them down: ``permalink = "/blog/:year/:slug/"``.

============  ==================================================================
``:path``     the path below its folder, without the ending: ``2025/空港``
``:name``     the last part of it, without a date in front: ``空港``
``:slug``     the key ``slug``, else ``:name``
``:title``    the title as a slug
``:category`` the first category
``:lang``     the language
``:year`` ``:month`` ``:day`` ``:i_month`` ``:i_day`` ``:hour`` ``:minute`` ``:second``
============  ==================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from index.markdown.slugs import github_slug
from index.post import Post
from index.sites import keys
from index.sites.rules import Source, date_parts
from index.sites.walk import inside_of

_PLACEHOLDER = re.compile(r":([a-z_]*[a-z])")
_DATED = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}[-_]")
_INDEXES = ("index", "_index", "readme", "page")


def expand(template: str, source: Source, post: Post, folders: Iterable[str]) -> str:
    """The link of a post; an unknown placeholder stays."""
    path = _inside(source.path, folders)
    name = _DATED.sub("", path.rpartition("/")[2])
    values = {
        "path": path,
        "name": name,
        "slug": keys.text(source.spelt.get("slug")) or name,
        "title": github_slug(keys.text(source.metadata.get("title"))) or name,
        "category": next(iter(post.categories), ""),
        "lang": post.lang,
        **(date_parts(post.date) if post.date else {}),
    }
    link = _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)
    return re.sub(r"/{2,}", "/", f"/{link}")


def _inside(path: str, folders: Iterable[str]) -> str:
    """Without the folder of posts, the ending, and the name of a page that is its folder's."""
    folder = next((folder for folder in folders if path.startswith(f"{folder}/")), "")
    inside = inside_of(path, folder)
    stem = PurePosixPath(inside).stem
    above = inside.rpartition("/")[0]
    return above if stem.lower() in _INDEXES else f"{above}/{stem}".lstrip("/")
