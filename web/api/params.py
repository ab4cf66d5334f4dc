"""The parameters of the endpoints beside the search, see :mod:`search.query.params` for that."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from search.query.params import FilterParams, SearchParams, SortedParams, Text, Value, Whole


def per_page(default: int, most: int, about: str) -> Any:
    """How many are given at once, as in searches; ``limit`` is what it was called before."""
    names = AliasChoices("per_page", "limit")
    return Field(default, ge=1, le=most, validation_alias=names, description=about)


class NoParams(BaseModel):
    """For endpoints that take none: unknown parameters are errors everywhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CountedParams(SearchParams):
    """A search that may be a half typed one."""

    counted: bool = Field(
        True,
        description="Whether reports count the search. Boxes that ask at every key send `0`, and "
        "ask once more when the typing rests.",
    )
    complete: bool = Field(
        False,
        description="Whether the answer holds completions of `q` too, within the same site, "
        "filters and key: for boxes that search while somebody types.",
    )


class SuggestParams(NoParams):
    q: Text = Field(
        "",
        description="What has been typed so far: kanji, kana (half typed too) or romaji.",
        examples=["とうき", "touk"],
    )
    per_page: Whole = per_page(8, 50, "Completions given, best first.")


class SimilarParams(NoParams):
    per_page: Whole = per_page(5, 50, "Neighbours given, nearest first.")


class ScanParams(FilterParams):
    cursor: Value = Field(
        "", description="`next_cursor` of the answer before; empty for the first."
    )
    per_page: Whole = per_page(100, 1000, "Documents in one answer.")


class FacetParams(FilterParams):
    containing: Value = Field(
        "",
        description="Only values that contain this, in any case and width: first those that start "
        "so, then those of which a word does.",
    )
    prefix: Value = Field(
        "", description="Only values that start so; `containing` is not looked at beside it."
    )
    per_page: Whole = per_page(100, 1000, "Values given, most frequent first.")


class MultiSearchBody(NoParams):
    """Several searches in one request; all must be valid."""

    searches: list[SearchParams] = Field(
        max_length=20,
        description="Searches, answered in their order.",
        examples=[[{"q": "検索"}, {"q": "", "per_page": 3}]],
    )


class FeedParams(SortedParams):
    """A search without pages: the newest posts first unless ``sort`` says otherwise."""

    key: Value = Field("", description="A key, for readers that can send nothing but an address.")
    sort: str = Field("newest", description="The order of the items.")
    per_page: Whole = per_page(20, 100, "Items in the feed.")
