"""A query as text that asks for exactly its words: the undo of a relaxed search.

東京 特許 tag:AI → ``"東京" "特許" tag:"AI"``
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from search.query.query import AnyOf, Clause, Days, Field, Prefix, Query, range_text


def exact_text(query: Query, chosen: Collection[tuple[str, str]], days: Days) -> str:
    """The words in quotes, and the filters that were typed.

    ``chosen`` are the filters that stand in the address instead, as are ``days``.
    """
    filters = query.filters
    parts = [
        *(_exact(clause) for clause in query.wanted),
        *(f"-{_exact(clause)}" for clause in query.excluded),
        *(text for pair, text in _labelled(filters.values) if pair not in chosen),
        *(f"-{text}" for _, text in _labelled(filters.excluded)),
    ]
    chosen_names = {name for name, _ in chosen}
    for name, span in filters.ranges.items():
        if span != days if name == "date" else name not in chosen_names:
            parts.append(f"{name}:{range_text(span)}")
    for name, spans in filters.excluded_ranges.items():
        parts += [f"-{name}:{range_text(span)}" for span in spans]
    return " ".join(parts)


def _exact(clause: Clause) -> str:
    if isinstance(clause, AnyOf):
        return " OR ".join(_exact(one) for one in clause.clauses)
    field = "title:" if clause.field is Field.TITLE else ""
    if isinstance(clause, Prefix):
        return f"{field}{clause.text}*"
    return f"{field}{_quoted(clause.text)}"


def _labelled(
    values: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[tuple[str, str], str]]:
    for name, wanted in values.items():
        for value in wanted:
            yield (name, value), f"{name}:{_quoted(value)}"


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', " "))
