"""Front matter keys under all the names that sites give them, and values in all their forms."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from index.fields import BUILT_IN, read_boolean
from index.reading.field_values import text_of
from index.sites.configuration import lowered

ALIASES: dict[str, tuple[str, ...]] = {
    row.attribute: row.sources for row in BUILT_IN.rows if row.attribute and row.sources
}
"""Meaning → names, the first that has a value counts; those of lists are put together."""

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
LATER_DATES: list[str] = TABLE["later_dates"]
_KNOWN = frozenset(chain(*ALIASES.values(), LATER_DATES, TABLE["known"]))
MAX_KEYS = 200
"""Of one post that are looked at for misspellings; ordinary posts have ten."""
MIN_KEY = 4
"""Characters of a key from which on a resemblance is no accident."""


def value_of(metadata: Mapping[str, Any], meaning: str) -> Any:
    """The first value that is given under one of the names of a meaning; None if there is none."""
    for name in ALIASES[meaning]:
        if metadata.get(name) not in (None, "", []):
            return metadata[name]
    return None


truth, text = read_boolean, text_of
_PATH = re.compile(r"[^\x00-\x7f/][^/]*(?:/[^\x00-\x7f/][^/]*)+")
MAX_LEVELS = 20
"""Of a hierarchy; deeper ones are cut."""


def written(value: Any) -> str:
    """A text with its spaces as they are, for links; anything else as :func:`text`."""
    return value if isinstance(value, str) else text(value)


def labels(metadata: Mapping[str, Any], meaning: str, *, spaces: bool = False) -> tuple[str, ...]:
    """All values of tags, categories or authors, each once, in order.

    A string is split at commas (also 、 and ，); with ``spaces``, as Jekyll does, else at spaces,
    unless the key is in the singular. ``旅/関西`` lies in ``旅``; ``CI/CD`` is a name.
    """
    found: list[str] = []
    for name in ALIASES[meaning]:
        split_spaces = spaces and name.endswith("s")
        found += _label_values(metadata.get(name), split_spaces)
    if meaning != "authors" and any("/" in label for label in found):
        paths = (levels(label) if _PATH.fullmatch(label) else [label] for label in found)
        found = [level for path in paths for level in path]
    return tuple(dict.fromkeys(found))


def _label_values(value: Any, spaces: bool) -> Iterable[str]:
    if isinstance(value, list | tuple | set):
        return [label for item in value for label in _one_or_list(item)]
    if isinstance(value, str):
        if re.search(r"[,、，；]", value):
            parts = re.split(r"[,、，；]", value)
        elif re.fullmatch(r"(?:\s*#[^\s#]+){2,}\s*", value):  # #旅 #京都
            parts = value.replace("#", " ").split()
        else:
            parts = value.split() if spaces else [value]
        return [part.strip() for part in parts if part.strip()]
    if isinstance(value, Mapping) and not text(value):  # {taro: {name: 太郎}}
        value = [text(item) for item in value.values() if isinstance(item, Mapping)]
        return list(filter(None, value))
    return [text(value)] if text(value) else []


def _one_or_list(item: Any) -> list[str]:
    """A member of a list; a list in a list is a hierarchy: ``[旅, 関西]`` → ``旅``, ``旅/関西``."""
    if isinstance(item, list):
        return levels("/".join(filter(None, (text(part) for part in item))))
    label = str(item) if isinstance(item, date) else text(item)
    return [label] if label else []


def levels(path: str) -> list[str]:
    """What a path lies in, and itself: ``旅/関西/京都`` is found by ``旅`` and by ``旅/関西``."""
    parts = path.strip("/").split("/") if path.strip("/") else []
    return ["/".join(parts[: level + 1]) for level in range(min(len(parts), MAX_LEVELS))]


def lifted(metadata: dict[str, Any], own: Iterable[str] = ()) -> dict[str, Any]:
    """With what stands one level deeper: ``[taxonomies]`` of Zola, ``params``.

    ``own`` are the keys of the owner's fields, which Zola has in ``[extra]``.
    """
    found = dict(metadata)
    for place, names in (("taxonomies", _LIFTED), ("params", _LIFTED), ("extra", ())):
        values = lowered(metadata.get(place))
        for name in (*names, *own) if values else ():
            if name in values:
                found.setdefault(name, values[name])
    return found


_LIFTED = ("tags", "categories", "authors", "author", "description")


@lru_cache(maxsize=1024)
def _near(key: str) -> str | None:
    """The key that is probably meant; sites have few keys, so each is compared once."""
    if not (MIN_KEY <= len(key) <= 30 and re.fullmatch(r"[a-z_]+", key)):
        return None
    return next(iter(difflib.get_close_matches(key, TABLE["meant"], n=1, cutoff=0.85)), None)


def with_misspelt(
    metadata: dict[str, Any], own: Iterable[str] = ()
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The metadata with misspelt keys (``catetories``) under their right names as well, unless
    those are taken; and the pairs of both."""
    known = _KNOWN.union(own)
    looked_at = (key for key in islice(metadata, MAX_KEYS) if key not in known)
    found = [(key, near) for key in looked_at if (near := _near(key))]
    corrected = dict(metadata)
    for wrong, right in found:
        corrected.setdefault(right, metadata[wrong])
    return corrected, found
