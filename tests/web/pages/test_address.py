"""The search page's address: what is kept, what is dropped, what links make of it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from web.pages.address import Address

PAIRS = [
    ("q", "東京"),
    ("tag", "雨"),
    ("tag", "傘"),
    ("page", "3"),
    ("utm_source", "x"),
    ("to", " "),
]


@pytest.fixture(autouse=True)
def request_context(client: FlaskClient) -> object:
    with client.application.test_request_context("/"):
        yield


def test_unknown_and_empty_parameters_are_dropped() -> None:
    address = Address.read(PAIRS)
    assert address.pairs == (("q", "東京"), ("tag", "雨"), ("tag", "傘"), ("page", "3"))


def test_the_last_of_repeated_values_counts() -> None:
    assert Address.read([("q", "雨"), ("q", "傘")]).get("q") == "傘"
    assert Address.read([("tag", "雨"), ("tag", "雨")]).pairs == (("tag", "雨"),)


def test_a_changed_filter_leads_to_the_first_page() -> None:
    address = Address.read(PAIRS)
    assert address.with_("tag", "空").get("page") == ""
    assert address.without_value("tag", "雨").pairs == (("q", "東京"), ("tag", "傘"))
    assert address.without("tag").pairs == (("q", "東京"),)


def test_the_first_page_is_not_named() -> None:
    address = Address.read(PAIRS)
    assert address.on_page(1).get("page") == ""
    assert address.on_page(4).get("page") == "4"


def test_an_address_is_a_link() -> None:
    assert str(Address()) == "/"
    assert str(Address.read([("tag", "EU AI Act"), ("q", "a&b")])) == "/?q=a%26b&tag=EU+AI+Act"
