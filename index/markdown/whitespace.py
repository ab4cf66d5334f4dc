"""Joining source lines and spaces the way a browser and a Japanese reader do."""

from __future__ import annotations

import re

HARD_BREAK = "\x1e"
"""Stands for a line break that the reader sees, until :func:`tidy` makes it ``\\n``; a space."""

CELL_BREAK = "\x1d"
"""Stands for the border between two table cells, until :func:`tidy` makes it a tab."""

IMAGE_EDGE = "\x1f"
"""Stands around the text of an image: a line break beside a source line's end, else a space."""

JAPANESE = (
    "\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffee"
    "\U00020000-\U0003ffff"
)
"""Character ranges, for use inside ``[]``, of scripts that are written without spaces."""

_SPACES = re.compile(r"[ \t\xa0]{2,}|[\t\xa0]")
_PUNCTUATION = "\u3000-\u3004\u3008-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_JOINED = re.compile(
    rf"(?<=[{JAPANESE}])\n(?=[{JAPANESE}])|(?<=[{_PUNCTUATION}])\n|\n(?=[{_PUNCTUATION}])"
)
_SOFT_BREAK = re.compile(r"(?<![ \n]) ?\n[ \n]*")
_HARD_BREAKS = re.compile(rf"(?<![ \n])[ \n]*{HARD_BREAK}[ \n{HARD_BREAK}{CELL_BREAK}]*")
_IMAGE_LINE = re.compile(rf" ?\n ?{IMAGE_EDGE}|{IMAGE_EDGE} ?\n")
_CELL_BREAKS = re.compile(rf"(?<![ \n])[ \n]*{CELL_BREAK}[ \n]*")


def tidy(text: str) -> str:
    """Collapse spaces and join source lines; seen line breaks become ``\\n``.

    A Japanese word may be split over two source lines, so between Japanese characters, and beside
    Japanese punctuation, a source line break disappears: ``東\\n京`` → ``東京``. Elsewhere it is a
    space: ``full\\ntext`` → ``full text``.
    """
    text = _SPACES.sub(" ", text)
    if IMAGE_EDGE in text:
        text = _IMAGE_LINE.sub(HARD_BREAK, text).replace(IMAGE_EDGE, " ")
        text = _SPACES.sub(" ", text)
    if HARD_BREAK in text:
        text = _HARD_BREAKS.sub(HARD_BREAK, text)
    if CELL_BREAK in text:
        text = _CELL_BREAKS.sub(CELL_BREAK, text)
    if "\n" in text:
        text = _JOINED.sub("", _SOFT_BREAK.sub("\n", text)).replace("\n", " ")
    return text.replace(HARD_BREAK, "\n").replace(CELL_BREAK, "\t").strip()
