"""``sakuin stats``: what the index holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from web.commands.options import data_option, json_option, print_json, settings_of
from web.engine import open_searcher


@click.command("stats")
@data_option
@json_option
@click.pass_context
def command(ctx: click.Context, /, data: Path | None, as_json: bool) -> None:
    """Show what the index holds: posts, terms, size, settings, generations.

    \b
    Example:
      sakuin stats --json
    """
    with open_searcher(settings_of(ctx, data=data)) as searcher:
        statistics = searcher.statistics()
    if as_json:
        print_json(statistics)
    else:
        _print(statistics, "")


def _print(values: dict[str, Any], indent: str) -> None:
    for name, value in values.items():
        label = f"{indent}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            click.echo(label)
            _print(value, indent + "  ")
        else:
            shown = f"{value:,}" if isinstance(value, int) else value
            click.echo(
                f"{label:24} {', '.join(map(str, value)) if isinstance(value, list) else shown}"
            )
