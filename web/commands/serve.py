"""``sakuin serve``: the HTTP service, alone or beside a run that watches the site."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from index.errors import UnusableIndexError
from web import sentences, texts
from web.commands.index import parse_sites
from web.commands.language import language, note, said, told, translated
from web.commands.options import index_options, setting_option
from web.engines import live_searcher
from web.jobs.watcher import Watcher
from web.settings import Settings
from web.texts import LANGUAGES

if TYPE_CHECKING:
    from flask import Flask


@click.command("serve")
@click.option(
    "--site",
    "sites",
    multiple=True,
    metavar="[NAME=]SITE",
    help="Also index and watch this site; may be repeated.",
)
@setting_option("--host", metavar="ADDRESS", help="The address to listen on; by default 127.0.0.1.")
@setting_option("--port", metavar="N", help="The port to listen on; by default 8000.")
@setting_option("--workers", metavar="N", help="Processes that answer requests; by default 2.")
@setting_option("--threads", metavar="N", help="Requests that each answers at once; by default 8.")
@index_options
def command(settings: Settings, /, sites: tuple[str, ...]) -> None:
    """Answer over HTTP: the search page, the API and the search box.

    \b
    Examples:
      sakuin serve
      sakuin serve --site ~/blog --port 8080
    """
    serve(settings, watcher=_watcher(sites, settings) if sites else None)


def serve(
    settings: Settings, *, watcher: Watcher | None = None, advice: Sequence[str] = ()
) -> None:
    """Serves until SIGTERM or Ctrl-C; the lines of ``advice`` are shown when all is
    ready, with the ``{address}`` in them.

    ``watcher`` indexes a site meanwhile, the first index too.
    """
    check_address(settings)
    from web.app import create_app
    from web.guide.manual import manual
    from web.server.gunicorn import Service

    def make_app() -> Flask:
        searchers = live_searcher(settings)
        try:
            searchers.current()  # opened before the fork, so that all processes share it
        except UnusableIndexError as error:
            reason = translated("the site is being indexed") if watcher else told(str(error))
            waiting = said("{reason}; until then the answer is 503", reason=reason)
            click.echo(f"sakuin: {waiting}", err=True)
        app = create_app(settings, searchers, watcher)
        # Once for all processes, which take 40 ms for a page; and now, as an upgrade replaces the
        # files under a service that goes on.
        for name in app.jinja_env.list_templates():
            app.jinja_env.get_template(name)
        for one in LANGUAGES:
            texts.catalogue(one)
            manual(one)
        sentences.catalogue("ja")
        return app

    def say_ready(address: str) -> None:
        note("Sakuin answers at {address} (stop it with Ctrl-C)", address=address)
        if settings.base_url:
            public = f"{settings.base_url}/"
            note("Its public address is {address} (base_url)", address=public)
        for line in advice:
            note(line, address=address)

    Service(make_app, settings, say_ready, watcher).run()


def _watcher(sites: tuple[str, ...], settings: Settings) -> Watcher:
    """A process beside this one that indexes ``sites`` whenever they change."""
    for path in parse_sites(sites, settings.folders).values():
        if not path.is_dir():
            raise click.BadParameter(f"Directory '{path}' does not exist.", param_hint="--site")
    config = click.get_current_context().obj
    before = ["--lang", language(), *(("--config", config) if config else ())]
    arguments = [*before, "index", *sites, "--watch"]
    return Watcher(
        [*arguments, "--with-parent", "--data", str(settings.data), "--engine", settings.engine]
    )


def check_address(settings: Settings) -> None:
    """Fails with one line where gunicorn would try again and again."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except (OSError, TypeError) as error:  # Python refuses names that are none with a TypeError
        reason = (getattr(error, "strerror", "") or str(error)).partition(" (")[0]
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port} ({reason}): "
            "another program is there already, or the address is not of this machine; "
            "choose another --port (0 is any that is free) or --host"
        ) from None
