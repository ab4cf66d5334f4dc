"""The widget and the pages' files over HTTP."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient

from tests.web.conftest import make_client
from web.texts import catalogue


def test_the_widget_is_for_every_origin_and_for_an_hour(client: FlaskClient) -> None:
    answer = client.get("/widget.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.cache_control.max_age == 3600
    assert "Set-Cookie" not in answer.headers


def test_an_unchanged_widget_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/widget.js").headers["ETag"]
    again = client.get("/widget.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_browsers_get_it_compressed(client: FlaskClient) -> None:
    for encoding in ("br", "gzip"):
        answer = client.get("/widget.js", headers={"Accept-Encoding": encoding})
        assert answer.headers["Content-Encoding"] == encoding
        tag = answer.headers["ETag"]
        again = client.get(
            "/widget.js", headers={"Accept-Encoding": encoding, "If-None-Match": tag}
        )
        assert again.status_code == 304


def test_each_text_of_the_box_is_there_by_the_key_that_owners_write(client: FlaskClient) -> None:
    script = client.get("/widget.mjs").text
    for key, text in catalogue("ja").items():
        if key.startswith("widget."):
            written = key.removeprefix("widget.")
            assert re.search(rf'[{{,]"?{re.escape(written)}"?:\["{re.escape(text)}', script), key


def test_it_tells_of_clicks_where_they_are_counted(client: FlaskClient, tmp_path: Path) -> None:
    counting = make_client(tmp_path, analytics=True)
    answers = [one.get("/widget.js") for one in (client, counting)]
    assert "isCounting=false" in answers[0].text
    assert "isCounting=true" in answers[1].text
    assert answers[0].headers["ETag"] != answers[1].headers["ETag"]


def test_files_of_the_pages_are_kept_for_good(client: FlaskClient) -> None:
    page = client.get("/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = client.get(address)
    assert answer.mimetype == "text/css"
    assert answer.cache_control.immutable
    assert client.get("/assets/0000000000000000/page.css").status_code == 404
    assert client.get("/assets/0000000000000000/nothing.css").status_code == 404


def test_sources_are_not_served(client: FlaskClient) -> None:
    assert client.get("/static/instantsearch-client.js").mimetype == "text/javascript"
    for name in ("growth", "nodes"):
        assert client.get(f"/static/{name}.svg").mimetype == "image/svg+xml"
    for name in ("widget/panel.js", "page/page.css", "built/widget.js", "../built/widget.js"):
        assert client.get(f"/static/{name}").status_code == 404, name
