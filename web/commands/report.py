"""``sakuin report``: what people search for, where the settings say that it is counted."""

from __future__ import annotations

from dataclasses import asdict

import click

from web.commands.language import note, said, translated
from web.commands.options import counted, data_option, harmless, json_option, print_json
from web.observe.analytics import read_usage
from web.settings import Settings


@click.command("report")
@click.option("--days", type=click.IntRange(1, 400), default=30, help="Days to look back.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, help="Queries in each list.")
@data_option
@json_option
def command(settings: Settings, /, days: int, limit: int, as_json: bool) -> None:
    """Show what people search for, what finds nothing, and what they choose.

    \b
    Example:
      sakuin report --days 7
    """
    usage = read_usage(settings.data, settings.today(), days, limit)
    if as_json:
        print_json(asdict(usage))
        return
    figures = {
        "days": counted(days, "1 day", "{count:,} days"),
        "searches": counted(usage.searches, "1 search", "{count:,} searches"),
        "clicks": counted(usage.clicks, "1 click", "{count:,} clicks"),
    }
    found = "{searches} in {days}, {failed:,} without a hit, {clicks}"
    click.echo(said(found, failed=usage.without_hits, **figures))
    for heading, rows in (("most frequent", usage.queries), ("without a hit", usage.failed)):
        click.echo(translated(heading))
        for query, count in rows:
            click.echo(f"  {count:6}  {harmless(query)}")
    click.echo(translated("chosen"))
    for query, document, count in usage.clicked:
        click.echo(f"  {count:6}  {harmless(query)} → {harmless(document)}")
    if not settings.analytics:
        note("searches are not counted: set analytics = true in sakuin.toml")
