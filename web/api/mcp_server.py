"""For assistants: an MCP server with tools to search, read a post, and list facets."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from inspect import Parameter, Signature
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from index.errors import SakuinError
from index.fields import FieldTable
from search.live import LiveSearcher
from search.query.deadline import Deadline
from search.query.params import QueryError, meaning_of, query_from_values, sort_names
from search.query.query import Asker, Query
from search.results import Hit, Results
from search.searcher import ConfinedSearcher
from web.api.presenters import present_document, present_facet, present_post
from web.engines import index_fields
from web.links import Addresses
from web.settings import Settings

_INSTRUCTIONS = (
    "Full-text search over the posts of a site, most of them Japanese. Search first, then read "
    'the posts that look right by their id. Words are all wanted; "…" is a phrase; -word '
    "excludes; OR; title:, date:2025-10, {names}."
)
MAX_CHARACTERS = 60_000
"""Of one post: about what an assistant can take in at once."""


def make_server(settings: Settings, searchers: LiveSearcher) -> MCPServer:
    """A server over ``searchers``; each call sees the newest generation."""
    fields, tools = index_fields(settings), _Tools(settings, searchers)
    names = ", ".join(f"{row.name}:" for row in fields.filters if row.name != "date")
    instructions = _INSTRUCTIONS.format(names=names)
    server = MCPServer(
        "sakuin", version=version("sakuin"), instructions=instructions, log_level="WARNING"
    )
    for tool in (tools.search_tool(fields), tools.read_post, tools.list_facet):
        server.tool()(tool)
    return server


_Query = Annotated[str, Field(description="Words, phrases and filters.")]
_Day = Annotated[str, Field(description="A date, month or year, included.")]


@contextmanager
def _explained(own: Mapping[str, str]) -> Iterator[None]:
    """Tells an assistant what is wrong, by the tool's ``own`` names of the parameters."""
    try:
        yield
    except QueryError as error:
        wrong = (f"{own.get(one.parameter, one.parameter)}: {one.message}" for one in error.details)
        raise ToolError("; ".join(wrong)) from None
    except SakuinError as error:
        raise ToolError(str(error)) from None


class _Tools:
    """The methods are the tools: their names and docstrings are what an assistant is told."""

    def __init__(self, settings: Settings, searchers: LiveSearcher) -> None:
        self._settings = settings
        self._searchers = searchers

    def _searcher(self) -> ConfinedSearcher:
        """The newest searcher for one call, which has its deadline."""
        asker = Asker(deadline=Deadline.after(self._settings.search_timeout))
        return ConfinedSearcher(self._searchers.current(), asker)

    def _where(self, searcher: ConfinedSearcher) -> Addresses:
        return Addresses(self._settings, searcher.sites, self._settings.base_url)

    def search_tool(self, fields: FieldTable) -> Callable[..., dict[str, Any]]:
        """The tool that searches: it has a parameter for every field that posts are chosen by."""
        rows = {row.name.replace("-", "_"): row for row in fields.filters if row.name != "date"}
        names = {"query": "q", "first_day": "from", "last_day": "to"}
        names |= {name: row.name for name, row in rows.items()}
        own = {wanted: name for name, wanted in names.items()}

        def search(**given: Any) -> dict[str, Any]:
            """Find posts. Gives ids, titles, dates and passages, the best first."""
            values = {names.get(key, key): one for key, one in given.items() if one is not None}
            values |= {"facets": [], "highlight_pre": "", "highlight_post": ""}
            with _explained(own):
                searcher = self._searcher()
                question = query_from_values(values, self._settings.today(), searcher.fields)
                return _present_results(searcher.search(question), self._where(searcher))

        sort = Annotated[str, Field(description=f"One of {', '.join(sort_names(fields))}.")]
        taken: dict[str, Any] = {"query": (_Query, Parameter.empty)}
        for name, row in rows.items():
            told = f"{row.label('en')}: {meaning_of(row)}"
            taken[name] = Annotated[list[str] | None, Field(description=told)], None
        taken |= {"first_day": (_Day, ""), "last_day": (_Day, ""), "sort": (sort, "relevance")}
        taken |= {"page": (int, 1), "per_page": (int, 10)}
        parameters = [
            Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=default)
            for name, (kind, default) in taken.items()
        ]
        signature = Signature(parameters, return_annotation=dict[str, Any])
        search.__signature__ = signature  # type: ignore[attr-defined]
        return search

    def read_post(self, id: str) -> dict[str, Any]:
        """Read one post whole, section by section, by the id that a search gave."""
        with _explained({}):
            searcher = self._searcher()
            document = searcher.document(id)
        if document is None:
            raise ToolError(f"There is no post {id!r}: take an id from a search.")
        where = self._where(searcher)
        shown, left = present_document(document, where), MAX_CHARACTERS
        shown["url"] = where.link(document)
        for section in shown["sections"]:
            section["text"] = section["text"][:left]
            left = max(left - len(section["text"]), 0)
            section["code"] = section["code"][:left]
            left = max(left - len(section["code"]), 0)
        shown["truncated"] = left == 0
        return shown

    def list_facet(
        self,
        name: Annotated[
            str, Field(description="Such as tag; an unknown one is told all there are.")
        ],
        containing: str = "",
        limit: Annotated[int, Field(ge=1, le=1000)] = 100,
    ) -> dict[str, Any]:
        """List the values of a facet (tags, categories, months …) with how many posts have them."""
        with _explained({}):
            searcher = self._searcher()
            facets = searcher.fields.facets
            if name not in facets:
                raise ToolError(f"There is no facet {name!r}; there are {', '.join(facets)}.")
            values = searcher.facet_values(name, Query(), containing, limit)
        return {"facet": name, "values": present_facet(values)}


def _present_results(results: Results, where: Addresses) -> dict[str, Any]:
    return {
        "total": results.total,
        "page": results.page,
        "pages": results.total_pages,
        "relaxed": results.interpreted.relaxed,
        "did_you_mean": results.did_you_mean,
        "posts": [_present(hit, where) for hit in results.hits],
    }


def _present(hit: Hit, where: Addresses) -> dict[str, Any]:
    post = present_post(hit, where)
    return {
        **{name: post[name] for name in ("id", "title", "tags", "categories", "authors", "fields")},
        "url": post["link"],
        "date": hit.date.date().isoformat() if hit.date else None,
        "passages": [html.unescape(snippet) for snippet in hit.marked_snippets],
        "sections": [section.title for section in hit.sections],
    }
