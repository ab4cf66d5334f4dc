"""The scripts and styles that browsers are given: files of ``static/built``, made by esbuild.

Their sources stand beside that folder; ``python -m tests.assets --write`` makes them anew. That
step is a maintainer's, so that installing the package needs no Node.js.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

import brotli

from index.fields import BUILT_IN, FieldTable
from web.texts import widget_fields

STATIC = Path(__file__).parent.parent / "static"
BUILT = STATIC / "built"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    mimetype: str

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()[:16]


@lru_cache(maxsize=8)
def widget_script(
    counting: bool = False, fields: FieldTable = BUILT_IN, name: str = "widget.js"
) -> Asset:
    """Everything that a search box on another site needs, as a script or as ``widget.mjs``.

    With ``counting`` it tells the service what was searched for and chosen.
    """
    # The first line of the file holds values for a package, which nobody serves.
    body = values(counting, fields) + (BUILT / name).read_text("utf-8").strip().split("\n", 1)[1]
    # In a block, since a page that loads the script twice may not declare a name of its own twice.
    whole = body if name.endswith(".mjs") else f"{{{body}}}"
    return Asset(f"{whole}\n".encode(), _SCRIPT)


def values(counting: bool = False, fields: FieldTable = BUILT_IN) -> str:
    """The names that the sources of the search box leave to whoever serves it."""
    table = json.dumps(widget_fields(fields), ensure_ascii=False, separators=(",", ":"))
    # A label may hold </script>: harmless in a file, but not where somebody writes it into a page.
    table = table.replace("<", "\\u003c")
    return f"const isCounting={str(counting).lower()},fieldTable={table};"


@cache
def asset(name: str) -> Asset:
    """A file of the pages by its name; raises KeyError when there is none."""
    folder, mimetype = _FILES[name]
    return Asset((STATIC / folder / name).read_bytes(), mimetype)


@cache
def compressed(body: bytes, encoding: str) -> bytes:
    """``body`` in one of :data:`ENCODINGS`: once and well, for a file that is sent often."""
    if encoding == "gzip":
        return gzip.compress(body, mtime=0)
    return bytes(brotli.compress(body))


ENCODINGS = ("br", "gzip")
"""The better one first."""
_SCRIPT = "text/javascript"
_FILES = {
    "page.js": ("built", _SCRIPT),
    "playground.js": ("built", _SCRIPT),
    "page.css": ("built", "text/css"),
    "guide.css": ("page", "text/css"),
    "icon.svg": ("page", "image/svg+xml"),
}
