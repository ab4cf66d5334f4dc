"""Rules of the code base that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import index
import search
import web
from web.commands.cli import COMMANDS

PACKAGES = [Path(str(package.__file__)).parent for package in (index, search, web)]
TESTS = Path(__file__).parent
MODULE_LINES = 400
FUNCTION_LINES = 40
LONGER: dict[str, str] = {}
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


def test_every_package_maps_its_modules() -> None:
    """A name on the map covers the modules that are named after it: mecab also mecab_files."""
    for package in sorted({path.parent for path in modules(*PACKAGES)}):
        found = {path.stem for path in package.glob("*.py")} - {"__init__"}
        found |= {path.parent.name for path in package.glob("*/__init__.py")}
        docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
        mapped = {
            name.rpartition(".")[2].strip("_")
            for name in re.findall(r"(?:``|:mod:`)([\w.]+)`", docstring)
        }
        mapped |= set(COMMANDS)  # web/commands has a module for each
        unmapped = [name for name in found if not mapped & set(_prefixes(name))]
        assert unmapped == [], f"{identity(package)}/__init__.py does not say where to find them"


def test_what_docstrings_refer_to_is_there() -> None:
    """``:mod:`index.store``` names a module, ``:class:`index.store.Draft``` a name within one."""
    root = PACKAGES[0].parent
    lost = []
    for path in modules(*PACKAGES):
        source = path.read_text("utf-8")
        for name in re.findall(r":[a-z]+:`~?((?:index|search|web)\.[\w.]+)`", source):
            if not _leads_somewhere(root, name.split(".")):
                lost.append(f"{identity(path)}: {name}")
    assert lost == []


def _leads_somewhere(root: Path, parts: list[str]) -> bool:
    for length in range(len(parts), 0, -1):
        place = root.joinpath(*parts[:length])
        for file in (place.with_name(f"{place.name}.py"), place / "__init__.py"):
            if file.is_file():
                name = "".join(parts[length : length + 1])
                return re.search(rf"\b{name}\b", file.read_text("utf-8")) is not None
    return False


def _prefixes(name: str) -> list[str]:
    parts = name.strip("_").split("_")
    return ["_".join(parts[:length]) for length in range(1, len(parts) + 1)]


def test_every_name_that_opens_a_line_of_a_map_exists() -> None:
    for path in modules(*PACKAGES, TESTS):
        if path.name == "__init__.py":
            docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
            for name in re.findall(r"^``([a-z_]+)``(?:  | ·)", docstring, re.MULTILINE):
                assert list(path.parent.glob(f"{name}*")), f"{identity(path)} maps {name}"


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
