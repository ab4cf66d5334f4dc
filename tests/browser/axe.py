"""What axe-core finds wrong with a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY_RULE = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
}
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What a page can break in dark alone."""
_RUN = """([within, rules]) => axe.run({ include: [[within]] }, {
  ...rules, resultTypes: ["violations"], elementRef: false
}).then(({ violations }) => violations.map(
  ({ id, nodes }) => ({ rule: id, nodes: nodes.map(({ html }) => html.slice(0, 160)) })
))"""


def violations(page: Page, within: str = "html", *, dark: bool = False) -> list[dict[str, Any]]:
    """Rules that what is ``within`` breaks, each with the elements that break it.

    ``dark`` looks at its colours on a dark screen as well.
    """
    assert AXE.exists(), "run: npm ci --prefix tests/browser"
    # A dialog that still fades in has no contrast yet.
    page.emulate_media(reduced_motion="reduce")
    # Through the protocol, since the page's own policy lets no other script in.
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(_RUN, [within, EVERY_RULE])
    if dark:
        page.emulate_media(color_scheme="dark")
        found += page.evaluate(_RUN, [within, OF_COLOURS])
        page.emulate_media(color_scheme="light")
    return found
