"""Reads the text files of a site owner, and names the line of each mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from index.errors import DictionaryError

_LINE_END = re.compile("\r\n|\r|\n")
MOST_BYTES = 20_000_000


class Line(NamedTuple):
    """One line that says something: without its comment, never empty."""

    path: Path
    number: int
    """From 1."""
    text: str


def read_lines(path: Path, text: str | None = None) -> Iterator[Line]:
    """The lines of a file, or of the ``text`` that it once had; ``#`` begins a comment.

    A comment stands on its own line or behind a space, so that ``C#`` is a word. Raises what
    :func:`read_text` does.
    """
    text = read_text(path) if text is None else text
    for number, line in enumerate(_LINE_END.split(text), start=1):
        said = line.strip()
        if not said.startswith("#"):
            said = said.split(" #")[0].split("\t#")[0].strip()
            if said:
                yield Line(path, number, said)


def bad_line(line: Line, wrong: str, allowed: str) -> DictionaryError:
    """The error for a line: where, what is wrong, what is allowed."""
    return DictionaryError(f"{line.path}:{line.number}: {line.text!r} {wrong}; allowed: {allowed}")


def read_text(path: Path) -> str:
    """A file in UTF-8, with or without a byte order mark.

    Raises :class:`index.errors.DictionaryError` if it cannot be read, is too large or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)  # a device says no size
    except OSError as error:
        raise DictionaryError(
            f"{path} cannot be read ({error.strerror}): correct its name in the settings, or let "
            "this user read it"
        ) from None
    if len(data) > MOST_BYTES:
        raise DictionaryError(
            f"{path} is larger than {MOST_BYTES:,} bytes: name another file in the settings"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.split(data[: error.start].decode("latin-1")))
        raise DictionaryError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from None
