"""Options and helpers that several subcommands share."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from web.commands.language import said
from web.settings import Settings, load_settings

ENGINE = "web.commands.options.engine"
"""Where a command's context has the name of the engine that was asked for."""
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
Command = TypeVar("Command", bound=Callable[..., Any])


def data_option(command: Command) -> Command:
    """``--data PATH``: the data folder, given to the command as ``data``."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        help="The folder that holds the index; by default .sakuin.",
    )(command)


def index_options(command: Command) -> Command:
    """``--data`` and ``--engine``: which index; :func:`settings_of` knows of the second."""

    def note(ctx: click.Context, parameter: click.Parameter, engine: str | None) -> None:
        ctx.meta[ENGINE] = engine

    engine = click.option(
        "--engine",
        metavar="NAME",
        expose_value=False,
        callback=note,
        help="What keeps the index and answers; by default columns.",
    )
    return data_option(engine(command))


def json_option(command: Command) -> Command:
    """``--json``: one JSON document on standard output, given to the command as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def settings_of(ctx: click.Context, **flags: Any) -> Settings:
    """The settings for this run, ``flags`` being those of the command line; None is not given."""
    flags = {"engine": ctx.meta.get(ENGINE), **flags}
    return load_settings(flags, config=Path(ctx.obj) if ctx.obj else None)


def counted(count: int, one: str = "1 post", many: str = "{count:,} posts") -> str:
    """``1 post``, ``2,513 posts``, ``記事 2,513 件``."""
    return said(one if count == 1 else many, count=count)


def harmless(text: str) -> str:
    """Without what would break a line of the terminal or steer it: posts, queries and names of
    files may hold anything."""
    return _STEERING.sub("�", text)


def print_json(document: Any) -> None:
    """One JSON document on standard output; readable, and Japanese as it is."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
