"""The command line's texts in the language of the terminal: ``locales/commands.ja.json``.

The English text stands in the code and is the key; what has no translation stays English. Output
for programs (``--json``) is never translated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any

import click

from web.settings import terminal_language
from web.texts import LANGUAGES

_EXAMPLES = "\n\n    \b\n"
"""Where the prose of a command's help ends; what follows are examples, which are not translated."""

_chosen: ContextVar[str] = ContextVar("language", default="")


def translated(text: str) -> str:
    """``text`` in the language of the terminal."""
    return in_language(text, _chosen.get() or terminal_language())


def in_language(text: str, language: str) -> str:
    """A text of the command line in one of :data:`web.texts.LANGUAGES`."""
    prose, mark, examples = text.partition(_EXAMPLES)
    key = " ".join(prose.split())
    if language == "en" or key not in _catalogue(language):
        return text
    return _catalogue(language)[key] + mark + _heads(examples, language)


def _heads(examples: str, language: str) -> str:
    for head in ("Examples:", "Example:"):
        examples = examples.replace(head, _catalogue(language).get(head, head), 1)
    return examples


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = files("web") / "locales" / f"commands.{language}.json"
    loaded: dict[str, str] = json.loads(path.read_text("utf-8"))
    return loaded


def localize(command: click.Command) -> click.Command:
    """Puts the help of a command and of its options into the language of the terminal."""
    _put(command, "help")
    _put(command, "short_help")
    for parameter in command.params:
        _put(parameter, "help")
    return command


def _put(owner: Any, name: str) -> None:
    english = getattr(owner, f"_english_{name}", getattr(owner, name, None))
    if english:
        setattr(owner, f"_english_{name}", english)
        setattr(owner, name, translated(english))


class Formatter(click.HelpFormatter):
    """Help with translated headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{translated('Usage:')} ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(translated(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().write_dl([(name, translated(text)) for name, text in rows], *args, **options)


def _choose(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        _chosen.set(value)


def forget_choice() -> None:
    """Goes back to the language of the terminal: a new command line begins."""
    _chosen.set("")


language_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=_choose,
    help="The language of help and messages; by default the terminal's.",
)
