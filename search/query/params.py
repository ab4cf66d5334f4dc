"""Untrusted parameters → a Query, or every error at once.

The models below are the only definition of the parameters: they validate, and the OpenAPI
document is generated from them. What depends on the table of fields is added by :func:`model_for`:
a parameter for each field (``tag=AI``, ``level=2..3``), and the names of facets and orders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    create_model,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from index.errors import SakuinError
from index.fields import BUILT_IN, FieldTable
from index.fields import Field as Row
from search.query.dates import parse_days
from search.query.parser import SPAN_PATTERNS, parse_span, parse_text
from search.query.query import Days, Filters, Query, Sort
from search.query.typed import narrow

MAX_QUERY_CHARACTERS = 2_000
"""Longer is a mistake or an attack, not a question."""
MAX_PAGE = 10_000
"""Whoever reads as far as that should read by cursor."""
MAX_VALUES = 50
"""So many values of one facet, and so many facets, may be asked for at once."""

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class ParameterError:
    """One parameter that cannot be used, and what would be allowed."""

    parameter: str
    message: str


class QueryError(SakuinError):
    """Parameters of which no query can be made; ``details`` names every one of them."""

    def __init__(self, details: Sequence[ParameterError]) -> None:
        super().__init__("; ".join(f"{error.parameter}: {error.message}" for error in details))
        self.details = tuple(details)


def _period(text: str) -> str:
    # Relative dates resolve against the real day later; any day shows whether it is a date.
    if text.strip() and parse_days(text, date(2000, 6, 15)) is None:
        raise PydanticCustomError(
            "date", "must be a date, a month or a year, such as 2025-10-30, 2025-10 or 令和7年10月"
        )
    return text.strip()


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 2.0 is 2."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


_WITHOUT_NUL = r"^[^\x00]*$"
_JAPANESE_PERIOD = r"^(令和|平成|昭和)([1-9]|[1-5][0-9])年(([1-9]|1[0-2])月)?$"

Whole = Annotated[int, BeforeValidator(_whole)]
Text = Annotated[str, Field(max_length=MAX_QUERY_CHARACTERS, pattern=_WITHOUT_NUL)]
Value = Annotated[str, Field(max_length=1_000, pattern=_WITHOUT_NUL)]
Mark = Annotated[str, Field(max_length=100, pattern=_WITHOUT_NUL)]
Values = Annotated[list[Value], Field(max_length=MAX_VALUES)]
Period = Annotated[
    str,
    AfterValidator(_period),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "pattern": r"^[12][0-9]{3}(-(0[1-9]|1[0-2]))?$"},
                {"type": "string", "pattern": _JAPANESE_PERIOD},
                {"type": "string", "enum": ["", "今日", "昨日", "今月", "先月", "今年", "昨年"]},
            ]
        }
    ),
]
_DESCRIPTIONS = {
    "keyword": "Wanted values of the field `{name}`; several are OR.",
    "number": "Wanted numbers in the field `{name}`; several are OR, a range `2..3` narrows them.",
    "date": "Wanted months in the field `{name}`; several are OR, a day or a range narrows them.",
    "boolean": "`true` or `false` in the field `{name}`.",
}
_EXAMPLES = {"keyword": "索引入門", "number": "2..3", "date": "2025-10", "boolean": "true"}


class FilterParams(BaseModel):
    """What narrows a search: every endpoint that searches takes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Text = Field(
        "",
        description="The query, in the query language; empty finds everything, newest first.",
        examples=["検索エンジン", '"形態素解析" -Python', "title:索引 date:2025-10"],
    )
    from_: Period = Field(
        "",
        alias="from",
        description="The first day wanted: a date, a month or a year, in the site's time zone.",
        examples=["2025-10-01", "2025-10", "2025", "令和7年10月"],
    )
    to: Period = Field(
        "",
        description="The last day wanted: the end of the date, month or year given.",
        examples=["2025-10-31", "2025-10", "2025"],
    )

    @classmethod
    def of_fields(cls, fields: FieldTable) -> dict[str, Any]:
        """What the table adds: name of an attribute → its type and description."""
        return {attribute_of(row): (_values_type(row), _described(row)) for row in fields.filters}


class SortedParams(FilterParams):
    """A search in an order that may be chosen."""

    sort: str = Field("relevance", description="The order of the hits.")

    @classmethod
    def of_fields(cls, fields: FieldTable) -> dict[str, Any]:
        names = tuple(sort_names(fields))
        kind = _one_of(names)
        sort = FieldInfo.merge_field_infos(cls.model_fields["sort"])
        return {**super().of_fields(fields), "sort": (kind, sort)}


class SearchParams(SortedParams):
    """The parameters of a search: each is what :class:`Query` has of that name."""

    page: Whole = Field(1, ge=1, le=MAX_PAGE, description="The page, from 1.")
    per_page: Whole = Field(10, ge=1, le=100, description="Hits a page.")
    facets: Annotated[list[str] | None, Field(max_length=MAX_VALUES)] = Field(
        None,
        description="The facets to count; all when missing, none when empty.",
        examples=[["tag", "date"]],
    )
    facet_limit: Whole = Field(
        1000, ge=1, le=1000, description="Values given of each facet, the most frequent first."
    )
    highlight_pre: Mark = Field("<mark>", description="Put before each marked word.")
    highlight_post: Mark = Field("</mark>", description="Put behind each marked word.")
    explain: bool = Field(False, description="Show the parts of each score.")

    @classmethod
    def of_fields(cls, fields: FieldTable) -> dict[str, Any]:
        name: Any = _one_of(fields.facets)
        kind = Annotated[list[name] | None, Field(max_length=MAX_VALUES)]
        facets = FieldInfo.merge_field_infos(cls.model_fields["facets"])
        return {**super().of_fields(fields), "facets": (kind, facets)}


def meaning_of(row: Row) -> str:
    """What the parameter of a field is for."""
    return _DESCRIPTIONS[row.type].format(name=row.name)


def attribute_of(row: Row) -> str:
    """Where a model has the values of a field: names of its own methods are taken."""
    return f"of_{row.name.replace('-', '__')}"


def _values_type(row: Row) -> Any:
    if row.type == "keyword":
        return Values

    def check(value: str) -> str:
        if not value.strip() or row.filter_value(value):
            return value
        span = parse_span(value, row, date(2000, 6, 15))
        if span is None or span.is_empty:
            swapped = "must not end before it starts" if span else ""
            raise PydanticCustomError("field", swapped or _NOT_OF_TYPE[row.type])
        return value

    value = Annotated[Value, AfterValidator(check), WithJsonSchema(_SCHEMAS[row.type])]
    return Annotated[list[value], Field(max_length=MAX_VALUES)]


_NOT_OF_TYPE = {
    "number": "must be a number or a range such as 3, 2..3 or 2..",
    "date": "must be a date, a month or a year, or a range such as 2025-01..2025-06",
    "boolean": "must be true or false",
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "number": {"type": "string", "pattern": SPAN_PATTERNS["number"]},
    "date": {"type": "string", "pattern": SPAN_PATTERNS["date"]},
    "boolean": {"type": "string", "enum": ["", "true", "false"]},
}


def _described(row: Row) -> Any:
    return Field(
        (),  # not a list, which would be copied for every query
        alias=row.name,
        description=meaning_of(row),
        examples=[["OpenAI" if row.name == "tag" else _EXAMPLES[row.type]]],
    )


def _one_of(names: Sequence[str]) -> Any:
    """The type of a name; an error says which there are."""

    def check(name: str) -> str:
        if name not in names:
            raise PydanticCustomError("among", f"must be one of {', '.join(names)}")
        return name

    schema = WithJsonSchema({"type": "string", "enum": list(names)})
    return Annotated[str, AfterValidator(check), schema]


@lru_cache(maxsize=16)
def sort_names(fields: FieldTable) -> Mapping[str, Sort]:
    """What ``sort`` may be: ``relevance``, ``newest``, ``oldest``, ``level``, ``-level``."""
    named = {str(sort): sort for sort in (Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST)}
    for row in fields.sorts:
        named |= {row.name: Sort(row.name), f"-{row.name}": Sort(row.name, True)}
    return named


def model_for(model: type[Model], fields: FieldTable) -> type[Model]:
    """The model with what the table adds to it, and to the models within it."""
    return cast(type[Model], _made_for(model, fields))


@lru_cache(maxsize=128)
def _made_for(model: type[BaseModel], fields: FieldTable) -> type[BaseModel]:
    added: dict[str, Any] = {}
    if of_fields := getattr(model, "of_fields", None):
        added = of_fields(fields)
    for name, info in model.model_fields.items():
        inner = _replaced(info.annotation, fields)
        if inner is not info.annotation and name not in added:
            added[name] = (inner, info)
    if not added:
        return model
    return create_model(model.__name__, __base__=model, __doc__=model.__doc__, **added)


def _replaced(annotation: Any, fields: FieldTable) -> Any:
    """The type of a member with the models in it made for a table."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return model_for(annotation, fields)
    inner = [_replaced(one, fields) for one in get_args(annotation)]
    if get_origin(annotation) is list and inner != list(get_args(annotation)):
        return list[inner[0]]  # type: ignore[valid-type]
    return annotation


def query_from_values(
    values: Mapping[str, Any], today: date, fields: FieldTable = BUILT_IN
) -> Query:
    """A query from named values, such as those of a JSON object; raises :class:`QueryError`."""
    return query_from(validate(model_for(SearchParams, fields), values), today, fields)


def collect(pairs: Iterable[tuple[str, str]], fields: FieldTable = BUILT_IN) -> dict[str, Any]:
    """Pairs → values by name; a parameter that may not be repeated but is raises QueryError."""
    values: dict[str, Any] = {}
    repeatable = {"facets", *(row.name for row in fields.filters)}
    repeated = []
    for name, value in pairs:
        if name in repeatable:
            # facets=tag,date and facets=tag&facets=date are the same; an empty one is none.
            parts = [part for part in value.split(",") if part] if name == "facets" else [value]
            values.setdefault(name, []).extend(parts)
        elif name in values:
            repeated.append(ParameterError(name, "must be given only once"))
        else:
            values[name] = value
    if repeated:
        raise QueryError(repeated)
    return values


def validate(model: type[Model], values: Mapping[str, Any] | bytes) -> Model:
    """The values as ``model``, or a JSON body, its types taken strictly.

    Raises :class:`QueryError` with every error at once.
    """
    try:
        if isinstance(values, bytes):
            return model.model_validate_json(values, strict=True)
        return model.model_validate(values)
    except ValidationError as error:
        raise QueryError([_parameter_error(model, one) for one in error.errors()]) from None


def query_from(params: FilterParams, today: date, fields: FieldTable = BUILT_IN) -> Query:
    """Parameters of :func:`model_for` and the query text in them, as one query.

    Raises :class:`QueryError` when ``from`` lies after ``to``.
    """
    given = {
        row: values for row in fields.filters if (values := getattr(params, attribute_of(row)))
    }
    shown: dict[str, Any] = {"facets": fields.facets}
    if isinstance(params, SortedParams):
        shown["sort"] = sort_names(fields)[params.sort]
    if isinstance(params, SearchParams):
        shown |= {name: getattr(params, name) for name in SearchParams.__annotations__}
        asked = fields.facets if params.facets is None else params.facets
        shown["facets"] = tuple(dict.fromkeys(asked))
    typed = parse_text(params.q, today, fields)
    return replace(_narrowed(typed, params, given, today), **shown)


def _narrowed(
    typed: Query, params: FilterParams, given: Mapping[Row, list[str]], today: date
) -> Query:
    """What was typed within the filters of the parameters, each value once.

    Of the values of a parameter one is enough; what was typed of its field is wanted as well.
    """
    days = days_of(params.from_, params.to, today)
    if not given and days == Days():
        return typed
    values, ranges = dict(typed.filters.values), dict(typed.filters.ranges)
    also = [Filters({row.name: values.pop(row.name)}) for row in given if row.name in values]
    for row, texts in given.items():
        for text in filter(str.strip, texts):
            wanted = row.filter_value(text) or parse_span(text, row, today)
            if isinstance(wanted, str):
                values[row.name] = tuple(dict.fromkeys((*values.get(row.name, ()), wanted)))
            elif wanted is not None:
                narrow(ranges, row.name, wanted)
    if days != Days():
        narrow(ranges, "date", days)
    filters = replace(typed.filters, values=values, ranges=ranges)
    return replace(typed, filters=filters, every=(*typed.every, *((one,) for one in also)))


def days_of(from_: str, to: str, today: date) -> Days:
    """The days from the first of ``from`` to the last of ``to``; raises :class:`QueryError`."""
    if not from_ and not to:
        return Days()
    first = (parse_days(from_, today) or Days()).first
    last = (parse_days(to, today) or Days()).last
    if first and last and first > last:
        message = f"must not be after `to`: {first} is after {last}"
        raise QueryError([ParameterError("from", message)])
    return Days(first, last)


def _parameter_error(model: type[BaseModel], error: ErrorDetails) -> ParameterError:
    """``page`` for a parameter, ``searches.1.page`` for one inside a JSON body."""
    parts = list(error["loc"])
    while parts and isinstance(parts[-1], int):
        parts.pop()
    name = ".".join(map(str, parts)) or "body"
    if error["type"] == "extra_forbidden" and len(parts) == 1:
        known = sorted(field.alias or name for name, field in model.model_fields.items())
        return ParameterError(name, f"unknown parameter; known are {', '.join(known) or 'none'}")
    return ParameterError(name, _wording(error))


def _wording(error: ErrorDetails) -> str:
    """Pydantic's message in the imperative: ``Input should be …`` → ``must be …``."""
    kind, shown = error["type"], error.get("input")
    plain = {
        "string_pattern_mismatch": "must not contain NUL",
        "string_unicode": "must be valid Unicode text",
        "extra_forbidden": "unknown parameter",
        "missing": "is required",
    }
    if kind in plain:
        return plain[kind]
    if kind == "too_long":
        return f"must have at most {error['ctx']['max_length']} entries"
    wanted = {"int": "must be a whole number", "bool": "must be true or false"}
    message = wanted.get(kind.partition("_")[0]) or re.sub(
        r"^(Input|String|List) should", "must", error["msg"]
    )
    if isinstance(shown, str) and kind != "string_too_long":
        return f"{message}, not {shown[:40]!r}"
    return message
