"""The command line's texts in the language of the terminal: ``locales/commands.ja.json``.

The English text stands in the code and is the key; what has no translation stays English. What
fields are called, their labels say. Output for programs (``--json``) is never translated. English
needs neither the table nor this module's patterns, so that it starts no later for having them.

``said`` and ``note`` are for what a command says itself, ``told`` and ``complain`` for what comes
from below ``web.commands`` as a sentence that is ready: errors, reasons and guesses of a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Any
from unicodedata import east_asian_width

import click

from web.sentences import catalogue, told_in
from web.settings import terminal_language
from web.texts import LANGUAGES

_EXAMPLES = "\n\n    \b\n"
"""Where the prose of a command's help ends; what follows are examples, which are not translated."""

_chosen: ContextVar[str] = ContextVar("language", default="")


def language() -> str:
    """That of the terminal, one of :data:`web.texts.LANGUAGES`, or what ``--lang`` asks for."""
    return _chosen.get() or terminal_language()


def translated(text: str) -> str:
    """``text`` in the language of the terminal."""
    return in_language(text, language())


def said(template: str, /, **values: object) -> str:
    """A message of a command: ``said("revoked {id}", id=3)``, in the language of the terminal."""
    return translated(template).format(**values)


def told(message: str) -> str:
    """A ready English sentence in the language of the terminal, as far as the table has it.

    Of a very long name or path in it the two ends are told.
    """
    return told_in(re.sub(r"(\S{100})\S{100,}(\S{50})", r"\1…\2", message), language())


def note(template: str, /, **values: object) -> None:
    """Says a message of a command on standard error."""
    click.echo(said(template, **values), err=True)


def complain(error: object) -> None:
    """Tells what is wrong on standard error, in one line."""
    click.echo(f"sakuin: {told(str(error))}", err=True)


def in_language(text: str, language: str) -> str:
    """A text of the command line in one of :data:`web.texts.LANGUAGES`."""
    prose, mark, examples = text.partition(_EXAMPLES)
    key = " ".join(prose.split()) if mark or "\n" in prose else text
    if language == "en" or key not in catalogue(language):
        return text
    return catalogue(language)[key] + mark + _heads(examples, language)


def _heads(examples: str, language: str) -> str:
    for head in ("Examples:", "Example:"):
        examples = examples.replace(head, catalogue(language).get(head, head), 1)
    return examples


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


def columns(text: str) -> int:
    """The width of ``text`` on a terminal: 検索 has four columns."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def padded(text: str, width: int) -> str:
    """``text`` with blanks behind it, up to ``width`` columns."""
    return text + " " * max(0, width - columns(text))


def _lines(text: str, width: int) -> Iterator[str]:
    """Prose in lines of ``width`` columns; none begins with a mark or cuts a Latin word."""
    line = ""
    for piece in re.findall(r"[!-~]+ ?|.[、。，．）」・ー]*", text):
        if line and columns(line) + columns(piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece
    yield line.rstrip()


class Formatter(click.HelpFormatter):
    """Help with translated headings, and with lines that fit Japanese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{translated('Usage:')} ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(translated(heading))

    def write_text(self, text: str) -> None:
        if language() == "en":
            super().write_text(text)
            return
        indent = " " * self.current_indent
        for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
            kept = paragraph.lstrip().startswith("\b\n")
            lines = paragraph.split("\n")[1:] if kept else _lines(paragraph, self._room())
            self.write("\n" * bool(number))
            self.write("".join(f"{indent}{line}\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **options: Any) -> None:
        shown = [(name, translated(text)) for name, text in rows]
        if language() == "en":
            super().write_dl(shown, *args, **options)
            return
        first = min(max((columns(name) for name, _ in shown), default=0), 30) + 2
        for name, text in shown:
            head, *more = _lines(text, self._room() - first)
            self.write(f"{' ' * self.current_indent}{padded(name, first)}{head}\n")
            for line in more:
                self.write(f"{' ' * (self.current_indent + first)}{line}\n")

    def _room(self) -> int:
        return max(self.width - self.current_indent, 20)


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
