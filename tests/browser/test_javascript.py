"""The widget as a file: it is small, and the browser can parse it."""

from __future__ import annotations

import gzip
import subprocess

import pytest

from web.pages.assets import Asset, asset, widget_script

WIDGET_BYTES = 15_000


def test_the_widget_is_small() -> None:
    assert len(gzip.compress(widget_script(counting=True).body)) < WIDGET_BYTES


@pytest.mark.parametrize(
    "script",
    [widget_script(), asset("page.js"), asset("playground.js")],
    ids=["box", "page", "playground"],
)
def test_the_scripts_can_be_parsed(script: Asset) -> None:
    checked = subprocess.run(["node", "--check", "-"], input=script.body, timeout=30)
    assert checked.returncode == 0
