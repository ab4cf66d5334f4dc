"""``sakuin import``: publishes what ``sakuin export`` wrote."""

from __future__ import annotations

from pathlib import Path

import click

from index.archive import import_generation
from web.commands.language import said
from web.commands.options import counted, index_options
from web.commands.progress import ProgressBar
from web.engines import open_store
from web.settings import Settings


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@index_options
def command(settings: Settings, /, file: Path) -> None:
    """Verify FILE, which `sakuin export` wrote, and publish the index in it.

    \b
    Example:
      sakuin import backup.tar.gz
    """
    with ProgressBar("Reading") as progress:
        archive = import_generation(file, open_store(settings), progress.show)
    done = said("published {generation}", generation=archive.generation)
    click.echo(f"{done}: {counted(archive.documents)}")
