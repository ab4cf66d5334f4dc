"""An input method as the browser meets one, through the DevTools protocol."""

from __future__ import annotations

from playwright.sync_api import Page

_PROCESS = 229
"""The key code of every key that an input method has taken."""


class InputMethod:
    """Composes text in the focused box of a page."""

    def __init__(self, page: Page, *, touch: bool = False) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._touch = touch

    def compose(self, *steps: str) -> None:
        """Shows each step as the text under composition: ``compose("に", "にん")``."""
        for text in steps:
            self.press("Process", "" if self._touch else "KeyN")
            self._session.send(
                "Input.imeSetComposition",
                {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
            )

    def commit(self, text: str) -> None:
        """Ends the composition with ``text``, by the Enter that the input method takes."""
        self.press("Enter", "" if self._touch else "Enter")
        self._session.send("Input.insertText", {"text": text})

    def cancel(self) -> None:
        """Ends the composition with nothing, by the Escape that the input method takes."""
        self.press("Escape", "Escape")
        self._session.send(
            "Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0}
        )

    def rest(self) -> None:
        """Lets the moment pass in which a key would still be the one that ended a composition."""
        self._page.evaluate("new Promise((done) => setTimeout(done, 50))")

    def press(self, key: str, code: str) -> None:
        """A key press that the input method takes."""
        event = {"key": key, "code": code, "windowsVirtualKeyCode": _PROCESS}
        self._session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
        self._session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
