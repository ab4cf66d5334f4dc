"""The pages as programs see them: status, headers, head; their behaviour is in tests/browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support import Post, build_index, write_site
from tests.web.commands.blog import sakuin
from tests.web.conftest import make_client
from web.jobs.indexing import index_sites
from web.settings import Settings

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "ja"}


def test_the_page_says_what_it_is(data: Path) -> None:
    client = make_client(data, title="日記", base_url="https://search.example", robots="index")
    home = client.get("/", headers=BROWSER).text
    assert "<title>日記の検索</title>" in home
    assert '<meta name="robots" content="index">' in home
    assert '<link rel="canonical" href="https://search.example/">' in home
    assert 'type="application/opensearchdescription+xml"' in home
    found = client.get("/?q=東京&page=1&utm_source=x", headers=BROWSER).text
    assert '<meta name="robots" content="noindex, follow">' in found
    assert 'rel="canonical" href="https://search.example/?q=%E6%9D%B1%E4%BA%AC"' in found


def test_the_page_is_named_after_the_one_site_that_anybody_may_search(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "_config.yml").write_text("title: 旅の記録\n", "utf-8")
    data = site.parent / ".sakuin"
    sakuin(capsys, "index", site)
    client = make_client(data)
    assert "<title>旅の記録の検索</title>" in client.get("/", headers=BROWSER).text
    assert client.get("/feed.json").get_json()["title"] == "旅の記録"
    for hidden in (make_client(data, require_key=True), make_client(data, title="検索")):
        assert "旅の記録" not in hidden.get("/", headers=BROWSER).text
    sakuin(capsys, "index", f"a={site}", "--prune")
    sakuin(capsys, "index", f"b={site}")
    assert "<title>Sakuinの検索</title>" in make_client(data).get("/", headers=BROWSER).text


def test_a_page_leads_back_to_the_blog_whose_address_is_set(data: Path) -> None:
    page = make_client(data, site_url="https://blog.example").get("/", headers=BROWSER).text
    assert '<a class="back" href="https://blog.example">ブログへ戻る</a>' in page
    assert "ブログへ戻る" not in make_client(data).get("/", headers=BROWSER).text


def test_pages_of_results_name_their_neighbours(client: FlaskClient) -> None:
    page = client.get("/?page=1", headers=BROWSER).text
    assert 'rel="prev"' not in page


@pytest.fixture(scope="module")
def ten_pages(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client over 95 posts of one word."""
    posts: dict[str, Post] = {f"{n:02}.md": {"title": f"第{n}回", "text": "桜"} for n in range(95)}
    return make_client(build_index(tmp_path_factory.mktemp("pages"), posts))


@pytest.mark.parametrize(
    ("page", "shown", "turns"),
    [
        (1, "1～10件目を表示 1 2 3 … 10", ["next 2"]),
        (2, "11～20件目を表示 1 2 3 4 … 10", ["prev 1", "next 3"]),
        (4, "31～40件目を表示 1 2 3 4 5 6 … 10", ["prev 3", "next 5"]),
        (5, "41～50件目を表示 1 … 3 4 5 6 7 … 10", ["prev 4", "next 6"]),
        (10, "91～95件目を表示 1 … 8 9 10", ["prev 9"]),
    ],
)
def test_a_long_list_says_where_one_is_and_leads_to_the_other_pages(
    ten_pages: FlaskClient, page: int, shown: str, turns: list[str]
) -> None:
    html = ten_pages.get(f"/?q=桜&page={page}", headers=BROWSER).text
    numbers = re.findall(r"<li.*?>([\d…]+)<", html)
    (place,) = re.findall("[0-9]+～[0-9]+件目を表示", html)
    assert f"{place} {' '.join(numbers)}" == shown
    (current,) = re.findall(r'aria-current="page".*?>(\d+)<', html)
    assert current == str(page)
    found = re.findall(r'<a rel="(prev|next)" class="turn" href="(.*?)"', html)
    assert [
        f"{rel} {(re.search('page=([0-9]+)', to) or ['', '1'])[1]}" for rel, to in found
    ] == turns


def test_one_page_has_no_numbers(client: FlaskClient) -> None:
    html = client.get("/?q=東京", headers=BROWSER).text
    assert "件目を表示" not in html
    assert 'class="pages"' not in html


@pytest.mark.parametrize(
    ("setting", "header", "language"),
    [("auto", "en-US,en", "en"), ("auto", "fr", "ja"), ("auto", "", "ja"), ("ja", "en", "ja")],
)
def test_the_language_is_the_visitors_or_the_settings(
    data: Path, setting: str, header: str, language: str
) -> None:
    client = make_client(data, language=setting)
    page = client.get("/", headers={"Accept-Language": header})
    assert f'<html lang="{language}">' in page.text
    assert "Accept-Language" in page.headers["Vary"]


@pytest.mark.parametrize("path", ["/", "/?q=東京", "/playground", "/?from=x", "/nowhere"])
def test_nothing_inline_is_allowed_or_used(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=BROWSER)
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?! src)|<style|\sstyle=|\son\w+=", page.text)


def test_a_passage_is_shown_once(tmp_path: Path) -> None:
    said = "ここで言う索引とは、語からそれを含む記事へ導く表のことです。"
    sections = {"前置き": said + "くわしくは次に述べます。", "まとめ": "くり返します。" + said}
    posts: dict[str, Post] = {"a.md": {"title": "索引", "text": "", "headings": sections}}
    page = make_client(build_index(tmp_path, posts)).get("/?q=索引", headers=BROWSER).text
    assert page.count("記事へ導く表") == 1
    assert "まとめ" in page


def test_sections_that_say_the_same_are_given_once(tmp_path: Path) -> None:
    said = "ここで言う索引とは、語からそれを含む記事へ導く表のことです。"
    source = f"---\ntitle: 本の話\n---\n## まとめ\n{said}\n## まとめ\n{said}\n## 終わりに\n{said}\n"
    write_site(tmp_path / "blog", {"2025-01-01-a.md": source})
    settings = Settings(data=tmp_path / "data", tokenizer="janome")
    index_sites(settings, {"": tmp_path / "blog"})
    (hit,) = make_client(settings.data).get("/api/v1/search?q=索引").get_json()["hits"]
    assert [one["title"] for one in hit["sections"]] == ["まとめ", "終わりに"]
    assert [bool(one["snippet"]) for one in hit["sections"]] == [True, False]
    assert hit["sections"][1]["link"].endswith("#終わりに")


def test_titles_of_posts_are_escaped(client: FlaskClient) -> None:
    page = client.get("/?q=天気", headers=BROWSER).text
    assert "の<mark>天気</mark> &amp; &lt;雨&gt;" in page


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/?from=someday", "開始日は"),
        ("/?page=0", "ページ番号"),
        ("/?page=99999999", "ページ番号"),
        ("/?sort=best", "「sort」の指定"),
        ("/?q=%00", "使えない文字"),
        ("/?q=%ff", "の指定が正しくありません"),
    ],
)
def test_bad_parameters_are_explained(client: FlaskClient, path: str, told: str) -> None:
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 400
    assert told in page.text
    assert 'role="search"' in page.text


def test_a_range_that_ends_before_it_starts_is_explained(client: FlaskClient) -> None:
    page = client.get("/?from=2025&to=2024", headers=BROWSER)
    assert page.status_code == 400
    assert "終了日より後にならないように" in page.text


def test_unknown_parameters_are_no_error(client: FlaskClient) -> None:
    assert client.get("/?utm_source=x&fbclid=y", headers=BROWSER).status_code == 200


def test_without_an_index_the_page_says_what_to_do(tmp_path: Path) -> None:
    page = make_client(tmp_path).get("/", headers=BROWSER)
    assert page.status_code == 503
    assert "Retry-After" in page.headers
    assert "sakuin index SITE" in page.text


def test_browsers_get_a_page_for_unknown_addresses_and_programs_get_json(
    client: FlaskClient,
) -> None:
    page = client.get("/nowhere", headers=BROWSER)
    assert page.status_code == 404
    assert "ページが見つかりません" in page.text
    assert client.get("/nowhere").json["error"]["code"] == "not_found"  # type: ignore[index]
    assert client.get("/api/v1/nowhere", headers=BROWSER).is_json


def test_an_unknown_post_is_not_found(client: FlaskClient) -> None:
    assert client.get("/posts/nowhere.md", headers=BROWSER).status_code == 404


def test_a_service_with_keys_asks_for_permission(data: Path) -> None:
    page = make_client(data, require_key=True).get("/", headers=BROWSER)
    assert page.status_code == 401
    assert "許可" in page.text


def test_hits_lead_to_the_site_where_its_address_is_known(data: Path) -> None:
    page = make_client(data, site_url="https://blog.example").get("/?q=大阪", headers=BROWSER)
    assert 'href="https://blog.example/2025/09/01/osaka/' in page.text
    page = make_client(data).get("/?q=大阪", headers=BROWSER)
    assert 'href="/posts/_posts/osaka.md' in page.text


def test_a_page_behind_the_last_leads_back(client: FlaskClient) -> None:
    page = client.get("/?q=東京&page=9", headers=BROWSER)
    assert page.status_code == 200
    assert "このページに結果はありません" in page.text


def test_a_page_is_whole_with_an_engine_that_completes_nothing(data: Path) -> None:
    client = make_client(data, engine="whoosh")
    page = client.get("/?q=東京", headers=BROWSER)
    assert page.status_code == 200
    assert "大阪の検索エンジン" in page.text
    completed = client.get("/api/v1/search?q=大阪&complete=1").get_json()
    assert completed["suggestions"]["completions"][0]["text"] == "大阪の検索エンジン"
    assert client.get("/api/v1/suggest?q=東").status_code == 501
