"""Spellings of one word that writers choose between: 引越し, 引っ越し, 引越; いろいろ, 色々.

The groups are data files, one group a line; the first spelling stands for all as a term.
"""

from __future__ import annotations

from functools import lru_cache

from index.analysis.variants import read_data

_FILES = ("okurigana.txt", "spellings.txt")


@lru_cache(maxsize=1)
def spelling_variants() -> dict[str, str]:
    """From a base form to the spelling that stands for it: ``引っ越し`` → ``引越し``."""
    chosen_of: dict[str, str] = {}
    for line in "\n".join(map(read_data, _FILES)).splitlines():
        if not line.startswith("#"):
            chosen, *variants = line.split() or [""]
            chosen_of.update((v, chosen_of.get(chosen, chosen)) for v in variants)
    return chosen_of
