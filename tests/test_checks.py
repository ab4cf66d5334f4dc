"""What ``.ci/run`` says when it does not come to its end, and what it leaves behind: nothing.

Its first stages run with a Python that only waits, so that no test takes longer than a second.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

RUN = Path(__file__).parent.parent / ".ci" / "run"
TOLD = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
NEEDED = "chromium fc-list npm java mvn redis-server openssl"
PYTHON = """#!/bin/sh
case "$*" in
*venv*) echo $$ >"$STARTED.new" && mv "$STARTED.new" "$STARTED" && {build} ;;
*) exit 0 ;;
esac
"""


@pytest.fixture
def checks(tmp_path: Path) -> Path:
    """The folder of a copy of the script, with programs that do nothing."""
    (tmp_path / "source" / ".ci").mkdir(parents=True)
    (tmp_path / "temporary").mkdir()
    (tmp_path / "bin").mkdir()
    shutil.copy(RUN, tmp_path / "source" / ".ci")
    for name in NEEDED.split():
        _write(tmp_path / "bin" / name, "#!/bin/sh\necho Noto\n")
    return tmp_path


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def start(checks: Path, build: str) -> subprocess.Popen[str]:
    _write(checks / "bin" / "python", PYTHON.replace("{build}", build))
    return subprocess.Popen(
        ["bash", str(checks / "source" / ".ci" / "run")],
        env={
            "PATH": f"{checks / 'bin'}:{os.environ['PATH']}",
            "PYTHON": str(checks / "bin" / "python"),
            "STARTED": str(checks / "started"),
            "TMPDIR": str(checks / "temporary"),
        },
        preexec_fn=_heed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _heed() -> None:
    """Shells start what they run in the background without SIGINT, and ``nohup`` without SIGHUP."""
    for number in TOLD:
        signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize("told", TOLD)
def test_stopped_checks_say_in_which_stage_and_leave_nothing_behind(
    checks: Path, told: signal.Signals
) -> None:
    with start(checks, "sleep 600") as run:
        deadline = time.monotonic() + 60
        while not (checks / "started").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        run.send_signal(told)
        try:
            said, _ = run.communicate(timeout=60)
        finally:
            run.kill()
    assert run.returncode == 128 + told
    assert f"Stopped by {told.name} in" in said
    assert said.splitlines()[-1].endswith("build the wheel: stopped")
    assert "passed" not in said
    assert not Path("/proc", (checks / "started").read_text().strip()).exists()
    assert list((checks / "temporary").iterdir()) == []


def test_failed_checks_name_the_stage_that_failed(checks: Path) -> None:
    with start(checks, "exit 3") as run:
        said, _ = run.communicate(timeout=60)
    assert run.returncode == 3
    assert "Failed in" in said
    assert said.splitlines()[-1].endswith("build the wheel: failed")
