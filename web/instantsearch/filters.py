"""The filters of InstantSearch → groups of Filters: all groups hold, one of each group is enough.

``facetFilters`` is an AND of ORs (``["tag:AI", ["author:森", "category:日記"], "lang:-en"]``),
``numericFilters`` compares dates in epoch seconds (``"date>=1700000000"``), and ``filters`` says
both in words (``tag:AI AND (author:森 OR category:日記) AND NOT lang:en``). What cannot be said is
an error that names the parameter, never a wrong answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from search.query.params import ParameterError, QueryError
from search.query.query import FACETS, Filters, Moments

Group = tuple[Filters, ...]
ATTRIBUTES = {
    **{name: name for name in FACETS},
    "tags": "tag",
    "categories": "category",
    "authors": "author",
    "date_timestamp": "date",
}
"""Names that a site may use for a facet: its own, or the name of the field in the hits."""
YEARS, MONTHS = "dates.lvl0", "dates.lvl1"
"""The date as a hierarchical facet: ``2025``, and below it ``2025 > 2025-10``."""
SEPARATOR = " > "

_COMPARED = re.compile(r"\s*(\w+)\s*(<=|>=|!=|=|<|>)\s*(-?\d{1,12}(?:\.\d+)?)\s*")
_BETWEEN = re.compile(r"\s*(\w+)\s*:\s*(-?\d{1,12})\s+TO\s+(-?\d{1,12})\s*", re.IGNORECASE)
_PART = re.compile(
    r"""\s*(?:(?P<sign>[()]|(?:AND|OR|NOT)(?=[\s(]))
      | (?P<number>[\w.]+\s*(?:(?:<=|>=|!=|=|<|>)\s*-?[\d.]+|:\s*-?\d+\s+TO\s+-?\d+)(?=[\s)]|$))
      | (?P<name>[\w.]+)\s*:\s*(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<plain>[^\s()]+))
      )\s*""",
    re.VERBOSE,
)


def facet_groups(filters: Iterable[str | list[str]]) -> Iterator[Group]:
    """The groups of ``facetFilters``; raises :class:`search.query.params.QueryError`."""
    for group in filters:
        terms = [group] if isinstance(group, str) else group
        if terms:
            yield tuple(_facet_term(term) for term in terms)


def numeric_groups(filters: Iterable[str | list[str]]) -> Iterator[Group]:
    """The groups of ``numericFilters``; raises :class:`search.query.params.QueryError`."""
    for group in filters:
        terms = [group] if isinstance(group, str) else group
        if terms:
            yield tuple(one for term in terms for one in _numeric_term(term, "numericFilters"))


def worded_groups(text: str) -> Iterator[Group]:
    """The groups of ``filters``: AND of ORs, in which OR binds before AND."""
    text, group = text.strip(), list[Filters]()
    expected = "term"
    depth = at = 0
    negated = False
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            raise _error("filters", f"{text[at : at + 40]!r} is no filter such as tag:AI")
        at = part.end()
        sign = part["sign"]
        if sign == "NOT" and expected == "term" and not negated:
            negated = True
        elif sign == "(" and expected == "term" and not depth and not negated and not group:
            depth = 1
        elif sign == ")" and expected == "sign" and depth:
            depth = 0
            expected = "AND"
        elif sign == "AND" and expected != "term" and not depth:
            yield tuple(group)
            group, expected = [], "term"
        elif sign == "OR" and expected == "sign":
            expected = "term"
        elif not sign and expected == "term":
            group += _worded_term(part, negated)
            negated, expected = False, "sign"
        else:
            raise _error("filters", f"{part[0].strip()[:40]!r} cannot stand where it does")
    if text and (expected == "term" or depth):
        raise _error("filters", "ends too early")
    if group:
        yield tuple(group)


def _worded_term(part: re.Match[str], negated: bool) -> Iterable[Filters]:
    if part["number"]:
        if negated:
            raise _error("filters", "NOT is for facets: turn the comparison round")
        return _numeric_term(part["number"], "filters")
    value = part["double"] or part["single"] or part["plain"]
    return [_facet(part["name"], value, negated, "filters")]


def _facet_term(text: str) -> Filters:
    """``tag:AI``, ``tag:-AI`` without it; ``tag:\\-x`` is the value ``-x``."""
    attribute, _, value = text.partition(":")
    negated = value.startswith("-")
    plain = value[1:] if value.startswith(("-", "\\-")) else value
    return _facet(attribute, plain, negated, "facetFilters")


def _facet(attribute: str, value: str, negated: bool, parameter: str) -> Filters:
    if attribute in (YEARS, MONTHS) and value:
        name, values = "date", _months(value)
    elif attribute in ATTRIBUTES and value:
        name, values = ATTRIBUTES[attribute], (value,)
    else:
        message = f"{attribute[:40]!r} must be a facet with a value, such as tag:AI"
        raise _error(parameter, message)
    return Filters(excluded={name: values}) if negated else Filters({name: values})


def _months(value: str) -> tuple[str, ...]:
    """``2025`` → its twelve months; ``2025 > 2025-10`` → the month."""
    last = value.rpartition(SEPARATOR)[2]
    return tuple(f"{last}-{month:02}" for month in range(1, 13)) if "-" not in last else (last,)


def _numeric_term(text: str, parameter: str) -> tuple[Filters, ...]:
    if match := _BETWEEN.fullmatch(text):
        attribute, moments = match[1], [Moments(int(match[2]), int(match[3]))]
    elif match := _COMPARED.fullmatch(text):
        attribute, moments = match[1], _compared(match[2], float(match[3]))
    else:
        raise _error(parameter, f"{text[:40]!r} is not like date>=1700000000")
    if ATTRIBUTES.get(attribute) != "date":
        raise _error(parameter, f"{attribute[:40]} is no number; date is one")
    return tuple(Filters(moments=one) for one in moments)


def _compared(sign: str, seconds: float) -> list[Moments]:
    """Whole seconds that compare so."""
    before, from_ = math.ceil(seconds) - 1, math.ceil(seconds)
    until, after = math.floor(seconds), math.floor(seconds) + 1
    return {
        "<": [Moments(None, before)],
        "<=": [Moments(None, until)],
        "=": [Moments(from_, until)],
        "!=": [Moments(None, before), Moments(after, None)],
        ">=": [Moments(from_, None)],
        ">": [Moments(after, None)],
    }[sign]


def _error(parameter: str, message: str) -> QueryError:
    return QueryError([ParameterError(parameter, message)])
