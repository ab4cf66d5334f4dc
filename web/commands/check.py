"""``sakuin check``: reads the whole index and verifies it."""

from __future__ import annotations

import dataclasses

import click
from rich.filesize import decimal

from index.progress import Stopwatch
from index.runs.ledger import check
from web.commands.language import note, said, told, translated
from web.commands.options import counted, index_options, json_option, print_json
from web.commands.progress import ProgressBar
from web.engines import open_store
from web.settings import Settings


@click.command("check")
@index_options
@click.option("--repair", is_flag=True, help="First make damaged columns anew from the records.")
@json_option
def command(settings: Settings, /, repair: bool, as_json: bool) -> int:
    """Read every file of the published index and verify it; exit status 1 if it is damaged.

    \b
    Example:
      sakuin check && echo sound
    """
    store = open_store(settings)
    if repair:
        with store.exclusive(), ProgressBar("Making the columns anew") as bar:
            store.repair(Stopwatch(), bar.show)
    with ProgressBar("Checking") as bar:
        found = check(store, bar.show)
    if as_json:
        print_json({n: v for n, v in dataclasses.asdict(found).items() if n != "ids"})
        return 1 if found.problems else 0
    read = {"terms": found.terms, "files": found.files, "size": decimal(found.size)}
    parts = said("{terms:,} terms, {files} files, {size}", **read)
    click.echo(f"{found.generation}: {counted(found.documents)}{translated(', ')}{parts}")
    for problem in found.problems:
        click.echo(told(problem))
    damaged = "damaged: try `sakuin check --repair`, or run `sakuin index --full SITE`"
    note(damaged if found.problems else "sound")
    return 1 if found.problems else 0
