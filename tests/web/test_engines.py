"""The settings choose the engine, and nothing else in the package names one."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

import web
from search.columns.searcher import ColumnSearcher
from tests.support import build_index
from web.commands.cli import run
from web.engines import ENGINES as ROWS
from web.engines import live_searcher
from web.settings import Settings

ENGINES = ("index.columns", "index.whoosh", "index.local", "index.opensearch")
READERS = ("search.columns", "search.whoosh", "search.opensearch")


def test_only_the_composition_root_imports_an_engine() -> None:
    package = Path(str(web.__file__)).parent
    importing = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [n.name for n in node.names]
        )
        if name.startswith((*ENGINES, *READERS))
    }
    assert importing <= {"engines.py"}


def test_the_settings_open_the_engine_that_they_name(tmp_path: Path) -> None:
    settings = Settings(data=build_index(tmp_path, {"a": "東京"}))
    searchers = live_searcher(settings)
    assert settings.engine == "columns"
    assert isinstance(searchers.current(), ColumnSearcher)


def test_whatever_the_setting_may_be_is_a_row() -> None:
    assert get_args(Settings.model_fields["engine"].annotation) == (*ROWS,)


def test_an_engine_that_there_is_not_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["stats", "--data", str(tmp_path), "--engine", "lucene"]) == 2
    error = capsys.readouterr().err
    assert "--engine: engine = 'lucene'" in error
    assert "columns" in error


def test_every_way_of_setting_it_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = build_index(tmp_path, {"a": "東京"})
    assert run(["search", "東京", "--data", str(data), "--engine", "columns"]) == 0
    monkeypatch.setenv("SAKUIN_ENGINE", "lucene")
    assert run(["search", "東京", "--data", str(data)]) == 2
    assert "SAKUIN_ENGINE" in capsys.readouterr().err
