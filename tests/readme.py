"""The parts of the README that follow from the code.

Each stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``. ``python -m tests.readme
--write`` brings them up to date; a test fails when they are not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from index.problems import CODES
from web.commands.cli import COMMANDS, cli
from web.settings import reference

README = Path(__file__).parent.parent / "README.md"
_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def updated(text: str) -> str:
    """The README's text with every generated part as the code says now."""
    return _BLOCK.sub(lambda block: block[1] + BLOCKS[block[2]]() + block[3], text)


def commands() -> str:
    """The table of commands, and the help of each."""
    table = ["| command | does |", "|---|---|"]
    table += [f"| `sakuin {name}` | {summary} |" for name, summary in COMMANDS.items()]
    helps = "\n".join(_help(name) for name in _all_commands())
    return "\n".join(table) + f"\n\n{_details('Options of every command', _code(helps))}"


def problems() -> str:
    """The codes of skipped posts and warnings."""
    lines = ["| code | what becomes of the post | meaning |", "|---|---|---|"]
    for name, code in CODES.items():
        outcome = "skipped" if code.severity == "skip" else "indexed, with a warning"
        lines.append(f"| `{name}` | {outcome} | {code.english} {code.japanese} |")
    return "\n".join(lines) + "\n"


def _all_commands() -> Iterator[str]:
    for name in COMMANDS:
        yield name
        command = cli.get_command(click.Context(cli), name)
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in command.list_commands(click.Context(cli)))


def _help(name: str) -> str:
    arguments = [*name.split(), "--help"]
    return CliRunner().invoke(cli, arguments, prog_name="sakuin", terminal_width=80).output


def _code(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```\n"


def _details(summary: str, content: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{content}\n</details>\n"


BLOCKS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "settings": reference,
    "problems": problems,
}


def main(arguments: list[str]) -> int:
    """Writes the README with ``--write``; else says whether it is up to date."""
    text = README.read_text("utf-8")
    if "--write" in arguments:
        README.write_text(updated(text), "utf-8")
    elif updated(text) != text:
        print("README.md is out of date: python -m tests.readme --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
