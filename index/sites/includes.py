"""Files that a post takes in, put in their place before anything else of it is read.

``{{#include 朝.md}}`` (mdBook) → what stands in ``朝.md``: ``notations.toml`` has how each flavour
writes it. Only ordinary files below the root of the site are taken in, so many and so much at
most; what cannot be taken in stays as it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from os.path import realpath
from pathlib import Path, PurePosixPath
from posixpath import normpath

from index.markdown.anchors import AnchorNamer, HeadingSource
from index.markdown.dialects import fence, outside_code, with_fences
from index.markdown.notations import Flavour, notation_of
from index.sites.walk import first_bytes

MAX_DEPTH, MAX_FILES, MAX_BYTES = 8, 200, 1_000_000
"""Files that take in others, and what one post takes in: a book's chapter has some forty listings
of a few kilobytes."""
_USED = re.compile(
    r"<(?P<name>[A-Z]\w{0,100})(?:\s(?:[^<>{}]{0,500}=\{\s*(?P<value>\w{1,100})\s*\})?[^<>]{0,500})?/>"
    r"|\{\s*(?P<text>\w{1,100})\s*\}"
)
"""A component, perhaps with a name as a value, and a name in the text."""
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?:.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(
    r" {0,3}(?P<level>#{1,6})[ \t]+(?P<text>.{0,500}?)(?:[ \t]+#+)?"
    r"(?:[ \t]*\{#(?P<id>[^\s{}]{1,200})\})?"
)
_LABEL = re.compile(r"\b(title|marker)\s*[:=]\s*\"([^\"]*)\"")
"""``[import, title:"題", marker:"朝"](朝.js)`` of HonKit's plugin include-codeblock."""
_HELD = re.compile(
    r"---[ \t]*\n(?:(?!---)[^\n]*\n){0,200}?"
    r"(?:(?:draft|private|unlisted)[ ]*:[ ]*[\"']?true|publish(?:ed)?[ ]*:[ ]*[\"']?false"
    r"|password[ ]*:)",
    re.IGNORECASE,
)
"""A note that is held back stays so where another takes it in."""
_LINES = re.compile(r"\{?(?P<first>\d{0,7})(?P<to>[:,-]?)(?P<last>\d{0,7})\}?")
_MARK = re.compile(r"(?:ANCHOR(?:_END)?:|#?(?:end)?region\b|8<-+[ \t]*\[(?:start|end):)", re.I)


def with_includes(
    root: Path, path: str, content: bytes, flavour: Flavour, folders: tuple[str, ...] = ("",)
) -> bytes:
    """The content of a post with what it takes in, the very object where it takes in nothing;
    ``folders`` are where paths from the root of a site's pages start."""
    notation = notation_of(flavour)
    pattern = notation.takes_in
    if pattern is None or not any(mark.encode() in content for mark in notation.marks):
        return content
    try:
        text = content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        return content
    if not pattern.search(text):
        return content
    return _Reader(root, flavour, pattern, folders).expand(text, path, 0).encode()


@dataclass(slots=True)
class _Reader:
    root: Path
    flavour: Flavour
    pattern: re.Pattern[str]
    folders: tuple[str, ...]
    files: int = field(default=MAX_FILES)
    """How many more may be opened."""
    left: int = field(default=MAX_BYTES)
    """How many more bytes may be taken in."""

    def expand(self, text: str, path: str, depth: int) -> str:
        if depth == MAX_DEPTH:
            return text
        if self.flavour == "mdx":
            return self._components(text, path, depth)
        return self.pattern.sub(lambda match: self._taken(match, path, depth), text)

    def _taken(self, match: re.Match[str], path: str, depth: int) -> str:
        found = {name: value for name, value in match.groupdict().items() if value}
        code = found.get("code", "")
        given = found.get("path") or found.get("rooted") or code
        rooted = "rooted" in found or match[0].lstrip("< \t").startswith("@/")
        for folder in self.folders if rooted else (path.rpartition("/")[0],):
            file = normpath(f"{folder}/{given}" if folder else given)
            file += ".md" if self.flavour == "obsidian" else ""
            text = self._read(file)
            if text is None or (self.flavour == "obsidian" and _HELD.match(text)):
                continue
            if self.flavour == "kramdown" and file.endswith(".html"):
                filled = _filled(text.strip(), found.get("values", ""))
                before = match["before"].rstrip() if "{%-" in match[0] else match["before"]
                return f"{before}{filled}" if filled else match[0]
            text = _part(text, found.get("part") or found.get("region", ""), self.flavour)
            if code:
                labels = dict(_LABEL.findall(found.get("values", "")))
                text = _marked(text, labels["marker"]) if "marker" in labels else text
                found.update(labels)
                title = f"\n\n{found['title']}" if "title" in found else ""
                return f"{title}{fence(text, PurePosixPath(file).suffix.lstrip('.'))}"
            if notation_of(self.flavour).parts:
                text = _FRONT_MATTER.sub("", text)
            text = found.get("before", "") + self.expand(text, file, depth + 1)
            indent = found.get("indent", "")
            return "".join(f"{indent}{line}" for line in text.splitlines(True)) if indent else text
        return match[0]

    def _components(self, text: str, path: str, depth: int) -> str:
        """``import 朝 from "./_朝.mdx"`` lets ``<朝 />`` stand for that file; one that is imported
        as it is (``"./朝.js?raw"``) is code, wherever ``{朝}`` stands."""
        found: dict[str, str] = {}
        for match in self.pattern.finditer(text):
            start, name = match["start"], match["name"]
            folder = f"{path.rpartition('/')[0]}/{start}" if start.startswith(".") else ""
            file = normpath(f"{folder}{match['path']}".lstrip("/"))
            partial = self._read(file)
            if partial is None:
                continue
            if match["raw"] or match["query"]:
                found[f"{{{name}}}"] = fence(partial, PurePosixPath(file).suffix.lstrip("."))
            else:
                partial = self.expand(_FRONT_MATTER.sub("", partial), file, depth + 1)
                found[name] = f"\n\n{partial}\n\n"
        if not found:
            return text

        def taken(match: re.Match[str]) -> str:
            value = match["value"] or match["text"]
            shown = found.get(f"{{{value}}}" if value else match["name"], "")
            return f"{match[0]}{shown}" if match["value"] else shown or match[0]

        return outside_code(text, lambda piece: _USED.sub(taken, piece))

    def _read(self, file: str) -> str | None:
        """The text of a file of the site; None for what is none, and for what would be too much."""
        full = self.root / file
        try:
            inside = Path(realpath(full)).is_relative_to(realpath(self.root))
        except (OSError, ValueError):  # a name that no file can have
            return None
        if not inside or self.files <= 0 or not full.is_file():
            return None
        self.files -= 1
        content = first_bytes(full, self.left + 1)
        if len(content) > self.left:
            return None
        self.left -= len(content)
        return content.decode("utf-8", "replace").replace("\r\n", "\n")


def _filled(text: str, values: str) -> str:
    """A template of one line with the values that it prints: ``版 {{ include.version }}``."""
    given = dict(re.findall(r"([\w-]+)\s*=\s*[\"']([^\"']*)", values))
    is_short = "include." in text and not re.search(r"\n|\{%|<(?:script|style)\b", text)
    pattern = r"\{\{-?\s*include\.([\w-]+)[^{}]*\}\}"
    return re.sub(pattern, lambda match: given.get(match[1], ""), text) if is_short else ""


def _part(text: str, part: str, flavour: Flavour) -> str:
    """The lines that a post takes in: ``2:10``, ``{2,10}``, ``2-10``, those of a name, or
    ``#朝{,10}`` of it.

    Marks stand in comments: ``ANCHOR: 朝`` … ``ANCHOR_END: 朝``, ``#region 朝`` … ``#endregion``,
    ``--8<-- [start:朝]`` … ``--8<-- [end:朝]``. In VitePress it may be that of a heading.
    """
    name, brace, rest = part.partition("{")
    lines = text.split("\n")
    if flavour == "obsidian" and part:
        heading = part.rpartition("#")[2]
        named = AnchorNamer(notation_of(flavour).parts).name(HeadingSource(heading, heading, 1))
        found = _block(lines, part[1:]) if part.startswith("^") else _named(lines, named, flavour)
        return "\n".join(found)
    match = _LINES.fullmatch(part)
    if not match and name:
        lines = _named(lines, name.lstrip("#"), flavour)
        match = _LINES.fullmatch(brace + rest) if brace else None
    if part and match:
        first, last = int(match["first"] or 1), int(match["last"] or len(lines))
        if not match["to"]:  # mdBook takes one line, the others all from there on
            last = first if flavour == "mdbook" else len(lines)
        lines = lines[max(first, 1) - 1 : last]
    return "\n".join(lines)


def _marked(text: str, marker: str) -> str:
    """The lines between two that have ``[marker]`` in a comment; all without them."""
    parts = re.split(rf"^.*\[{re.escape(marker)}\].*\n?", text, maxsplit=2, flags=re.MULTILINE)
    return parts[1] if len(parts) > 1 else text


def _named(lines: list[str], name: str, flavour: Flavour) -> list[str]:
    """The lines between the marks of a name; in VitePress below a heading, else all of them."""
    start = re.compile(rf"(?:ANCHOR:\s*|region\s+|\[start:\s*){re.escape(name)}(?![\w-])", re.I)
    end = re.compile(
        rf"(?:ANCHOR_END:\s*|endregion\s+|\[end:\s*){re.escape(name)}(?![\w-])|endregion\W*$", re.I
    )
    taken: list[str] = []
    is_there = inside = False
    for line in lines:
        if inside and end.search(line):
            inside = False
        elif start.search(line):
            is_there = inside = True
        elif inside and not _MARK.search(line):
            taken.append(line)
    namer = notation_of(flavour).parts
    if is_there or not namer:
        return taken
    return _below_heading(lines, name, AnchorNamer(namer), int(flavour == "obsidian"))


def _block(lines: list[str], name: str) -> list[str]:
    """The paragraph or the item of a list that ends with ``^name``."""
    end = next((n for n, line in enumerate(lines) if line.rstrip().endswith(f"^{name}")), -1)
    start = end
    while start > 0 and lines[start - 1].strip() and not lines[start].lstrip().startswith("- "):
        start -= 1
    return lines[start : end + 1]


def _below_heading(lines: list[str], anchor: str, namer: AnchorNamer, kept: int) -> list[str]:
    """What stands below the heading of an anchor, up to the next of its level or above.

    Where the heading is ``kept``, one that is not there shows nothing, and else all."""
    first = level = 0
    for number, (line, is_code) in enumerate(with_fences(lines), 1):
        match = None if is_code else _HEADING.fullmatch(line.rstrip())
        if match is None:
            continue
        depth = len(match["level"])
        if level and depth <= level:
            return lines[first : number - 1]
        source = re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", match["text"])
        own = match["id"] or namer.name(HeadingSource(source, source, depth))
        if not level and own == anchor:
            first, level = number - kept, depth
    return lines[first:] if level or not kept else []
