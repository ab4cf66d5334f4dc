"""Dates as people write them in front matter → aware datetimes.

``2025-08-29 17:25:03 +0000``, ``2017-9-23``, ``2025/03/01 9:05``, ``2025-03-01T19:03``,
``May 4, 2019``, ``2013-09-28 (Sat)``, ``2024年3月9日``, ``20170923``, zones as ``+900``, ``JST``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

_TIME = (
    r"(?:(?:[T\s]\s*|\s*\([A-Za-z一-鿿]{1,3}\)\s*)(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>Z|[A-Z]{3,4}|[+-]\d{1,2}(?::?\d{2})?)?(?:\s+[A-Z]{3,4})?\s*(?:\([^)]*\))?\s*"
)
_NUMERIC = re.compile(
    r"\s*(?P<year>\d{4})(?:[-/.年]\s*(?P<month>\d{1,2})[-/.月]\s*(?P<day>\d{1,2})日?"
    r"|(?P<month2>\d{2})(?P<day2>\d{2}))" + _TIME,
    re.ASCII,
)
_NAMED = re.compile(
    r"\s*(?:[A-Z][a-z]{2,8},?\s+)?(?:(?P<name>[A-Z][a-z]{2,8})\.?\s+(?P<day>\d{1,2})"
    r"(?:st|nd|rd|th)?,?|(?P<day2>\d{1,2})\s+(?P<name2>[A-Z][a-z]{2,8})\.?,?)\s+(?P<year>\d{4})"
    + _TIME,
    re.ASCII,
)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "JST": 9, "KST": 9, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7,
}  # fmt: skip


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


def _parse(text: str, zone: tzinfo) -> datetime | None:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)  # ２０２５年３月１日（土）
    match = _NUMERIC.fullmatch(text) or _NAMED.fullmatch(text)
    if not match:
        return None
    part = match.groupdict()
    name = part.get("name") or part.get("name2")
    month = _MONTHS.get(name[:3].lower(), 0) if name else int(part["month"] or part["month2"])
    offset = _offset(part["zone"]) if part["zone"] else zone
    if offset is None:
        return None
    return datetime(
        int(part["year"]),
        month,
        int(part["day"] or part["day2"]),
        int(part["hour"] or 0),
        int(part["minute"] or 0),
        int(part["second"] or 0),
        tzinfo=offset,
    )


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
