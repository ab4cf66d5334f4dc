"""For assistants: an MCP server with tools to search, read a post, and list facets."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from index.errors import SakuinError
from search.query.deadline import Deadline
from search.query.params import query_from_values
from search.query.query import EVERYTHING, FACETS, Query
from search.results import Hit, Results
from search.searcher import ConfinedSearcher
from web.api.presenters import present_document, present_facet
from web.context import SearcherSource
from web.settings import Settings

_INSTRUCTIONS = (
    "Full-text search over the posts of a site, most of them Japanese. Search first, then read "
    'the posts that look right by their id. Words are all wanted; "…" is a phrase; -word '
    "excludes; OR; tag:, category:, author:, title:, date:2025-10."
)
MAX_CHARACTERS = 60_000
"""Of one post: about what an assistant can take in at once."""


def make_server(settings: Settings, searchers: SearcherSource) -> MCPServer:
    """A server over ``searchers``; each call sees the newest generation."""
    server = MCPServer("sakuin", instructions=_INSTRUCTIONS, log_level="WARNING")
    tools = _Tools(settings, searchers)
    for tool in (tools.search, tools.read_post, tools.list_facet):
        server.tool()(tool)
    return server


@contextmanager
def _explained() -> Iterator[None]:
    """Tells an assistant what is wrong, instead of that something is."""
    try:
        yield
    except SakuinError as error:
        raise ToolError(str(error)) from None


class _Tools:
    """The methods are the tools: their names and docstrings are what an assistant is told."""

    def __init__(self, settings: Settings, searchers: SearcherSource) -> None:
        self._settings = settings
        self._searchers = searchers

    def _searcher(self) -> ConfinedSearcher:
        """The newest searcher for one call, which has its deadline."""
        deadline = Deadline.after(self._settings.search_timeout)
        return ConfinedSearcher(self._searchers.current(), EVERYTHING, deadline)

    def search(
        self,
        query: Annotated[str, Field(description="Words, phrases and filters.")],
        tag: Annotated[list[str] | None, Field(description="Only posts with one of them.")] = None,
        category: list[str] | None = None,
        author: list[str] | None = None,
        site: Annotated[list[str] | None, Field(description="Where several are indexed.")] = None,
        lang: Annotated[list[str] | None, Field(description="As BCP 47 tags.")] = None,
        first_day: Annotated[str, Field(description="A date, month or year.")] = "",
        last_day: Annotated[str, Field(description="A date, month or year, included.")] = "",
        sort: Annotated[str, Field(description="relevance, newest or oldest.")] = "relevance",
        page: int = 1,
        per_page: int = 10,
    ) -> dict[str, Any]:
        """Find posts. Gives ids, titles, dates and passages, the best first."""
        values = {
            "q": query,
            "tag": tag or [],
            "category": category or [],
            "author": author or [],
            "site": site or [],
            "lang": lang or [],
            "from": first_day,
            "to": last_day,
            "sort": sort,
            "page": page,
            "per_page": per_page,
            "facets": [],
            "highlight_pre": "",
            "highlight_post": "",
        }
        with _explained():
            question = query_from_values(values, self._settings.today())
            results = self._searcher().search(question)
        return _present_results(results)

    def read_post(self, id: str) -> dict[str, Any]:
        """Read one post whole, section by section, by the id that a search gave."""
        with _explained():
            document = self._searcher().document(id)
        if document is None:
            raise ToolError(f"There is no post {id!r}: take an id from a search.")
        shown, left = present_document(document), MAX_CHARACTERS
        for section in shown["sections"]:
            section["text"] = section["text"][:left]
            left = max(left - len(section["text"]), 0)
            section["code"] = section["code"][:left]
            left = max(left - len(section["code"]), 0)
        shown["truncated"] = left == 0
        return shown

    def list_facet(
        self,
        name: Annotated[str, Field(description=f"One of {', '.join(FACETS)}.")],
        prefix: str = "",
        limit: Annotated[int, Field(ge=1, le=1000)] = 100,
    ) -> dict[str, Any]:
        """List the values of a facet (tags, categories, months …) with how many posts have them."""
        if name not in FACETS:
            raise ToolError(f"There is no facet {name!r}; there are {', '.join(FACETS)}.")
        with _explained():
            values = self._searcher().facet_values(name, Query(), prefix, limit)
        return {"facet": name, "values": present_facet(values)}


def _present_results(results: Results) -> dict[str, Any]:
    return {
        "total": results.total,
        "page": results.page,
        "pages": results.total_pages,
        "relaxed": results.interpreted.relaxed,
        "did_you_mean": results.did_you_mean,
        "posts": [_present(hit) for hit in results.hits],
    }


def _present(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "title": hit.title,
        "url": hit.url,
        "date": hit.date.date().isoformat() if hit.date else None,
        "tags": hit.tags,
        "categories": hit.categories,
        "authors": hit.authors,
        "passages": [html.unescape(snippet) for snippet in hit.marked_snippets],
        "sections": [section.title for section in hit.sections],
    }
