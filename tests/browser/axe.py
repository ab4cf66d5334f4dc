"""What axe-core finds wrong with a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, within: str = "html") -> list[dict[str, Any]]:
    """Rules that what is ``within`` breaks, each with the elements that break it."""
    assert AXE.exists(), "run: npm ci --prefix tests/browser"
    # A dialog that still fades in has no contrast yet.
    page.emulate_media(reduced_motion="reduce")
    # Through the protocol, since the page's own policy lets no other script in.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        """([within, tags]) => axe.run({ include: [[within]] }, {
             runOnly: { type: "tag", values: tags },
             rules: { "target-size": { enabled: true } },
           })""",
        [within, TAGS],
    )
    return [
        {"rule": one["id"], "nodes": [node["html"][:160] for node in one["nodes"]]}
        for one in found["violations"]
    ]
