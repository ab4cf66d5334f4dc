"""``sakuin demo``: a small site to play with, right after installation."""

from __future__ import annotations

from pathlib import Path

import click

from web.commands.index import run_index
from web.commands.options import counted, settings_of
from web.commands.serve import serve
from web.server.temporary import temporary_folder

POSTS = Path(__file__).parent.parent / "demo"
"""The posts that the package ships."""


ADVICE = """\
Try 引越し, "空港" or tag:旅行 there.
For a site of your own: sakuin index ~/blog, then sakuin serve.
"""


@click.command("demo")
@click.option("--host", metavar="ADDRESS", help="The address to listen on; by default 127.0.0.1.")
@click.option("--port", metavar="N", help="The port to listen on; by default 8000.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Keep the index in this folder; by default it goes when the demo ends.",
)
@click.pass_context
def command(ctx: click.Context, /, host: str | None, port: str | None, data: Path | None) -> None:
    """Index the small site that comes with Sakuin and serve it: nothing else is needed.

    \b
    Example:
      sakuin demo --port 8080
    """
    with temporary_folder("demo") as folder:
        settings = settings_of(
            ctx, host=host, port=port, data=data or folder, tokenizer="janome", workers=1
        )
        report = run_index(settings, {"": POSTS})
        click.echo(f"Indexed the {counted(report.posts)} of the demo.", err=True)
        serve(settings, advice=ADVICE)
