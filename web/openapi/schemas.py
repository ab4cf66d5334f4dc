"""The shapes of the API's answers, as the OpenAPI document describes them.

:mod:`web.api.presenters` makes these shapes; tests compare every kind of answer with its model.
They are not applied to answers at run time, which would only cost time.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


OwnValues = Annotated[
    dict[str, list[str | float | bool]],
    Field(
        description="The values of the owner's own fields, by name; those without one are missing.",
        examples=[{"series": ["索引入門"], "level": [2]}],
    ),
]


Link = Annotated[
    str,
    Field(
        description="Where to lead: the whole address on the site of the post; our page of the "
        "post where its site has none. As `url` where there is one site, and only its pages know "
        "where they are.",
        examples=["https://blog.example/2025/10/30/search/"],
    ),
]


class SectionHitShape(_Shape):
    title: str
    url: str = Field(description="The post's URL with the section's anchor.")
    link: Link
    snippet: str = Field(description="HTML: escaped but for the marks.")
    fragment: str = Field(
        description="A text fragment: behind the URL's `#…` it opens the page at the passage; "
        "empty where none can be made.",
        examples=[":~:text=%E6%97%A5%E6%9C%AC"],
    )


class HighlightShape(_Shape):
    title: str = Field(description="HTML: escaped but for the marks.")


class PostShape(_Shape):
    """What a hit and a whole document say of a post."""

    id: str
    site: str = Field(description="The name of the site; empty when there is only one.")
    url: str = Field(
        description="Within the site, as its generator makes it.", examples=["/2025/10/30/search/"]
    )
    link: Link
    path: str = Field(description="The source file.", examples=["_posts/2025-10-30-search.md"])
    title: str
    date: str | None = Field(examples=["2025-10-30T13:03:02+09:00"])
    categories: list[str]
    tags: list[str]
    author: str = Field(description="All authors, joined by commas.")
    authors: list[str]
    lang: str = Field(description="A BCP 47 tag, or empty.", examples=["ja"])
    excerpt: str
    image: str = Field(
        description="The picture that its front matter names: a path on the site like `url`, a "
        "whole URL, or empty.",
        examples=["/assets/search.png"],
    )
    fields: OwnValues


class HitShape(PostShape):
    score: float
    matched_by: list[
        Literal["surface", "base_form", "compound", "substring", "reading", "synonym", "typo"]
    ] = Field(description="Why the hit is there.")
    highlight: HighlightShape
    snippets: list[str] = Field(description="HTML: escaped but for the marks.")
    fragment: str = Field(description="That of the first snippet, as in `sections`.")
    sections: list[SectionHitShape]
    explanation: dict[str, Any] | None = Field(
        None, description="The parts of the score, with `explain=1`."
    )


class FacetValueShape(_Shape):
    value: str = Field(examples=["OpenAI"])
    count: int
    selected: bool


class TypedFilterShape(_Shape):
    text: str = Field(examples=["tag:AI"])
    rest: str = Field(description="The query without it.")


class InterpretedShape(_Shape):
    terms: list[str]
    filters: dict[str, Any]
    relaxed: str | None = Field(description="What was given up when nothing matched strictly.")
    typed_filters: list[TypedFilterShape] = Field(
        description="Filters that were typed in the query, each with what is left without it."
    )


class CompletionOfSearchShape(_Shape):
    text: str
    kind: Literal["title", "tag", "category", "phrase"]
    count: int
    url: str | None = Field(description="That of the post, where the text is a title.")
    link: str | None = Field(description="The same as `link` of a hit.")


class SuggestionsShape(_Shape):
    did_you_mean: str | None
    completions: list[CompletionOfSearchShape] | None = Field(
        None, description="With `complete=1`: of what has been typed, among what may be found."
    )


class ResultsShape(_Shape):
    query: str
    total: int
    page: int
    per_page: int
    total_pages: int
    took_ms: float
    interpreted: InterpretedShape
    hits: list[HitShape]
    facets: dict[str, list[FacetValueShape]] = Field(
        description="A facet's counts leave out that facet's own filter."
    )
    suggestions: SuggestionsShape
    generation: str


class MultiResultsShape(_Shape):
    results: list[ResultsShape]


class CompletionShape(CompletionOfSearchShape):
    highlight: str = Field(description="HTML: escaped but for the marks.")


class CompletionsShape(_Shape):
    query: str
    suggestions: list[CompletionShape]


class ScanShape(_Shape):
    hits: list[HitShape]
    next_cursor: str | None = Field(description="For the next request; null at the end.")


class SectionShape(_Shape):
    title: str
    level: int = Field(description="0 for the text before the first heading, else 1 to 6.")
    url: str
    link: Link
    text: str
    code: str


class DocumentShape(PostShape):
    sections: list[SectionShape]


class SimilarShape(_Shape):
    id: str
    hits: list[HitShape]


class FacetShape(_Shape):
    facet: str
    values: list[FacetValueShape]


class InstantSearchResultShape(BaseModel):
    """Has what InstantSearch's widgets read; a facet search has ``facetHits`` instead of hits."""

    hits: list[dict[str, Any]] | None = None
    nbHits: int | None = None  # noqa: N815  (InstantSearch's own names)
    facetHits: list[dict[str, Any]] | None = None  # noqa: N815


class InstantSearchShape(_Shape):
    results: list[InstantSearchResultShape]


class JobShape(_Shape):
    id: str
    state: Literal["queued", "running", "done", "failed"]
    created: float = Field(description="Seconds since 1970, as the two below.")
    started: float | None
    finished: float | None
    progress: dict[str, Any] | None = Field(description="Stage, posts done and posts in all.")
    sites: list[str] = Field(description="Names of the sites that are read.")
    report: dict[str, Any] | None = Field(description="That of `sakuin index --json`.")
    error: str | None


_Pair = Annotated[list[str | int], Field(min_length=2, max_length=2)]
_Triple = Annotated[list[str | int], Field(min_length=3, max_length=3)]


class ReportShape(_Shape):
    days: int
    searches: int
    without_hits: int
    clicks: int
    by_day: list[_Pair]
    queries: list[_Pair]
    failed: list[_Pair] = Field(description="Queries that found nothing.")
    clicked: list[_Triple] = Field(description="Query, document and clicks.")


class FeedItemShape(BaseModel):
    id: str
    url: str
    title: str


class JsonFeedShape(BaseModel):
    """JSON Feed 1.1."""

    version: str
    title: str
    items: list[FeedItemShape]


class ErrorDetailShape(_Shape):
    parameter: str = Field(examples=["from"])
    message: str = Field(examples=["must be a date, a month or a year, not 'soon'"])


class ErrorInsideShape(_Shape):
    code: str = Field(examples=["invalid_request"])
    message: str = Field(examples=["Some parameters cannot be used."])
    details: list[ErrorDetailShape]


class ErrorShape(_Shape):
    error: ErrorInsideShape
