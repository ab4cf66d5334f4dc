"""``sakuin mcp``: an MCP server on standard input and output."""

from __future__ import annotations

import click

from index.errors import SettingsError
from web.commands.options import index_options
from web.engines import live_searcher
from web.settings import Settings


@click.command("mcp")
@index_options
def command(settings: Settings) -> None:
    """Answer assistants over the Model Context Protocol, on standard input and output.

    The settings of the assistant name this command line.

    \b
    Example:
      sakuin mcp --data ~/blog/.sakuin
    """
    try:
        from web.api.mcp_server import make_server
    except ImportError:
        raise SettingsError("the package mcp is not installed: pip install 'mcp>=2,<3'") from None
    make_server(settings, live_searcher(settings)).run("stdio")
