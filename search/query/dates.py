"""Dates as people write them → the days that they cover.

``parse_days`` reads one day, month, year or named span, in Japanese or English notation;
``parse_range`` also reads ``a..b``. Both give None for anything else: whoever asks decides
whether that is an error or plain text. "Today" is an argument, never the clock.

=====================  =====================================
``2025-10``            1 to 31 October 2025
``２０２５/１０``      the same
``令和7年10月``        the same (``R7.10``, ``令和七年十月`` too)
``2025年度``           1 April 2025 to 31 March 2026
``先月``               the whole month before today's
``昨年10月``           October of the year before today's
``2025年上半期``       1 January to 30 June 2025; quarters (第1四半期, Q1) and 1990年代 too
``過去7日``            today and the six days before
``3日前``              that day; ``2か月前``, ``1年前`` the whole month or year
``2025-01..2025-06``   1 January to 30 June 2025
``2025年以降``         from 1 January 2025 on; ``2025年まで`` until its end
=====================  =====================================
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from index.analysis.numbers import number_term
from index.reading.dates import ERA_LETTERS, ERAS
from search.query.query import Days

MAX_CHARACTERS = 40
"""Longer texts are no date; keeps the work on hostile input constant."""

_ERA_DATE = re.compile(
    r"(明治|大正|昭和|平成|令和|[mtshr](?=\d))(元|0?[1-9]|[1-9]\d)"
    r"(?:(年度)|年?(?:[-/.]?(\d{1,2})(?:月?[-/.]?(\d{1,2})日?|月)?)?)"
)
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_JAPANESE_DATE = re.compile(r"(\d{4})(?:(年度)|年(?:(\d{1,2})月(?:(\d{1,2})日)?)?)")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_LAST_SPAN = re.compile(
    r"(?:過去|直近|ここ|最近の?|この)(\d{1,4})(日間?|週間?|(?:か|ヶ|カ|ケ|ヵ|箇|ヵ)?月間?|年間?)"
)
_LAST_SPAN_ENGLISH = re.compile(r"(?:last|past) ?(\d{1,4}) ?(day|week|month|year)s?")
_AGO = re.compile(r"(\d{1,4})(日|週間?|(?:か|ヶ|カ|ケ|ヵ|箇)月|年)前")
_MONTH_OF_YEAR = re.compile(r"(今年|本年|昨年|去年|一昨年)の?(\d{1,2})月")
_PART_OF_YEAR = re.compile(r"(\d{4})年?の?(?:(上半期|前半|下半期|後半)|第?([1-4])4半期|q([1-4]))")
"""四 has become 4 by then, like every kanji number."""
_DECADE = re.compile(r"(\d{3}0)年代")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ENGLISH_MONTH = re.compile(r"([a-z]{3,9})\.? (\d{4})")
_AROUND = re.compile(r"^西暦|[(][月火水木金土日][)]$|の$")
"""What says nothing more about a date."""
_YEAR_OF_MONTH = re.compile(r".{2,6}?年(?=.{1,3}月)")
_MONTH_ALONE = re.compile(r"[^年]{1,3}月")
_OPEN = re.compile(r"(?:(以降|以後|から)|(以前|まで))$")
_RANGE = re.compile(r"\.\.|[〜~～]|から")
_KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十]+")


def parse_days(text: str, today: date) -> Days | None:
    """The days that ``text`` names, or None when it names none.

    Relative spans count from ``today``; weeks start on Monday, fiscal years (年度) on 1 April.
    """
    if len(text) > MAX_CHARACTERS:
        return None
    name = unicodedata.normalize("NFKC", text).strip().lower().replace("−", "-").replace("ー", "-")
    try:
        if name in _NAMED:
            return _ago(*_NAMED[name], today)
        name = _KANJI_NUMBER.sub(lambda n: number_term(n[0]) or n[0], _AROUND.sub("", name))
        return _calendar_days(name) or _last_span(name, today) or _relative_days(name, today)
    except (ValueError, OverflowError):  # 2025-13, year 0, 9,999 years ago
        return None


def parse_range(text: str, today: date) -> Days | None:
    """Like :func:`parse_days`, and ``a..b`` (also ``a〜b``), where either end may be left open.

    The second end may leave out the year: ``2025年1月〜6月``. ``a以降`` and ``aまで`` are open.
    """
    whole = parse_days(text, today)
    if whole is not None or len(text) > 2 * MAX_CHARACTERS:
        return whole
    if open_end := _OPEN.search(text):
        days = parse_days(text[: open_end.start()], today)
        if days is not None:
            return Days(days.first, None) if open_end[1] else Days(None, days.last)
    ends = _RANGE.split(_OPEN.sub("", text))
    if len(ends) == 2 and (year := _YEAR_OF_MONTH.match(ends[0])) and _MONTH_ALONE.match(ends[1]):
        ends[1] = year[0] + ends[1]
    if len(ends) != 2 or not any(ends):
        return None
    first, last = (parse_days(end, today) if end else Days() for end in ends)
    if first is None or last is None:
        return None
    return Days(first.first, last.last)


def _calendar_days(name: str) -> Days | None:
    if match := _DATE.fullmatch(name) or _COMPACT_DATE.fullmatch(name):
        return _span(int(match[1]), match[2], match[3])
    if match := _JAPANESE_DATE.fullmatch(name):
        if match[2]:
            return _fiscal_year(int(match[1]))
        return _span(int(match[1]), match[3], match[4])
    if match := _PART_OF_YEAR.fullmatch(name):
        half, quarter = match[2], int(match[3] or match[4] or 0)
        months = 3 if quarter else 6
        first = 3 * quarter - 2 if quarter else 1 if half in ("上半期", "前半") else 7
        year = int(match[1])
        return Days(_month(year, first).first, _month(year, first + months - 1).last)
    if match := _DECADE.fullmatch(name):
        return Days(date(int(match[1]), 1, 1), date(int(match[1]) + 9, 12, 31))
    if match := _ENGLISH_MONTH.fullmatch(name):
        names = [name for name in _MONTHS if match[1] in (name, name[:3])]
        return _month(int(match[2]), _MONTHS.index(names[0]) + 1) if names else None
    if match := _ERA_DATE.fullmatch(name):
        era = ERA_LETTERS.get(match[1], match[1])
        year = ERAS[era] + (1 if match[2] == "元" else int(match[2]))
        return _fiscal_year(year) if match[3] else _span(year, match[4], match[5])
    return None


def _last_span(name: str, today: date) -> Days | None:
    match = _LAST_SPAN.fullmatch(name) or _LAST_SPAN_ENGLISH.fullmatch(name)
    if match is None:
        return None
    count, unit = int(match[1]), match[2]
    if unit[0] in "日d":
        return Days(today - timedelta(days=max(count, 1) - 1), today)
    if unit[0] in "週w":
        return Days(today - timedelta(days=max(7 * count, 1) - 1), today)
    months = 12 * count if unit[0] in "年y" else count
    return Days(_months_before(today, months) + timedelta(days=1 if months else 0), today)


def _relative_days(name: str, today: date) -> Days | None:
    """昨年10月, 3日前, 2か月前."""
    if match := _MONTH_OF_YEAR.fullmatch(name):
        return _month(today.year - _NAMED[match[1]][1], int(match[2]))
    if match := _AGO.fullmatch(name):
        return _ago(match[2][0], int(match[1]), today)
    return None


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last: 31 May − 3 months = 28 February."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _span(year: int, month: str | None, day: str | None) -> Days:
    if day:
        whole = date(year, int(month or 0), int(day))
        return Days(whole, whole)
    if month:
        return _month(year, int(month))
    return Days(date(year, 1, 1), date(year, 12, 31))


def _month(year: int, month: int) -> Days:
    first = date(year, month, 1)
    return Days(first, date(year, month, monthrange(year, month)[1]))


def _fiscal_year(year: int) -> Days:
    return Days(date(year, 4, 1), date(year + 1, 3, 31))


def _ago(unit: str, count: int, today: date) -> Days:
    """The day, week, month, year or fiscal year that lies so many before today's."""
    match unit:
        case "日":
            day = today - timedelta(days=count)
            return Days(day, day)
        case "週":
            monday = today - timedelta(days=today.weekday() + 7 * count)
            return Days(monday, monday + timedelta(days=6))
        case "年":
            return _span(today.year - count, None, None)
        case "年度":
            return _fiscal_year(today.year - (today.month < 4) - count)
    day = _months_before(today.replace(day=1), count)
    return _month(day.year, day.month)


_NAMED = {
    name: (unit, count)
    for names, unit, count in (
        ("今日、本日、きょう、today", "日", 0),
        ("昨日、きのう、yesterday", "日", 1),
        ("一昨日、おととい", "日", 2),
        ("今週、this week", "週", 0),
        ("先週、last week", "週", 1),
        ("今月、this month", "月", 0),
        ("先月、last month", "月", 1),
        ("先々月、先先月", "月", 2),
        ("今年、本年、ことし、this year", "年", 0),
        ("昨年、去年、last year", "年", 1),
        ("一昨年、おととし", "年", 2),
        ("今年度、本年度", "年度", 0),
        ("昨年度、前年度", "年度", 1),
    )
    for name in names.split("、")
}
