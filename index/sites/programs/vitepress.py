"""VitePress and VuePress: a folder of pages below the folder of settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from typing import Any

from index.sites.plain import PlainRules
from index.sites.programs.settings import block, is_set, keys_of, setting, texts, with_imports
from index.sites.rules import address
from index.sites.walk import folder_below, unnamed

_UNSEARCHED = re.compile(r"\brelativePath\.startsWith\(\s*[\"'`]([^\"'`\n]{1,300})")
"""Pages that a site's own ``_render`` keeps out of its search, as the documentation shows it."""
_OF_THE_SITE = r"\b(?:srcDir|srcExclude|cleanUrls|locales)\b"
"""What only settings of a whole site speak of."""


_ENTRY = re.compile(
    r"\btext:\s*[\"'`]([^\"'`\n]{1,200})[\"'`],\s*link:\s*[\"'`]/?([^\"'`\n#?]{1,300})[\"'`]"
)


_RENAMED = re.compile(r"[\"'`]([\w./:*+?-]{1,300})[\"'`]\s*:\s*[\"'`]([\w./:*+?-]{1,300})[\"'`]")
_PART = re.compile(r"(/?):(\w+)([*+?]?)")


def _path(pattern: str) -> str:
    """``packages/:name/:rest*`` as an expression: a part of a path, and any number of them."""
    pieces = _PART.split(pattern)
    found = re.escape(pieces[0])
    for slash, name, many, after in zip(*(pieces[n::4] for n in range(1, 5)), strict=True):
        part = f"{slash}(?P<{name}>[^/]+{'(?:/[^/]+)*' if many in ('*', '+') else ''})"
        found += (f"(?:{part})?" if many in ("*", "?") else part) + re.escape(after)
    return found


def _rewrites(settings: str) -> Iterator[tuple[str, str]]:
    for old, new in _RENAMED.findall(settings):
        with suppress(re.error):  # it names two parts alike
            yield re.compile(_path(old)).pattern, new


@dataclass(frozen=True, kw_only=True)
class VitePressRules(PlainRules):
    """One site of VitePress."""

    rewrites: tuple[tuple[str, str], ...] = ()
    """Expression for a path → where links put it: ``en/:rest*`` → ``:rest*``."""

    def inside(self, path: str) -> str:
        inside = super().inside(path)
        for pattern, target in self.rewrites:
            if match := re.fullmatch(pattern, inside):
                pieces = _PART.split(target)
                pieces[2::4] = [match.groupdict("").get(name, "") for name in pieces[2::4]]
                pieces[3::4] = [""] * len(pieces[3::4])
                return "".join(pieces).lstrip("/")
        return inside


def settings_of(root: Path, marker: Path, _: str) -> Mapping[str, Any]:
    files = sorted((*marker.glob("config.*"), *marker.glob("config/index.*")))
    text = "\n".join(with_imports(file, _OF_THE_SITE) for file in files)
    above = marker.parent.relative_to(root).as_posix()
    folder = folder_below(root, normpath(f"{above}/{setting(text, 'srcDir').strip('/')}"))
    names = (key.strip("/").lower() for key in keys_of(block(text, "locales")))
    prefix = f"{folder}/" if folder else ""
    rewrites = tuple(_rewrites(block(text, "rewrites")))
    return {
        **address(setting(text, "hostname"), setting(text, "base")),
        "site_title": setting(text, "title"),
        "site_language": setting(text, "lang"),
        "folders": (folder,),
        "included_from": (folder,),
        "posts": tuple(f"{prefix}{name}" for name in ("posts", "post", "blog", "articles")),
        "languages": tuple(name for name in names if name not in ("", "root")),
        "ignored": (
            *(f"{prefix}{pattern}" for pattern in texts(text, "srcExclude")),
            *unnamed(texts(text, "pagePatterns"), folder),
        ),
        "unsearched": tuple(f"{prefix}{name}**" for name in _UNSEARCHED.findall(text)),
        "menu": {
            re.sub(r"\.(?:md|html)$", "", link): title for title, link in _ENTRY.findall(text)
        },
        "rewrites": rewrites,
        "guesses_links": not rewrites and re.search(r"\brewrites\s*[:(]", text) is not None,
        "ending": "" if is_set(text, "cleanUrls") else ".html",
    }
