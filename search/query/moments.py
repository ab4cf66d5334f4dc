"""Days, years, hours and parts in all notations: 令和7年10月1日, 15時, 午後3時, 1/2, 二分の一."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

from index.analysis.numbers import NUMERALS, kanji_number, number_term
from index.reading.dates import ERA_LETTERS, ERAS
from search.query.plan import Stretch

_DATE = re.compile(
    "(?:(?P<year>[12][0-9]{3}|(?<![0-9a-z])(?P<letter>[rhstm])(?P<short>[1-9][0-9]?))"
    "(?P<sep>[ー/.年])(?P<month>0?[1-9]|1[0-2])"
    "|(?P<era>令和|平成|昭和|大正|明治)(?P<of>元|[1-9][0-9]?)年(?P<eramonth>0?[1-9]|1[0-2]))"
    "(?:月|(?=[ー/.])|$)"
    "(?:(?<=月)(?P<day>0?[1-9]|[12][0-9]|3[01])日|[ー/.](?P<bare>0?[1-9]|[12][0-9]|3[01])(?![0-9]))?(?![ー/.]?[0-9])"
)
_YEAR = re.compile(
    "(?:(?<![0-9])(?P<year>(?:18|19|20)[0-9]{2})"
    "|(?P<era>令和|平成|昭和|大正|明治|(?<![0-9a-z])[rhstm])(?P<of>元|[0-9]{1,2}|[一二三四五六七八九十]{1,3}))(?P<unit>年度?)(?![0-9]+月)"
)


def moments(folded: str) -> Iterator[Stretch]:
    """The stretches of a folded text that tell of time, or of a part (1/2)."""
    return chain(_dates(folded), _hours(folded), _parted(folded), _years(folded))


def _years(folded: str) -> Iterator[Stretch]:
    """2024年 → 令和6年, and back."""
    for match in _YEAR.finditer(folded):
        unit, era = match["unit"], ERA_LETTERS.get(match["era"], match["era"])
        if era is None:
            names = tuple(_years_of_eras(int(match["year"])))
        else:
            of = int("1" if match["of"] == "元" else number_term(match["of"]) or 0)
            names = (str(ERAS[era] + of), *_year_of_era(era, of))
        units = ("年", "年度") if unit == "年" else (unit,)
        yield Stretch(*match.span(), tuple(f"{name}{unit}" for unit in units for name in names))


def _years_of_eras(year: int) -> Iterator[str]:
    """2019 → 令和元, 令和1, r1, 平成31, 平成三十一, h31."""
    for era, last in _LAST_YEARS.items():
        if 0 < year - ERAS[era] <= last:
            yield from _year_of_era(era, year - ERAS[era])


def _year_of_era(era: str, of: int) -> Iterator[str]:
    """5 of 令和 → 令和5, 令和五, r5."""
    (letter,) = (letter for letter, name in ERA_LETTERS.items() if name == era)
    yield from (f"{era}元",) if of == 1 else ()
    yield from (f"{era}{of}", f"{era}{kanji_number(of)}", f"{letter}{of}")


_LAST_YEARS = {"令和": 99, "平成": 31, "昭和": 64, "大正": 15, "明治": 45}


def _dates(folded: str) -> Iterator[Stretch]:
    """2025-10-01 → 2025年10月1日, 2025/10/1, 令和7年10月1日, …"""
    for match in _DATE.finditer(folded):
        era, of = match["era"] or ERA_LETTERS.get(match["letter"]), match["of"] or match["short"]
        year = ERAS[era] + (1 if of == "元" else int(of)) if era else int(match["year"])
        month, day = int(match["month"] or match["eramonth"]), match["day"] or match["bare"]
        try:
            date(year, month, int(day or 1))
        except ValueError:
            continue
        yield Stretch(*match.span(), tuple(_date_texts(year, month, int(day) if day else None)))


_HOUR = re.compile(
    f"(?:(?P<half>午前|午後)(?P<of>[0-9]{{1,2}}|[{NUMERALS}十零]{{1,2}})"
    "|(?<![0-9.:])(?P<hour>2[0-3]|1?[0-9]))"
    "(?:時(?!間)(?:(?P<minute>[0-5]?[0-9])分|(?P<and>半))?|(?<=[0-9]):(?P<bare>[0-5][0-9])(?![0-9:]))"
)


def _hours(folded: str) -> Iterator[Stretch]:
    """15時 → 午後3時, 15:00, 十五時, and back; 3時 may be of either half of the day."""
    for match in _HOUR.finditer(folded):
        hour = int(match["hour"] or number_term(match["of"]) or 99)
        if hour > (12 if match["half"] else 23):
            continue
        hour = (hour % 12 + (12 if match["half"] == "午後" else 0)) if match["half"] else hour
        minute = 30 if match["and"] else int(match["minute"] or match["bare"] or 0)
        texts = tuple(_hour_texts(hour, minute, match["half"] is not None))
        yield Stretch(*match.span(), texts, literal=True)


def _hour_texts(hour: int, minute: int, half: bool) -> Iterator[str]:
    behind = f"時{minute}分" if minute else "時"
    ways = (behind, "時半") if minute == 30 else (behind,)
    of = f"午後{hour % 12 or 12}" if hour >= 12 else f"午前{hour}"
    kanji = f"午後{kanji_number(hour % 12)}" if hour >= 12 else f"午前{kanji_number(hour)}"
    for way in ways:
        if half or hour == 0 or hour > 12:
            yield from (f"{of}{way}", f"{kanji}{way}")
        yield from (f"{hour}{way}", f"{hour:02}{way}", f"{hour} {way}")
        yield f"{kanji_number(hour)}{way}"
    yield from (f"{hour}:{minute:02}", f"{hour:02}:{minute:02}")
    yield from ("正午",) if hour == 12 and not minute else ()


_PARTED = re.compile("(?P<one>[1-9][0-9]?)/(?P<other>[1-9][0-9]?)")
_PART = re.compile(
    f"(?P<other>[0-9]{{1,2}}|[{NUMERALS}十]{{1,3}})分の(?P<one>[0-9]{{1,2}}|[{NUMERALS}十]{{1,3}})"
)
_DAY = re.compile(
    f"(?P<one>1[0-2]|[1-9]|十?[一二]|[{NUMERALS}十])月"
    f"(?P<other>3[01]|[12]?[0-9]|[一二三]?十?[{NUMERALS}]|[二三]?十)日"
)


def _parted(folded: str) -> Iterator[Stretch]:
    """1/2 → 二分の一, 1月2日, as which it may be meant; and from those, where nothing is before."""
    for pattern in (_PARTED, _PART, _DAY):
        if match := pattern.fullmatch(folded):
            one, other = (int(number_term(match[name]) or 0) for name in ("one", "other"))
            texts = [f"{one}/{other}"]
            if pattern is not _DAY and one < other:
                texts += [f"{other}分の{one}", f"{kanji_number(other)}分の{kanji_number(one)}"]
            if pattern is not _PART and one <= 12 and other <= 31:
                days = dict.fromkeys((f"{other}日", f"{other:02}日"))
                months = dict.fromkeys((f"{one}月", f"{one:02}月", f"{one}月 "))
                texts += [month + day for month in months for day in days]
                texts.append(f"{kanji_number(one)}月{kanji_number(other)}日")
            yield Stretch(0, len(folded), tuple(texts), literal=True)


_TO_KANJI = str.maketrans("0123456789", f"〇{NUMERALS}")


def _date_texts(year: int, month: int, day: int | None) -> Iterator[str]:
    eras = [(n, year - first) for n, first in ERAS.items() if 0 < year - first <= _LAST_YEARS[n]]
    years = [f"{year}年", *(f"{name}{of if of > 1 else '元'}年" for name, of in eras)]
    letters = [f"{letter}{of}" for letter, era in ERA_LETTERS.items() for n, of in eras if n == era]
    kanji = [f"{str(year).translate(_TO_KANJI)}年"]
    kanji += [f"{name}{kanji_number(of) if of > 1 else '元'}年" for name, of in eras]
    if day is None:
        yield from (f"{one}{month}月" for one in years)
        yield from (f"{one}{kanji_number(month)}月" for one in kanji)
        yield f"{year}年{month:02}月"
        yield from (f"{year}{sep}{month:02}" for sep in "ー/.")
        return
    yield from (f"{one}{month}月{day}日" for one in years)
    yield from (f"{one}{kanji_number(month)}月{kanji_number(day)}日" for one in kanji)
    yield f"{year}年{month:02}月{day:02}日"
    for sep in "ー/.":
        yield f"{year}{sep}{month:02}{sep}{day:02}"
        for one in (str(year), *letters):
            yield f"{one}{sep}{month}{sep}{day}"
