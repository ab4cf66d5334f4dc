"""Words that no dictionary holds: runs of characters of one category.

``ChatGPT`` is one run of ALPHA, サキュイン one of KATAKANA; of kanji, three at most are taken
together. A character may have several categories (〇 is KANJI and SYMBOL), and each proposes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any, cast

from index.analysis.janome.costs import ConnectionCosts, CostedWord
from index.analysis.janome.dictionary import CategoryRules, LatticeWord

_CHARACTERS_KEPT = 8192

_Run = Callable[[str, int, int], re.Match[str]]


@dataclass(frozen=True, slots=True)
class Category:
    """One category of characters, and the words it proposes."""

    always: bool
    """Proposes even where the dictionary has a word."""
    run: _Run
    """Matches the rest of an unknown word, given text, start and limit; may be empty."""
    words: tuple[CostedWord, ...]


class UnknownWords:
    """The unknown words that may begin with a character; immutable but for a shared cache."""

    def __init__(self, rules: CategoryRules, costs: ConnectionCosts) -> None:
        self._ranges = rules.ranges
        self.parts_of_speech: dict[int, str] = {}
        """By the number of an unknown word, which is below 0."""
        numbers = count(-1, -1)
        self._categories: dict[str, Category] = {}
        for name, rule in rules.categories.items():
            words = []
            for left_id, right_id, cost, part_of_speech in rules.unknown_words[name]:
                word = LatticeWord(left_id, right_id, cost, next(numbers))
                words.append(word)
                self.parts_of_speech[word.number] = part_of_speech
            self._categories[name] = Category(
                rule["INVOKE"],
                # Never None: the pattern also matches nothing.
                cast(_Run, re.compile(_run_pattern(name, rule, rules.ranges)).match),
                costs.undominated(words),
            )
        self.categories = lru_cache(maxsize=_CHARACTERS_KEPT)(self._find_categories)

    def _find_categories(self, character: str) -> tuple[Category, ...]:
        names = {
            found["cate"]: None
            for found in self._ranges
            if found["from"] <= character <= found["to"]
        }
        return tuple(self._categories[name] for name in names or ("DEFAULT",))


def _run_pattern(name: str, rule: dict[str, Any], ranges: Iterable[dict[str, Any]]) -> str:
    """A regular expression for the characters that may follow the first."""
    if name == "DEFAULT":
        characters = "^" + "".join(map(_range_pattern, ranges))
    else:
        characters = "".join(
            _range_pattern(found)
            for found in ranges
            if name == found["cate"] or name in found.get("compat_cates", ())
        )
    return f"[{characters}]" + ("*" if rule["GROUP"] else f"{{0,{rule['LENGTH']}}}")


def _range_pattern(found: dict[str, Any]) -> str:
    return f"{re.escape(found['from'])}-{re.escape(found['to'])}"
