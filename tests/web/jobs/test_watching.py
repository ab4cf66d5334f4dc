"""A watched site: changes are published soon, once for a burst, and leftovers never."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchfiles import Change

from tests.web.commands.blog import write_post
from web.engines import local_store
from web.jobs import watching
from web.jobs.watching import SiteFilter

PATIENCE = 60.0
"""Seconds after which a test gives up on a busy machine."""


class Watcher:
    """``sakuin index --watch`` in a process of its own, and the lines that it prints."""

    def __init__(self, site: Path, data: Path, errors: int = subprocess.DEVNULL) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "web",
                "index",
                str(site),
                "--data",
                str(data),
                "--watch",
            ],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=os.environ | {"SAKUIN_TOKENIZER": "janome"},
        )
        self.lines: list[str] = []
        self._arrived = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._arrived:
                self.lines.append(line)
                self._arrived.notify_all()

    def wait_for(self, text: str) -> None:
        with self._arrived:
            found = self._arrived.wait_for(
                lambda: any(text in line for line in self.lines), PATIENCE
            )
        assert found, self.lines


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    (root / "_posts").mkdir(parents=True)
    write_post(root, "2025-10-30-tokyo", "東京の天気", "天気", "今日の東京は雨です。")
    return root


@pytest.fixture
def watcher(site: Path, tmp_path: Path) -> Iterator[Watcher]:
    watcher = Watcher(site, tmp_path / "data")
    watcher.wait_for("1 added")
    watcher.wait_for("nothing to publish")  # the look around when the watch is set up
    yield watcher
    watcher.process.terminate()
    watcher.process.wait(PATIENCE)


def test_a_burst_of_changes_is_one_run(site: Path, watcher: Watcher) -> None:
    watcher.process.send_signal(signal.SIGSTOP)  # however long a busy machine takes to write them
    for day in range(1, 6):
        path = write_post(site, f"2025-09-0{day}-new", f"新しい{day}", "旅", "鹿がいました。")
        # Editors write beside and rename over.
        beside = path.with_suffix(".tmp")
        beside.write_bytes(path.read_bytes())
        beside.replace(path)
    (site / "_posts" / ".2025-09-01-new.md.swp").write_bytes(b"x")
    (site / "_posts" / "2025-09-01-new.md~").write_bytes(b"x")
    watcher.process.send_signal(signal.SIGCONT)
    watcher.wait_for("5 added")
    assert len(watcher.lines) == 3


def test_a_broken_moment_does_not_end_the_watch(site: Path, watcher: Watcher) -> None:
    hidden = site.with_name("hidden")
    site.rename(hidden)
    hidden.rename(site)
    write_post(site, "2025-10-31-new", "後の記事", "旅", "鹿がいました。")
    watcher.wait_for("1 added, 0 updated, 0 deleted, 1 unchanged")
    assert watcher.process.poll() is None


def test_another_folder_in_the_place_of_the_site_is_watched(site: Path, watcher: Watcher) -> None:
    """As a deployment puts it there."""
    fresh = site.with_name("fresh")
    shutil.copytree(site, fresh)
    site.rename(site.with_name("old"))
    fresh.rename(site)
    for day in (30, 31):  # one that may come before the watch, and one that does not
        write_post(site, f"2025-09-{day - 10}-new", f"後の記事{day}", "旅", "鹿がいました。")
        watcher.wait_for(f"1 added, 0 updated, 0 deleted, {day - 29} unchanged")


def test_it_looks_now_and_then_whether_the_day_of_a_post_has_come(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody saves a file then."""
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.0)
    runs: list[bool] = []

    def run(asked: bool) -> None:
        runs.append(asked)
        if len(runs) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watching.watch_sites([site], tmp_path / "data", run, lambda error: None)
    assert runs == [True, False]


def test_one_beside_a_service_ends_without_a_crash() -> None:
    """Python's reader of standard input would still be at work then."""
    program = "from web.jobs.watching import end_with_input as end; end()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        stdin=(pipe := os.pipe())[0],
        capture_output=True,
        text=True,
        check=False,
    )
    for end in pipe:
        os.close(end)
    assert (done.returncode, done.stderr) == (0, "")


def test_one_that_heeds_no_signal_is_ended_too() -> None:
    program = (
        "import signal, time; from web.jobs import watching; watching.STOP_SECONDS = 1;"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"watching.end_with_input(); time.sleep({PATIENCE})"
    )
    done = subprocess.run([sys.executable, "-c", program], stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == -signal.SIGALRM


def test_a_watch_that_begins_while_another_run_writes_waits_for_it(
    site: Path, tmp_path: Path
) -> None:
    with local_store(tmp_path / "data").exclusive():
        watcher = Watcher(site, tmp_path / "data", subprocess.STDOUT)
        watcher.wait_for("another run")
    watcher.wait_for("1 added")
    assert watcher.process.poll() is None
    watcher.process.terminate()
    watcher.process.wait(PATIENCE)


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("_posts/2025-10-30-tokyo.md", True),
        ("_config.yml", True),
        ("content/hugo.toml", True),
        ("_posts/.2025-10-30-tokyo.md.swp", False),
        ("_posts/2025-10-30-tokyo.md~", False),
        ("_posts/.#2025-10-30-tokyo.md", False),
        ("_posts/#2025-10-30-tokyo.md#", False),
        ("_posts/4913", False),
        ("_posts/.2025-10-30-tokyo.md.kate-swp", False),
        ("_posts/.goutputstream-7A3B", False),
        ("_posts/~$tokyo.md", False),
        ("_posts/a.tmp", False),
        (".git/index.lock", False),
        ("node_modules/a/readme.md", False),
        (".sakuin/current", False),
    ],
)
def test_leftovers_of_editors_and_tools_are_not_seen(tmp_path: Path, path: str, seen: bool) -> None:
    assert SiteFilter(tmp_path / ".sakuin")(Change.modified, str(tmp_path / path)) is seen
