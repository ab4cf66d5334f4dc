"""The scripts as files: their types hold, and the widget is small."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

from web.assets import widget_script

HERE = Path(__file__).parent
WIDGET_BYTES = 15_000


def test_types_hold() -> None:
    compiler = HERE / "node_modules" / "typescript" / "bin" / "tsc"
    assert compiler.exists(), "run: npm ci --prefix tests/browser"
    checked = subprocess.run(
        ["node", compiler, "-p", HERE / "tsconfig.json"], capture_output=True, text=True, timeout=60
    )
    assert not checked.stdout, checked.stdout


def test_the_widget_is_small() -> None:
    assert len(gzip.compress(widget_script().body)) < WIDGET_BYTES
