"""What was typed, as terms that are wanted together → filters beside words.

A facet counts over what its own filter leaves out, so filters at the top of a query are told from
the words; those beside ``OR`` with words stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any, NamedTuple

from search.query.query import AllOf, AnyOf, Clause, Filtered, Filters, Query, Range, TypedFilter


class TypedTerm(NamedTuple):
    """One of the terms that are wanted together."""

    start: int
    end: int
    clause: Clause
    negative: bool = False
    inner: tuple[TypedTerm, ...] = ()
    """What stands in brackets that change nothing: ``(a b) c``."""


def narrow(ranges: dict[str, Range], name: str, span: Range) -> None:
    """Adds a range of a field; of two, what lies in both is left: first > last if nothing does."""
    both = (ranges.get(name, span), span)
    firsts: list[Any] = [one.first for one in both if one.first is not None]
    lasts: list[Any] = [one.last for one in both if one.last is not None]
    ranges[name] = type(both[0])(max(firsts, default=None), min(lasts, default=None))


def negated(filters: Filters) -> Filters:
    """What a single filter leaves out: ``-tag:AI``."""
    spans = {name: (span,) for name, span in filters.ranges.items()}
    return Filters(excluded={**filters.values, **spans})


class Sorter:
    """Tells filters from words where they need not stay together: at the top."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._filters = Filters()
        self._every: list[tuple[Filters, ...]] = []
        self._wanted: list[Clause] = []
        self._excluded: list[Clause] = []
        self._typed: list[TypedTerm] = []

    def sort(self, terms: list[TypedTerm]) -> Query:
        self._take(terms)
        filters = tuple(
            TypedFilter(self._text[term.start : term.end], self._without([term]))
            for term in self._typed
        )
        return Query(
            self._text,
            tuple(self._wanted),
            tuple(self._excluded),
            self._filters,
            self._without(self._typed) if filters else None,
            filters,
            tuple(self._every),
        )

    def _take(self, terms: Iterable[TypedTerm]) -> None:
        for term in terms:
            if len(term.inner) > 1 and not term.negative:
                self._take(term.inner)
            elif ways := _ways(term.clause, term.negative):
                self._typed.append(term)
                # A second filter of a field is no facet's own: it narrows by itself.
                merged = _merged(self._filters, ways)
                self._every += () if merged else (ways,)
                self._filters = merged or self._filters
            else:
                (self._excluded if term.negative else self._wanted).append(term.clause)

    def _without(self, terms: list[TypedTerm]) -> str:
        """The text without some of its terms."""
        kept, at = [], 0
        for term in terms:
            kept.append(self._text[at : term.start])
            at = term.end
        return " ".join(part.strip() for part in (*kept, self._text[at:]) if part.strip())


def _ways(clause: Clause, negative: bool) -> tuple[Filters, ...]:
    """The filters of which a clause wants one; empty if it wants anything else."""
    match clause:
        case Filtered(filters):
            return (negated(filters) if negative else filters,)
        case AnyOf(clauses) if not negative:
            each = [_ways(one, negative=False) for one in clauses]
            return tuple(chain(*each)) if all(each) else ()
        case AllOf(clauses, excluded) if not negative:
            every: Filters | None = Filters()
            for one in (*(_ways(c, False) for c in clauses), *(_ways(c, True) for c in excluded)):
                every = _merged(every, one) if every and len(one) == 1 else None
            return (every,) if every else ()
    return ()


def _merged(filters: Filters, ways: tuple[Filters, ...]) -> Filters | None:
    """Both as one, if values of one field stay alternatives and ranges one range; else None."""
    names = {name for way in ways for name in way.values}
    others = any(way.ranges or way.excluded for way in ways)
    if names & filters.values.keys() or (len(ways) > 1 and (others or len(names) > 1)):
        return None
    values, ranges = dict(filters.values), dict(filters.ranges)
    excluded = dict(filters.excluded)
    for way in ways:
        for name, some in way.values.items():
            values[name] = (*values.get(name, ()), *some)
        for name, span in way.ranges.items():
            narrow(ranges, name, span)
        for name, unwanted in way.excluded.items():
            excluded[name] = (*excluded.get(name, ()), *unwanted)
    return Filters(values, ranges, excluded)
