"""The command line speaks the language of the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from tests.web.commands.blog import sakuin
from web.commands.cli import COMMANDS, cli
from web.commands.language import in_language
from web.settings import reference, terminal_language


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
    assert missing == set()


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
