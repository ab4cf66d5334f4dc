"""A text → front matter and body, or a named reason why not.

Splitting is left to python-frontmatter; reading YAML is not, since values must stay as they were
written (``1.10`` is no number, ``2025-13-01`` no reason to fail, ``on`` a title), duplicate keys
must show, and aliases must not explode.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from frontmatter.default_handlers import BaseHandler, YAMLHandler

from index.yaml_values import YamlError, load_yaml

MAX_CHARACTERS = 64 * 1024
"""Of front matter; real ones have a few thousand at most."""
MAX_NESTING = 60
"""Brackets within brackets in JSON and TOML."""

Warned = tuple[str, str, int | None]
"""Code, reason, line."""


class FrontMatterError(Exception):
    """The front matter cannot be read; ``code`` is one of :data:`index.problems.CODES`."""

    def __init__(self, code: str, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.code, self.reason, self.line = code, reason, line


@dataclass(frozen=True, slots=True)
class FrontMatter:
    metadata: dict[str, Any]
    """Keys in lower case, as the site wrote their values."""
    body: str
    first_body_line: int
    """The line of the file on which the body starts, counted from 1."""
    warnings: list[Warned] = field(default_factory=list)


class _TomlHandler(BaseHandler):
    """Hugo's front matter between ``+++``; the package's own needs another TOML library."""

    FM_BOUNDARY = re.compile(r"^\+{3}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def load(self, fm: str, **kwargs: object) -> Any:
        return tomllib.loads(fm)


def parse(text: str) -> FrontMatter:
    """Splits a decoded file; raises :class:`FrontMatterError`."""
    if text.startswith("{"):
        return _parse_json(text)
    if text.startswith("+++"):
        return _parse_delimited(text, _TomlHandler(), _load_toml)
    if text.startswith("---"):
        return _parse_delimited(text, YAMLHandler(), _load_yaml)
    return FrontMatter({}, text, 1, [("no_front_matter", "the file starts with its text", 1)])


Loader = Callable[[str], tuple[Any, list[Warned]]]


def _parse_delimited(text: str, handler: BaseHandler, load: Loader) -> FrontMatter:
    """Front matter between two lines of a handler's delimiter."""
    if not handler.detect(text):
        return FrontMatter({}, text, 1, [("no_front_matter", "the file starts with a rule", 1)])
    try:
        source, body = handler.split(text)
    except ValueError:
        reason = f"there is no second {text[:3]}"
        return FrontMatter({}, text, 1, [("front_matter_unclosed", reason, 1)])
    if len(source) > MAX_CHARACTERS:
        raise FrontMatterError("front_matter_too_large", f"more than {MAX_CHARACTERS:,} characters")
    metadata, warnings = load(source)
    if metadata is None:
        metadata = {}
    if not isinstance(metadata, dict):
        reason = f"what stands between the {text[:3]} is a {type(metadata).__name__}, no mapping"
        return FrontMatter({}, text, 1, [("no_front_matter", reason, 1)])
    first = text.count("\n", 0, len(text) - len(body)) + 1
    return FrontMatter(_lowered(metadata, warnings), body, first, warnings)


def _load_yaml(source: str) -> tuple[Any, list[Warned]]:
    try:
        loaded = load_yaml(source)
    except YamlError as error:
        code = "front_matter_too_large" if error.excessive else "front_matter_invalid"
        # The first line of the source is what follows the opening delimiter on its own line.
        raise FrontMatterError(code, error.reason, error.line) from error
    warnings: list[Warned] = [
        ("duplicate_key", f"{key!r} stands twice", line) for key, line in loaded.duplicates
    ]
    warnings += [("repaired_front_matter", reason, line) for line, reason in loaded.repairs]
    if loaded.cut_title:
        warnings.append(("title_cut", "' #' starts a comment in the title", loaded.cut_title))
    return loaded.value, warnings


def _load_toml(source: str) -> tuple[Any, list[Warned]]:
    if _nesting(source) > MAX_NESTING:
        raise FrontMatterError("front_matter_too_large", "nested too deeply", 1)
    try:
        return tomllib.loads(source), []
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        match = re.search(r"at line (\d+)", str(error))
        line = int(match[1]) if match else None
        raise FrontMatterError("front_matter_invalid", f"TOML: {error}", line) from error


def _parse_json(text: str) -> FrontMatter:
    """JSON front matter: an object with which the file starts. Other braces are text."""
    if _nesting(text[:MAX_CHARACTERS]) > MAX_NESTING:
        raise FrontMatterError("front_matter_too_large", "nested too deeply", 1)
    if not re.match(r"\{\s*(\"|\})", text):
        return FrontMatter({}, text, 1, [("no_front_matter", "the file starts with a brace", 1)])
    duplicates: list[str] = []
    decoder = json.JSONDecoder(object_pairs_hook=lambda pairs: _object(pairs, duplicates))
    try:
        metadata, end = decoder.raw_decode(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise FrontMatterError("front_matter_invalid", f"JSON: {error}", line) from error
    warnings: list[Warned] = [
        ("duplicate_key", f"{key!r} stands twice", None) for key in duplicates
    ]
    body = text[end:].removeprefix("\n")
    first = text.count("\n", 0, len(text) - len(body)) + 1
    return FrontMatter(_lowered(metadata, warnings), body, first, warnings)


def _object(pairs: list[tuple[str, Any]], duplicates: list[str]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    duplicates += sorted({key for key in keys if keys.count(key) > 1}) if len(keys) < 500 else []
    return dict(pairs)


def _lowered(metadata: dict[Any, Any], warnings: list[Warned]) -> dict[str, Any]:
    """Keys as lower-case texts: ``Tags`` is ``tags``, a number its digits; the last one counts."""
    lowered: dict[str, Any] = {}
    for key, value in metadata.items():
        name = str(key).strip().lower()
        if name in lowered:
            warnings.append(("duplicate_key", f"{key!r} stands twice", None))
        lowered[name] = value
    return lowered


def _nesting(source: str) -> int:
    """How deeply brackets are nested, at most; those in texts count as well."""
    depth = deepest = 0
    for bracket in _brackets(source):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _brackets(source: str) -> Iterator[str]:
    return (match[0] for match in re.finditer(r"[\[\]{}]", source))
