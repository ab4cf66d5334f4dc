"""Text from Markdown that is nested too deeply to be parsed: markup characters just go."""

from __future__ import annotations

import re

from index.markdown.whitespace import tidy

_LINE_START = re.compile(r"^[ \t>#*+|=:~`-]+", re.MULTILINE)
_MARKUP = re.compile(r"\]\([^()\s]{0,1000}\)|[\[\]*_`~<>|\\]+")


def crude_text(source: str) -> str:
    """Every line as its own paragraph, without characters that are usually markup.

    ``> > - **東京**へ`` → ``東京へ``.
    """
    lines = _MARKUP.sub(" ", _LINE_START.sub("", source)).split("\n")
    return "\n".join(text for line in lines if (text := tidy(line)))
