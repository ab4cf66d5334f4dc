"""The scripts and styles that browsers are given, made from ``static/`` when first asked for.

Sites need no build step, and neither does this one: modules are readable files with checked
types, and :func:`bundle` puts them one after the other into one function, without comments and
spaces. That is all that it takes for modules written as these are: named imports, no renaming, no
cycles, top-level names that differ throughout, no quotes in regular expressions.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import brotli

from web.texts import widget_catalogue

STATIC = Path(__file__).parent.parent / "static"

_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const|class|function|async)", re.MULTILINE)
_TOP_LEVEL = re.compile(r"^(?:async )?(?:const|let|class|function\*?) (\w+)", re.MULTILINE)
_COMMENT = re.compile(
    r"^\s*(?:/\*.*?\*/|//[^\n]*)\n|/\*\* @type [^\n]*?\*/ ?", re.MULTILINE | re.DOTALL
)
_INDENT = re.compile(r"\n\s*")
_SPACE = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)| *([=?:{}(),;<>&|!]+) *"""
)
"""Around operators, but for what stands in quotes."""
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s*([{};,>])\s*|(:)\s+|\s+")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    mimetype: str

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()[:16]


@cache
def widget_script(counting: bool = False) -> Asset:
    """``/widget.js``: everything that a search box on another site needs.

    With ``counting`` it tells the service what was searched for and chosen.
    """
    return Asset(bundle(STATIC / "widget" / "main.js", _generated(counting)).encode(), _SCRIPT)


@cache
def asset(name: str) -> Asset:
    """A file of the pages by its name; raises KeyError when there is none."""
    source = STATIC / _SOURCES[name]
    if source.suffix == ".css":
        return Asset(compact_css(source.read_text("utf-8")).encode(), "text/css")
    if source.suffix == ".js":
        return Asset(bundle(source, {}).encode(), _SCRIPT)
    return Asset(source.read_bytes(), "image/svg+xml")


@cache
def compressed(body: bytes, encoding: str) -> bytes:
    """``body`` in one of :data:`ENCODINGS`: once and well, for a file that is sent often."""
    if encoding == "gzip":
        return gzip.compress(body, mtime=0)
    return bytes(brotli.compress(body))


ENCODINGS = ("br", "gzip")
"""The better one first."""
_SCRIPT = "text/javascript"
_SOURCES = {
    "page.js": "page/main.js",
    "playground.js": "page/playground.js",
    "page.css": "page/page.css",
    "icon.svg": "page/icon.svg",
}


def bundle(entry: Path, generated: Mapping[str, str]) -> str:
    """A module and all that it imports, as one script.

    ``generated`` gives the text of modules that are not files, by name. Raises ValueError when
    two modules use one top-level name.
    """
    sources: dict[Path, str] = {}
    _collect(entry.resolve(), generated, sources)
    modules = [_EXPORT.sub("", _IMPORT.sub("", text)) for text in sources.values()]
    names = [name for module in modules for name in _TOP_LEVEL.findall(module)]
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        raise ValueError(f"{entry.name}: several modules define {', '.join(sorted(repeated))}")
    code = _INDENT.sub("\n", _COMMENT.sub("", "".join(modules)))
    code = _SPACE.sub(lambda match: match[1] or match[2], code)
    return f'(() => {{\n"use strict";\n{code.strip()}\n}})();\n'


def compact_css(text: str) -> str:
    """A style sheet without comments and indentation."""
    return _CSS_SPACE.sub(
        lambda match: match[1] or match[2] or " ", _CSS_COMMENT.sub("", text)
    ).strip()


def _collect(module: Path, generated: Mapping[str, str], sources: dict[Path, str]) -> None:
    """Adds ``module`` to ``sources`` behind everything that it imports."""
    if module in sources:
        return
    text = generated.get(module.name) or module.read_text("utf-8")
    for name in _IMPORT.findall(text):
        _collect((module.parent / name).resolve(), generated, sources)
    sources[module] = text


def _generated(counting: bool) -> dict[str, str]:
    texts = json.dumps(widget_catalogue(), ensure_ascii=False, separators=(",", ":"))
    styles = json.dumps(compact_css((STATIC / "widget" / "widget.css").read_text("utf-8")))
    values = {"catalogue": texts, "styles": styles, "isCounting": json.dumps(counting)}
    return {"resources.js": "".join(f"const {key} = {one};\n" for key, one in values.items())}
