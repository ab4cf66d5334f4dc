"""Hugo's configuration: one file, or a folder of files for every environment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.sites.configuration import listed, load_configuration, mapping

ENDINGS = (".toml", ".yaml", ".yml", ".json")
NAMES = ("hugo", "config")
ENVIRONMENTS = ("_default", "production")
"""Folders below ``config`` that ``hugo`` reads unless told otherwise; the later one wins."""
MEANINGS = {"categories": ("categor", "カテゴリ", "分類"), "tags": ("tag", "タグ")}
"""How the names of taxonomies start that mean the same as ours."""


def read_configuration(root: Path) -> dict[str, Any] | None:
    """The settings with their outermost keys in lower case; None if there are none."""
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


def lowered(settings: Any) -> dict[str, Any]:
    """A mapping with its keys in lower case, as Hugo reads them; empty for anything else."""
    return {str(key).lower(): value for key, value in mapping(settings).items()}


def content_folders(config: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Content folders with their language, the deeper ones first."""
    common = str(config.get("contentdir") or "content").strip("/")
    languages = lowered(config.get("languages"))
    folders = {
        str(lowered(settings).get("contentdir") or common).strip("/"): name
        for name, settings in languages.items()
    }
    folders = {folder: "" if folder == common else name for folder, name in folders.items()}
    return tuple(sorted((folders or {common: ""}).items(), key=lambda item: -len(item[0])))


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
