"""Rules of the code base that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import index
import search
import web

PACKAGES = [Path(str(package.__file__)).parent for package in (index, search, web)]
TESTS = Path(__file__).parent
MODULE_LINES = 300
FUNCTION_LINES = 40
LONGER = {
    "index/columns/reader.py": "one class maps one folder; two would share every array of it",
}
"""Modules that may be longer, each with its reason."""
UNDECIDED = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b")


def modules(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def identity(path: Path) -> str:
    """``index/store.py``, wherever the packages are installed."""
    root = next(folder for folder in (*PACKAGES, TESTS) if path.is_relative_to(folder))
    return path.relative_to(root.parent).as_posix()


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        identity(path)
        for path in modules(*PACKAGES)
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_modules_stay_short() -> None:
    long = {identity(path) for path in modules(*PACKAGES) if lines(path) > MODULE_LINES}
    assert long == set(LONGER)


def test_functions_stay_short() -> None:
    long = [
        f"{identity(path)}: {name}"
        for path in modules(*PACKAGES, TESTS)
        for name, length in functions(path.read_text("utf-8"))
        if length > FUNCTION_LINES
    ]
    assert long == []


def test_nothing_is_left_undecided() -> None:
    sources = {identity(path): path.read_text("utf-8") for path in modules(*PACKAGES, TESTS)}
    assert [name for name, source in sources.items() if UNDECIDED.search(source)] == []


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in modules(TESTS)}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def lines(path: Path) -> int:
    return path.read_text("utf-8").count("\n")


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Each function with its lines, without those of its docstring."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node, clean=False)
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield node.name, length - (text.count("\n") + 1 if text is not None else 0)
