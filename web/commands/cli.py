"""The ``sakuin`` command: results on standard output, everything else on standard error.

Each subcommand is a module of :mod:`web.commands`, imported only when it runs, so that
``sakuin index`` starts in a blink. Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from io import BufferedWriter, FileIO, TextIOWrapper
from pkgutil import resolve_name
from typing import Any

import click

from index.errors import SakuinError, SettingsError
from web.commands.language import (
    Formatter,
    complain,
    forget_choice,
    language_option,
    localize,
    note,
    told,
    translated,
)

COMMANDS = {
    "index": "Read a site and publish a new generation.",
    "search": "Search the index.",
    "serve": "Answer over HTTP: pages, API, search box.",
    "demo": "Index the small site and the manual that come with Sakuin, and serve them.",
    "analyze": "Show what every stage of the analyzer makes of a text.",
    "variants": "Propose spelling variants as a synonym file.",
    "stats": "Show what the index holds.",
    "check": "Read the whole index and verify it.",
    "export": "Write the published index to one file.",
    "import": "Publish an index that was exported.",
    "report": "Show what people search for.",
    "keys": "Create, list and revoke keys of the API.",
    "mcp": "Answer assistants over the Model Context Protocol.",
    "eval": "Rank judged queries and print how good the ranking is.",
}
_PLACES = {"export": "archive:export", "import": "archive:import_"}
"""Where those are that share a module; all others are the ``command`` of the one of their name."""
INTERRUPTED = 130


class _Spoken(logging.Handler):
    """What runs and searches have to say beside their outcome, in the language of the terminal."""

    def emit(self, record: logging.LogRecord) -> None:
        complain(record.getMessage())


click.Context.formatter_class = Formatter  # of all: nothing else here has commands


class _Commands(click.Group):
    """The subcommands, imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        place = _PLACES.get(cmd_name, f"{cmd_name}:command")
        command: click.Command = resolve_name(f"web.commands.{place}")
        if isinstance(command, click.Group):
            for inner in command.commands.values():
                localize(inner)
        return localize(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(error.message + hint, ctx) from None

    def get_help(self, ctx: click.Context) -> str:
        localize(self)
        return super().get_help(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sakuin", prog_name="sakuin")
@click.option("--config", help="Settings file; by default sakuin.toml in the working directory.")
@language_option
@click.pass_context
def cli(ctx: click.Context, config: str | None) -> None:
    """Full-text search for Japanese blogs and static sites.

    The manual is at /guide/ of `sakuin serve`, and can be searched in `sakuin demo`.

    \b
    Examples:
      sakuin index ~/blog
      sakuin search 形態素解析
      sakuin serve
    """
    from web.settings import wants_color

    ctx.obj = config
    ctx.color = wants_color()


def run(arguments: Sequence[str]) -> int:
    """Runs a command line; gives the exit status and never raises what a user can cause."""
    forget_choice()
    for package in ("index", "search"):
        logging.getLogger(package).handlers = [_Spoken()]
    try:
        status = cli.main(list(arguments), prog_name="sakuin", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Python flushes standard output once more when it ends: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except SakuinError as error:
        complain(error)
        return 2 if isinstance(error, SettingsError) else 1
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        place = error.filename or ("TMPDIR" if missing else translated("standard output"))
        complain(f"{place}: {error.strerror or error}")
        return 1
    return status if isinstance(status, int) else 0


def _show(error: click.ClickException) -> None:
    """A mistake in the command line: how it is used, what was wrong, and what helps."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(context.get_usage(), err=True)
        note("Try '{command} --help' for help.", command=context.command_path)
        click.echo(err=True)
    note("Error: {message}", message=told(error.format_message()))
    if isinstance(error, click.NoSuchOption) and context and context.info_name == "search":
        note("Words that begin with a minus stand behind --: {example}", example="-- '-Python'")


def main() -> None:
    """What the ``sakuin`` script does, once :mod:`web.startup` has looked at the modules."""
    _occupy_standard_streams()
    if isinstance(sys.stdout, TextIOWrapper):  # not every terminal's encoding has 🍣
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.stderr = TextIOWrapper(
        BufferedWriter(_StandardError(2, "wb", closefd=False)),
        encoding=getattr(sys.stderr, "encoding", None),  # there is none where it was closed
        errors="backslashreplace",
        line_buffering=True,
    )
    sys.exit(run(sys.argv[1:]))


class _StandardError(FileIO):
    """Forgets what cannot be written: a log on a full disk, or one that nobody reads any more, is
    no reason to index nothing, or to answer nobody."""

    def write(self, content: Any, /) -> int:
        with suppress(OSError):
            return super().write(content) or memoryview(content).nbytes  # None: nothing taken now
        return memoryview(content).nbytes


def _occupy_standard_streams() -> None:
    """Keeps files from taking the place of a stream that the caller has closed (``>&-``)."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
