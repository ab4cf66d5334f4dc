"""MyST: directives, roles and targets of Sphinx in Markdown, gone before it is read.

After the documentation of MyST-Parser 5 and what Sphinx 9 makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.markdown.dialects import fence

_OPEN = re.compile(
    r"(?P<indent>[ ]*)(?P<fence>`{3,}|~{3,}|:{3,})"
    r"(?:[ ]*\{(?P<name>[\w:.+-]+)\}[ \t]*(?P<argument>.*)|(?<!:)[^`]*)$"
)
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)$")
_ROLE = re.compile(r"\{([\w:+.-]{1,60})\}(`+)(?!`)([^`\n]+)\2(?!`)")
_TEXT = re.compile(r"(.*?)\s*<([^<>]*)>$")
_MARK = re.compile(r"\([^()\s]{1,200}\)=[ \t]*$|%|\+\+\+(?:[ \t]|$)")
"""``(name)=``, ``% comment`` and ``+++``."""
_CODE = frozenset({
    "code-block", "code", "code-cell", "sourcecode", "parsed-literal", "prompt", "doctest",
    "testcode", "literalinclude", "raw",
})  # fmt: skip
_UNSHOWN = frozenset({
    "toctree", "contents", "tableofcontents", "sectnum", "bibliography", "index", "meta", "include",
    "only", "module", "currentmodule", "automodule", "autoclass", "autofunction", "autosummary",
    "graphviz", "digraph", "uml", "plantuml", "raw", "video", "youtube", "iframe", "orphan",
})  # fmt: skip
_ADDRESSED = frozenset({"image", "figure", "figure-md", "grid", "grid-item", "card-carousel"})
"""Directives whose argument is an address, or says how wide they are."""
_REFERENCES = frozenset({"ref", "numref", "doc", "any", "eq", "cite", "footcite"})
"""Roles that show the title of what they name, unless they are given another text."""
MAX_DEPTH = 10
"""Directives in others; each reads its lines again."""


def strip_myst(source: str) -> str:
    """```` ```{note} 注意 ```` → ``注意`` and what is in it; ``{ref}`旅 <a>` `` → ``旅``."""
    return "\n".join(_read(source.split("\n"), 0))


def _read(lines: list[str], depth: int) -> Iterator[str]:
    number = 0
    while number < len(lines):
        match = _OPEN.match(lines[number])
        if match is None:
            if not _MARK.match(lines[number]):
                yield _ROLE.sub(_role, lines[number])
            number += 1
            continue
        mark = match["fence"]
        closing = re.compile(rf"[ ]*{mark[0]}{{{len(mark)},}}[ \t]*")
        rest = range(number + 1, len(lines))
        end = next((n for n in rest if closing.fullmatch(lines[n])), len(lines))
        if match["name"] and depth < MAX_DEPTH:
            indent = len(match["indent"])
            body = [
                line[min(indent, len(line) - len(line.lstrip(" "))) :]
                for line in lines[number + 1 : end]
            ]
            shown = _directive(
                match["name"].rpartition(":")[2], match["argument"].strip(), body, depth
            )
            yield from (f"{match['indent']}{line}" for line in ("", *shown, ""))
        else:
            yield from lines[number : end + 1]
        number = end + 1


def _directive(name: str, argument: str, body: list[str], depth: int) -> Iterator[str]:
    """What a directive shows: its title or caption, then what is in it."""
    options, body = _options(body)
    if name == "math":
        yield from ("$$", *body, "$$")
    elif name == "mermaid":
        yield fence("\n".join(body), "mermaid")
    elif name in _CODE and name not in _UNSHOWN:
        yield options.get("caption", "")
        yield fence("\n".join(body), "")
    elif name not in _UNSHOWN:
        yield options.get("alt", "") if name in _ADDRESSED else argument
        yield ""
        if name == "eval-rst":
            body = [re.sub(r"^\s*\.\.(?:[ ]|$)(?:[\w-]+::)?", "", line) for line in body]
        yield from _read(body, depth + 1)


def _options(body: list[str]) -> tuple[dict[str, str], list[str]]:
    """The options at the top of a directive, in either of the two ways to write them."""
    if body[:1] == ["---"] and "---" in body[1:]:
        end = body.index("---", 1)
        given = (line.partition(":") for line in body[1:end])
        return {name.strip(): value.strip() for name, _, value in given}, body[end + 1 :]
    options: dict[str, str] = {}
    for number, line in enumerate(body):
        if not (match := _OPTION.match(line)):
            return options, body[number:]
        options[match[1]] = match[2]
    return options, []


def _role(match: re.Match[str]) -> str:
    name, given = match[1].rpartition(":")[2], match[3]
    if name == "math":
        return f"${given}$"
    if text := _TEXT.match(given):
        return text[1]
    return "" if name in _REFERENCES else given.lstrip("~!")
