"""Every text that a visitor reads, in Japanese and English: ``locales/*.json``.

The pages take theirs through :class:`Texts`; the widget is given those that start with
``widget.`` and those that both use. A text that counts has the keys ``….one`` and ``….other``;
Japanese needs only the second.

>>> Texts("ja").count("page.count", 1200)
'1,200件'
>>> Texts("en").day(date(2025, 10, 30))
'30 October 2025'
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from index.fields import Field, FieldTable

if TYPE_CHECKING:  # the command line needs neither to begin
    from werkzeug.datastructures import LanguageAccept

    from search.query.query import Days

LANGUAGES = ("ja", "en")
"""The first is what a visitor gets whose browser asks for neither."""


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The texts of a language by key."""
    path = files("web") / "locales" / f"{language}.json"
    texts: dict[str, str] = json.loads(path.read_text("utf-8"))
    return texts


def widget_fields(fields: FieldTable) -> dict[str, list[str]]:
    """The fields that the widget filters by, in their order: labels in each language, and type."""
    return {
        row.name: [*(row.label(one) for one in LANGUAGES), *(["boolean"] * (row.type == "boolean"))]
        for row in fields.filters
    }


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language, with what has to be filled into them."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        return catalogue(self.language)[key].format(**values)

    def has(self, key: str) -> bool:
        return key in catalogue(self.language)

    def label(self, row: Field) -> str:
        """How pages call a field."""
        return row.label(self.language)

    def value(self, row: Field, value: str) -> str:
        """A value of a field as pages show it: はい for ``true``."""
        return self(f"value.{value}") if row.type == "boolean" else value

    def count(self, key: str, count: int, **values: object) -> str:
        """A text with a number, in the form that the number asks for: 1 post, 2 posts."""
        one = f"{key}.one"
        form = one if count == 1 and self.has(one) else f"{key}.other"
        return self(form, count=self.number(count), **values)

    def number(self, number: int) -> str:
        return f"{number:,}"

    def day(self, day: date) -> str:
        return self("date.day", **_parts(day))

    def month(self, day: date) -> str:
        return self("date.month", **_parts(day))

    def year(self, day: date) -> str:
        return self("date.year", **_parts(day))

    def days(self, days: Days) -> str:
        """A range as a person says it: ``2025年10月``, ``2025年10月1日～2025年10月5日``."""
        if days.first and days.last:
            if days.first == days.last:
                return self.day(days.first)
            last_of_month = (days.last + timedelta(days=1)).day == 1
            if days.first.day == 1 and last_of_month and days.first.year == days.last.year:
                if (days.first.month, days.last.month) == (1, 12):
                    return self.year(days.first)
                if days.first.month == days.last.month:
                    return self.month(days.first)
            return self("date.range", first=self.day(days.first), last=self.day(days.last))
        if days.first:
            return self("date.since", first=self.day(days.first))
        return self("date.until", last=self.day(days.last)) if days.last else ""


def negotiate(accepted: LanguageAccept, setting: str = "auto") -> Texts:
    """The texts to show: of the set language, else of the one that the browser prefers."""
    if setting in LANGUAGES:
        return Texts(setting)
    return Texts(accepted.best_match(LANGUAGES) or LANGUAGES[0])


@lru_cache(maxsize=1_000)
def _parts(day: date) -> dict[str, object]:
    return {"year": day.year, "month": day.month, "day": day.day, "name": f"{day:%B}"}
