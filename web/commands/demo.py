"""``sakuin demo``: a small site to play with, right after installation."""

from __future__ import annotations

from pathlib import Path

import click

from index.durable import temporary_folder
from web.commands.index import run_index
from web.commands.language import note
from web.commands.options import counted, setting_option, settings_of
from web.commands.serve import check_address, serve
from web.guide import manual
from web.setting_types import OwnSite

POSTS = Path(__file__).parent.parent / "demo"
"""The posts that the package ships."""
SITES = {
    "blog": OwnSite(path=POSTS),
    "guide": OwnSite(path=manual.FOLDER, generator="plain", url="/guide"),
}
"""What is indexed: the posts and the manual, whose pages this service has itself."""

ADVICE = (
    "Search the manual first · まずマニュアルを検索: {address}?q=nginx&site=guide",
    'Then the small blog · 次に小さなブログを検索: 引越し, "空港", tag:旅行',
    "Your own site · 自分のサイト: sakuin index ~/blog, sakuin serve",
)
"""In both languages: whoever tries it out may not have set the terminal's."""


@click.command("demo")
@setting_option("--host", metavar="ADDRESS", help="The address to listen on; by default 127.0.0.1.")
@setting_option("--port", metavar="N", help="The port to listen on; by default 8000.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Keep the index in this folder; by default it goes when the demo ends.",
)
def command(data: Path | None) -> None:
    """Index the small site and the manual that come with Sakuin, and serve them.

    Nothing else is needed.

    \b
    Example:
      sakuin demo --port 8080
    """
    with temporary_folder("demo") as folder:
        settings = settings_of(data=data or folder, tokenizer="janome", workers=1)
        settings = settings.model_copy(update={"sites": SITES})
        check_address(settings)
        report = run_index(settings, settings.folders, prune=True)
        note("Indexed the demo and its manual: {posts}.", posts=counted(report.posts))
        serve(settings, advice=ADVICE)
