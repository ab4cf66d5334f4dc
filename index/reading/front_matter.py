"""A text → front matter and body, or a named reason why not.

Splitting is left to python-frontmatter; reading YAML is not, since values must stay as they were
written (``1.10`` is no number, ``2025-13-01`` no reason to fail, ``on`` a title), duplicate keys
must show, and aliases must not explode.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from frontmatter.default_handlers import BaseHandler, YAMLHandler

from index.fields import read_key
from index.reading.yaml_values import (
    MAX_WARNINGS,
    FrontMatterError,
    Warned,
    load_yaml,
    too_deep,
)

MAX_CHARACTERS = 64 * 1024
"""Of front matter; real ones have a few thousand at most."""
MAX_BLANK_LINES = 20
"""Above the front matter; a generator may want none, but what is meant is certain."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    metadata: dict[str, Any]
    """Keys as :func:`index.fields.read_key` has them, with values as the site wrote them."""
    body: str
    first_body_line: int
    """The line of the file on which the body starts, counted from 1."""
    warnings: list[Warned] = field(default_factory=list)
    source: str = ""
    """The text that the front matter was read from, from the first line of the file on."""

    def line_of(self, *names: str) -> int | None:
        """The line of the first of some keys that is there; None without one."""
        source = unicodedata.normalize("NFKC", self.source)
        found = (_lines_of(name, source, re.IGNORECASE) for name in names)
        return next((lines[0] for lines in found if lines), None)


def _lines_of(key: str, source: str, flags: re.RegexFlag = re.NOFLAG) -> list[int]:
    """The lines that start with a key, in YAML, TOML or JSON."""
    pattern = rf"^[ \t{{,]*[\"']?{re.escape(key)}[\"']?[ \t]*[:=]"
    matches = re.finditer(pattern, source, flags | re.MULTILINE)
    return [source.count("\n", 0, match.start()) + 1 for match in matches]


class _YamlHandler(YAMLHandler):
    """Ends at ``...`` as well, and leaves blank lines in, so that lines can be counted."""

    FM_BOUNDARY = re.compile(r"^(?:-{3,}|\.{3})[ \t]*$", re.MULTILINE)


class _TomlHandler(BaseHandler):
    """Hugo's front matter between ``+++``; the package's own needs another TOML library."""

    FM_BOUNDARY = re.compile(r"^\+{3}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"


_NOTATION = re.compile(r"---[ \t]*(json|toml|yaml|yml|js|javascript)[ \t]*\n")
_TEXT = r"\"(?:[^\"\\\n]|\\.)*+\"|'[^'\\\n]*+'"
_OBJECT = rf"\{{(?:{_TEXT}|[^\"'`(){{}}=/#&*!|>%@])*+\}}"
_PLAIN_OBJECT = re.compile(rf"\s*+{_OBJECT}\s*+")
"""Of a script, if it is a list of plain values: it is one of YAML as well."""
_VALUE = rf"({_OBJECT}|{_TEXT}|\[(?:{_TEXT}|[\d\s,.-])*+\]|true|false|null|[\d.-]++)"
_CONSTANT = re.compile(rf"(?:const|let|var)\s+(\w{{1,100}})\s*+=\s*+{_VALUE}[ \t]*+(?:;|\n|\Z)\s*+")
"""The same where it gives values names."""
_HEADER = re.compile(r"[ ]{0,3}([A-Za-z0-9_-]+):[ \t]*(.*)")


_EXPORTED = re.compile(
    r"\A(?:\s|import\s[^\n]*\n)*+export\s+const\s+(?:meta|metadata|frontmatter)\b[^=\n]*="
    r"\s*(\{\s[^{}]*\}|\{[^\n{}]*\})",
    re.IGNORECASE,
)


def parse(
    text: str, *, bare: bool = False, headers: bool = False, exports: bool = False
) -> FrontMatter:
    """Splits a decoded file; raises :class:`FrontMatterError`.

    ``bare`` front matter has no delimiter above it, only one below, as Hexo allows; ``headers``
    have none at all, as in Pelican, and end at the first blank line. ``exports`` are those of MDX:
    ``export const meta = { title: "題" }``.
    """
    if text.startswith("{"):
        return _parse_json(text)
    stripped = text.lstrip()
    if named := _NOTATION.match(stripped):
        return _parse_named(text, stripped, named)
    if stripped.startswith("+++"):
        return _parse_delimited(text, stripped, _TomlHandler(), load_toml)
    if stripped.startswith("---"):
        return _parse_delimited(text, stripped, _YamlHandler(), load_yaml)
    if bare and (found := _parse_bare(text)):
        return found
    if headers and (found := _parse_headers(text)):
        return found
    if exports and (exported := _EXPORTED.match(text)):
        try:
            return _found(text, text, text, *load_yaml(exported[1]))
        except FrontMatterError:
            pass  # it is no list of plain values, but a program
    return FrontMatter({}, text, 1, [("no_front_matter", "the file starts with its text", 1)])


def _parse_named(text: str, stripped: str, named: re.Match[str]) -> FrontMatter:
    """``---json``: the notation stands behind the delimiter, as in Eleventy and gray-matter."""
    notation = named[1]
    if notation in ("yaml", "yml"):
        plain = f"---{' ' * (named.end() - 4)}\n{stripped[named.end() :]}"
        return _parse_delimited(plain, plain, _YamlHandler(), load_yaml)
    end = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE).search(stripped, named.end())
    above = text.count("\n", 0, len(text) - len(stripped))
    if end is None:
        return _only_text(text, "front_matter_unclosed", "there is no second ---", above)
    source, body = stripped[named.end() : end.start()], stripped[end.end() :]
    _refuse_size(len(source), above + 1)
    source = "\n" * (above + 1) + source
    if notation == "toml":
        return _found(text, body, source, *load_toml(source))
    if notation in ("js", "javascript"):
        told = [*_CONSTANT.finditer(source)]
        is_told = told and "".join(match[0] for match in told) == source.lstrip()
        values = ", ".join(": ".join(match.groups()) for match in told)
        if not is_told and not _PLAIN_OBJECT.fullmatch(source):
            raise FrontMatterError("front_matter_invalid", "it is a program, which is not run", 1)
        return _found(text, body, source, *load_yaml(f"{{{values}}}" if is_told else source))
    if not re.match(r"\s*\{\s*(?:\"|\})", source):
        raise FrontMatterError("front_matter_invalid", "JSON: it is no object", above + 2)
    found = _parse_json(source.lstrip())
    return _found(text, body, source, found.metadata, found.warnings)


def _parse_headers(text: str) -> FrontMatter | None:
    """``Title: 題``, a line each; what is indented goes on with the line above."""
    metadata: dict[str, Any] = {}
    warnings: list[Warned] = []
    key = ""
    end = 0
    for line in text[:MAX_CHARACTERS].split("\n"):
        match = _HEADER.match(line)
        if match:
            key = match[1].lower()
            if key in metadata:
                warnings.append(_twice(key, text[:end]))
            metadata[key] = match[2].strip()
        elif key and line.startswith(("    ", "\t")):
            metadata[key] = f"{metadata[key]}, {line.strip()}"
        else:
            break
        end += len(line) + 1
    if not metadata:
        return None
    return _found(text, text[end:], text[:end], metadata, warnings[:MAX_WARNINGS])


def _found(
    text: str, body: str, source: str, metadata: dict[Any, Any], warnings: list[Warned]
) -> FrontMatter:
    """What has been read of ``source``; ``body`` is the end of ``text``."""
    body = body.removeprefix("\n")
    first = text.count("\n", 0, len(text) - len(body)) + 1
    return FrontMatter(_lowered(metadata, warnings, source), body, first, warnings, source)


def _refuse_size(characters: int, line: int) -> None:
    if characters > MAX_CHARACTERS:
        reason = f"more than {MAX_CHARACTERS:,} characters"
        raise FrontMatterError("front_matter_too_large", reason, line)


Loader = Callable[[str], tuple[Any, list[Warned]]]


_BARE_END = re.compile(r"^([-;])\1\1+[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*[\"']?[\w.\u3099\u309a-]+[\"']?[ \t]*(?::(?:\s|$)|=)", re.MULTILINE)


def _parse_delimited(text: str, stripped: str, handler: BaseHandler, load: Loader) -> FrontMatter:
    """Front matter between two lines of a handler's delimiter; ``stripped`` starts with one."""
    above = text.count("\n", 0, len(text) - len(stripped))
    if above > MAX_BLANK_LINES or not handler.detect(stripped):
        return _only_text(text, "no_front_matter", "the file starts with a rule", above)
    try:
        source, body = handler.split(stripped)
    except ValueError:
        reason = f"there is no second {stripped[:3]}"
        return _only_text(text, "front_matter_unclosed", reason, above)
    _refuse_size(len(source), above + 1)
    source = "\n" * above + source
    try:
        metadata, warnings = load(source)
    except FrontMatterError as error:
        if error.code == "front_matter_invalid" and not _KEY.search(source):
            return _only_text(text, "no_front_matter", "it starts with text between rules", above)
        raise
    if metadata is not None and not isinstance(metadata, dict):
        kind = type(metadata).__name__
        reason = f"what stands between the {stripped[:3]} is a {kind}, no mapping"
        return _only_text(text, "no_front_matter", reason, above)
    if above:
        warnings.append(("repaired_front_matter", "blank lines stand above it", 1))
    return _found(text, body, source, metadata or {}, warnings)


def _parse_bare(text: str) -> FrontMatter | None:
    """YAML above a line of ``---``, or the inside of an object of JSON above ``;;;``."""
    end = _BARE_END.search(text, 0, MAX_CHARACTERS)
    if end is None or not (_KEY.match(text) or text.startswith('"')):
        return None
    source, body = text[: end.start()], text[end.end() :]
    if end[1] == ";":
        return _parse_json(f"{{{source}}}{body}")
    metadata, warnings = load_yaml(source)
    if not isinstance(metadata, dict):
        return None
    return _found(text, body, source, metadata, warnings)


def _only_text(text: str, code: str, reason: str, above: int) -> FrontMatter:
    return FrontMatter({}, text, 1, [(code, reason, above + 1)])


_LONG_KEY = re.compile(r"(?:\.[ \t]*[\w\"'-]+[ \t]*){60}")
"""tomllib takes seconds for a key of thousands of parts."""
_LONG_NUMBER = re.compile(r"0[xob][0-9a-fA-F_]{1000}")
"""Python reads those, and then refuses to write them in decimals."""


def load_toml(source: str) -> tuple[dict[str, Any], list[Warned]]:
    """TOML in bounded time; raises :class:`FrontMatterError`."""
    if too_deep(source) or _LONG_KEY.search(source):
        raise FrontMatterError("front_matter_too_large", "nested too deeply", 1)
    if number := _LONG_NUMBER.search(source):
        above = source.count("\n", 0, number.start())
        raise FrontMatterError("front_matter_invalid", "TOML: a number is too long", above + 1)
    try:
        return tomllib.loads(source), []
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        match = re.search(r"at line (\d+)", str(error))
        line = int(match[1]) if match else None
        raise FrontMatterError("front_matter_invalid", f"TOML: {error}", line) from error


def _parse_json(text: str) -> FrontMatter:
    """JSON front matter: an object with which the file starts. Other braces are text."""
    if not re.match(r"\{\s*(\"|\})", text):
        return FrontMatter({}, text, 1, [("no_front_matter", "the file starts with a brace", 1)])
    duplicates: list[str] = []
    decoder = json.JSONDecoder(object_pairs_hook=lambda pairs: _object(pairs, duplicates))
    try:
        metadata, end = decoder.raw_decode(text[: 4 * MAX_CHARACTERS])
    except RecursionError as error:
        raise FrontMatterError("front_matter_too_large", "nested too deeply", 1) from error
    except ValueError as error:
        place = getattr(error, "lineno", None)
        raise FrontMatterError("front_matter_invalid", f"JSON: {error}", place) from error
    warnings = [_twice(key, text[:end]) for key in duplicates[:MAX_WARNINGS]]
    source = text[:end]
    _refuse_size(end, 1)
    if too_deep(source):
        raise FrontMatterError("front_matter_too_large", "nested too deeply", 1)
    if "\\ud" in source.lower():  # half a character alone can be neither stored nor linked
        metadata = json.loads(json.dumps(metadata, ensure_ascii=False).encode("utf-8", "replace"))
    return _found(text, text[end:], source, metadata, warnings)


def _object(pairs: list[tuple[str, Any]], duplicates: list[str]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    duplicates += sorted(key for key, count in Counter(keys).items() if count > 1)
    return dict(pairs)


def _lowered(metadata: dict[Any, Any], warnings: list[Warned], source: str) -> dict[str, Any]:
    """Keys as they are compared; of two that are one, the last counts."""
    lowered: dict[str, Any] = {}
    for key, value in metadata.items():
        name = read_key(key)
        if name in lowered and len(warnings) < MAX_WARNINGS:
            warnings.append(_twice(str(key), source))
        lowered[name] = value
    return lowered


def _twice(key: str, source: str) -> Warned:
    line = next(reversed(_lines_of(key, source)), None)
    return "duplicate_key", f"{key!r} stands twice", line
