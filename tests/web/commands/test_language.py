"""The command line speaks the language of the terminal."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from index.problems import CODES
from tests.manual import reference
from tests.web.commands.blog import sakuin
from web.commands.cli import COMMANDS, cli
from web.commands.language import _lines, columns, in_language
from web.errors import STATUS_TEXTS
from web.sentences import told_in
from web.settings import terminal_language


def texts() -> Iterator[str]:
    """Every text that help shows: of commands, of options, and of settings."""
    yield from COMMANDS.values()
    yield from (text for _, _, text in reference())
    yield from _texts_of(cli)


def _texts_of(command: click.Command) -> Iterator[str]:
    yield getattr(command, "_english_help", command.help) or ""
    for parameter in command.params:
        yield getattr(parameter, "_english_help", getattr(parameter, "help", "")) or ""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(cli)):
            inner = command.get_command(click.Context(cli), name)
            assert inner is not None
            yield from _texts_of(inner)


def test_every_text_of_the_help_is_there_in_japanese() -> None:
    missing = {text for text in texts() if text and in_language(text, "ja") == text}
    assert missing == set(), "say it in web/locales/commands.ja.json"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja"}, "ja"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
        ({}, "en"),
    ],
)
def test_the_locale_says_which_language(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) == language


def test_help_is_japanese_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    _, japanese, _ = sakuin(capsys, "--lang", "ja", "search", "--help")
    assert "索引から QUERY を探します" in japanese
    assert "オプション:" in japanese
    assert "sakuin search '検索エンジン'" in japanese
    _, english, _ = sakuin(capsys, "search", "--help")
    assert "Search the index for QUERY" in english
    assert "Options:" in english


def test_the_list_of_commands_is_japanese_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    _, output, _ = sakuin(capsys, "--help")
    assert "コマンド:" in output
    assert "索引を検索します。" in output


ROOT = Path(__file__).parents[3]
RAISED = (
    *("Error", "Exception", "BadParameter", "Problem", "warn", "Damage", "_error"),
    "_unauthorized",
)
"""What the names of those end with that are given a sentence for a person."""
NOT_SHOWN = {"ToolError", "AssertionError", "ConnectionResetError", "RuntimeError"}
"""Answers of the Model Context Protocol, and mistakes of ours."""
SHOWN_TO_NOBODY = (
    "index/columns",
    "index/packing.py",
    "index/pages/packed.py",
    "index/whoosh",
    "web/api/mcp_server.py",
)
"""Details of damage, which stand in parentheses behind a sentence; and what assistants read."""
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


def sentences() -> Iterator[tuple[str, str]]:
    """Where a message is made, and the message with Q1, Q2, … for what it is filled with."""
    yield from (("web/errors.toml", row.message) for row in STATUS_TEXTS.values() if row.message)
    for folder in ("index", "search", "web"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if not place.startswith(SHOWN_TO_NOBODY):
                for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                    for text in _messages(node):
                        yield f"{place}:{node.lineno}", text  # type: ignore[attr-defined]


def _messages(node: ast.AST) -> Iterator[str]:
    given: list[ast.expr] = []
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).removesuffix(".of").split(".")[-1]
        if name in ("said", "translated", "told"):
            given = node.args[:1]
        elif name == "counted":
            given = node.args[1:]
        elif name == "bad_line":
            wrong, allowed = (next(_samples(one), "Q5") for one in node.args[1:])
            yield f"Q8: Q9 {wrong}; allowed: {allowed}"
        elif name.endswith(RAISED) and name not in NOT_SHOWN:
            given = node.args
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "message":
        given = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
    elif isinstance(node, ast.Tuple) and len(node.elts) >= 2:
        code = node.elts[0]
        if isinstance(code, ast.Constant) and code.value in CODES:
            given = node.elts[1:]
    for one in given:
        yield from (text for text in _samples(one) if " " in text.strip())


def _samples(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _samples(node.body)
        yield from _samples(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = iter(range(1, 100))
        yield "".join(
            str(one.value) if isinstance(one, ast.Constant) else f"Q{next(parts)}"
            for one in node.values
        )


def test_every_message_is_there_in_japanese() -> None:
    untold = {
        text: place
        for place, text in sentences()
        if re.search("[a-z]", re.sub(r"Q\d+", "", text)) and not _is_told(text, told_in(text, "ja"))
    }
    assert untold == {}


def _is_told(english: str, japanese: str) -> bool:
    filled = re.findall(r"Q\d+", english)
    return (
        bool(JAPANESE.search(japanese))
        and all(one in japanese for one in filled)
        and not re.search(
            r"\b[a-z]{2,} (?:Q\d+ )?[a-z]{2,}\b", re.sub("`.*?`|(git|pip) [a-z]+", "", japanese)
        )
    )


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("no index in /d: run `sakuin index SITE` first", "/d に索引がありません。"),
        ("s.toml: port = 'a: b': must be a whole number", "s.toml: port = 'a: b': 整数を"),
        (
            "s.toml: a: unknown setting, perhaps for b; s.toml: c = '0': must be greater than 0",
            "s.toml: a: 知らない設定です（b の間違いでしょうか）; s.toml: c = '0': 0 より大きく",
        ),
        ("'d': must be a date such as 2025-10-30, not 'x'", "'d': 2025-10-30 のような日付を書いて"),
        (
            'Sakuin has that name for itself; free is, for example, post_tag with from = ["tag"]',
            'その名前は Sakuin が使っています。たとえば post_tag という名前にして from = ["tag"]',
        ),
        ("{0} {x} is no sentence of ours", "{0} {x} is no sentence of ours"),
        ("{0}: cannot be read: Permission denied", "{0}: 読めません（許可がありません）"),
        (
            "s.toml: cannot be read (Permission denied): let this user read it, or name another "
            "one with --config",
            "s.toml: 読めません（許可がありません）。この利用者が",
        ),
        ("segment 1f: a/b has changed since it was written", "セグメント 1f: a/b の中身が、"),
        ("segment 1f: unreadable document 3: x", "セグメント 1f: 3 番目の記事を読めません"),
        ("segment 1f: document 3 is 'a' instead of 'b'", "セグメント 1f: 3 番目の記事が"),
    ],
)
def test_a_ready_sentence_is_found_by_its_pattern(english: str, japanese: str) -> None:
    assert told_in(english, "ja").startswith(japanese)
    assert told_in(english, "en") == english


def test_no_figure_of_a_report_is_left_in_english(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: 京都\n---\n走った\n", "utf-8")
    data = ("--data", str(tmp_path / "data"))
    sakuin(capsys, "index", str(tmp_path), *data)
    for command in (["stats"], ["check"], ["report"], ["analyze", "走った"]):
        _, out, err = sakuin(capsys, "--lang", "ja", *command, *data)
        for line in (out + err).splitlines():
            assert JAPANESE.search(line) or re.match(r"(janome|mecab)\S* ", line), (command, line)


def test_json_is_the_same_in_every_language(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: 京都\ndraft: true\n---\n走った\n", "utf-8")
    command = ["index", str(tmp_path), "--dry-run", "--json", "--data", str(tmp_path / "data")]
    _, japanese, _ = sakuin(capsys, "--lang", "ja", *command)
    _, english, _ = sakuin(capsys, *command)
    assert json.loads(japanese)["skipped"] == json.loads(english)["skipped"] != []


def test_lines_of_japanese_help_fit_the_terminal() -> None:
    lines = [*_lines("索引を置くフォルダー、またはその親。" * 9, 30)]
    assert max(map(columns, lines)) <= 32
    assert not any(line.startswith(("、", "。", "ー")) for line in lines)
