"""Options and helpers that several subcommands share."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from web.commands.language import said
from web.settings import Settings, load_settings

FLAGS = "web.commands.options.flags"
"""Where a command's context has those of its options that are settings."""
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
Command = TypeVar("Command", bound=Callable[..., Any])
T = TypeVar("T")


def setting_option(*names: str, **how: Any) -> Callable[[Command], Command]:
    """An option that is a setting: :func:`settings_of` knows it, the command is not told."""

    def note(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
        ctx.meta.setdefault(FLAGS, {})[parameter.name] = value

    return click.option(*names, expose_value=False, callback=note, **how)


def data_option(command: Callable[..., T]) -> Callable[..., T]:
    """``--data PATH``: the data folder. The command is given the settings of this run."""

    @wraps(command)
    def run(**given: Any) -> T:
        return command(settings_of(), **given)

    return setting_option(
        "--data",
        type=click.Path(path_type=Path),
        help="The folder that holds the index; by default .sakuin.",
    )(run)


def index_options(command: Callable[..., T]) -> Callable[..., T]:
    """``--data`` and ``--engine``: which index. The command is given the settings of this run."""
    about = "What keeps the index and answers; by default columns."
    return data_option(setting_option("--engine", metavar="NAME", help=about)(command))


def json_option(command: Command) -> Command:
    """``--json``: one JSON document on standard output, given to the command as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def flags() -> dict[str, Any]:
    """The options of this command that are settings; None is not given."""
    found: dict[str, Any] = click.get_current_context().meta.get(FLAGS, {})
    return found


def settings_of(**others: Any) -> Settings:
    """The settings for this run: the flags of the command line, and ``others`` like them."""
    config = click.get_current_context().obj
    return load_settings(flags() | others, config=Path(config) if config else None)


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
