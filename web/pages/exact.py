"""A query as text that asks for exactly its words: the undo of a relaxed search.

東京 特許 tag:AI → ``"東京" "特許" tag:AI``
"""

from __future__ import annotations

from search.query.query import AllOf, AnyOf, Clause, Filtered, Prefix, Query, Where, range_text


def exact_text(query: Query) -> str:
    """The words in quotes, and the filters that were typed, as they were."""
    parts = [
        *(_exact(clause) for clause in query.wanted),
        *(f"-{_exact(clause)}" for clause in query.excluded),
        *(one.text for one in query.typed_filters),
    ]
    return " ".join(parts)


def _exact(clause: Clause) -> str:
    match clause:
        case AnyOf(clauses):
            return " OR ".join(_exact(one) for one in clauses)
        case AllOf(clauses, excluded):
            inner = [*map(_exact, clauses), *(f"-{_exact(one)}" for one in excluded)]
            return f"({' '.join(inner)})"
        case Filtered(filters):
            values = [f"{n}:{_quoted(v)}" for n, some in filters.values.items() for v in some]
            ranges = [f"{name}:{range_text(span)}" for name, span in filters.ranges.items()]
            return " ".join(values + ranges)
    field = "title:" if clause.where is Where.TITLE else ""
    if isinstance(clause, Prefix):
        return f"{field}{clause.text}*"
    return f"{field}{_quoted(clause.text)}"


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', " "))
