"""Hugo's links: permalink templates, and which characters of a path stay.

After ``helpers/path.go`` and ``resources/page/permalinks.go`` of Hugo 0.111.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import unquote_plus

from index.markdown.slugs import kept

_PLACEHOLDER = re.compile(r":(\w+)(?:\[([^\]]*)\])?")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def expand(template: str, values: Mapping[str, str], sections: list[str]) -> str:
    """A template with its placeholders filled in, not yet sanitized.

    ``/:sections[1:]/:title/`` → ``/関西/空港/``. An unknown placeholder stays; Hugo would build no
    site.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] == "sections":
            return "/".join(_slice(sections, match[2]) if match[2] else sections)
        return values.get(match[1], match[0])

    return unquote_plus(_PLACEHOLDER.sub(value, template)).strip("/")


def _slice(sections: list[str], cut: str) -> list[str]:
    """``1:`` is all but the first, ``last`` the last; as in Go, without its errors."""
    first, colon, end = (part.strip() for part in cut.partition(":"))
    places = [
        len(sections) - 1 if part == "last" else int(part) if part.isdecimal() else default
        for part, default in ((first, 0), (end, len(sections)))
    ]
    return sections[places[0] : places[1] if colon else places[0] + 1]


def date_values(date: datetime) -> dict[str, str]:
    """Placeholders that are parts of the date."""
    return {
        "year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}",
        "monthname": f"{date:%B}", "weekday": str(date.isoweekday() % 7),
        "weekdayname": f"{date:%A}", "yearday": str(date.timetuple().tm_yday),
        "2006": f"{date:%Y}", "06": f"{date:%y}", "01": f"{date:%m}", "1": str(date.month),
        "Jan": f"{date:%b}", "January": f"{date:%B}", "02": f"{date:%d}", "2": str(date.day),
        "Mon": f"{date:%a}", "Monday": f"{date:%A}", "15": f"{date:%H}", "04": f"{date:%M}",
        "05": f"{date:%S}",
    }  # fmt: skip


def sanitized(path: str, *, keep_case: bool, keep_accents: bool) -> str:
    """Spaces become one hyphen, most marks go: ``C++ 入門！`` → ``c++-入門``."""
    if not keep_accents:
        path = unicodedata.normalize("NFC", _without_accents(path))
    shown: list[str] = []
    hyphen_due = False
    for place, character in enumerate(path):
        is_escape = character == "%" and _ESCAPE.match(path, place)
        if is_escape or kept(character, "L M Nd", "./\\_#+~-@"):
            if hyphen_due and character != "-":
                shown.append("-")
            hyphen_due = False
            shown.append(character)
        elif character.isspace() and shown and shown[-1] != "-":
            hyphen_due = True
    return "".join(shown) if keep_case else "".join(c.lower()[0] for c in shown)


def _without_accents(text: str) -> str:
    """Also without the marks of kana: ``がぎ`` → ``かき``."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
