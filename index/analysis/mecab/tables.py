"""What MeCab is told beside IPADIC, so that it takes the words that Janome takes.

A feature is a text that MeCab hands back with a word. Those written here begin with a mark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from index.analysis.janome.dictionary import CategoryRules
from index.analysis.janome.words import LONGEST_WORD
from index.analysis.mecab.files import (
    ALWAYS,
    PLANE,
    DictionaryKind,
    MecabToken,
    character_bytes,
    dictionary_bytes,
)
from index.analysis.morphemes import UserEntry

USER_MARK = "@"
"""Before the number of a user entry."""

UNKNOWN_MARK = "?"
"""Before the category and the part of speech of an unknown word."""

KANJI_TAKEN = 3
"""How many unknown kanji Janome takes together; MeCab proposes one, two and three."""


def character_table(rules: CategoryRules) -> bytes:
    """Each character in one category, the last that Janome's table gives it.

    Bits of a rule: 0–17 the categories with which it makes a run, 18–25 that of its unknown words,
    26–29 how many it takes, 30 whether it takes the whole run, 31 whether always. See
    :class:`index.analysis.janome.unknown.Category`.
    """
    names = list(rules.categories)
    packed = {}
    for number, (name, rule) in enumerate(rules.categories.items()):
        run = 0 if name == "SPACE" else 1 << number
        taken = 1 << 30 if rule["GROUP"] else KANJI_TAKEN << 26
        packed[name] = run | number << 18 | taken | rule["INVOKE"] * ALWAYS
    table = [packed["DEFAULT"]] * PLANE
    for found in rules.ranges:
        first, last = ord(found["from"]), ord(found["to"])
        table[first : last + 1] = [packed[found["cate"]]] * (last + 1 - first)
    # All characters beyond the plane. No system word begins so, and where there is none,
    # Janome proposes unknown words also beside a user entry.
    table[0] = packed["DEFAULT"] | ALWAYS
    return character_bytes(names, table)


def unknown_words(rules: CategoryRules) -> bytes:
    words = {
        name: [
            MecabToken(left_id, right_id, cost, f"{UNKNOWN_MARK}{name},{part_of_speech}")
            for left_id, right_id, cost, part_of_speech in unknown
        ]
        for name, unknown in rules.unknown_words.items()
    }
    return dictionary_bytes(DictionaryKind.UNKNOWN, words)


def user_words(entries: Sequence[UserEntry]) -> bytes:
    words: defaultdict[str, list[MecabToken]] = defaultdict(list)
    for number, entry in enumerate(entries):
        if len(entry.surface) <= LONGEST_WORD:
            token = MecabToken(entry.left_id, entry.right_id, entry.cost, f"{USER_MARK}{number}")
            words[entry.surface].append(token)
    return dictionary_bytes(DictionaryKind.USER, words)
