"""Sentences that are ready in English, in another language: ``locales/commands.ja.json``.

The English text is the key, and what has no translation stays English. Errors are made in English
below :mod:`web`; the command line tells them in the language of the terminal, the API in that of
whoever asks.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from index.fields import BUILT_IN
from index.problems import CODES

WANTED = "A wanted {name}; may be repeated."
"""What the option of a field is for."""
LONGEST = 1_000
"""Characters of a longer sentence, which is mostly what somebody sent: that stays as it is."""


def told_in(message: str, language: str) -> str:
    """The row of the table that fits ``message`` best, filled with what stands in its places.

    ``no index in d`` fits ``no index in {data}``. What fits no row as a whole is taken apart at
    semicolons and colons: ``sakuin.toml: port = 'x': must be a whole number``.
    """
    if language == "en" or not message or len(message) > LONGEST:
        return message
    rows = catalogue(language)
    if message in rows:
        return rows[message]
    fitting = ((row, values) for row in _filled(language) if (values := row.values(message)))
    best = max(fitting, key=lambda found: found[0].length, default=None)
    if best is not None:
        row, values = best
        inner = {name: told_in(value, language) for name, value in values.items()}
        return row.told.format(**inner)
    if mark := re.search("[;:] ", message):
        head, rest = message[: mark.start()], message[mark.end() :]
        return f"{told_in(head, language)}{mark[0]}{told_in(rest, language)}"
    return message


_PLACE = re.compile(r"\{(\w+)\}")
_VALUE = "((?:(?!; ).)+?(?<!:))"
"""What may stand in a place: a colon before the sentence is none of it, nor is a sentence."""
_ANY_VALUE = "(.+?(?<!:))"
"""What may stand in a place of a row that has semicolons itself."""
_LAST_VALUE = "((?:(?!; ).)+)"
"""What may stand at the end: another sentence may follow behind a semicolon."""


class _Row(NamedTuple):
    """A row with places, ``no index in {data}``."""

    literals: tuple[str, ...]
    names: tuple[str, ...]
    told: str

    @property
    def length(self) -> int:
        return sum(map(len, self.literals))

    def values(self, message: str) -> dict[str, str] | None:
        """What stands in the places; None where ``message`` is not made from the row."""
        # Most rows end here, so that no more than a few patterns are compiled.
        if not all(literal in message for literal in self.literals):
            return None
        value = _ANY_VALUE if any("; " in literal for literal in self.literals) else _VALUE
        pattern = value.join(map(re.escape, self.literals))
        if not self.literals[-1]:
            pattern = pattern.removesuffix(value) + _LAST_VALUE
        match = re.fullmatch(pattern, message, re.DOTALL)
        return dict(zip(self.names, match.groups(), strict=True)) if match else None


@cache
def _filled(language: str) -> tuple[_Row, ...]:
    split = ((_PLACE.split(row), told) for row, told in catalogue(language).items())
    return tuple(_Row(tuple(t[::2]), tuple(t[1::2]), told) for t, told in split if len(t) > 1)


@cache
def catalogue(language: str) -> dict[str, str]:
    """English → that language; fields are called what their labels say."""
    path = files("web") / "locales" / f"commands.{language}.json"
    loaded: dict[str, str] = json.loads(path.read_text("utf-8"))
    loaded |= {code.english: code.japanese for code in CODES.values()}
    for row in BUILT_IN.filters:
        label = row.label(language)
        loaded.setdefault(row.name, label)
        loaded.setdefault(WANTED.format(name=row.name), loaded[WANTED].format(name=label))
    return loaded
