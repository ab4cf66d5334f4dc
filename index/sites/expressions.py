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

MAX_WAYS = 15
"""Of all that an expression repeats: four for ``*``, ``+`` and ``{2,9}``, one for ``?`` and for a
choice. With three stars, and a text of :data:`MAX_TEXT` characters, most take half a second at
worst; with one, a path may be as long as it can be."""
ONE_STAR = 4
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|(\^)", re.DOTALL)
_FLAGS = re.compile(r"\A(\(\?[aimsux]+\)|)")
"""They hold for all of an expression, and must stand first."""
_RUN = re.compile(
    r"(?<!\\)(\\[dDsSwW]|\[\^?\]?(?:\\.|[^\]\\])*+\]|\.|\w)([*+?]|\{\d*,\d*\})\??"
    r"(?=\)*+\Z|(\$)|\)?(\\\W|[^][\\(){}.*+?|^$])(?![*?{]))",
    re.DOTALL,
)
"""Characters of one kind up to another, or to the end: ``[^/]+/``, ``\\w+-``, ``s?/``, ``.*$``."""
_GROUP = re.compile(r"\((?:\?(?:<[=!]|P?<\w+>|[aiLmsux-]*:|[=!>]))?([^()]*)\)")
_REPEAT = re.compile(r"[*+]|\{\d*,?\d*\}")
_MARK = re.compile(r"([*+]|\{\d*,\d*\})[?+]?|\?\??")


def compiled(written: Iterable[Any], folder: str | None = None) -> Iterator[re.Pattern[str]]:
    """Those of the expressions that are any, each for a path from its start: what it stands for
    lies anywhere in that, or at the start of what is below a ``folder``.

    Raises :class:`index.errors.SiteError` for one that may run without end.
    """
    above = "" if folder is None else re.escape(f"{folder}/".lstrip("/"))
    for text in map(str, written):
        _, flags, rest = _FLAGS.split(text, 1)
        # At the start, or saying itself what may be before it.
        is_bound = rest.startswith(("^", r"\A", ".*")) and "|" not in rest
        before = ".*" if folder is None and not is_bound else above
        try:
            re.compile(text)
            ways = _ways(f"{before}(?:{rest})", flags)
            if above:  # where ``^`` stands for the start of the folder
                rest = _ATOM.sub(lambda atom: rf"(?<=\A{above})" if atom[1] else atom[0], rest)
            whole = f"{before}(?:{rest})"
            found = re.compile(flags + (whole if ways < 2 * ONE_STAR else bounded(whole)))
        except (re.error, OverflowError, RecursionError):
            continue
        if len(text) > MAX_TEXT or ways > MAX_WAYS:
            raise SiteError(
                f"the expression {text[:80]!r} in the settings of the site may run without end: "
                "write it with fewer * and +, and none around another"
            )
        yield found


def bounded(text: str) -> str:
    """An expression of several stars is not asked about a longer path, which stays hidden then."""
    return rf"[\s\S]{{{MAX_TEXT + 1}}}|{text}"


def _ways(text: str, flags: str) -> int:
    """The sum of what is repeated; too much where something is repeated within a repetition.

    Of a choice, the one with the most counts. A run that can end in one place only is looked
    through once for each way up to it: all of them count as one star.
    """
    sign = re.IGNORECASE if "i" in flags + text else re.NOFLAG
    runs = []

    def run(match: re.Match[str]) -> str:
        kind, repeat, end, following = match.groups()
        if following and re.fullmatch(kind, following[-1], sign):
            return match[0]
        runs.append(repeat != "?" and bool(end or following))
        return "a"

    flat = f"({_ATOM.sub('a', _RUN.sub(run, text))})"
    while match := _GROUP.search(flat):
        choices = ([*_MARK.finditer(choice)] for choice in match[1].split("|"))
        marks = max(choices, key=_sum)
        inside = "".join(f"a{mark[0]}" for mark in marks) + "a?" * ("|" in match[1])
        if inside and _REPEAT.match(flat, match.end()):
            return MAX_WAYS + 1
        flat = f"{flat[: match.start()]}a{inside}{flat[match.end() :]}"
    return _sum(_MARK.finditer(flat)) + ONE_STAR * any(runs)


def _sum(marks: Iterable[re.Match[str]]) -> int:
    return sum(ONE_STAR if mark[1] else 1 for mark in marks)
