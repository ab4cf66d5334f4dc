"""Dates as people write them → aware datetimes."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Any

_DATE = re.compile(
    r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
    r"\s*(Z|UTC|JST|[+-]\d{1,2}:?\d{2})?\s*"
)


def parse_date(value: Any, zone: tzinfo) -> datetime | None:
    """An aware datetime in ``zone``; None for what is no date."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(zone)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=zone)
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
        )
    except ValueError:
        return None
    return moment.replace(tzinfo=_zone(offset) if offset else zone).astimezone(zone)


def _zone(offset: str) -> tzinfo:
    if offset in ("Z", "UTC"):
        return timezone.utc
    if offset == "JST":
        return timezone(timedelta(hours=9))
    digits = offset[1:].replace(":", "").zfill(4)
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-delta if offset[0] == "-" else delta)
