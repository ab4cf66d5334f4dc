"""Regular expressions that the settings of a site write down, none of which can run without end.

They go over every path of a site. One that a person writes repeats two or three things; one that
would try more ways than could ever be tried is refused before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from index.errors import SiteError
from index.sites.walk import MAX_TEXT

MAX_WAYS = 12
"""Of all that an expression repeats: four for ``*``, ``+`` and ``{2,9}``, one for ``?``. With three
stars and a text of :data:`MAX_TEXT` characters, the worst takes half a second."""
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]", re.DOTALL)
_FLAGS = re.compile(r"\A(\(\?[aimsux]+\)|)")
"""They hold for all of an expression, and must stand first."""
_CERTAIN = re.compile(r"\[\^([^\]\\^])\][*+](?=\)?\1)")
"""``[^/]+/`` can be read in one way only."""
_GROUP = re.compile(r"\((?:\?(?:<[=!]|P?<\w+>|[aiLmsux-]*:|[=!>]))?([^()]*)\)")
_REPEAT = re.compile(r"[*+]|\{\d*,?\d*\}")
_MARK = re.compile(r"([*+]|\{\d*,\d*\})[?+]?|\?\??")


def compiled(written: Iterable[Any], before: str = "") -> Iterator[re.Pattern[str]]:
    """Those of the expressions that are any, behind what stands before all of them.

    Raises :class:`index.errors.SiteError` for one that may run without end.
    """
    for text in map(str, written):
        try:
            _, flags, rest = _FLAGS.split(text, 1)
            pattern = re.compile(f"{flags}{before}(?:{rest})")
        except (re.error, OverflowError, RecursionError):
            continue
        if len(text) > MAX_TEXT or _ways(before + text) > MAX_WAYS:
            raise SiteError(
                f"the expression {text[:80]!r} in the settings of the site may run without end: "
                "write it with fewer * and +, and none around another"
            )
        yield pattern


def _ways(text: str) -> int:
    """The sum of what is repeated; too much where something is repeated within a repetition."""
    flat = _ATOM.sub("a", _CERTAIN.sub("a", text))
    while match := _GROUP.search(flat):
        inside = "".join(f"a{mark[0]}" for mark in _MARK.finditer(match[1]))
        inside += "|" * ("|" in match[1])
        if inside and _REPEAT.match(flat, match.end()):
            return MAX_WAYS + 1
        flat = f"{flat[: match.start()]}a{inside}{flat[match.end() :]}"
    return sum(4 if mark[1] else 1 for mark in _MARK.finditer(flat))
