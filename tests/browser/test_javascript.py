"""The widget as a file: it is small, and the browser can parse it."""

from __future__ import annotations

import gzip
import subprocess

import pytest

from web.assets import asset, widget_script

WIDGET_BYTES = 15_000


def test_the_widget_is_small() -> None:
    assert len(gzip.compress(widget_script().body)) < WIDGET_BYTES


@pytest.mark.parametrize("name", ["widget.js", "page.js", "playground.js"])
def test_the_scripts_can_be_parsed(name: str) -> None:
    checked = subprocess.run(["node", "--check", "-"], input=asset(name).body, timeout=30)
    assert checked.returncode == 0
