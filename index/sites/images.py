"""The picture that a post names in its front matter, for whoever shows hits.

Generators and themes have many keys for it (the row ``image`` of :mod:`index.fields`) and many
forms: a text, a list, a table with the path and what else is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Literal
from urllib.parse import quote, urljoin

from index.sites.keys import ALIASES

Beside = Literal["page", "root", "nowhere"]
"""What a path without a slash before it starts from; ``nowhere`` where the generator makes a
picture of another name of it, which only the finished site knows."""

MAX_ADDRESS = 1_000
"""Characters; with more, it is the picture itself, or none."""
_NAMES = ("path", "url", "src", "image", "file", "href", "teaser", "thumbnail", "overlay_image")
"""Of a table, what holds the address: Jekyll's ``path``, Hugo's ``cover.image``, Astro's ``src``,
``header.teaser`` of Minimal Mistakes."""
_DEEPER = ("params", "extra", "seo", "opengraph", "og")
"""Tables that hold keys like those beside them."""
_MOST = 20
"""Members of a list that are looked at: a gallery has its best picture first."""
_WHOLE = re.compile(r"(?:https?:)?//[^\s/\\{}<>\"'][^\s\\{}<>\"']*", re.IGNORECASE)
_PATH = re.compile(
    r"[^\\:{}<>\"'\[\]()|]+\.(?:png|jpe?g|gif|webp|avif|svg|bmp)(?:[?#]\S*)?", re.IGNORECASE
)
_BUILT = ("@", "~", "./", "../")
"""How a path of a source file begins, where a build makes pictures."""


def image_of(
    metadata: Mapping[str, Any], page: str, root: str, beside: Beside, top: str | None = None
) -> str:
    """The address of a post's picture: a path on its site, a whole URL, or nothing.

    ``page`` is the path of the post's page, ``root`` the path below which the site lies, and
    ``top`` what a first slash stands for, if not that.
    """
    top = root if top is None else top
    found = (_resolved(one, page, root, beside, top) for one in _named(metadata))
    return next(filter(None, found), "")


def _named(metadata: Mapping[str, Any]) -> Iterator[str]:
    """All texts that may be addresses, those of the better keys first."""
    deeper = (metadata.get(name) for name in _DEEPER)
    given = [metadata, *(one for one in deeper if isinstance(one, Mapping))]
    tables = [{str(key).lower(): one[key] for key in reversed([*one])} for one in given]
    for name in ALIASES["image"]:
        for table in tables:
            yield from _texts(table.get(name))


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    match value:
        case str():
            yield value.strip()
        case list() | tuple() if depth < 2:
            for item in islice(value, _MOST):
                yield from _texts(item, depth + 1)
        case Mapping() if depth < 2:
            for name in _NAMES:
                yield from _texts(value.get(name), depth + 1)


def _resolved(text: str, page: str, root: str, beside: Beside, top: str) -> str:
    """The address of what was written, or nothing for what is no picture: an emoji, a colour, a
    template, a picture of the sources that a build gives another name."""
    if len(text) > MAX_ADDRESS:
        return ""
    if _WHOLE.fullmatch(text):
        return _escaped(f"https:{text}" if text.startswith("//") else text)
    if text.startswith("//") or not _PATH.fullmatch(text):
        return ""
    if text.startswith("/"):
        return _escaped(text if text.startswith(f"{top}/") else top + text)
    if beside == "nowhere" or (text.startswith(_BUILT) and beside == "root"):
        return ""
    path = urljoin(page if beside == "page" else f"{root}/", text)
    return _escaped(path if path.startswith("/") or "://" in path else f"/{path.lstrip('./')}")


def _escaped(address: str) -> str:
    """As a browser asks for it; what is escaped already stays."""
    return quote(address, safe="/-._~!$&()*+,;=:@%?#[]")
