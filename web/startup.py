"""What comes before the command line: whether its modules are ours, and what the process may do.

``web``, ``search`` and ``index`` are common names. Another distribution that has one of them
overwrites files of Sakuin without a word, and a folder that comes earlier on the path hides them:
either is told here, before any of them is imported.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
"""The folder that holds our packages."""
PACKAGES = ("index", "search", "web")
FILES = 10_240
"""Files and connections that a process may hold: a segment has some 80 files, an index that has
grown for long some 20 segments, and most systems give 1,024 to whoever asks for no more. macOS
gives no more than this."""


def start() -> None:
    """Runs the command line; exits with its status."""
    # What is temporary goes in the end: folders, and what a pool shares with its processes.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    for problem in strangers(HOME):
        sys.stderr.write(
            f"sakuin: {problem}; install Sakuin into an environment of its own, such as with "
            "`pipx install` or `uv tool install`\n"
        )
        sys.exit(1)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, FILES)), hard))
    # A short command makes its modules and little else, all of it to stay: looking for garbage
    # among them at Python's usual pace is a twentieth of a small run.
    gc.set_threshold(20_000)
    # None is ours, and looking for them in every installed distribution takes 20 ms.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")
    from web.commands import cli

    cli.main()


def strangers(home: Path) -> Iterator[str]:
    """Who else claims the names of our packages, one line each."""
    for name in PACKAGES:
        spec = find_spec(name)
        found = Path(spec.origin).resolve() if spec and spec.origin else None
        if found != home / name / "__init__.py":
            place = found or "a folder without __init__.py"
            yield f"another package {name!r} hides that of Sakuin: {place}"
    folders = tuple(f"{name}/".encode() for name in PACKAGES)
    for record in sorted(home.glob("*.dist-info/RECORD")):
        if record.parent.name.startswith("sakuin-"):
            continue
        shared = sorted({line[: line.index(b"/")] for line in _lines(record, folders)})
        if shared:
            names = " and ".join(repr(name.decode()) for name in shared)
            other = record.parent.name.removesuffix(".dist-info").replace("-", " ")
            yield f"the distribution {other} has a package {names} too, in the same place"


def _lines(record: Path, starts: tuple[bytes, ...]) -> Iterator[bytes]:
    try:
        lines = record.read_bytes().splitlines()
    except OSError:
        return
    yield from (line for line in lines if line.startswith(starts))
