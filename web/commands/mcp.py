"""``sakuin mcp``: an MCP server on standard input and output."""

from __future__ import annotations

from pathlib import Path

import click

from index.errors import SettingsError
from web.commands.options import index_options, settings_of
from web.engines import live_searcher


@click.command("mcp")
@index_options
@click.pass_context
def command(ctx: click.Context, /, data: Path | None) -> None:
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
    settings = settings_of(ctx, data=data)
    make_server(settings, live_searcher(settings)).run("stdio")
