"""The filters of InstantSearch → groups of Filters: all groups hold, one of each group is enough.

``facetFilters`` is an AND of ORs (``["tag:AI", ["author:森", "category:日記"], "lang:-en"]``),
``numericFilters`` compares numbers, and dates in epoch seconds (``"level>=2"``,
``"date>=1700000000"``), and ``filters`` says both in words (``tag:AI AND (author:森 OR
category:日記) AND NOT lang:en``). What cannot be said is an error that names the parameter, never
a wrong answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from index.fields import Field, FieldTable
from search.query.params import ParameterError, QueryError
from search.query.query import Filters, Moments, Numbers, Range

Group = tuple[Filters, ...]
YEARS, MONTHS = "dates.lvl0", "dates.lvl1"
"""The date as a hierarchical facet: ``2025``, and below it ``2025 > 2025-10``."""
SEPARATOR = " > "

_NUMBER = r"(-?\d{1,15}(?:\.\d{1,15})?)"
_COMPARED = re.compile(rf"\s*([\w-]+)\s*(<=|>=|!=|=|<|>)\s*{_NUMBER}\s*", re.ASCII)
_BETWEEN = re.compile(rf"\s*([\w-]+)\s*:\s*{_NUMBER}\s+TO\s+{_NUMBER}\s*", re.ASCII | re.IGNORECASE)
_PART = re.compile(
    r"""\s*(?:(?P<sign>[()]|(?:AND|OR|NOT)(?=[\s(]))
      | (?P<number>[\w.-]+\s*
          (?:(?:<=|>=|!=|=|<|>)\s*-?[\d.]+|:\s*-?[\d.]+\s+TO\s+-?[\d.]+)(?=[\s)]|$))
      | (?P<name>[\w.-]+)\s*:\s*(?:
          "(?P<double>(?:\\.|[^"\\])+)"|'(?P<single>(?:\\.|[^'\\])+)'|(?P<plain>[^\s()]+))
      )\s*""",
    re.VERBOSE,
)


def attributes(fields: FieldTable) -> dict[str, Field]:
    """Names that a site may use for a field: its own, or that of the field in the hits."""
    found = {row.name: row for row in fields.filters}
    found |= {row.attribute: row for row in fields.filters if row.attribute}
    return found | {"date_timestamp": fields.date}


def facet_groups(filters: Iterable[str | list[str]], fields: FieldTable) -> Iterator[Group]:
    """The groups of ``facetFilters``; raises :class:`search.query.params.QueryError`."""
    for terms in _terms(filters):
        yield tuple(_facet_term(term, fields) for term in terms)


def numeric_groups(filters: Iterable[str | list[str]], fields: FieldTable) -> Iterator[Group]:
    """The groups of ``numericFilters``; raises :class:`search.query.params.QueryError`."""
    for terms in _terms(filters):
        found = (_numeric_term(term, fields, "numericFilters") for term in terms)
        yield tuple(chain.from_iterable(found))


def _terms(filters: Iterable[str | list[str]]) -> Iterator[list[str]]:
    yield from filter(None, ([one] if isinstance(one, str) else one for one in filters))


def worded_groups(text: str, fields: FieldTable) -> Iterator[Group]:
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
            group += _worded_term(part, negated, fields)
            negated, expected = False, "sign"
        else:
            raise _error("filters", f"{part[0].strip()[:40]!r} cannot stand where it does")
    if text and (expected == "term" or depth):
        raise _error("filters", "ends too early")
    if group:
        yield tuple(group)


def _worded_term(part: re.Match[str], negated: bool, fields: FieldTable) -> Iterable[Filters]:
    if part["number"]:
        if negated:
            raise _error("filters", "NOT is for facets: turn the comparison round")
        return _numeric_term(part["number"], fields, "filters")
    quoted = re.sub(r"\\([\"'\\])", r"\1", part["double"] or part["single"] or "")
    value = quoted or part["plain"]
    return [_facet(part["name"], value, negated, fields, "filters")]


def _facet_term(text: str, fields: FieldTable) -> Filters:
    """``tag:AI``, ``tag:-AI`` without it; ``tag:\\-x`` is the value ``-x``."""
    attribute, _, value = text.partition(":")
    negated = value.startswith("-")
    plain = value[1:] if value.startswith(("-", "\\-")) else value
    return _facet(attribute, plain, negated, fields, "facetFilters")


def _facet(
    attribute: str, value: str, negated: bool, fields: FieldTable, parameter: str
) -> Filters:
    row = attributes(fields).get(attribute)
    if attribute in (YEARS, MONTHS) and value:
        name, values = "date", _months(value)
    elif row and value and (wanted := row.filter_value(value)):
        name, values = row.name, (wanted,)
    else:
        message = (
            f"{attribute[:40]!r} must be a field with a value of its type, such as tag:AI; "
            f"fields are {', '.join(row.name for row in fields.filters)}"
        )
        raise _error(parameter, message)
    return Filters(excluded={name: values}) if negated else Filters({name: values})


def _months(value: str) -> tuple[str, ...]:
    """``2025`` → its twelve months; ``2025 > 2025-10`` → the month."""
    last = value.rpartition(SEPARATOR)[2]
    return tuple(f"{last}-{month:02}" for month in range(1, 13)) if "-" not in last else (last,)


def _numeric_term(text: str, fields: FieldTable, parameter: str) -> tuple[Filters, ...]:
    match = _BETWEEN.fullmatch(text) or _COMPARED.fullmatch(text)
    if match is None:
        raise _error(parameter, f"{text[:40]!r} is not like date>=1700000000")
    row = attributes(fields).get(match[1])
    if row is None or row.type not in ("number", "date"):
        numbers = [one.name for one in fields.filters if one.type in ("number", "date")]
        message = f"{match[1][:40]} is no number; numbers are {', '.join(numbers)}"
        raise _error(parameter, message)
    spans: list[tuple[float | None, float | None]]
    if match.re is _BETWEEN:
        spans = [(float(match[2]), float(match[3]))]
    else:
        spans = _compared(match[2], float(match[3]), whole=row.type == "date")
    return tuple(Filters(ranges={row.name: _range(row, *ends)}) for ends in spans)


def _range(row: Field, first: float | None, last: float | None) -> Range:
    """Numbers, or of a date whole seconds."""
    if row.type == "number":
        return Numbers(first, last)
    return Moments(
        None if first is None else math.ceil(first), None if last is None else math.floor(last)
    )


def _compared(sign: str, number: float, *, whole: bool) -> list[tuple[float | None, float | None]]:
    """The first and last numbers that compare so; of ``whole`` ones the next is one away."""
    before = math.ceil(number) - 1 if whole else math.nextafter(number, -math.inf)
    after = math.floor(number) + 1 if whole else math.nextafter(number, math.inf)
    spans: dict[str, list[tuple[float | None, float | None]]] = {
        "<": [(None, before)],
        "<=": [(None, number)],
        "=": [(number, number)],
        "!=": [(None, before), (after, None)],
        ">=": [(number, None)],
        ">": [(after, None)],
    }
    return spans[sign]


def _error(parameter: str, message: str) -> QueryError:
    return QueryError([ParameterError(parameter, message)])
