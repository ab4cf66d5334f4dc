"""``sakuin check``: reads the whole index and verifies it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from index.runs.checking import check
from web.commands.language import said, told, translated
from web.commands.options import counted, index_options, json_option, print_json, settings_of
from web.engines import open_store


@click.command("check")
@index_options
@json_option
@click.pass_context
def command(ctx: click.Context, /, data: Path | None, as_json: bool) -> int:
    """Read every file of the published index and verify it; exit status 1 if it is damaged.

    \b
    Example:
      sakuin check && echo sound
    """
    found = check(open_store(settings_of(ctx, data=data)))
    if as_json:
        print_json(dataclasses.asdict(found))
        return 1 if found.problems else 0
    read = {"terms": found.terms, "files": found.files, "megabytes": found.size / 1e6}
    parts = said("{terms:,} terms, {files} files, {megabytes:.1f} MB", **read)
    click.echo(f"{found.generation}: {counted(found.documents)}, {parts}")
    for problem in found.problems:
        click.echo(told(problem))
    outcome = "damaged: run `sakuin index --full SITE`" if found.problems else "sound"
    click.echo(translated(outcome), err=True)
    return 1 if found.problems else 0
