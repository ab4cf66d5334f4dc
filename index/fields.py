"""The table of fields: what is known of a post, beside its text, and what may be done with it.

Whatever lists fields asks a :class:`FieldTable`: reading front matter, stores, filters, the query
language, parameters, OpenAPI, facets, InstantSearch. ``fields.toml`` has the rows of Sakuin, and
:func:`with_own` adds those of a site's owner. A table is a value that is passed on: a run writes
it into the generation, and queries are understood by the table of the generation that answers.

A new built-in facet is one row of that file, with its labels.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

FieldType = Literal["keyword", "number", "date", "boolean", "words", "stored"]
"""``words`` are analysed; ``stored`` is kept and not searched; all others are exact values."""
Value = str | int | float | bool | datetime
"""A value of a field of the owner's: of a keyword, a number, a boolean, a date (aware)."""

LANGUAGE = "lang"
"""The field whose values stand for those that go on behind a hyphen: ``ja`` for ``ja-JP``, as the
basic filtering of RFC 4647 has it."""
MAX_OWN = 40
"""Fields of the owner's: each is counted in every search that asks for all facets."""
MAX_NUMBER = 1e15
"""Greater ones cannot be told from their neighbours."""
NAME_RULE = "1 to 32 small letters, digits, hyphens and underscores, the first one a letter"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?|[+-]?\.\d+", re.ASCII)
_TRUE = frozenset({"true", "yes", "on", "1", "y", "はい"})
_FALSE = frozenset({"false", "no", "off", "0", "n", "いいえ"})
_SPOKEN = re.compile(r"[^\s:\"'()*|-]{1,40}")
"""What a label must be like to name its field in queries: ``難易度:3``."""


@dataclass(frozen=True, slots=True)
class Field:
    """One row."""

    name: str
    """In queries, parameters and answers: ``tag``."""
    type: FieldType = "keyword"
    sources: tuple[str, ...] = ()
    """Keys of the front matter, in small letters; those of one meaning in their order."""
    many: bool = True
    """Whether a post may have several values."""
    filter: bool = False
    """Whether posts are chosen by it: ``tag:AI``, ``?tag=AI``."""
    facet: bool = False
    """Whether its values are counted and offered."""
    sort: bool = False
    """Whether hits can be ordered by it."""
    part: str = ""
    """Which :class:`index.record.PartKind` its words belong to."""
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Language → how pages call it."""
    attribute: str = ""
    """Where documents and hits have it; empty for those in their ``fields``."""
    aliases: tuple[str, ...] = ()
    """More names in queries: ``タグ:AI``."""
    worth: int = 1
    """Pages offer a facet that has at least so many values: one author is no choice."""
    why: str = ""

    def label(self, language: str) -> str:
        """What pages call it; its name where the owner has said nothing."""
        return self.labels.get(language) or next(iter(self.labels.values()), self.name)

    def filter_value(self, text: str) -> str | None:
        """A value of a filter as the index has it, or None for what is none of this type.

        A keyword stays as it was typed, since it is compared folded; a date is a month.
        """
        match self.type:
            case "number":
                number = read_number(text)
                return None if number is None else value_text(number)
            case "boolean":
                truth = read_boolean(text)
                return None if truth is None else value_text(truth)
            case "date":
                month = unicodedata.normalize("NFKC", text).strip()
                return month if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month, re.ASCII) else None
            case _:
                return text.strip()


@dataclass(frozen=True)
class FieldTable:
    """All fields of an index, by name."""

    rows: tuple[Field, ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Made once: parsers and models are kept by the table that they are for."""
        return hash(self.rows)

    def get(self, name: str) -> Field | None:
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {row.name: row for row in self.rows}

    @property
    def date(self) -> Field:
        """The post's own date, which has columns, parameters and a chart of its own."""
        return self._by_name["date"]

    @cached_property
    def filters(self) -> tuple[Field, ...]:
        """Fields by which posts are chosen."""
        return tuple(row for row in self.rows if row.filter)

    @cached_property
    def facets(self) -> tuple[str, ...]:
        """Names of the facets, in the order in which pages show them."""
        return tuple(row.name for row in self.rows if row.facet)

    @cached_property
    def sorts(self) -> tuple[Field, ...]:
        return tuple(row for row in self.rows if row.sort)

    @cached_property
    def read(self) -> tuple[Field, ...]:
        """Fields that are read from the front matter as they stand there: no generator has a say
        in them."""
        return tuple(row for row in self.rows if row.filter and not row.attribute)

    @cached_property
    def spoken(self) -> dict[str, Field]:
        """Name or alias, in small letters, voicing marks apart or not → the field of that name in
        queries."""
        asked = [row for row in self.rows if row.filter or row.part == "TITLE"]
        names = [(row.name, row) for row in asked]
        names += [(alias, row) for row in asked for alias in row.aliases]
        return {
            unicodedata.normalize(form, name.casefold()): row
            for name, row in reversed(names)
            for form in ("NFC", "NFD", "NFKC")
        }

    @cached_property
    def described(self) -> str:
        """The types of what is read, for the digest that a run compares."""
        return repr([(row.name, row.type, row.sources, row.many) for row in self.read])

    def to_json(self) -> list[dict[str, Any]]:
        return [asdict(row) for row in self.rows]


def broader_languages(key: str) -> Iterator[str]:
    """The languages of which one is a part: of ``zh-hant-tw`` these are zh-hant and zh."""
    while "-" in key:
        key = key.rpartition("-")[0]
        yield key


def from_json(rows: Iterable[Mapping[str, Any]]) -> FieldTable:
    """The table of :meth:`FieldTable.to_json`, or of a file; raises TypeError for what is none."""
    lists = ("sources", "aliases")
    return FieldTable(
        tuple(
            Field(**{**row, **{name: tuple(row.get(name, ())) for name in lists}}) for row in rows
        )
    )


def values_of(document: Any, row: Field) -> tuple[Value, ...]:
    """The values that a document has in a field; empty texts are none."""
    found = getattr(document, row.attribute) if row.attribute else document.fields.get(row.name, ())
    values = found if isinstance(found, tuple) else (found,)
    return tuple(value for value in values if value not in ("", None))


def value_text(value: Value) -> str:
    """A value as facets show it: ``3``, ``3.5``, ``true``, ``2025-10-30T22:03:02+09:00``."""
    match value:
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < MAX_NUMBER:
            return str(int(value))
        case datetime():
            return value.isoformat()
        case _:
            return str(value)


def day_number(day: date | None) -> int:
    """20251030, as dates compare; 0 for none."""
    return 0 if day is None else day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date | None:
    """The day again."""
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None


def read_key(key: Any) -> str:
    """A key of front matter as keys are compared: ``Ｔａｇｓ`` is ``tags``, ``ﾀｸﾞ`` is ``タグ``, and
    so is タク with its mark apart, as the names of files are on a Mac."""
    return unicodedata.normalize("NFKC", str(key)).strip().lower()


def read_number(value: Any) -> int | float | None:
    """A number as people write it (``３．５``, ``1,200``), or None for what is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip().replace("−", "-")
        if len(text) > 40 or not _NUMBER.fullmatch(text):
            return None
        value = float(text.replace(",", ""))
    if not isinstance(value, int | float) or not abs(value) < MAX_NUMBER:  # nor what is no number
        return None
    return int(value) if float(value).is_integer() else value


def read_boolean(value: Any) -> bool | None:
    """``true``, ``yes``, ``on``, ``はい`` and their opposites in any case and width."""
    if isinstance(value, bool):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip().casefold()
    return True if text in _TRUE else False if text in _FALSE else None


_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
BUILT_IN = from_json({"name": name, **row} for name, row in _TOLD["rows"].items())
"""The fields of every index."""
RESERVED = frozenset(_TOLD["reserved"])
"""Names that are taken."""


def with_own(rows: Iterable[Field], table: FieldTable = BUILT_IN) -> FieldTable:
    """The table with the owner's rows below; raises ValueError, which names what is wrong.

    What an owner may say of a field: its name, type, sources, facet, sort and labels.
    """
    own = tuple(rows)
    if len(own) > MAX_OWN:
        raise ValueError(f"at most {MAX_OWN} fields of your own, not {len(own)}")
    taken = RESERVED | {row.name for row in table.rows}
    for row in own:
        check_name(row.name, taken)
        _check_labels(row, (*table.rows, *own))
    return FieldTable((*table.rows, *own))


def _check_labels(row: Field, rows: Iterable[Field]) -> None:
    """Raises ValueError for a label by which people could mean another field."""
    called = {
        unicodedata.normalize("NFKC", name).casefold(): other.name
        for other in rows
        if other.name != row.name and (other.filter or other.labels)
        for name in (other.name, *other.aliases, *other.labels.values())
    }
    for label in row.labels.values():
        if other := called.get(unicodedata.normalize("NFKC", label).casefold()):
            raise ValueError(f"the field {other} is called {label}; give {row.name} another label")


def check_name(name: str, taken: Iterable[str] = frozenset()) -> None:
    """Raises ValueError for a name that the owner cannot use."""
    if not _NAME.fullmatch(name):
        raise ValueError(
            f'the name of a field must be {NAME_RULE}; its key may be any: from = ["{name}"]'
        )
    taken = frozenset(taken) | RESERVED | {row.name for row in BUILT_IN.rows}
    if name in taken:
        free = next(one for one in (f"post_{name}", f"own_{name}") if one not in taken)
        raise ValueError(
            f'Sakuin has that name for itself; free is, for example, {free} with from = ["{name}"]'
        )


def own_field(
    name: str,
    type: FieldType = "keyword",
    sources: Iterable[str] = (),
    facet: bool = False,
    sort: bool = False,
    labels: Mapping[str, str] | None = None,
) -> Field:
    """A row of the owner's; its labels name it in queries as well, where they are one word."""
    labels = dict(labels or {})
    return Field(
        name=name,
        type=type,
        sources=tuple(dict.fromkeys(map(read_key, sources))) or (name,),
        filter=True,
        facet=facet,
        sort=sort,
        labels=labels,
        aliases=tuple(label for label in labels.values() if _SPOKEN.fullmatch(label)),
    )


def values_to_json(values: Mapping[str, tuple[Value, ...]]) -> dict[str, list[Any]]:
    """The owner's values as they are stored; a date is an object, to be told from a text."""
    return {
        name: [
            {"date": value.isoformat()} if isinstance(value, datetime) else value for value in some
        ]
        for name, some in values.items()
    }


def values_from_json(stored: Mapping[str, list[Any]]) -> dict[str, tuple[Value, ...]]:
    """The values again."""
    return {
        name: tuple(
            datetime.fromisoformat(value["date"]) if isinstance(value, dict) else value
            for value in some
        )
        for name, some in stored.items()
    }
