"""The search page's address as a value: every link of the page is the present address, changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
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
        order = _order(fields)
        kept = [(name, value) for name, value in pairs if name in order and value.strip()]
        last = {name: value for name, value in kept if name in _SINGLE}
        several = [(name, value) for name, value in kept if name not in _SINGLE]
        unique = dict.fromkeys((*last.items(), *several))
        return cls(tuple(sorted(unique, key=lambda pair: order[pair[0]])), fields)

    def __str__(self) -> str:
        return f"{request.script_root}/{self.query}"

    @property
    def query(self) -> str:
        """What follows the path: ``?q=…``, or nothing."""
        return f"?{'&'.join(map(_written, self.pairs))}" if self.pairs else ""

    def get(self, name: str) -> str:
        return next((value for key, value in self.pairs if key == name), "")

    def with_(self, name: str, value: str) -> Address:
        """With ``value`` in place of the last one, or added to a facet's others; on page 1."""
        gone = {"page"} | ({name} if name in _SINGLE else set())
        return Address.read((*self._without(gone), (name, value)), self.fields)

    def adding(self, name: str) -> Callable[[str], str]:
        """Value → the link of :meth:`with_` for a facet: a page has a hundred of them."""
        order, rest = _order(self.fields), self.without().pairs
        start = "".join(f"{_written(one)}&" for one in rest if order[one[0]] <= order[name])
        end = "".join(f"&{_written(one)}" for one in rest if order[one[0]] > order[name])
        root, here = request.script_root, str(self.without())

        def link(value: str) -> str:
            pair = (name, value)
            return here if pair in rest else f"{root}/?{start}{_written(pair)}{end}"

        return link

    def without(self, *names: str) -> Address:
        return Address.read(self._without({"page", *names}), self.fields)

    def without_value(self, name: str, value: str) -> Address:
        kept = (pair for pair in self._without({"page"}) if pair != (name, value))
        return Address.read(kept, self.fields)

    def on_page(self, page: int) -> Address:
        return self.with_("page", str(page)) if page > 1 else self.without("page")

    def _without(self, names: set[str]) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.pairs if name not in names]


@lru_cache(maxsize=8)
def _order(fields: FieldTable) -> dict[str, int]:
    """The parameters that are kept, and the place of each."""
    names = ("q", *Address((), fields).filters, "sort", "page", "all")
    return {name: place for place, name in enumerate(names)}


@lru_cache(maxsize=1_000)
def _written(pair: tuple[str, str]) -> str:
    """A page has most of its pairs in many links, and the next page has them too."""
    return urlencode((pair,))
