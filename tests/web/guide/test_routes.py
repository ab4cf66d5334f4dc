"""The manual as pages of the service."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import make_client
from web.guide.manual import PAGES
from web.texts import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_served(client: FlaskClient, language: str, name: str) -> None:
    path = f"/guide/{language}/" if name == PAGES[0] else f"/guide/{language}/{name}/"
    response = client.get(path)
    assert response.status_code == 200
    html = response.get_data(as_text=True)
    assert f'<html lang="{language}">' in html
    assert html.count('aria-current="page"') == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_between_pages_lead_to_pages(client: FlaskClient, language: str) -> None:
    for name in PAGES[1:]:
        html = client.get(f"/guide/{language}/{name}/").get_data(as_text=True)
        assert ".md" not in re.sub(r"<code.*?</code>", "", html, flags=re.DOTALL)
        for link in set(re.findall(r'href="(/guide/[^"#]*)', html)):
            assert client.get(link).status_code == 200, (name, link)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_shown(client: FlaskClient, language: str) -> None:
    pictures = re.findall(r'<img src="([^"]*)"', client.get(f"/guide/{language}/operations/").text)
    assert pictures
    for address in pictures:
        assert client.get(address).mimetype == "image/svg+xml"


def test_a_visitor_is_led_to_the_own_language(client: FlaskClient) -> None:
    for language in LANGUAGES:
        response = client.get("/guide/", headers={"Accept-Language": language})
        assert response.headers["Location"] == f"/guide/{language}/"


def test_links_keep_the_path_below_which_the_service_is_mounted(
    data: Path,
) -> None:
    mounted = make_client(data, base_url="http://blog.example/find")
    html = mounted.get("/find/guide/ja/search/").get_data(as_text=True)
    assert 'href="/find/guide/ja/box/"' in html


@pytest.mark.parametrize("path", ["/guide/fr/", "/guide/ja/none/", "/guide/ja/../en/", "/guide/x"])
def test_what_is_no_page_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/playground", "/docs", "/none", "/?page=x"])
def test_pages_lead_to_the_manual_in_the_language_of_the_visitor(
    client: FlaskClient, language: str, path: str
) -> None:
    headers = {"Accept-Language": language, "Accept": "text/html"}
    html = client.get(path, headers=headers).get_data(as_text=True)
    (link,) = re.findall(r'href="(/guide/[^"]*)"', html)
    assert f'lang="{language}"' in client.get(link).get_data(as_text=True)


def test_the_manual_is_open_where_posts_are_not(data: Path) -> None:
    """As its page on operations says of each."""
    closed = make_client(data, require_key=True)
    assert [closed.get(path).status_code for path in ("/guide/ja/", "/docs", "/healthz")] == [
        200
    ] * 3
    for path in ("/", "/playground", "/feed.atom", "/api/v1/search", "/metrics", "/admin"):
        assert closed.get(path).status_code == 401


def test_an_address_without_its_last_slash_keeps_host_and_port(client: FlaskClient) -> None:
    """A proxy may be reached at a port that it says nothing of."""
    for host in ("localhost", "search.example"):
        answer = client.get("/guide/ja/operations?q=a", headers={"Host": host})
        assert answer.status_code == 308
        assert answer.headers["Location"] == "/guide/ja/operations/?q=a"
    elsewhere = {"PATH_INFO": "//evil.example/guide/ja/operations"}
    assert client.get("/", environ_overrides=elsewhere).status_code == 404
