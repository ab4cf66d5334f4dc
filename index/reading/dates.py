"""Dates as people write them in front matter → aware datetimes.

``2025-08-29 17:25:03 +0000``, ``2017-9-23``, ``2025/03/01 9:05``, ``2025-03-01T19:03``,
``May 4, 2019``, ``2013-09-28 (Sat)``, ``2024年3月9日``, ``20170923``, zones as ``+900``, ``JST``;
``令和7年8月29日 午後5時25分``, ``5:25 PM``, ``Fri Aug 29 17:25:03 JST 2025``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any

_TIME = (
    r"(?:(?:[T\s]\s*|\s*\([A-Za-z一-鿿]{1,3}\)\s*)(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|[A-Z]{3,4}|[+-]\d{1,2}(?::?\d{2})?)?(?:\s+[A-Z]{3,4})?\s*(?:\([^)]*\))?\s*"
)
_NUMERIC = (
    r"\s*(?P<year>\d{4})(?:[-/.年]\s*(?P<month>\d{1,2})(?:[-/.月]\s*(?P<day>\d{1,2})日?|月?(?=\s*$))"
    r"|(?P<month2>\d{2})(?P<day2>\d{2}))" + _TIME
)
"""Compiled when a date is first read: a run that finds no change reads none."""
_NAMED = (
    r"\s*(?:[A-Z][a-z]{2,8},?\s+)?(?:(?P<name>[A-Z][a-z]{2,8})\.?\s+(?P<day>\d{1,2})"
    r"(?:st|nd|rd|th)?,?|(?P<day2>\d{1,2})\s+(?P<name2>[A-Z][a-z]{2,8})\.?,?)\s+(?P<year>\d{4})"
    + _TIME
)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "JST": 9, "KST": 9, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7,
}  # fmt: skip


ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
"""The year before the first of each, the latest first."""
ERA_LETTERS = {"r": "令和", "h": "平成", "s": "昭和", "t": "大正", "m": "明治"}
"""Those of official forms: R7.10."""
_DIGITS = {character: str(number) for number, character in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = r"[〇一二三四五六七八九十]+(?=[年月日時分秒])"
_OTHERWISE: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (_KANJI_NUMBER, lambda m: _number(m[0])),
    (r"(令和|平成|昭和|大正)\s*(元|\d{1,2})\s*年",
     lambda m: f"{ERAS[m[1]] + (1 if m[2] == '元' else int(m[2]))}年"),
    (r"^\s*([RHS])\s*(\d{1,2})[./年-](?=\s*\d)",
     lambda m: f"{ERAS[ERA_LETTERS[m[1].lower()]] + int(m[2])}-"),
    (r"\s*\[[A-Za-z]+(?:/[A-Za-z_+-]+)*\]\s*$", lambda m: ""),
    (r"(\d{1,2})時(?:(\d{1,2})分(?:(\d{1,2})秒)?)?",
     lambda m: f"{m[1]}:{m[2] or 0:0>2}:{m[3] or 0:0>2}"),
    (r"(午前|午後)\s*([\d:]+)", lambda m: f"{m[2]} {'AP'[m[1] == '午後']}M"),
    (r"日(?=\d{1,2}:)", lambda m: "日 "),
    (r"(?:GMT|UTC)(?=[+-]\d)", lambda m: ""),
    (r"^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) +(\d{1,2}) ([\d:]{8})( [A-Z+\d-]+)? (\d{4})$",
     lambda m: f"{m[1]}, {m[3]} {m[2]} {m[6]} {m[4]}{m[5] or ''}"),
    (r"(?<=\d)t(?=\d)|(?<=\d)z$", lambda m: m[0].upper()),
    (r"(?<=\d)[\u2010-\u2015\u2212](?=\d)", lambda m: "-"),
    (r"\.\s*$|(?<=\d\.) +(?=\d)", lambda m: ""),
)  # fmt: skip
"""Rarer ways to write a date, and how to write them as the others."""


def _number(kanji: str) -> str:
    """``二十五`` → ``25``, ``二〇二五`` → ``2025``."""
    tens, ten, ones = kanji.partition("十")
    if not ten:
        return "".join(map(_DIGITS.__getitem__, kanji))
    digits = "".join(_DIGITS.get(c, "") for c in tens) or "1"
    return f"{digits}{''.join(_DIGITS.get(c, '') for c in ones) or '0'}"


def parse_date(value: Any, zone: tzinfo) -> datetime | None:
    """An aware datetime in ``zone``, or None for what is no date.

    A value without a zone of its own is taken to be in ``zone``.
    """
    date = as_written(value, zone)
    try:
        return date.astimezone(zone) if date else None
    except OverflowError:  # a year before 1, or after 9999
        return None


def as_written(value: Any, zone: tzinfo) -> datetime | None:
    """The same in the zone that it is written in: ``20:00 +0900`` stays at eight o'clock."""
    try:
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=zone)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=zone)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return _parse(value, zone) if isinstance(value, str) and len(value) < 100 else None
    except ValueError:  # month 13
        return None


@lru_cache(maxsize=64)
def _parse(text: str, zone: tzinfo) -> datetime | None:
    # Kept, since the date of a post is asked for several times in a row.
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)  # ２０２５年３月１日（土）
    match = _matched(text)
    if not match:
        for pattern, usual in _OTHERWISE:
            text = re.sub(pattern, usual, text)
        match = _matched(text)
    if not match:
        return None
    part = match.groupdict()
    name = part.get("name") or part.get("name2")
    month = _MONTHS.get(name[:3].lower(), 0) if name else int(part["month"] or part["month2"])
    offset = _offset(part["zone"]) if part["zone"] else zone
    if offset is None:
        return None
    day = int(part["day"] or part.get("day2") or 1)
    if not 1 <= day <= 31:
        return None
    hour, minute = int(part["hour"] or 0), int(part["minute"] or 0)
    if part["half"]:  # 12 AM is midnight, 12 PM noon, and 午後0時 too
        hour = hour % 12 + (12 if part["half"] in "Pp" else 0)
    first = datetime(
        int(part["year"]), month, 1, hour, minute, int(part["second"] or 0), tzinfo=offset
    )
    return first + timedelta(day - 1)  # 31 February is 2 March, as Ruby and JavaScript have it


def _matched(text: str) -> re.Match[str] | None:
    return re.fullmatch(_NUMERIC, text, re.ASCII) or re.fullmatch(_NAMED, text, re.ASCII)


def _offset(text: str) -> tzinfo | None:
    """``+900`` and ``+09:00`` are nine hours; an unknown name is None."""
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text])) if _ZONES[text] else UTC
    if text[0] not in "+-":
        return None
    digits = text[1:].replace(":", "")
    digits = f"{digits}00" if len(digits) <= 2 else digits
    digits = digits.zfill(4)
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-delta if text[0] == "-" else delta)
