"""Files below a folder, quickly and in a fixed order; and patterns for paths."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mkdown", ".mdx")
HTML = (".html", ".htm")
MARKDOC = (".markdoc", ".mdoc")
OTHER_MARKUP = (
    ".adoc", ".asciidoc", ".creole", ".ipynb", ".markdoc", ".mdoc", ".mediawiki", ".org",
    ".pandoc", ".pdc", ".qmd", ".rdoc", ".rest", ".rmd", ".rst", ".textile", ".wiki",
)  # fmt: skip
"""What some generators make posts of as well; these are not read, but named."""
POSTS = (*MARKDOWN, *HTML, *OTHER_MARKUP)
PAGES = (*MARKDOWN, *OTHER_MARKUP)
"""What may be a page wherever it lies; HTML is as often a template, or what a tool has made."""
NEVER = frozenset({"node_modules", "__pycache__", "bower_components"})
"""Folders that hold what tools have put there, wherever they lie."""
TOOLS: dict[str, tuple[str, ...]] = {
    "_site": ("*",),
    "_book": ("*",),
    "themes": ("*/layout*", "*/_layouts", "*/theme.*", "*/_config.y*ml"),
    "vendor": ("autoload.php", "modules.txt", "bundle", "cache", "composer", "gems", "ruby"),
}
"""The same in the root of a site, if one of these is in them: else their name is a word."""
MAX_DEPTH = 40
MAX_STARS, MAX_TEXT = 3, 500
"""Of a pattern, and the characters of a path that an expression of a site's is tried with."""


def has_ending(path: str, endings: tuple[str, ...]) -> bool:
    """In any case: ``A.MD`` is Markdown."""
    return path.lower().endswith(endings)


def markdown_files(
    root: Path, starts: tuple[str, ...], endings: tuple[str, ...] = MARKDOWN
) -> list[str]:
    """Paths of Markdown files (or others) below ``starts``, relative to ``root``, in order; a start
    may be a file itself.

    Hidden files and folders, and folders of tools, are passed over. Links to folders are not
    followed, either, but are themselves among the paths, as are folders that cannot be read or lie
    too deep: what is in them must not be lost in silence.
    """
    found: set[str] = set()
    entered: set[str] = set()
    waiting = [(start, 0) for start in starts]
    for folder, depth in waiting:
        if folder in entered:
            continue
        entered.add(folder)
        try:
            entries = list(os.scandir(root / folder))
        except FileNotFoundError:  # gone meanwhile, and its files with it
            continue
        except OSError:
            found.update([folder] * bool(folder))
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if has_ending(entry.name, endings) and not entry.name.startswith("."):
                found.add(path)
            elif _is_content(entry) and not _is_of_tools(root, path):
                if depth == MAX_DEPTH or entry.is_symlink():
                    found.add(path)
                else:
                    waiting.append((path, depth + 1))
    return sorted(found)


def inside_of(path: str, folder: str) -> str:
    """A path that lies in a folder, as it is from there; the root has no name."""
    return path[len(folder) + 1 :] if folder else path


def first_bytes(path: Path, size: int) -> bytes:
    """The start of an ordinary file; nothing of anything else, and of what cannot be read.

    Sites are recognised by what stands in their files, before any of these is looked at closely:
    a pipe would be waited for without end.
    """
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return b""


def first_text(path: Path, size: int = 100_000) -> str:
    """The same as a text; what is no UTF-8 in it can be seen."""
    return first_bytes(path, size).decode("utf-8", "replace")


def folder_below(root: Path, given: object) -> str:
    """A folder as settings write it down, ``./docs/``; empty for the root, for none, and for one
    that lies elsewhere."""
    folder = str(given or "").strip().removeprefix("./").strip("/")
    is_inside = folder not in ("", ".") and ".." not in folder.split("/")
    return folder if is_inside and (root / folder).is_dir() else ""


def _is_of_tools(root: Path, path: str) -> bool:
    return any(True for pattern in TOOLS.get(path, ()) for _ in (root / path).glob(pattern))


def _is_content(entry: os.DirEntry[str]) -> bool:
    """Whether a folder may hold posts, by its name."""
    hidden = entry.name.startswith(".") or entry.name in NEVER
    try:
        return not hidden and entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


_SIGNS = {
    "**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|",
}  # fmt: skip


def expression(pattern: str) -> str:
    """A regular expression: ``/posts/**``, ``{旅,日記}/[^_]*``; one star stays within a folder.

    What stands between two stars is sought once, as :mod:`fnmatch` does: ``*a*a*a`` takes no time.
    Behind :data:`MAX_STARS` others, which could each end anywhere, it stands for all there is.
    """
    balanced = pattern.count("{") == pattern.count("}")
    parts = re.split(r"(\*\*/|\*\*|[*?{},]|\[[!^]?[^\[\]/]+\])", pattern)
    signs = _SIGNS if balanced else {}
    found = [signs.get(part) or _character(part) or re.escape(part) for part in parts]
    stars = [number for number, part in enumerate(parts) if signs.get(part) and part in ("*", "**")]
    free = []
    for star in stars:
        between = parts[star + 1]
        if between and "/" not in between and parts[star] in parts[star + 2 : star + 3]:
            found[star], found[star + 1] = f"(?>{found[star]}?", f"{found[star + 1]})"
        else:
            free.append(star)
    if len(free) > MAX_STARS:
        above = parts[: free[MAX_STARS]]
        found = [*found[: len(above)], ".*", ")" * (above.count("{") - above.count("}"))]
    return "".join(found)


def _character(part: str) -> str:
    """``[!_]`` → ``[^_]``; nothing for what is no set of characters: ``[z-a]``."""
    if not (part.startswith("[") and part.endswith("]")):
        return ""
    isnt = part[1] in "!^"
    characters = f"[{'^' * isnt}{re.escape(part[1 + isnt : -1]).replace(chr(92) + '-', '-')}]"
    try:
        re.compile(characters)
    except re.error:
        return ""
    return characters


Pattern = str | re.Pattern[str]
"""Of paths: as :func:`expression` has it, or what a path must start with."""


def matches(patterns: tuple[Pattern, ...], path: str) -> bool:
    """Whether a pattern stands for the whole path, and none after it with ``!`` takes it back."""
    found = False
    for pattern in patterns:
        if isinstance(pattern, re.Pattern):
            found = found or pattern.match(path) is not None
        elif found == pattern.startswith("!"):
            found ^= re.fullmatch(expression(pattern.removeprefix("!")), path) is not None
    return found


def with_below(*names: str) -> tuple[str, ...]:
    """Patterns for some files or folders, and for all that is in them."""
    return tuple(form for name in names for form in (name, f"{name}/**"))


def gitignored(lines: str, folder: str = "") -> Iterator[str]:
    """Patterns for the lines of a ``.gitignore``: a name without a slash is one anywhere."""
    base = f"{folder}/" if folder else ""
    for line in filter(None, map(str.strip, lines.splitlines())):
        name = line.removeprefix("!")
        if not line.startswith("#"):
            start = "" if "/" in name.rstrip("/") else "**/"
            yield from with_below(f"{'!' * (name != line)}{base}{start}{name.strip('/')}")


def unnamed(patterns: Iterable[str], folder: str = "") -> tuple[str, ...]:
    """Patterns for what a list of patterns leaves out: all that it does not name, and what stands
    behind ``!``. Nothing if it has notations that are not known here."""
    names = [pattern.removeprefix("./") for pattern in patterns]
    base = f"{folder}/" if folder else ""
    if any(re.search(r"[()\\]", name) for name in names):
        return ()
    rows = (f"{base}{name[1:]}" if name[0] == "!" else f"!{base}{name}" for name in names if name)
    return (*((f"{base}**",) * any(name[0] != "!" for name in names if name)), *rows)
