"""One term for a number, however it is written: 一万, 1万, １０，０００ → ``10000``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from index.analysis.variants import read_rows

NUMERALS = "一二三四五六七八九"
_DIGITS = {digit: str(value) for value, digit in enumerate("〇" + NUMERALS)} | {"零": "0"}
_SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE_UNITS = {"万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}
KANJI_NUMERALS = frozenset(_DIGITS) | frozenset(_SMALL_UNITS) | frozenset(_LARGE_UNITS)
_PART = re.compile(r"([\d.]+)|([十百千])|([万億兆京])")
_PLAIN = re.compile(r"\d+(?:\.\d+)?$")
_MOST_DIGITS = 20


def plain_number(text: str) -> bool:
    """Whether ``text`` is one number in ASCII digits: ``1.4``, but not ``1.4.2``."""
    return _PLAIN.match(text) is not None


def number_term(text: str) -> str | None:
    """The value in ASCII digits: ``1.4兆`` → ``1400000000000``, ``二〇二六`` → ``2026``.

    None where it is no number that people write: two points, units out of order, or too long.
    """
    ascii_text = "".join(
        _DIGITS.get(character, character) for character in text if character != ","
    )
    if len(ascii_text) > _MOST_DIGITS:
        return None
    if _PLAIN.match(ascii_text):
        return ascii_text
    value = _value(ascii_text)
    if value is None:
        return None
    whole, rest = divmod(value, 1)
    return str(whole) if not rest else f"{float(value):.6f}".rstrip("0")


def kanji_number(number: int) -> str:
    """Under 10,000: 31 → 三十一, 1500 → 千五百, 0 → 零."""
    found = ""
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        times, number = divmod(number, value)
        if times:
            found += ("" if times == 1 and unit else NUMERALS[times - 1]) + unit
    return found or "零"


def _value(text: str) -> Fraction | None:
    """The value of digits and units: 千 multiplies what stands before it, 万 the whole section."""
    total = section = Fraction(0)
    pending: Fraction | None = None
    last_large = 10**20
    last_small = 10**4
    for digits, small, large in _PART.findall(text):
        if digits:
            if pending is not None or not _PLAIN.match(digits):
                return None
            pending = Fraction(digits)
        elif small:
            if _SMALL_UNITS[small] >= last_small:
                return None
            last_small = _SMALL_UNITS[small]
            section += (1 if pending is None else pending) * last_small
            pending = None
        else:
            if _LARGE_UNITS[large] >= last_large:
                return None
            last_large, last_small = _LARGE_UNITS[large], 10**4
            section += pending or 0
            total += (section or 1) * last_large
            section, pending = Fraction(0), None
    return total + section + (pending or 0)


COUNTERS = frozenset(
    "年月日時分秒週人名円回個件本枚匹頭羽台冊歳才度倍階番号位章節話巻部社店校室軒杯袋箱組種点票段級行語字歩周泊割つ"
)
COUNTERS |= {"年間", "年度", "年代", "か月", "ケ月", "カ月", "週間", "日間", "時間", "分間", "秒間"}
COUNTERS |= {"種類", "世紀", "世代"}
"""What stands behind a number and says what is counted."""
COUNTED_ON = ("", "間", "目", "度", "代", "半", "分", "生", "台", "以上", "以下", "程度")
"""What may be one token with a counter: 2年 is found in 2年間 and 2年目."""


_NAMES = {kana: int(value) for value, *names in read_rows("number_words.txt") for kana in names}
_ONES, _TENS, _HUNDREDS, _THOUSANDS, _LARGE = (
    {kana: value for kana, value in _NAMES.items() if low <= value < high}
    for low, high in ((0, 10), (10, 100), (100, 1000), (1000, 10**4), (10**4, 10**9))
)
_MOST_READ = 16


def read_numbers(kana: str) -> tuple[tuple[int, str], ...]:
    """Numbers that kana may begin with, as (length, term): ``にじかん`` → ``(1, "2")``.

    Whether a number is meant, the word behind it tells: にく is meat, にじかん two hours.
    """
    found: dict[int, str] = {}
    _read_section(kana, 0, 0, 10**4, found)
    for at, term in list(found.items()):
        for name, unit in _LARGE.items():
            if kana.startswith(name, at):
                value = int(term) * unit
                found.setdefault(at + len(name), str(value))
                rest: dict[int, str] = {}
                _read_section(kana, at + len(name), 0, 10**4, rest)
                for end, more in rest.items():
                    found.setdefault(end, str(value + int(more)))
    return tuple(found.items())


_COUNTED = {kana: (number, counter) for number, counter, kana in read_rows("counted.txt")}
_NATIVE = {kana.strip("()"): pair for kana, pair in _COUNTED.items() if pair[1] != "つ"}


COUNTED_IN_KANA = {pair: kana for kana, pair in _COUNTED.items() if kana[0] != "("}
"""By number and counter, how both are written in kana; without those that mean something else
(いつか): ("2", "人") → ふたり, ("6", "つ") → むっつ."""


def read_counted(kana: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """What kana begin with, as (length, number, counters): はつかかん → (5, "20", 日間), …"""
    for name, (number, counter) in _NATIVE.items():
        if kana.startswith(name):
            yield len(name), number, tuple(counter + more for more in COUNTED_ON)
            for more, read in (("間", "かん"), ("目", "め")):
                if kana.startswith(read, len(name)):
                    yield len(name) + len(read), number, (counter + more,)


def _read_section(kana: str, at: int, value: int, below: int, found: dict[int, str]) -> None:
    """Numbers under 10,000 from ``at`` on, whose units all lie ``below`` the one before."""
    if at:
        found.setdefault(at, str(value))
    if at >= _MOST_READ:
        return
    for factor_end, factor in ((at, 1), *_named(kana, at, _ONES)):
        for units in (_THOUSANDS, _HUNDREDS, _TENS):
            for end, unit in _named(kana, factor_end, units):
                if unit < below:
                    _read_section(kana, end, value + factor * unit, unit, found)
        if factor_end > at and below > 1:
            found.setdefault(factor_end, str(value + factor))


def _named(kana: str, at: int, names: dict[str, int]) -> list[tuple[int, int]]:
    """Where each name that stands at a place ends, and its value."""
    return [(at + len(name), value) for name, value in names.items() if kana.startswith(name, at)]
