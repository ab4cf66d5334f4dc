"""Bytes that a bad disk has changed: whoever meets them is told so, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.local.store import CURRENT_FILE
from tests.support import build_index, open_live, post_source, write_site
from web.app import create_app
from web.commands.cli import run
from web.settings import Settings

SOURCE = post_source("東京の話", "東京は雨。")
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "zeros": lambda content: bytes(len(content)),
    "cut": lambda content: content[: len(content) // 2],
    "inverted": lambda content: bytes(byte ^ 0xFF for byte in content),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound index; copied before it is damaged."""
    posts = {
        "a": {"title": "東京", "text": "東京は雨。", "tags": ["天気"], "authors": ["佐藤"]},
        "b": {"title": "大阪", "text": "大阪は晴れ。㈱", "categories": ["旅"], "site": "x"},
    }
    return build_index(tmp_path_factory.mktemp("sound"), posts)  # type: ignore[arg-type]


def files_of(data: Path) -> list[Path]:
    """Files that an answer or a check depends on and that are not empty."""
    served = (CURRENT_FILE, "generations", "segments")
    files = (path for name in served for path in (data / name, *(data / name).rglob("*")))
    return [path.relative_to(data) for path in files if path.is_file() and path.stat().st_size]


@pytest.mark.parametrize("kind", DAMAGE)
def test_every_damaged_file_is_told_in_one_line_and_found_by_a_check(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    for file in files_of(sound):
        data = tmp_path / "data"
        shutil.copytree(sound, data)
        (data / file).write_bytes(DAMAGE[kind]((data / file).read_bytes()))
        status = run(["search", "東京", "--data", str(data)])
        error = capsys.readouterr().err
        assert status == 0 or (error.count("\n") == 1 and "run `sakuin index" in error), file
        assert status == 0 or file.name == CURRENT_FILE or file.name in error
        assert run(["check", "--data", str(data)]) == 1, file
        assert "run `sakuin index" in capsys.readouterr().err, file
        shutil.rmtree(data)


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_full_run_mends_whatever_is_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")
    site, data = write_site(tmp_path / "site", {"2025-01-01-a.md": SOURCE}), tmp_path / "data"
    index = ["index", str(site), "--data", str(data), "--jobs", "1"]
    assert run(index) == 0
    patterns = ("current", "lock", "generations/*/*", "segments/*/files")
    engines = ("segments/*/whoosh/*.toc", "segments/*/columns/terms.lines")
    for pattern in (*patterns, *engines):
        for file in data.glob(pattern):
            file.write_bytes(DAMAGE[kind](file.read_bytes()))
        assert run([*index, "--full"]) == 0, pattern
        assert run(["check", "--data", str(data)]) == 0, pattern
        assert run(["search", "東京", "--data", str(data)]) == 0
        assert "東京の話" in capsys.readouterr().out


def test_a_run_that_must_rewrite_damaged_posts_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")
    site, data = write_site(tmp_path / "site", {"2025-01-01-a.md": SOURCE}), tmp_path / "data"
    index = ["index", str(site), "--data", str(data), "--jobs", "1"]
    assert run(index) == 0
    for path in data.glob("segments/*/whoosh/*_stored.col"):
        path.write_bytes(bytes(path.stat().st_size))
    capsys.readouterr()
    for day in range(2, 30):
        write_site(site, {f"2025-01-{day:02}-b.md": SOURCE})
        if run(index):
            break
    assert "run `sakuin index --full SITE`" in capsys.readouterr().err
    assert run([*index, "--full"]) == 0
    assert run(["check", "--data", str(data)]) == 0


def test_the_service_says_that_the_index_is_damaged(sound: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(sound, data)
    searchers = open_live(data)
    client = create_app(Settings(data=data), searchers).test_client()
    assert client.get("/api/v1/search?q=どこにもない").status_code == 200
    for path in data.glob("segments/*/columns/stored.bin"):
        path.write_bytes(bytes(path.stat().st_size))
    answer = client.get("/api/v1/documents/a")
    assert answer.status_code == 503
    assert "sakuin check --repair" in answer.json["error"]["message"]  # type: ignore[index]
