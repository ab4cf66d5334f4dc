"""YAML as site owners write it → plain values, in bounded time and memory.

Values stay texts: only null, lists and mappings are recognised, so that nothing depends on what
YAML takes for a number, a date or a truth. Duplicate keys are reported, and lines that YAML
refuses are repaired where their meaning is certain: ``title: @home``, ``title: [x] y``, tabs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
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


Duplicates = tuple[tuple[str, int], ...]
"""Keys that stand twice, with the line of the second."""
Repairs = tuple[tuple[int, str], ...]
"""Lines, and how they were repaired."""


class YamlError(Exception):
    """The text is no YAML; ``line`` counts from 1, ``excessive`` if it is too large or deep."""

    def __init__(self, reason: str, line: int | None, *, excessive: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.line, self.excessive = reason, line, excessive


@dataclass(frozen=True, slots=True)
class Loaded:
    value: Any
    duplicates: Duplicates
    """Of the outermost mapping."""
    repairs: Repairs
    cut_title: int | None
    """The line of a title that a comment cuts."""


def load_yaml(source: str) -> Loaded:
    """Reads a text that starts on the line of its opening delimiter; raises :class:`YamlError`."""
    refuse_depth(source)
    repairs: Repairs = ()
    try:
        value, duplicates = _load(source)
    except YamlError as error:
        if error.excessive:
            raise
        value, duplicates, repairs = _load_repaired(source, error)
    else:
        if isinstance(value, str) and _UNSPACED.search(source):
            kept = YamlError("its keys are no keys", None)
            value, duplicates, repairs = _load_repaired(source, kept)
    cut = next((n for n, line in enumerate(source.split("\n"), 1) if _CUT_TITLE.match(line)), None)
    return Loaded(value, duplicates, repairs, cut)


def _load_repaired(source: str, error: YamlError) -> tuple[Any, Duplicates, Repairs]:
    """What the source means once its lines are mended; raises ``error`` if that does not help."""
    repaired, repairs = _repair(source)
    if not repairs:
        raise error
    try:
        value, duplicates = _load(repaired)
    except YamlError:
        raise error from None
    return value, duplicates, repairs


def load_typed(source: str) -> Any:
    """YAML with its numbers, dates and truth values; raises :class:`YamlError`."""
    refuse_depth(source)
    return _load(source, _TypedLoader)[0]


def _load(source: str, kind: Any = _TextLoader) -> tuple[Any, Duplicates]:
    loader = kind(source)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, ()
        refuse_expansion(node)
        duplicates = _duplicates(node)  # first: constructing writes merged keys into the nodes
        return loader.construct_document(node), duplicates
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = getattr(error, "problem", None) or str(error).split("\n")[0]
        raise YamlError(f"YAML: {reason}", mark.line + 1 if mark else None) from error
    except (ValueError, TypeError, RecursionError, AttributeError) as error:
        raise YamlError(f"YAML: {type(error).__name__}: {error}", None) from error
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


def refuse_depth(source: str) -> None:
    """Raises :class:`YamlError` before the parser, which is recursive, gets something too deep."""
    if line := too_deep(source):
        raise YamlError("nested too deeply", line, excessive=True)
    deep = _DEEP_LINE.search(source)
    if deep or len(set(_INDENT.findall(source))) > MAX_NESTING:
        raise YamlError("nested too deeply", None, excessive=True)


def refuse_expansion(root: Any) -> None:
    """Counts nodes as if every alias were written out; raises :class:`YamlError` for too many."""
    left = MAX_NODES
    stack = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        left -= 1
        if left < 0 or depth > MAX_NESTING:
            raise YamlError("its aliases expand to too much", None, excessive=True)
        if isinstance(node, yaml.SequenceNode):
            stack.extend((child, depth + 1) for child in node.value)
        elif isinstance(node, yaml.MappingNode):
            stack.extend((child, depth + 1) for pair in node.value for child in pair)


def _duplicates(node: Any) -> Duplicates:
    if not isinstance(node, yaml.MappingNode):
        return ()
    seen: set[str] = set()
    found = []
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen and key.value != "<<":
                found.append((key.value, key.start_mark.line + 1))
            seen.add(key.value)
    return tuple(found)


def _repair(source: str) -> tuple[str, Repairs]:
    """Quotes the values of lines that are no YAML on their own, and turns tabs into spaces."""
    repairs: list[tuple[int, str]] = []
    lines = []
    written = source.split("\n")
    for number, (line, following) in enumerate(zip(written, [*written[1:], ""], strict=True), 1):
        repaired = re.sub(r"^[ ]*\t[ \t]*", lambda m: m[0].replace("\t", "  "), line)
        if repaired != line:
            repairs.append((number, "a tab stands where spaces must"))
        if unspaced := _UNSPACED.match(repaired):
            repaired = f"{unspaced[1]}: {repaired[unspaced.end() :]}"
            repairs.append((number, f"no space follows the colon of {unspaced[1]}"))
        match = _PLAIN_LINE.match(repaired)
        continued = following.startswith((" ", "\t")) and not _ITEM.match(following)
        if match and not continued and not _is_yaml(repaired):
            value, how = _mended(match[1].strip(" \t:"), match[2].strip())
            if how:
                repaired = match[1] + value
                repairs.append((number, how))
        lines.append(repaired)
    return "\n".join(lines), tuple(repairs)


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
    except YamlError:
        return False
    return True
