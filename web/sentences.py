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
_SENTENCE_END = "; "
_INSTEAD = ", not "
"""What behind it was given is told by a row of its own, whatever was wanted."""


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
        first, *between, last = self.literals
        stop = len(message) - len(last)
        if not (message.startswith(first) and message.endswith(last)):
            return None
        at, found = len(first), []
        for literal in between:
            # The first place of a literal counts: trying others would let hostile text take hours.
            end = message.find(literal, at, stop)
            if end < 0:
                return None
            found.append(message[at:end])
            at = end + len(literal)
        found.append(message[at:stop])
        fits = all(map(self._may_be, found[:-1])) and self._may_be(found[-1], ends=not last)
        return dict(zip(self.names, found, strict=True)) if fits else None

    def _may_be(self, value: str, *, ends: bool = False) -> bool:
        """Whether ``value`` fills a place, that at the end of the message if it ``ends`` there.

        A colon before the sentence is none of it, nor is another sentence, unless the row itself
        has several.
        """
        if ends:
            return value != "" and _SENTENCE_END not in value and _INSTEAD not in value
        several = any(_SENTENCE_END in literal for literal in self.literals)
        return value != "" and value[-1] != ":" and (several or _SENTENCE_END not in value)


@cache
def _filled(language: str) -> tuple[_Row, ...]:
    """The rows that have places, and none that is formatted (``{count:,}``): what fills those is no
    text, and no message has them."""
    split = ((_PLACE.split(row), told) for row, told in catalogue(language).items())
    return tuple(
        _Row(tuple(t[::2]), tuple(t[1::2]), told)
        for t, told in split
        if len(t) > 1 and "{" not in "".join(t[::2])
    )


@cache
def catalogue(language: str) -> dict[str, str]:
    """English → that language; fields are called what their labels say."""
    path = files("web") / "locales" / f"commands.{language}.json"
    loaded: dict[str, str] = json.loads(path.read_text("utf-8"))
    for row in BUILT_IN.filters:
        label = row.label(language)
        loaded.setdefault(row.name, label)
        loaded.setdefault(WANTED.format(name=row.name), loaded[WANTED].format(name=label))
    return loaded
