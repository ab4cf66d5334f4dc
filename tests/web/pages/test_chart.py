"""Posts over time as bars."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.query.query import Days
from search.results import FacetValue
from web.pages.address import Address
from web.pages.chart import HEIGHT, MAX_MONTHS, chart
from web.texts import Texts


@pytest.fixture(autouse=True)
def request_context(client: FlaskClient) -> object:
    with client.application.test_request_context("/"):
        yield


ALWAYS = Days()


def draw(counts: dict[str, int], days: Days = ALWAYS) -> dict[str, Any] | None:
    values = [FacetValue(month, count, False) for month, count in counts.items()]
    return chart(values, days, Address.read([("q", "雨")]), Texts("ja"))


def test_months_without_posts_have_their_place() -> None:
    drawn = draw({"2025-01": 2, "2024-11": 4})
    assert drawn is not None
    assert [(bar["period"], bar["height"]) for bar in drawn["bars"]] == [
        ("2025-01", HEIGHT // 2),
        ("2024-12", 0),
        ("2024-11", HEIGHT),
    ]
    assert drawn["bars"][0]["label"] == "2025年1月：2件"
    assert drawn["bars"][0]["href"] == "/?q=%E9%9B%A8&from=2025-01&to=2025-01"
    assert drawn["bars"][1]["href"] == ""


def test_years_are_drawn_when_there_are_too_many_months() -> None:
    drawn = draw({"2010-05": 1, "2025-01": 2, "2025-02": 998})
    assert drawn is not None
    assert [bar["period"] for bar in drawn["bars"]][:3] == ["2025", "2024", "2023"]
    assert drawn["bars"][-1]["period"] == "2010"
    assert drawn["bars"][-1]["height"] > 0
    assert len(drawn["bars"]) <= MAX_MONTHS


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2025, 1, 30), date(2025, 1, 31)])
def test_the_month_of_a_chosen_day_is_marked_and_no_other(day: date) -> None:
    drawn = draw({"2024-12": 1, "2025-01": 2, "2025-02": 1}, Days(day, day))
    assert drawn is not None
    assert [bar["period"] for bar in drawn["bars"] if bar["selected"]] == ["2025-01"]


def test_a_chosen_year_shows_its_months() -> None:
    year = Days(date(2025, 1, 1), date(2025, 12, 31))
    drawn = draw({"2010-05": 1, "2025-01": 2}, year)
    assert drawn is not None
    assert [bar["period"] for bar in drawn["bars"]] == [
        f"2025-{month:02}" for month in range(12, 0, -1)
    ]
    assert all(bar["selected"] for bar in drawn["bars"])
    assert drawn["all_href"] == "/?q=%E9%9B%A8"


def test_one_month_is_no_chart() -> None:
    assert draw({"2025-01": 2}) is None
    assert draw({}) is None
