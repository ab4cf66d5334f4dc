"""``defaults`` of Jekyll's configuration: values for the posts of a scope.

After ``lib/jekyll/frontmatter_defaults.rb`` of Jekyll 4.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from index.sites.configuration import listed, lowered, mapping
from index.sites.walk import expression

_OLD_KINDS = {"page": "pages", "post": "posts", "draft": "drafts"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which posts get ``values``."""

    path: str
    """The start of their paths; ``*`` stands for a part of one. Empty for all."""
    kind: str
    """The collection they are of; empty for any."""
    values: dict[str, Any]
    """Keys in lower case."""

    def holds_for(self, path: str, kind: str) -> bool:
        if self.kind and self.kind != kind:
            return False
        if "*" in self.path:
            names = expression(self.path.rstrip("/"))
            return re.match(rf"{names}(?:/|$)", path) is not None
        return path.startswith(self.path)


def read_scopes(defaults: Any, collections_dir: str) -> tuple[Scope, ...]:
    """The scopes of a configuration, in order; what is no scope is left out."""
    scopes = []
    for entry in map(mapping, listed(defaults)):
        scope, values = mapping(entry.get("scope")), entry.get("values")
        if isinstance(values, dict):
            path = scope["path"] if isinstance(scope.get("path"), str) else ""
            inside = path.removeprefix(f"{collections_dir}/") if collections_dir else path
            kind = str(scope.get("type") or "")
            scopes.append(Scope(inside, _OLD_KINDS.get(kind, kind), lowered(values)))
    return tuple(scopes)


def values_for(scopes: Iterable[Scope], path: str, kind: str) -> dict[str, Any]:
    """All values that hold for a path: those of the more particular scope win."""
    merged: dict[str, Any] = {}
    last: Scope | None = None
    for scope in scopes:
        if not scope.holds_for(path, kind):
            continue
        if last is None or _precedes(scope, last):
            merged, last = {**merged, **scope.values}, scope
        else:
            merged = {**scope.values, **merged}
    return merged


def _precedes(scope: Scope, last: Scope) -> bool:
    lengths = len(scope.path.strip("/")), len(last.path.strip("/"))
    if lengths[0] != lengths[1]:
        return lengths[0] > lengths[1]
    return bool(scope.kind) or not last.kind
