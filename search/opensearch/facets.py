"""Facets of a search: what is asked of the nodes, and what pages show of the answer.

Each facet is counted over what all filters but its own let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from index.fields import LANGUAGE, FieldTable, broader_languages
from index.reading.facet_values import fold_facet
from search.opensearch.queries import EVERYTHING, JsonQuery, all_of
from search.opensearch.visible import ClusterVisible
from search.query.query import Filters
from search.results import WORD_ENDS, FacetValue, first_values, months, nearness

LEAST_OF_A_SHARD = 10_000
"""Values that each shard counts, so that what is rare in one is not left out of the sum."""
MOST_LOOKED_FOR = 50
"""Characters of what is typed by which nodes find values: of as many that are alike, a pattern is
half as complex as nodes allow."""


def aggregation(
    name: str,
    fields: FieldTable,
    others: Iterable[JsonQuery],
    limit: int,
    some: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What is asked of a facet; ``others`` are the filters that do not belong to it, ``some`` says
    which values are wanted."""
    terms: dict[str, Any] = {
        "field": f"is.{name}",
        "size": LEAST_OF_A_SHARD if name == LANGUAGE else max(limit, 1),
        "shard_size": max(2 * limit, LEAST_OF_A_SHARD),
        **(some or {}),
    }
    if _is_date(fields, name):
        terms["order"] = {"_key": "desc"}
    passed = all_of(others)
    values = {"values": {"terms": terms}}
    if passed == EVERYTHING:
        return values["values"]
    return {"filter": passed, "aggs": values}


def containing(typed: str) -> list[dict[str, str]]:
    """The values that contain what is typed, by :func:`search.results.nearness`: each kind is
    counted by itself, so that no more frequent values crowd the nearer ones out."""
    if not typed:
        return [{}]
    # As Lucene escapes.
    text, ends = (re.sub(r"([^\w])", r"\\\1", one) for one in (typed[:MOST_LOOKED_FOR], WORD_ENDS))
    begins, word = f"{text}.*", f"(.*[{ends}])?{text}.*"
    return [
        {"include": begins},
        {"include": word, "exclude": begins},
        {"include": f".*{text}.*", "exclude": word},
    ]


def counts_of(answer: Mapping[str, Any]) -> dict[str, int]:
    """Folded value → count, of an answered aggregation."""
    values = answer.get("values", answer)
    return {bucket["key"]: bucket["doc_count"] for bucket in values["buckets"]}


def facet_values(
    name: str,
    counts: Mapping[str, int],
    visible: ClusterVisible,
    fields: FieldTable,
    filters: Filters,
    limit: int,
    typed: str = "",
) -> tuple[FacetValue, ...]:
    """The values that pages show: the nearest to what is typed first, then the most frequent;
    months the newest first.

    A selected value is always there.
    """
    if _is_date(fields, name):
        rows = [FacetValue(*one, False) for one in counts.items()]
        return months(rows[:limit], filters, name)
    if name == LANGUAGE:
        counts = _with_narrower(counts)
    spelt = visible.labels[name].spelt if name in visible.labels else {}
    wanted = map(fold_facet, filters.values.get(name, ()))
    selected = {spelt[key] for key in wanted if key in spelt and typed in key}
    found = [(nearness(key, typed), -count, spelt.get(key, key)) for key, count in counts.items()]
    ordered = [FacetValue(label, -less, False) for _, less, label in sorted(found)]
    return tuple(first_values(ordered, limit, selected))


def _is_date(fields: FieldTable, name: str) -> bool:
    row = fields.get(name)
    return row is not None and row.type == "date"


def _with_narrower(counts: Mapping[str, int]) -> dict[str, int]:
    """Languages with the posts of narrower ones; a post has one: ``ja`` counts ``ja-jp``."""
    summed = dict(counts)
    for key, count in counts.items():
        for other in broader_languages(key):
            if other in summed:
                summed[other] += count
    return summed
