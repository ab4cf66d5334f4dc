"""The scripts as files: small, what the sources give, and such that browsers can parse them."""

from __future__ import annotations

import subprocess

import pytest

from tests.assets import built
from web.pages.widget import BUILT, Asset, asset, compressed, widget_script

WIDGET_BYTES = 15_000
"""With gzip, as the README says."""


def test_the_widget_is_small() -> None:
    sent = compressed(widget_script(counting=True).body, "gzip")
    assert len(sent) < WIDGET_BYTES, "take something out of web/static/widget or its texts"


def test_what_is_shipped_is_what_the_sources_give() -> None:
    stale = [name for name, body in built().items() if (BUILT / name).read_bytes() != body]
    assert stale == [], "run: python -m tests.assets --write"


@pytest.mark.parametrize(
    "script",
    [widget_script(), asset("page.js"), asset("playground.js")],
    ids=["box", "page", "playground"],
)
def test_the_scripts_can_be_parsed(script: Asset) -> None:
    checked = subprocess.run(["node", "--check", "-"], input=script.body, timeout=30)
    assert checked.returncode == 0
