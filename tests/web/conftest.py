"""One small index for all tests of the service, and applications over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support import Post, build_index
from tests.web.commands.blog import write_blog
from web.app import create_app
from web.engines import live_searcher
from web.settings import Settings

POSTS: dict[str, Post] = {
    "_posts/tokyo.md": {
        "title": "東京の天気 & <雨>",
        "text": "今日の東京は雨です。傘を持って出かけました。",
        "headings": {"明日の東京": "明日の東京は晴れるでしょう。"},
        "tags": ["天気", "EU AI Act"],
        "categories": ["日記"],
        "authors": ["夏目", "森"],
        "date": "2025-10-30T22:03:02",
        "url": "/2025/10/30/tokyo/",
        "excerpt": "東京の雨の話",
    },
    "_posts/osaka.md": {
        "title": "大阪の検索エンジン",
        "text": "大阪で検索エンジンの勉強会がありました。東京からも人が来ました。",
        "tags": ["検索", "天気"],
        "categories": ["技術"],
        "authors": ["森"],
        "date": "2025-09-01",
        "url": "/2025/09/01/osaka/",
    },
    "_posts/english.md": {
        "title": "Running a search engine",
        "text": "A search engine in Tokyo.",
        "tags": ["検索"],
        "lang": "en",
        "date": "2024-12-31",
        "url": "/2024/12/31/english/",
    },
    "about.md": {"title": "この日記について", "text": "日付のないページです。", "url": "/about/"},
}

Client = Callable[..., FlaskClient]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the posts above."""
    return build_index(tmp_path_factory.mktemp("service"), POSTS)


@pytest.fixture(scope="session")
def client(data: Path) -> FlaskClient:
    """A client of the service with default settings."""
    return make_client(data)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small site to index; the working directory has no settings and no index."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")
    return write_blog(tmp_path / "site")


def make_client(data: Path, **settings: Any) -> FlaskClient:
    """A client of the service over ``data`` with some settings changed."""
    chosen = Settings(data=data, **settings)
    return create_app(chosen, live_searcher(chosen)).test_client()
