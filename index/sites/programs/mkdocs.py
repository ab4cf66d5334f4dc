"""MkDocs: ``docs``, with the languages of its i18n plugin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index.sites.configuration import MAX_BYTES, listed, mapping, said_in
from index.sites.expressions import compiled
from index.sites.rules import LANG_SUFFIX
from index.sites.walk import Pattern, first_bytes, folder_below, gitignored, markdown_files

_LEVELS = {"password_inventory", "password_file"}


def settings_of(root: Path, marker: Path, config: dict[str, Any]) -> Mapping[str, Any]:
    folder = folder_below(root, config.get("docs_dir")) or "docs"
    default, languages = _languages(root, folder, config)
    theme = mapping(config.get("theme"))
    return {
        "site_language": default or str(theme.get("language") or theme.get("locale") or ""),
        "folders": (folder,),
        "posts": (f"{folder}/blog/posts",),
        "languages": languages,
        "menu": dict(_menu(config.get("nav"))),
        "default_language": default,
        "ending": ".html" if config.get("use_directory_urls") is False else "/",
        "ignored": tuple(_ignored(folder, config)),
        "unsearched": tuple(_unsearched(root, folder, config)),
        # A page may name the level of those who know its password.
        "locks": ("level",) if _LEVELS & {*_plugin(config, "encryptcontent")} else (),
        "anchors": _anchors(config, first_bytes(marker, MAX_BYTES)),
        "included_from": _included_from(config),
    }


def _menu(nav: Any) -> Iterator[tuple[str, str]]:
    """Path without its ending → title, of all pages that ``nav`` names: ``- 旅: trips/a.md``."""
    for entry in listed(nav):
        for title, below in mapping(entry).items():
            if isinstance(below, str):
                path = re.sub(r"(?:^|(?<=/))index$", "", below.removesuffix(".md"))
                yield path, str(title)
            else:
                yield from _menu(below)


def _plugin(config: dict[str, Any], name: str) -> dict[str, Any]:
    """The options of a plugin; none for one without, or that is not there."""
    plugins = map(mapping, listed(config.get("plugins")))
    return next((mapping(plugin[name]) for plugin in plugins if name in plugin), {})


def _ignored(folder: str, config: dict[str, Any]) -> Iterator[Pattern]:
    yield from gitignored(f"/templates/\n{config.get('exclude_docs') or ''}", folder)
    yield from gitignored(str(config.get("draft_docs") or ""), folder)
    for glob in listed(_plugin(config, "exclude").get("glob")):
        yield f"{folder}/{str(glob).replace('*', '**')}"
    yield from compiled(listed(_plugin(config, "exclude").get("regex")), folder)


def _unsearched(root: Path, folder: str, config: dict[str, Any]) -> Iterator[str]:
    """What plugins keep out of the search: by a list, by a file for a folder, or by encryption."""
    if _plugin(config, "encryptcontent").get("global_password"):
        yield "**"
    for name in listed(_plugin(config, "exclude-search").get("exclude")):
        yield f"{folder}/{str(name).partition('#')[0]}"
    if "meta" in repr(config.get("plugins")):
        for path in sorted((root / folder).rglob(".meta.yml")):
            if mapping(said_in(path).get("search")).get("exclude") is True:
                yield f"{path.parent.relative_to(root).as_posix()}/**"


def _languages(root: Path, folder: str, config: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The default language and all others: of the plugin, or of names that come in pairs."""
    options = _plugin(config, "i18n")
    given = [mapping(item) for item in listed(options.get("languages"))]
    found = [str(item.get("locale")).lower() for item in given if item.get("locale")]
    older = mapping(options.get("languages"))  # ``ja: 日本語``, and ``default`` for the pages above
    found = found or [str(name).lower() for name in older if name != "default"]
    default = next((str(item["locale"]).lower() for item in given if item.get("default")), "")
    if found:
        return default or str(options.get("default_language") or found[0]).lower(), tuple(found)
    paths = set(markdown_files(root, (folder,)))
    pairs = {
        suffix
        for path in paths
        for base, _, suffix in [path.removesuffix(".md").rpartition(".")]
        if LANG_SUFFIX.fullmatch(f".{suffix}") and f"{base}.md" in paths
    }
    return "", tuple(sorted(pairs))


def _included_from(config: dict[str, Any]) -> tuple[str, ...]:
    """Where the extension for snippets looks for them; nowhere without it."""
    for extension in listed(config.get("markdown_extensions")):
        name = "pymdownx.snippets"
        if extension == name or name in mapping(extension):
            options = mapping(mapping(extension).get(name))
            given = [str(folder) for folder in listed(options.get("base_path"))] or ["."]
            return tuple(folder.removeprefix("./").strip("./") for folder in given)
    return ()


def _anchors(config: dict[str, Any], source: bytes) -> str:
    """Python-Markdown leaves nothing of Japanese, unless another rule is chosen, by its tag."""
    extensions = listed(config.get("markdown_extensions"))
    options: list[dict[str, Any]] = [mapping(mapping(item).get("toc")) for item in extensions]
    if not any("slugify" in option for option in options):
        return ""
    if b"pymdownx.slugs." not in source:
        return "python-unicode"
    keeps_case = re.search(rb"slugs\.slugify\b", source) and not re.search(
        rb"case[\"']?:\s*[\"']?(?:lower|fold)", source
    )
    return "pymdownx" if keeps_case else "pymdownx-lower"
