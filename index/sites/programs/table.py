"""What a row of a generator has, and how the rules of one site are made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.sites.plain import PlainRules


@dataclass(frozen=True, slots=True)
class Program:
    """One generator."""

    name: str
    markers: tuple[str, ...]
    """Patterns for files that only its sites have in their root."""
    fields: Mapping[str, Any]
    """Fields of :class:`index.sites.plain.PlainRules` that all its sites share."""
    settings: Callable[[Path, Path], Mapping[str, Any]] = lambda root, marker: {}
    """Root and marker → the fields that a site's own settings change."""
    is_site: Callable[[Path, Path], bool] = lambda root, marker: True
    """Root and marker → whether it is one, for markers that others have as well."""
    rules: type[PlainRules] = PlainRules

    def marker(self, root: Path) -> Path | None:
        """The file or folder by which a site is known."""
        found = (path for pattern in self.markers for path in sorted(root.glob(pattern)))
        return next((path for path in found if self.is_site(root, path)), None)

    def detect(self, root: Path) -> PlainRules | None:
        """The rules of a site; None for a folder that is none."""
        marker = self.marker(root)
        if marker is None:
            return None
        fields = {**self.fields, **self.settings(root, marker)}
        return self.rules(root=root, name=self.name, **fields)
