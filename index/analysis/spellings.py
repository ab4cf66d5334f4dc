"""Spellings of one word that writers choose between: 引越し, 引っ越し, 引越; いろいろ, 色々.

The groups are data files, one group a line; the first spelling stands for all as a term. A word
may be in two groups, which makes them one.
"""

from __future__ import annotations

from functools import lru_cache

from index.analysis.variants import read_data

_FILES = ("okurigana.txt", "spellings.txt", "verb_nouns.txt", "potential_verbs.txt")


@lru_cache(maxsize=1)
def spelling_variants() -> dict[str, str]:
    """From a base form to the spelling that stands for it: ``引っ越し`` → ``引越し``."""
    chosen_of: dict[str, str] = {}
    for line in "\n".join(map(read_data, _FILES)).splitlines():
        words = [] if line.startswith("#") else line.split()
        known = [chosen_of[word] for word in words if word in chosen_of]
        chosen = known[0] if known else (words or [""])[0]
        for word in chosen_of if len(set(known)) > 1 else ():
            if chosen_of[word] in known:
                chosen_of[word] = chosen
        chosen_of.update(dict.fromkeys(words, chosen))
    return chosen_of
