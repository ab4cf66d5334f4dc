"""The MCP server, asked by the SDK's own client."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from tests.support import run_async
from web.api.mcp_server import make_server
from web.engines import live_searcher
from web.settings import Settings


def call(data: Path, tool: str, **arguments: Any) -> Any:
    async def ask() -> Any:
        settings = Settings(data=data)
        async with Client(make_server(settings, live_searcher(settings))) as client:
            return await client.call_tool(tool, arguments)

    result = run_async(ask())
    if result.is_error:
        raise ValueError(result.content[0].text)
    return result.structured_content


def test_it_tells_its_version(tmp_path: Path) -> None:
    server = make_server(Settings(data=tmp_path), live_searcher(Settings(data=tmp_path)))
    assert server.version == version("sakuin")


def test_its_tools_are_described(data: Path) -> None:
    async def ask() -> Any:
        settings = Settings(data=data)
        async with Client(make_server(settings, live_searcher(settings))) as client:
            return await client.list_tools()

    tools = {tool.name: tool for tool in run_async(ask()).tools}
    assert set(tools) == {"search", "read_post", "list_facet"}
    assert "query" in tools["search"].input_schema["required"]
    assert all(tool.description for tool in tools.values())


def test_posts_are_found_and_read(data: Path) -> None:
    found = call(data, "search", query="東京 雨")
    assert found["posts"][0]["id"] == "_posts/tokyo.md"
    assert any("東京" in passage for passage in found["posts"][0]["passages"])
    post = call(data, "read_post", id="_posts/tokyo.md")
    assert post["title"] == "東京の天気 & <雨>"
    assert post["sections"][1]["text"] == "明日の東京は晴れるでしょう。"
    assert post["truncated"] is False


def test_filters_and_facets(data: Path) -> None:
    found = call(data, "search", query="", tag=["検索"], first_day="2025")
    assert [post["id"] for post in found["posts"]] == ["_posts/osaka.md"]
    english = call(data, "search", query="", lang=["en"])
    assert [post["id"] for post in english["posts"]] == ["_posts/english.md"]
    tags = call(data, "list_facet", name="tag")["values"]
    assert call(data, "list_facet", name="tag", containing="行")["values"] == [
        one for one in tags if "行" in one["value"]
    ]
    assert {"value": "検索", "count": 2, "selected": False} in tags


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search", {"query": "a", "page": 0}, "page: must be greater"),
        ("search", {"query": "a", "first_day": "soon"}, "first_day: must be a date"),
        ("search", {"query": "a", "last_day": "soon"}, "last_day: must be a date"),
        ("search", {"query": "a" * 3000}, "query: must have at most"),
        ("read_post", {"id": "nothing"}, "no post 'nothing'"),
        ("list_facet", {"name": "colour"}, "no facet 'colour'"),
    ],
)
def test_mistakes_are_explained(
    data: Path, tool: str, arguments: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        call(data, tool, **arguments)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("search", {"query": "東京"}), ("read_post", {"id": "a"}), ("list_facet", {"name": "tag"})],
)
def test_without_an_index_every_tool_says_what_to_do(
    tmp_path: Path, tool: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="run `sakuin index SITE` first"):
        call(tmp_path, tool, **arguments)


def test_the_command_speaks_over_standard_input_and_output(data: Path) -> None:
    async def ask() -> Any:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "web", "mcp", "--data", str(data)],
            env=dict(os.environ),
        )
        async with Client(server) as client:
            return await client.call_tool("search", {"query": "大阪"})

    assert run_async(ask()).structured_content["posts"][0]["id"] == "_posts/osaka.md"
