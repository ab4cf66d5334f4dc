"""Untrusted parameters → a Query, or every error at once.

The models below are the only definition of the parameters: they validate, and the OpenAPI
document is generated from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from index.errors import SakuinError
from search.query.dates import parse_days
from search.query.parser import intersect, parse_text
from search.query.query import FACETS, Days, Filters, Query, Sort

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


def _facet_name(name: str) -> str:
    if name not in FACETS:
        raise PydanticCustomError("facet", f"must be among {', '.join(FACETS)}")
    return name


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 2.0 is 2."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


_WITHOUT_NUL = r"^[^\x00]*$"
_JAPANESE_PERIOD = r"^(令和|平成|昭和)([1-9]|[1-5][0-9])年(([1-9]|1[0-2])月)?$"

Whole = Annotated[int, BeforeValidator(_whole)]
Text = Annotated[str, Field(max_length=MAX_QUERY_CHARACTERS, pattern=_WITHOUT_NUL)]
Value = Annotated[str, Field(max_length=200, pattern=_WITHOUT_NUL)]
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
FacetName = Annotated[
    str, AfterValidator(_facet_name), WithJsonSchema({"type": "string", "enum": list(FACETS)})
]


class FilterParams(BaseModel):
    """What narrows a search: every endpoint that searches takes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Text = Field(
        "",
        description="The query, in the query language; empty finds everything, newest first.",
        examples=["検索エンジン", '"形態素解析" -Python', "title:索引 date:2025-10"],
    )
    tag: Values = Field([], description="Wanted tags; several are OR.", examples=[["OpenAI"]])
    category: Values = Field([], description="Wanted categories; several are OR.")
    author: Values = Field([], description="Wanted authors; several are OR.")
    site: Values = Field([], description="Wanted sites, where several are indexed.")
    lang: Values = Field([], description="Wanted languages, as BCP 47 tags.", examples=[["ja"]])
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


class SearchParams(FilterParams):
    """The parameters of a search."""

    sort: Sort = Field(Sort.RELEVANCE, description="The order of the hits.")
    page: Whole = Field(1, ge=1, le=MAX_PAGE, description="The page, from 1.")
    per_page: Whole = Field(10, ge=1, le=100, description="Hits a page.")
    facets: Annotated[list[FacetName] | None, Field(max_length=MAX_VALUES)] = Field(
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


_REPEATABLE = frozenset({"tag", "category", "author", "site", "lang", "facets"})


def query_from_pairs(pairs: Iterable[tuple[str, str]], today: date) -> Query:
    """A query from the pairs of a query string; raises :class:`QueryError`."""
    return query_from_values(collect(pairs), today)


def query_from_values(values: Mapping[str, Any], today: date) -> Query:
    """A query from named values, such as those of a JSON object; raises :class:`QueryError`."""
    return query_from(validate(SearchParams, values), today)


def collect(
    pairs: Iterable[tuple[str, str]], repeatable: frozenset[str] = _REPEATABLE
) -> dict[str, Any]:
    """Pairs → values by name; a parameter that may not be repeated but is raises QueryError."""
    values: dict[str, Any] = {}
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


def validate(model: type[Model], values: Mapping[str, Any]) -> Model:
    """The values as ``model``; raises :class:`QueryError` with every error at once."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise QueryError([_parameter_error(model, one) for one in error.errors()]) from None


def validate_json(model: type[Model], body: bytes) -> Model:
    """A JSON body as ``model``, its types taken strictly; raises :class:`QueryError`."""
    try:
        return model.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise QueryError([_parameter_error(model, one) for one in error.errors()]) from None


def query_from(params: FilterParams, today: date) -> Query:
    """Validated parameters and the query text in them, as one query."""
    parsed = parse_text(params.q, today)
    filters = Filters(
        _merged(parsed.filters.values, params),
        parsed.filters.excluded,
        intersect(parsed.filters.days, _days(params, today)),
    )
    base = Query(params.q, parsed.wanted, parsed.excluded, filters)
    if not isinstance(params, SearchParams):
        return base
    return Query(
        text=params.q,
        wanted=parsed.wanted,
        excluded=parsed.excluded,
        filters=filters,
        sort=params.sort,
        page=params.page,
        per_page=params.per_page,
        facets=FACETS if params.facets is None else tuple(dict.fromkeys(params.facets)),
        facet_limit=params.facet_limit,
        highlight_pre=params.highlight_pre,
        highlight_post=params.highlight_post,
        explain=params.explain,
    )


def _merged(typed: dict[str, tuple[str, ...]], params: FilterParams) -> dict[str, tuple[str, ...]]:
    """Values of the query text and of the parameters together, each once."""
    merged = dict(typed)
    for name in ("tag", "category", "author", "site", "lang"):
        wanted = [value for value in getattr(params, name) if value.strip()]
        if wanted:
            merged[name] = tuple(dict.fromkeys((*merged.get(name, ()), *wanted)))
    return merged


def _days(params: FilterParams, today: date) -> Days:
    first = parse_days(params.from_, today) or Days()
    last = parse_days(params.to, today) or Days()
    return Days(first.first, last.last)


def _parameter_error(model: type[BaseModel], error: ErrorDetails) -> ParameterError:
    """``page`` for a parameter, ``searches.1.page`` for one inside a JSON body."""
    parts = list(error["loc"])
    while parts and isinstance(parts[-1], int):
        parts.pop()
    name = ".".join(map(str, parts)) or "body"
    if error["type"] == "extra_forbidden" and len(parts) == 1:
        known = sorted(field.alias or name for name, field in model.model_fields.items())
        return ParameterError(name, f"unknown parameter; known are {', '.join(known)}")
    return ParameterError(name, _wording(error))


def _wording(error: ErrorDetails) -> str:
    """Pydantic's message in the imperative: ``Input should be …`` → ``must be …``."""
    plain = {
        "string_pattern_mismatch": "must not contain NUL",
        "extra_forbidden": "unknown parameter",
        "missing": "is required",
    }
    if error["type"] in plain:
        return plain[error["type"]]
    if error["type"] == "string_unicode":
        return "must be valid Unicode text"
    message = re.sub(r"^(Input|String|List) should", "must", error["msg"])
    if error["type"].startswith("int_parsing"):
        message = "must be a whole number"
    shown = error.get("input")
    if isinstance(shown, str) and error["type"] != "string_too_long":
        return f"{message}, not {shown[:40]!r}"
    return message
