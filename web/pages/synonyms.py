"""A line for the owner's synonym file, from a search that found nothing; it works at once.

The service follows the file (:mod:`search.live`), so nothing is told to anybody else.
"""

from __future__ import annotations

import re
from pathlib import Path

from index.analysis.synonyms import load_synonyms
from index.errors import DictionaryError

MAX_CHARACTERS = 100
_MEANINGFUL = re.compile(r"[,，、#\n\r]|=>|⇒|→")


def add_synonym(file: Path, query: str, other: str) -> bool:
    """Appends ``query => other``; False where that would not be a line of such a file.

    The file is replaced whole, so that a search never reads half a line.
    """
    texts = [" ".join(text.split()) for text in (query, other)]
    if any(not text or len(text) > MAX_CHARACTERS or _MEANINGFUL.search(text) for text in texts):
        return False
    before = file.read_text("utf-8") if file.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    draft = file.with_name(f".{file.name}.new")
    draft.write_text(f"{before}{texts[0]} => {texts[1]}\n", "utf-8")
    try:
        load_synonyms(draft)
    except DictionaryError:
        draft.unlink()
        return False
    draft.replace(file)
    return True
