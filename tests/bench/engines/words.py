"""Words of a text by MeCab with IPADIC, as its users commonly take them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from importlib import import_module
from typing import Any

BEFORE, PASSAGE = 40, 160
"""Characters before the first occurrence, and of a passage in all."""
_KEPT = ("名詞", "動詞", "形容詞", "副詞", "連体詞", "接頭詞")


@lru_cache(maxsize=1)
def _tagger() -> Any:
    mecab: Any = import_module("MeCab")
    ipadic: Any = import_module("ipadic")
    return mecab.Tagger(ipadic.MECAB_ARGS)


def spaced(text: str) -> str:
    """All words, lowercased, with a space between: 東京 へ 行っ た."""
    lines = _tagger().parse(text.replace("\n", " ").replace("\0", " ")).split("\n")[:-2]
    return " ".join(line.partition("\t")[0] for line in lines).lower()


def content_words(text: str) -> list[str]:
    """Base forms of the words that carry meaning: 東京, 行く."""
    words = []
    for line in _tagger().parse(text.replace("\n", " ").replace("\0", " ")).split("\n")[:-2]:
        surface, _, feature = line.partition("\t")
        fields = feature.split(",")
        if fields[0] in _KEPT:
            base = fields[6] if len(fields) > 6 and fields[6] != "*" else surface
            words.append(base.lower())
    return words


def words_of(query: str) -> list[str]:
    """What is asked for, without what has no letter."""
    return [word for word in spaced(query).split() if any(map(str.isalnum, word))]


def passage(text: str, words: Sequence[str]) -> str:
    """HTML of what stands around the first occurrence, with every one marked: what engines give
    of themselves weighs whole posts, and takes several times as long as their search.
    """
    wanted = re.compile("|".join(map(re.escape, words)))
    first = wanted.search(text)
    start = max(0, first.start() - BEFORE) if first else 0
    return wanted.sub(_marked, escape(text[start : start + PASSAGE]))


def _marked(found: re.Match[str]) -> str:
    return f"<mark>{found[0]}</mark>"
