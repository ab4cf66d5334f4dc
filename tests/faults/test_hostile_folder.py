"""Files of the folder in which a command is given are never run, by no process of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import post_source, write_site
from tests.web.service import Server, eventually
from web.access.keys import KeyStore
from web.startup import HOME, strangers

MODULES = ("orjson", "pickle", "socket", "types", "signal", "numpy/__init__", "web/__init__",
           "web/jobs/process", "index/__init__", "search/__init__", "gunicorn/__init__",
           "sitecustomize")  # fmt: skip


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A site whose author wants to run code of his own: each file leaves a mark when it is."""
    folder = write_site(
        tmp_path / "site",
        {f"2025-01-{n:02}-a.md": post_source(f"{n}", "東京の天気。" * 4_000) for n in range(1, 11)},
    )
    for name in MODULES:
        path = folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"open({str(tmp_path / 'run')!r}, 'a').write({name + chr(10)!r})\n")
    return folder


@pytest.fixture(autouse=True)
def safe(trap: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In that folder, and so that nothing but the code itself keeps it from being imported."""
    monkeypatch.chdir(trap)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")


@pytest.fixture
def script(tmp_path: Path) -> list[str]:
    """The ``sakuin`` script, as an installation makes it."""
    path = tmp_path / "bin" / "sakuin"
    path.parent.mkdir()
    path.write_text(
        "from web.__main__ import main\nif __name__ == '__main__':\n    main()\n", "utf-8"
    )
    return [sys.executable, str(path)]


def test_a_run_in_several_processes(script: list[str], tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    options = ["index", ".", "--data", data, "--jobs", "2", "--full"]
    done = subprocess.run([*script, *options], capture_output=True, text=True, check=True)
    assert "10 added" in done.stdout
    assert not (tmp_path / "run").exists()


def test_the_service_its_watcher_and_a_run_that_it_starts(
    script: list[str], trap: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    Path("sakuin.toml").write_text('[sites]\nblog = "."\n', "utf-8")
    key = KeyStore(data).create("deploy", ["admin"])
    server = Server(data, "--site", str(trap), program=script)
    try:
        eventually(lambda: server.get("/readyz")[0] == 200)
        raw = f"POST /api/v1/reindex HTTP/1.0\r\nAuthorization: Bearer {key}\r\n\r\n"
        assert b" 202 " in server.send(raw.encode())
        eventually(lambda: 'state="queued"} 0' in server.get("/metrics")[1])
        eventually(lambda: 'state="running"} 0' in server.get("/metrics")[1])
    finally:
        server.stop()
    assert not (tmp_path / "run").exists()


def test_another_distribution_with_our_names_is_named(tmp_path: Path) -> None:
    for name in ("index", "search", "web"):
        (tmp_path / name).mkdir()
    assert list(strangers(HOME)) == []
    record = tmp_path / "other_site-1.2.dist-info" / "RECORD"
    record.parent.mkdir()
    record.write_text("web/__init__.py,,\nweb/views.py,,\nwebsite/a.py,,\nother/web/b.py,,\n")
    ours = tmp_path / "sakuin-0.1.0.dist-info" / "RECORD"
    ours.parent.mkdir()
    ours.write_text("web/__init__.py,,\nindex/__init__.py,,\n")
    told = list(strangers(tmp_path))
    assert "the distribution other_site 1.2 has a package 'web' too, in the same place" in told
    assert len([line for line in told if "distribution" in line]) == 1


def test_a_package_that_hides_ours_is_told_in_one_line(script: list[str], tmp_path: Path) -> None:
    hiding = tmp_path / "hiding"
    (hiding / "index").mkdir(parents=True)
    (hiding / "index" / "__init__.py").touch()
    done = subprocess.run(
        [*script, "--version"],
        env=os.environ | {"PYTHONPATH": f"{hiding}:{HOME}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert str(hiding / "index" / "__init__.py") in done.stderr
    assert "environment of its own" in done.stderr
