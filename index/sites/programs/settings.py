"""Settings that are programs, or nearly: read for what is written down, and never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from index.reading.field_values import text_of
from index.sites.configuration import mapping
from index.sites.walk import first_bytes, first_text

MAX_CONFIGURATION = 100_000
MAX_IMPORTS, MAX_MATCHES, MAX_DEPTH = 20, 200, 10
"""Files of settings that are read for one site, places of one setting that are looked at, and how
deep values lie in others."""
_SCRIPTS = (".ts", ".js", ".mts", ".mjs", ".cjs", ".cts")
_IMPORT = re.compile(r"(?:\bfrom|\brequire\(|\bimport\(?)\s*[\"'](\.{1,2}/[\w./-]{1,200})[\"']")
_QUOTED = r"[\"'`]([^\"'`\n]*)[\"'`]"
_TEXT = r"\"(?:[^\"\\\n]|\\.)*+\"?+|'(?:[^'\\\n]|\\.)*+'?+|`(?:[^`\\]|\\.)*+`?+"
"""What is not closed ends with its line, so that nothing is looked at twice."""
_LITERAL = r"/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/[a-z]*+"
_TEXT_OR_COMMENT = re.compile(rf"({_TEXT})|/\*.*?\*/|(?<!\\)//[^\n]*", re.DOTALL)
_CONSTANT = re.compile(
    rf"^(?:export )?const[ \t]+(\w{{1,100}})(?:[ \t]*:[ \t]*\w+)?[ \t]*=[ \t]*{_QUOTED}[;\s]*?$",
    re.M,
)


def source_of(path: Path) -> str:
    """The text of a file of settings without comments; empty if it cannot be read.

    Constants that are texts stand where they are used: ``const BASE = "/blog"``, ``base: BASE``.
    """
    text = first_text(path)
    text = _TEXT_OR_COMMENT.sub(lambda match: match[1] or "", text)
    told = {match[1]: match[2] for match in islice(_CONSTANT.finditer(text), MAX_MATCHES)}
    names = "|".join(told)

    def used(match: re.Match[str]) -> str:
        before, name = match["before"], match["in_text"] or match["alone"]
        if before is None:
            return told[name]
        key = "" if before[0] == ":" else f"{name}: "
        return f'{before}{key}"{told[name]}"'

    place = rf"\$\{{(?P<in_text>{names})\}}|(?P<before>[:{{,]\s*+)(?P<alone>{names})(?=\s*+[,}}\n])"
    return re.sub(place, used, text) if told else text


def with_imports(path: Path, wanted: str) -> str:
    """A file of settings, and after it those that it imports from beside it.

    Of these only what speaks of ``wanted``, a pattern: others are menus and the like.
    """
    found: dict[Path, str] = {}
    waiting = [path]
    while waiting and len(found) < MAX_IMPORTS:
        file = waiting.pop(0)
        if file not in found and (text := source_of(file)):
            found[file] = text
            waiting += [_imported(file.parent / name) for name in _IMPORT.findall(text)]
    first, *others = found.values() or ("",)
    return "\n".join((first, *(text for text in others if re.search(wanted, text))))


def _imported(path: Path) -> Path:
    """``./shared`` may be ``shared.ts`` or ``shared/index.ts``."""
    endings = ("", *_SCRIPTS, *(f"/index{ending}" for ending in _SCRIPTS))
    files = (path.parent / f"{path.name}{ending}" for ending in endings)
    return next((file for file in files if file.is_file()), path)


def setting(settings: str, name: str, default: str = "") -> str:
    """A setting that is written down as a text: ``base: "/blog/",``, and not worked out.

    Of several the outermost, then the first: those of menus lie deeper.
    """
    pattern = rf"(?:^|[{{,])[ \t]*[\"']?{name}[\"']?[ \t]*:[ \t]*{_QUOTED}"
    matches = [found for found in re.finditer(pattern, settings, re.M) if "${" not in found[1]]
    if len(matches) < 2:
        return matches[0][1] if matches else default
    depth, least, found, position = 0, len(settings), "", 0
    for match in matches[:MAX_MATCHES]:
        passed = settings[position : match.start(1)]
        depth += passed.count("{") + passed.count("[") - passed.count("}") - passed.count("]")
        position = match.start(1)
        if depth < least:
            least, found = depth, match[1]
    return found


def text_at(told: str | Mapping[str, Any], name: str) -> str:
    """A text that a script or a mapping says; with dots, one within others: ``book.title``."""
    *above, name = name.split(".")
    for part in above:
        told = block(told, part) if isinstance(told, str) else mapping(told.get(part))
    return setting(told, name) if isinstance(told, str) else text_of(mapping(told).get(name) or "")


def captured(pattern: str, text: str) -> str:
    """The first group of a pattern where it stands in a text; empty where it does not."""
    match = re.search(pattern, text)
    return match[1] if match else ""


def is_set(settings: str, name: str, value: str = "true") -> bool:
    """Whether ``name: true`` is written down, or another word."""
    return re.search(rf"\b{name}[\"']?\s*:\s*{value}(?!\w)", settings) is not None


def texts(settings: str, name: str) -> tuple[str, ...]:
    """The texts of a list: ``locales: ["ja", "en"]``."""
    inside = rf"""(?:{_LITERAL}|[^][\"'`]|\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`)*+"""
    match = re.search(rf"\b{name}[\"']?\s*:\s*\[({inside})\]", settings)
    return tuple(re.findall(_QUOTED, match[1])) if match else ()


def literals(settings: str, name: str) -> tuple[str, ...]:
    """The regular expressions of a list, or the only one: ``ignoreFiles: [/^draft\\//]``."""
    given = rf"(?:{_LITERAL}|{_TEXT}|[\s,])*+"
    match = re.search(rf"\b{name}[\"']?\s*:\s*(?:\[({given})\]|({_LITERAL}))", settings)
    found = re.findall(rf"(?:{_TEXT})|({_LITERAL})", match[1] or match[2]) if match else ()
    parts = (text[1:].rpartition("/") for text in found if text)
    return tuple(f"{'(?i)' * ('i' in flags)}{text}" for text, _, flags in parts)


def block(settings: str, name: str) -> str:
    """What stands between the braces of ``name: { … }``; empty without it."""
    match = re.search(rf"\b{name}[\"']?\s*:\s*\{{", settings)
    if not match:
        return ""
    depth, start = 1, match.end()
    for brace in re.finditer(r"[{}]", settings[start:]):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return settings[start : start + brace.start()]
    return settings[start:]


def keys_of(settings: str) -> tuple[str, ...]:
    """The outermost keys of what stands between braces: ``ja: {…}, '/zh-cn/': {…}``."""
    return tuple(match[1] for part in _parts(settings) if (match := _MEMBER.match(part)))


_EXPORTED = re.compile(
    r"(?:module\.exports\s*+=|export\s++default)\s*+"
    r"(?:(?:async\s++)?function\s*+\w{0,100}+\([^()]{0,200}\)\s*+\{\s*+return\b"
    r"|\([^()]{0,200}\)\s*+=>\s*+(?:\(|\{\s*+return\b)?)?\s*+\{"
)
_MEMBER = re.compile(r"\s*+[\"']?([\w$/-]{1,100})[\"']?\s*+:\s*+(.*)", re.DOTALL)
_TEMPLATE = re.compile(
    r"(?:\(?+\s*+\{?+[\w\s,]{0,100}+\}?+\s*+\)?+\s*+=>\s*+\(?+\s*+)?`([^`]*)`\s*+\)?"
)
_PIECE = re.compile(rf"{_TEXT}|[{{}}()\[\],]", re.DOTALL)
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}


def script_values(text: str) -> dict[str, Any]:
    """What ``module.exports = { … }`` writes down; ``...`` for what a program works out.

    A template of a text becomes one of Liquid: ``data => `/${data.slug}/` `` → ``/{{ slug }}/``.
    """
    match = _EXPORTED.search(text)
    return _members(text[match.end() :], 0) if match else {}


def _members(text: str, depth: int) -> dict[str, Any]:
    found = filter(None, map(_MEMBER.fullmatch, _parts(text)))
    return {match[1]: _value(match[2].strip(), depth) for match in found}


def _value(written: str, depth: int) -> Any:
    if depth < MAX_DEPTH and written.startswith("{"):
        return _members(written[1:], depth + 1)
    if depth < MAX_DEPTH and written.startswith("["):
        values = [_value(part.strip(), depth + 1) for part in _parts(written[1:]) if part.strip()]
        return ... if ... in values else values
    if template := _TEMPLATE.fullmatch(written):
        liquid = re.sub(r"\$\{\s*(?:data\.)?([\w.]+)\s*\}", r"{{ \1 }}", template[1])
        return ... if "${" in liquid else liquid
    if re.fullmatch(r"\"[^\"]*\"|'[^']*'", written):
        return written[1:-1]
    return _WORDS.get(written, ...)


def _parts(text: str) -> Iterator[str]:
    """What commas part, up to the bracket that closes all of it."""
    depth = start = 0
    for piece in _PIECE.finditer(text):
        if piece[0] == "," and not depth:
            yield text[start : piece.start()]
            start = piece.end()
        elif piece[0] in ("{", "[", "("):
            depth += 1
        elif piece[0] in ("}", "]", ")"):
            depth -= 1
            if depth < 0:
                text = text[: piece.start()]
                break
    yield text[start:]


def python_settings(path: Path) -> dict[str, Any]:
    """``NAME = value`` of a file of Python, where the value is written down."""
    try:
        tree = ast.parse(first_bytes(path, MAX_CONFIGURATION))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except (ValueError, TypeError, RecursionError, MemoryError):
                continue  # it is worked out by a program
    return found
