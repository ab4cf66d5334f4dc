"""The configuration files of generators, in the formats that they come in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from index.errors import SiteError
from index.fields import read_key
from index.reading.front_matter import load_toml, parse
from index.reading.yaml_values import FrontMatterError, load_typed
from index.sites.walk import first_text

MAX_BYTES = 1_000_000
_TABS = re.compile(r"^\t+", re.MULTILINE)
"""Before a key they are two spaces each, as Hexo has it; others call the file damaged."""


def load_configuration(path: Path) -> dict[str, Any]:
    """The outermost mapping of a YAML, TOML or JSON file; raises :class:`SiteError`."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SiteError(f"{path} is too large to be a configuration")
        text = path.read_text("utf-8-sig")
        if path.suffix == ".toml":
            loaded: Any = load_toml(text)[0]
        elif path.suffix == ".json":
            loaded = json.loads(text)
        else:
            loaded = load_typed(_TABS.sub(lambda tabs: "  " * len(tabs[0]), text))
    except (OSError, UnicodeError) as error:
        raise SiteError(f"cannot read {path}: {error}") from error
    except (FrontMatterError, ValueError, RecursionError) as error:
        reason = str(error).replace("\n", " ")
        raise SiteError(f"{path} is damaged ({reason}): correct it and run again") from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise SiteError(f"{path} is no mapping of keys to values: correct it and run again")
    return loaded


def said_in(path: Path) -> dict[str, Any]:
    """The same for a file without which a site can be read: nothing of one that is damaged."""
    try:
        return load_configuration(path) if path.is_file() else {}
    except SiteError:
        return {}


def front_of(path: Path) -> dict[str, Any]:
    """The front matter of a page that speaks for others; what is damaged is named with the page."""
    try:
        return parse(first_text(path)).metadata
    except FrontMatterError:
        return {}


def lowered(settings: Any) -> dict[str, Any]:
    """A mapping with its keys as they are compared; else an empty one."""
    return {read_key(key): value for key, value in mapping(settings).items()}


def mapping(value: Any) -> dict[str, Any]:
    """``value`` if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as its only member."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
