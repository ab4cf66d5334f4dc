"""Hugo's configuration: one file, or a folder of files for every environment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.markdown.notations import Flavour
from index.sites.configuration import listed, load_configuration, lowered
from index.sites.expressions import bounded, compiled
from index.sites.walk import expression, first_text, inside_of

ENDINGS = (".toml", ".yaml", ".yml", ".json")
NAMES = ("hugo", "config")
ENVIRONMENTS = ("_default", "production")
"""Folders below ``config`` that ``hugo`` reads unless told otherwise; the later one wins."""
MEANINGS = {"categories": ("categor", "カテゴリ", "分類"), "tags": ("tag", "タグ")}
"""How the names of taxonomies start that mean the same as ours."""


def read_configuration(marker: Path) -> dict[str, Any] | None:
    """The settings with their outermost keys in lower case; None if there are none."""
    root = marker.parent
    files = [root / f"{name}{ending}" for name in NAMES for ending in ENDINGS]
    file = next((path for path in files if path.is_file()), None)
    folders = [root / "config" / name for name in ENVIRONMENTS]
    if file is None and not any(folder.is_dir() for folder in folders):
        return None
    merged = lowered(load_configuration(file)) if file else {}
    for folder in folders:
        for settings in _of_folder(folder):
            merged = _merged(merged, settings)
    return merged


def _of_folder(folder: Path) -> Iterator[dict[str, Any]]:
    """``hugo.toml`` has all settings, ``permalinks.toml`` those of one key."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in (path for path in paths if path.suffix in ENDINGS):
        loaded = load_configuration(path)
        yield lowered(loaded if path.stem in NAMES else {path.stem.split(".")[0]: loaded})


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = _merged(old, value) if both and old is not None else value
    return merged


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder, or a file, that is content."""

    source: str
    """Relative to the root of the site."""
    language: str
    """Of files that name none in themselves; empty for that of the site."""
    target: str = ""
    """Where it is put, below the content folder that Hugo sees."""
    left_out: str = ""
    """An expression for the files below it that are not; empty if all are."""

    def inside(self, path: str) -> str | None:
        """The path below the content folder that Hugo sees; None for what is not mounted here."""
        if path == self.source:
            return self.target
        if self.source and not path.startswith(f"{self.source}/"):
            return None
        below = inside_of(path, self.source)
        return f"{self.target}/{below}" if self.target else below


def content_mounts(config: dict[str, Any]) -> tuple[Mount, ...]:
    """Content folders with their language, the deeper ones first."""
    mounted = tuple(_mounts(config))
    if mounted:  # then Hugo adds none of its own
        return tuple(sorted(mounted, key=lambda mount: -len(mount.source)))
    common = str(config.get("contentdir") or "content").strip("/")
    languages = lowered(config.get("languages"))
    folders = {
        str(lowered(settings).get("contentdir") or common).strip("/"): name
        for name, settings in languages.items()
    }
    folders = {folder: "" if folder == common else name for folder, name in folders.items()}
    found = [Mount(folder, name) for folder, name in (folders or {common: ""}).items()]
    return tuple(sorted(found, key=lambda mount: -len(mount.source)))


def _mounts(config: dict[str, Any]) -> Iterator[Mount]:
    """``module.mounts`` whose target is content: ``{source: docs, target: content/docs}``."""
    for mount in map(lowered, listed(lowered(config.get("module")).get("mounts"))):
        source = str(mount.get("source") or "").strip("/").removeprefix("./")
        target = str(mount.get("target") or "").strip("/")
        inside = "" if target == "content" else target.removeprefix("content/")
        if inside != target and ".." not in source.split("/"):
            language = str(mount.get("lang") or "").lower()
            yield Mount("" if source == "." else source, language, inside, _left_out(mount))


def ignored_files(
    root: Path, config: dict[str, Any], mounts: tuple[Mount, ...]
) -> tuple[re.Pattern[str], ...]:
    """``ignoreFiles``, and what all mounts of a folder of content leave out, of whole paths."""
    found = [*compiled(listed(config.get("ignorefiles")))]
    left: dict[str, list[str]] = {}
    for mount in mounts:
        left.setdefault(f"{root}/{mount.source}".rstrip("/"), []).append(mount.left_out)
    for source, rules in left.items():
        if all(rules):
            left_out = "".join(f"(?=(?:{rule})$)" for rule in rules)
            found.append(re.compile(bounded(f"{re.escape(source)}/{left_out}")))
    return tuple(found)


def _left_out(mount: dict[str, Any]) -> str:
    """An expression for the files that a mount leaves out; empty if it takes all."""
    files = [str(name).strip() for name in listed(mount.get("files"))]
    out = [*listed(mount.get("excludefiles")), *(name[1:] for name in files if name[:1] == "!")]
    only = [*listed(mount.get("includefiles")), *(name for name in files if name[:1] != "!")]
    rules = [expression(str(name).strip(" /")) for name in out]
    named = "|".join(expression(str(name).strip(" /")) for name in only)
    return "|".join([*rules, f"(?!(?:{named})$).*"] if named else rules)


def heading_anchors(root: Path, config: dict[str, Any]) -> str:
    """Which rule names headings, see :data:`index.markdown.anchors.NAMERS`.

    Since 0.144 it is made from the text that is shown; the version is that which the repository
    asks for, and the newest if it asks for none.
    """
    goldmark = lowered(lowered(lowered(config.get("markup")).get("goldmark")).get("parser"))
    if goldmark.get("autoheadingid") is False:
        return "none"
    if str(goldmark.get("autoheadingidtype") or "").lower() == "github-ascii":
        return "none"  # nothing is left of Japanese, and headings are all named alike
    version = _version(root)
    return "hugo-before-144" if version and version < (0, 144) else "hugo"


def flavour_of_site(root: Path, config: dict[str, Any]) -> Flavour:
    """Whether the site shows blocks of HTML in Markdown: it says so, or is made as before 0.60."""
    markup = lowered(config.get("markup"))
    renderer = lowered(lowered(markup.get("goldmark")).get("renderer"))
    handler = str(markup.get("defaultmarkdownhandler") or "goldmark").lower()
    is_old = "blackfriday" in config or handler != "goldmark"
    version = _version(root)
    told = renderer.get("unsafe") is True or (version and version < (0, 60))
    return "hugo" if told or is_old else "hugo-safe"


_VERSION = re.compile(
    r"(?:HUGO_VERSION|hugo-version|hugo[_-]extended@|gohugoio/hugo@|hugo_extended_|^hugo(?:-extended)?)"
    r"[\"']?[ \t]*[:=]?[ \t]*[\"'v]*(\d+)\.(\d+)",
    re.MULTILINE,
)
_VERSION_FILES = (
    "netlify.toml", ".hvm", ".tool-versions", "mise.toml", "vercel.json", ".gitlab-ci.yml",
    "package.json", ".github/workflows/*.y*ml", ".cloudflare/*", "aqua.y*ml",
)  # fmt: skip


def _version(root: Path) -> tuple[int, int] | None:
    for pattern in _VERSION_FILES:
        for path in sorted(root.glob(pattern)):
            found = _VERSION.search(first_text(path))
            if found:
                return int(found[1]), int(found[2])
    return None


def own_taxonomies(names: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Taxonomies that are categories or tags by the singular or the plural of their names."""
    return tuple(
        (meaning, str(plural).lower())
        for singular, plural in names.items()
        for meaning, starts in MEANINGS.items()
        if str(plural).lower().startswith(starts) or str(singular).lower().startswith(starts)
    )


def dates_in_names(order: Any) -> str:
    """``first`` or ``last``: whether a date in the name goes before the key; else empty."""
    names = [str(name).lower() for name in listed(order)]
    if ":filename" not in names:
        return ""
    keys_before = names[: names.index(":filename")]
    return "last" if {"date", ":default"}.intersection(keys_before) else "first"
