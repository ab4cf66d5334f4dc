"""The parts of the README and of the manual that follow from the code.

Each stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``. ``python -m tests.manual
--write`` brings them up to date; a test fails when they are not.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import click
from click.testing import CliRunner
from pydantic import SecretStr

from index.problems import CODES, SKIPPED
from web.commands.cli import COMMANDS, cli
from web.commands.language import in_language
from web.guide.manual import FOLDER, PAGES
from web.settings import Settings
from web.texts import LANGUAGES

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
FILES = (
    README,
    *(FOLDER / language / f"{name}.md" for language in LANGUAGES for name in PAGES),
)
_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def updated(text: str, language: str) -> str:
    """A page with every generated part as the code says now."""
    return _BLOCK.sub(lambda block: block[1] + BLOCKS[block[2]](language) + block[3], text)


def language_of(path: Path) -> str:
    """The language of a page; the README's is English."""
    return path.parent.name if path.parent.name in LANGUAGES else "en"


def commands(language: str) -> str:
    """The table of commands, and the help of each."""
    table = ["| コマンド | 働き |" if language == "ja" else "| command | does |", "|---|---|"]
    table += [f"| `sakuin {name}` | {_summary(name, language)} |" for name in COMMANDS]
    helps = "\n".join(_help(name, language) for name in _all_commands())
    summary = "すべてのオプション" if language == "ja" else "Options of every command"
    return "\n".join(table) + f"\n\n{_details(summary, _code(helps))}"


def problems(language: str) -> str:
    """The codes of skipped posts and warnings."""
    japanese = language == "ja"
    heads = ("コード", "記事の扱い", "意味") if japanese else ("code", "the post is", "meaning")
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|"]
    for name, meaning in CODES.items():
        skipped = name in SKIPPED
        if japanese:
            outcome = "登録しない" if skipped else "警告つきで登録する"
        else:
            outcome = "skipped" if skipped else "indexed, with a warning"
        lines.append(f"| `{name}` | {outcome} | {in_language(meaning, language)} |")
    return "\n".join(lines) + "\n"


def settings(language: str) -> str:
    """The table of settings."""
    heads = ("設定", "初期値", "意味") if language == "ja" else ("setting", "default", "what it is")
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|"]
    for name, default, text in reference():
        lines.append(f"| `{name}` | {default} | {in_language(text, language)} |")
    return "\n".join(lines) + "\n"


def reference() -> Iterator[tuple[str, str, str]]:
    """Every setting with its default, as Markdown, and what it is."""
    explained = explanations(Settings)
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = ", ".join(default) if isinstance(default, tuple) else default
        if shown in (None, "", {}, SecretStr("")):
            yield name, "", explained.get(name, "")
        else:
            text = str(shown).lower() if isinstance(shown, bool) else str(shown)
            yield name, f"`{text}`", explained.get(name, "")


def explanations(table: type) -> dict[str, str]:
    """What the code says below each field of a class."""
    (parsed,) = ast.parse(inspect.getsource(table)).body
    assert isinstance(parsed, ast.ClassDef)
    return {
        ast.unparse(field.target): " ".join(str(ast.literal_eval(below.value)).split())
        for field, below in pairwise(parsed.body)
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr)
    }


def _summary(name: str, language: str) -> str:
    return in_language(COMMANDS[name], language)


def _all_commands() -> Iterator[str]:
    for name in COMMANDS:
        yield name
        command = cli.get_command(click.Context(cli), name)
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in command.list_commands(click.Context(cli)))


def _help(name: str, language: str) -> str:
    arguments = ["--lang", language, *name.split(), "--help"]
    return CliRunner().invoke(cli, arguments, prog_name="sakuin", terminal_width=80).output


def _code(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```\n"


def _details(summary: str, content: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{content}\n</details>\n"


BLOCKS: dict[str, Callable[[str], str]] = {
    "commands": commands,
    "settings": settings,
    "problems": problems,
}


def main(arguments: list[str]) -> int:
    """Writes what is out of date with ``--write``; else names it."""
    late = 0
    for path in FILES:
        text = path.read_text("utf-8")
        new = updated(text, language_of(path))
        if new == text:
            continue
        if "--write" in arguments:
            path.write_text(new, "utf-8")
        else:
            late = 1
            print(f"{path}: is out of date: python -m tests.manual --write", file=sys.stderr)
    return late


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
