"""``sakuin check``: reads the whole index and verifies it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from index.local.verify import verify
from web.commands.options import counted, data_option, json_option, print_json, settings_of


@click.command("check")
@data_option
@json_option
@click.pass_context
def command(ctx: click.Context, /, data: Path | None, as_json: bool) -> int:
    """Read every file of the published index and verify it; exit status 1 if it is damaged.

    \b
    Example:
      sakuin check && echo sound
    """
    check = verify(settings_of(ctx, data=data).data)
    if as_json:
        print_json(dataclasses.asdict(check))
        return 1 if check.problems else 0
    click.echo(
        f"{check.generation}: {counted(check.documents)}, {check.terms:,} terms, "
        f"{check.files} files, {check.size / 1e6:.1f} MB"
    )
    for problem in check.problems:
        click.echo(problem)
    click.echo("damaged: run `sakuin index --full SITE`" if check.problems else "sound", err=True)
    return 1 if check.problems else 0
