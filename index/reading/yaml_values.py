"""YAML as site owners write it → plain values, in bounded time and memory.

Values stay texts: only null, lists and mappings are recognised, so that nothing depends on what
YAML takes for a number, a date or a truth. Duplicate keys are reported, and lines that YAML
refuses are repaired where their meaning is certain: ``title: @home``, ``title: [x] y``, tabs.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

MAX_NESTING = 60
MAX_NODES = 20_000
"""Values after aliases have been followed; a bomb of 21 levels has two million."""

LISTS = frozenset({"tags", "tag", "categories", "category", "topics", "authors", "aliases"})
"""Keys whose value in brackets is a list, however odd; that of others may be a text."""

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INDENT = re.compile(r"^ *", re.MULTILINE)
_DEEP_LINE = re.compile(r"^[ \t]*(?:[-?:][ \t]+){50}", re.MULTILINE)
_PLAIN_LINE = re.compile(r"^([A-Za-z_][\w-]*:[ \t]+|[ \t]*-[ \t]+)(\S.*)$")
_UNSPACED = re.compile(
    r"^(title|date|tags?|categor(?:y|ies)|topics|authors?|draft|published|slug|description|layout"
    r"|permalink|lang)[ \t]*(?:：[ \t\xa0\u3000]*|:[\xa0\u3000]+|:)(?=\S)",
    re.IGNORECASE | re.MULTILINE,
)
"""A key that can be no text though no space follows its colon: ``title:題``, ``title：題``."""
_ITEM = re.compile(r"[ \t]*-[ \t]")
_CUT_TITLE = re.compile(r"^title:[ \t]+[^\"'\s#|>].*?\s#", re.IGNORECASE)


def _as_written(loader: Any, node: yaml.Node) -> Any:
    """A value with a tag, as ``!!int 5`` or ``!now x``, without it."""
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


class _TypedLoader(_SafeLoader):  # type: ignore[misc]
    """Takes what has a tag that only its program knows as it is written: ``!!python/name:…``."""

    yaml_constructors = _SafeLoader.yaml_constructors | {None: _as_written}


class _TextLoader(_SafeLoader):  # type: ignore[misc]
    """Resolves null and merge keys, and nothing else, whatever tags say."""

    yaml_constructors = {
        tag: make
        for tag, make in _SafeLoader.yaml_constructors.items()
        if tag and tag.endswith((":null", ":str", ":seq", ":map"))
    } | {None: _as_written}


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for first, resolvers in _SafeLoader.yaml_implicit_resolvers.items()
}


Warned = tuple[str, str, int | None]
"""Code, reason, line."""
MAX_WARNINGS = 20
"""Of one kind for one post; more help nobody to mend it."""


class FrontMatterError(Exception):
    """The front matter cannot be read; ``code`` is one of :data:`index.problems.CODES`, and
    ``line`` counts from 1."""

    def __init__(self, code: str, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.code, self.reason, self.line = code, reason, line


def load_yaml(source: str) -> tuple[Any, list[Warned]]:
    """Reads a text that starts on the line of its opening delimiter, once more with its lines
    mended if it is none; raises :class:`FrontMatterError`."""
    _refuse_depth(source)
    repairs: list[Warned] = []
    try:
        value, duplicates = _load(source)
        if isinstance(value, str) and _UNSPACED.search(source):
            raise FrontMatterError("front_matter_invalid", "its keys are no keys")
    except FrontMatterError as error:
        if error.code == "front_matter_too_large":
            raise
        repaired, repairs = _repair(source)
        if not repairs:
            raise
        try:
            value, duplicates = _load(repaired)
        except FrontMatterError:
            raise error from None
    warnings = [*duplicates[:MAX_WARNINGS], *repairs[:MAX_WARNINGS]]
    cut = next((n for n, line in enumerate(source.split("\n"), 1) if _CUT_TITLE.match(line)), 0)
    if cut:
        warnings.append(("title_cut", "' #' starts a comment in the title", cut))
    return value, warnings


def load_typed(source: str) -> Any:
    """YAML with its numbers, dates and truth values; raises :class:`FrontMatterError`."""
    _refuse_depth(source)
    return _load(source, _TypedLoader)[0]


def _load(source: str, kind: Any = _TextLoader) -> tuple[Any, list[Warned]]:
    """A value, and the keys that stand twice in the outermost mapping."""
    loader = kind(source)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, []
        _refuse_expansion(node)
        duplicates = _duplicates(node)  # first: constructing writes merged keys into the nodes
        return loader.construct_document(node), duplicates
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = getattr(error, "problem", None) or str(error).split("\n")[0]
        line = mark.line + 1 if mark else None
        raise FrontMatterError("front_matter_invalid", f"YAML: {reason}", line) from error
    except (ValueError, TypeError, RecursionError, AttributeError) as error:
        reason = f"YAML: {type(error).__name__}: {error}"
        raise FrontMatterError("front_matter_invalid", reason) from error
    finally:
        loader.dispose()


def too_deep(source: str) -> int:
    """The line where too many brackets lie in brackets, also in texts; 0 where none do."""
    depth = 0
    for match in re.finditer(r"[\[\]{}]", source):
        depth = depth + 1 if match[0] in "[{" else max(0, depth - 1)
        if depth > MAX_NESTING:
            return source.count("\n", 0, match.start()) + 1
    return 0


def _refuse_depth(source: str) -> None:
    """Raises an error before the parser, which is recursive, gets something too deep."""
    line = too_deep(source)
    if line or _DEEP_LINE.search(source) or len(set(_INDENT.findall(source))) > MAX_NESTING:
        raise FrontMatterError("front_matter_too_large", "nested too deeply", line or None)


def _refuse_expansion(root: Any) -> None:
    """Counts nodes as if every alias were written out; raises an error for too many."""
    left = MAX_NODES
    stack = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        left -= 1
        if left < 0 or depth > MAX_NESTING:
            raise FrontMatterError("front_matter_too_large", "its aliases expand to too much")
        if isinstance(node, yaml.SequenceNode):
            stack.extend((child, depth + 1) for child in node.value)
        elif isinstance(node, yaml.MappingNode):
            stack.extend((child, depth + 1) for pair in node.value for child in pair)


def _duplicates(node: Any) -> list[Warned]:
    seen: set[str] = set()
    found: list[Warned] = []
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen and key.value != "<<":
                line = key.start_mark.line + 1
                found.append(("duplicate_key", f"{key.value!r} stands twice", line))
            seen.add(key.value)
    return found


def _repair(source: str) -> tuple[str, list[Warned]]:
    """Quotes the values of lines that are no YAML on their own, and turns tabs into spaces."""
    repairs: list[Warned] = []
    lines = []
    written = source.split("\n")
    for number, (line, following) in enumerate(zip(written, [*written[1:], ""], strict=True), 1):
        done = []
        repaired = re.sub(r"^[ ]*\t[ \t]*", lambda m: m[0].replace("\t", "  "), line)
        if repaired != line:
            done.append("a tab stands where spaces must")
        if unspaced := _UNSPACED.match(repaired):
            repaired = f"{unspaced[1]}: {repaired[unspaced.end() :]}"
            done.append(f"no space follows the colon of {unspaced[1]}")
        match = _PLAIN_LINE.match(repaired)
        continued = following.startswith((" ", "\t")) and not _ITEM.match(following)
        if match and not continued and not _is_yaml(repaired):
            value, how = _mended(match[1].strip(" \t:"), match[2].strip())
            if how:
                repaired = match[1] + value
                done.append(how)
        repairs += (("repaired_front_matter", what, number) for what in done)
        lines.append(repaired)
    return "\n".join(lines), repairs


def _mended(key: str, value: str) -> tuple[str, str]:
    """A value that YAML can read, and what was done to it; nothing if it may mean two things."""
    what = "an item" if key == "-" else key
    if value[0] == "[" and "]" not in value:
        closed = value + "]"
        return (closed, f"the list of {what} is never closed") if _is_yaml(closed) else (value, "")
    if value[0] == "[" and key.lower() in LISTS:
        return value, ""
    if value[0] in "\"'" and value.count(value[0]) == 1:
        value = value[1:]  # a quote that is never closed
    quoted = value.replace("'", "''")
    return f"'{quoted}'", f"{what} needs quotes around its value"


def _is_yaml(line: str) -> bool:
    """Whether one line can be read, alone or as the start of something longer."""
    if line.rstrip().endswith(("[", "{", ",", "|", ">")):
        return True
    try:
        _load(line)
    except FrontMatterError:
        return False
    return True
