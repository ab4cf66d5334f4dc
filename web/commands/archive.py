"""``sakuin export`` and ``sakuin import``: the published generation as one file, and back."""

from __future__ import annotations

from pathlib import Path

import click
from rich.filesize import decimal

from index.archive import export_generation, import_generation
from index.runs.ledger import LEDGER_FILE
from web.commands.language import said, translated
from web.commands.options import counted, index_options
from web.commands.progress import ProgressBar
from web.engines import open_store
from web.settings import Settings


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@index_options
def export(settings: Settings, /, file: Path) -> None:
    """Write the published index to FILE, and print its SHA-256; .gz compresses it.

    \b
    Example:
      sakuin export backup.tar.gz
    """
    if file.exists() and not file.is_file():  # a device, which the rename would replace
        raise click.BadParameter("it is no ordinary file", param_hint="FILE")
    with ProgressBar("Writing") as progress:
        archive = export_generation(open_store(settings), file, [LEDGER_FILE], progress.show)
    click.echo(f"{archive.sha256}  {file}")
    figures = translated(", ").join((counted(archive.documents), decimal(archive.size)))
    click.echo(f"{archive.generation}: {figures}", err=True)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@index_options
def import_(settings: Settings, /, file: Path) -> None:
    """Verify FILE, which `sakuin export` wrote, and publish the index in it.

    \b
    Example:
      sakuin import backup.tar.gz
    """
    with ProgressBar("Reading") as progress:
        archive = import_generation(file, open_store(settings), progress.show)
    done = said("published {generation}", generation=archive.generation)
    click.echo(f"{done}: {counted(archive.documents)}")
