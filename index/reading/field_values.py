"""Values of the owner's own fields as they stand in front matter → values of their types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

from index.fields import Field, Value, read_boolean, read_number
from index.reading.dates import parse_date

KINDS = {
    "keyword": "a text or a list of texts",
    "number": "a number such as 3 or 2.5, of at most 15 digits",
    "date": "a date such as 2025-10-30",
    "boolean": "true or false (yes, no, はい, いいえ)",
}
"""What a value of each type is, for messages."""
_NAMES = ("name", "title", "value", "ja")
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff "
_MOST = 1_000
"""Values of one field of one post; a longer list is no list of keywords."""
_SHOWN = 40


def read_values(row: Field, given: Any, zone: tzinfo) -> tuple[tuple[Value, ...], str]:
    """The values of a field, each once, and what is wrong with the first that is none."""
    values: dict[Value, None] = {}
    wrong = ""
    for item in _items(given):
        value = _read(row, item, zone)
        if value is None:
            wrong = wrong or f"must be {KINDS[row.type]}, not {str(item)[:_SHOWN]!r}"
        elif value != "":
            values[value] = None
    if len(values) > _MOST:
        wrong = wrong or f"has {len(values)} values, of which the first {_MOST} count"
    return tuple(values)[: _MOST if row.many else 1], wrong


def _items(given: Any) -> Iterator[Any]:
    if isinstance(given, list | tuple):
        for item in given:
            yield from _items(item)
    elif given is not None:
        yield given


def _read(row: Field, item: Any, zone: tzinfo) -> Value | None:
    match row.type:
        case "number":
            return read_number(item)
        case "boolean":
            return read_boolean(item)
        case "date":
            return parse_date(item, zone)
        case _:
            return text_of(item) or (None if isinstance(item, Mapping) else "")


def text_of(value: Any) -> str:
    """One line of text: of a mapping its name, of a list its first; nothing for null."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = next((value[name] for name in _NAMES if value.get(name)), None)
    if value is None or isinstance(value, Mapping | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).split()).strip(_UNSEEN)
