"""The search page's address as a value: every link of the page is the present address, changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from index.fields import BUILT_IN, FieldTable

_SINGLE = ("q", "from", "to", "sort", "page", "all")
"""``all`` names the facet whose values are all listed."""


@dataclass(frozen=True, slots=True)
class Address:
    """Parameters as pairs; without empty ones, unknown ones and repetitions.

    Others than those of the page, such as ``utm_source``, are left out, never an error: people
    come here through links that others have decorated.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    fields: FieldTable = BUILT_IN

    @property
    def filters(self) -> tuple[str, ...]:
        """The parameters that narrow a search."""
        return (*(row.name for row in self.fields.filters), "from", "to")

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]], fields: FieldTable = BUILT_IN) -> Address:
        known = ("q", *cls((), fields).filters, "sort", "page", "all")
        kept = [(name, value) for name, value in pairs if name in known and value.strip()]
        last = {name: value for name, value in kept if name in _SINGLE}
        several = [(name, value) for name, value in kept if name not in _SINGLE]
        unique = dict.fromkeys((*last.items(), *several))
        return cls(tuple(sorted(unique, key=lambda pair: known.index(pair[0]))), fields)

    def __str__(self) -> str:
        return f"{request.script_root}/{self.query}"

    @property
    def query(self) -> str:
        """What follows the path: ``?q=…``, or nothing."""
        return f"?{urlencode(self.pairs)}" if self.pairs else ""

    def get(self, name: str) -> str:
        return next((value for key, value in self.pairs if key == name), "")

    def with_(self, name: str, value: str) -> Address:
        """With ``value`` in place of the last one, or added to a facet's others; on page 1."""
        gone = {"page"} | ({name} if name in _SINGLE else set())
        return Address.read((*self._without(gone), (name, value)), self.fields)

    def without(self, *names: str) -> Address:
        return Address.read(self._without({"page", *names}), self.fields)

    def without_value(self, name: str, value: str) -> Address:
        kept = (pair for pair in self._without({"page"}) if pair != (name, value))
        return Address.read(kept, self.fields)

    def on_page(self, page: int) -> Address:
        return self.with_("page", str(page)) if page > 1 else self.without("page")

    def _without(self, names: set[str]) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.pairs if name not in names]
