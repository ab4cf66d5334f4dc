"""Ctrl-C and SIGTERM, which reach a run and all its processes at once, end them quietly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.runs.pipeline import SiteSource, reindex
from tests.faults.test_kill import descendants
from tests.support import post_source, write_site
from web.engines import local_store


@pytest.mark.parametrize(
    ("told", "later", "status", "says"),
    [
        (signal.SIGINT, 0.0, 130, ["sakuin:", "interrupted"]),
        (signal.SIGINT, 0.5, 130, ["sakuin:", "interrupted"]),
        (signal.SIGTERM, 0.2, 143, []),
    ],
)
def test_an_interrupted_run_says_so_in_one_line_and_the_next_one_succeeds(
    tmp_path: Path, told: signal.Signals, later: float, status: int, says: list[str]
) -> None:
    root, data = tmp_path / "site", tmp_path / "data"
    # More work than is done before a busy machine gets to the signal.
    text = "".join(f"{n}番目の文には新しいことが書いてある。" for n in range(100_000))
    names = "2025-01-01-post.md", "2025-01-02-post.md"
    write_site(root, {name: post_source("長い", text) for name in names})
    command = [sys.executable, "-m", "web", "index", str(root), "--data", str(data)]
    with subprocess.Popen(
        [*command, "--jobs", "2"],
        env={**os.environ, "SAKUIN_TOKENIZER": "janome"},
        start_new_session=True,
        # Shells start what they run in the background with the signal ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        deadline = time.monotonic() + 120
        while len(descendants(run.pid)) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(later)  # the processes are caught while they start, import and work
        os.killpg(run.pid, told)
        said = run.stderr.read() if run.stderr else ""
    assert (run.returncode, said.split()) == (status, says)
    write_site(root, {name: post_source("短い", "東京は晴れ。") for name in names})
    reindex([SiteSource(root)], local_store(data), AnalyzerChoice())
    assert local_store(data).current().documents == 2


INTERRUPTED = """
import runpy, sys
class Interrupt:
    def find_spec(self, name, *rest):
        if name == sys.argv[1]:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
sys.modules.pop(sys.argv[1], None)
runpy.run_module("web", run_name="__main__")
"""


@pytest.mark.parametrize("module", ["resource", "pathlib", "web.commands.cli", "click"])
def test_an_interrupt_while_a_module_is_loaded_is_told_alike(module: str) -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED, module], capture_output=True)
    assert (done.returncode, done.stderr) == (130, b"sakuin: interrupted\n")
