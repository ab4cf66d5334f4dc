"""Makes the inflected forms of an English word one: Running, runs → run.

Inflections only, and back to a word that people write: in technical writing ``transformer`` is not
``transform`` and ``organization`` is not ``organ``, as stemmers have it, and a proposed ``googl``
helps no one. The patterns follow steps 1a and 1b of the Porter2 stemmer
(https://snowballstem.org/algorithms/english/stemmer.html); where that leaves the lost ``e`` of
``making`` to later steps, here the letters before it tell.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z]{4,40}$")
_HAS_VOWEL = re.compile(r"[aeiouy]")
_NO_INFLECTION = frozenset(
    {"news", "always", "perhaps", "windows", "kubernetes", "series", "species", "during"}
    | {"macos", "centos", "postgres", "https", "chaos"}
    | {"embed", "hundred", "sacred", "naked", "indeed"}
    | {"string", "thing", "nothing", "something", "everything", "anything", "evening", "morning"}
)
_DOUBLED = re.compile(r"(?:..([bdfgmnprt])\1|[bcdnv]el(l)|tro(l)l)$")
_ONE_SYLLABLE = re.compile(
    r"(?:[^aeiouy]*[aeiouy]|(?:be|de|out|over|re|un)[^aeiouy]+[aiou])[^aeiouywx]$"
)
_LOST_E = re.compile(
    r"(?:[vcu]|(?<!z)z|[bcdfgkptz]l|[^aeo]at|creat|i[sv]at"  # leave, enable, create
    r"|(?<!i)as|[io]s|(?<!oc)us|[lnprw]s"  # increase, close, use, parse
    r"|[dr]g|(?:ch|r)ang|[lv]eng|lung|(?<=[^aeou])ag|leg"  # merge, change, manage
    r"|[^o]ut|quot|rout|plet|elet|mot|[^eo]ad|[^o]id|[^o]ud|cod|plod"  # compute, delete, provide
    r"|[^ae]il|[^a]ul|um|[^aeiou]in|[lc]om"  # compile, schedule, define, become
    r"|[^ao]ur|[^aeo]ir|[^ei]ar|plor|gnor|stor"  # require, configure, prepare, explore
    r"|[^o]ok|ib|scap|cach|yp)$"  # invoke, describe, escape, type
)


def stem_english(word: str) -> str:
    """The uninflected form of a lower-case word: ``running`` → ``run``, ``making`` → ``make``.

    Words of up to three letters, and anything but a to z, stay as they are.
    """
    if not _WORD.match(word) or word in _NO_INFLECTION:
        return word
    return _without_ed_or_ing(_without_s(word))


def _without_s(word: str) -> str:
    if word.endswith(("ies", "ied")):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "shes", "ches", "xes")) and not word.endswith("caches"):
        return word[:-2]
    if word.endswith("s") and word[-2] not in "suij" and _HAS_VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _without_ed_or_ing(word: str) -> str:
    for suffix in ("ing", "ed"):
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) > 1 and not word.endswith("eed") and _HAS_VOWEL.search(stem):
            return _repaired(stem)
    return word


def _repaired(stem: str) -> str:
    """The word of which -ed or -ing was taken: ``stopp`` → ``stop``, ``mak`` → ``make``."""
    if _DOUBLED.search(stem):
        return stem[:-1]
    if len(stem) == 2 or _ONE_SYLLABLE.match(stem) or _LOST_E.search(stem):
        return stem + "e"
    return stem
