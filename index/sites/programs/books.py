"""Books: HonKit, GitBook and mdBook, whose pages are those that SUMMARY.md names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any

from index.markdown.inline import reduce_inline
from index.markdown.notations import InlineRules
from index.sites.configuration import mapping, said_in
from index.sites.programs.settings import captured
from index.sites.rules import COMMENT
from index.sites.walk import MARKDOWN, first_text, folder_below, gitignored, markdown_files

_ENTRY = re.compile(
    r"\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^()<>\s#]+\.(?:md|markdown))(?:#[^()]*)?>?\s*\)", re.I
)


def settings_of_honkit(root: Path, marker: Path, text: str) -> Mapping[str, Any] | None:
    if not is_honkit(root, marker):
        return None
    if marker.suffix == ".js":
        book = {"root": captured(r"\broot[\"']?\s*:\s*[\"']([^\"']*)", text)}
    else:
        book = said_in(marker)
    folder = folder_below(root, book.get("root"))
    structure = mapping(book.get("structure"))
    summary = str(structure.get("summary") or "SUMMARY.md")
    found = chapters(root, folder, summary)
    languages = [] if found else _languages(root, folder)
    for language in languages:
        found = (found or {}) | (chapters(root, f"{folder}/{language}".strip("/")) or {})
    readme = f"{folder}/{structure.get('readme') or 'README.md'}".strip("/")
    if found is not None and (root / readme).is_file() and readme not in found:
        found[readme] = ""
    names = (root / name for name in (".ignore", ".gitignore", ".bookignore"))
    ignored = "\n".join(map(first_text, names))
    contents = f"{folder}/{summary}".strip("/")
    return {
        "site_title": str(book.get("title") or ""),
        "site_language": str(book.get("language") or ""),
        "folders": (folder,),
        "ignored": tuple(gitignored(ignored)),
        "chapters": found and {path: found[path] for path in found if path != contents},
        "languages": tuple(languages),
        "ending": "" if marker.suffix == ".yaml" else ".html",
    }


def _languages(root: Path, folder: str) -> list[str]:
    text = first_text(root / folder / "LANGS.md")
    return [name.strip("./").lower() for name in re.findall(r"\]\(([\w./-]+)\)", text)]


def is_honkit(root: Path, marker: Path) -> bool:
    """A book needs no settings: a table of contents that names most of the pages is enough."""
    package = first_text(root / "package.json")
    if marker.name != "SUMMARY.md" or '"honkit"' in package or '"gitbook-cli"' in package:
        return True
    named = chapters(root, "") or {}
    if not named or not (root / "README.md").is_file():
        return False
    pages = {*markdown_files(root, ("",), endings=MARKDOWN)} - {"SUMMARY.md", "README.md"}
    return len(pages & named.keys()) > len(pages - named.keys())


def settings_of_mdbook(root: Path, marker: Path, config: dict[str, Any]) -> Mapping[str, Any]:
    folder = folder_below(root, mapping(config.get("book")).get("src") or "src")
    html = mapping(mapping(config.get("output")).get("html"))
    quiet = mapping(mapping(html.get("search")).get("chapter"))
    unsearched = [
        f"{folder}/{path}{'' if PurePosixPath(path).suffix else '/**'}".lstrip("/")
        for path, values in quiet.items()
        if mapping(values).get("enable") is False
    ]
    return {
        "folders": (folder,),
        "chapters": chapters(root, folder),
        "unsearched": tuple(unsearched),
    }


def chapters(root: Path, folder: str, summary: str = "SUMMARY.md") -> dict[str, str] | None:
    """Path → title, of all files that a table of contents links; None without one."""
    where = f"{folder}/{summary}" if folder else summary
    if not (root / where).is_file():
        return None
    text = COMMENT.sub("", first_text(root / where, 1_000_000))
    return {
        normpath(f"{folder}/{path}" if folder else path).replace("%20", " "): reduce_inline(
            title, InlineRules()
        ).text
        for title, path in _ENTRY.findall(text)
    }
