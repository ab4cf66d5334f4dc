"""Slugs that make anchors as well as links: Hexo's and GitHub's."""

from __future__ import annotations

import re
import unicodedata

_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")


_LETTERS = {
    "Æ": "AE", "Œ": "OE", "Ø": "O", "Đ": "D", "Ħ": "H", "Ł": "L", "Ŧ": "T", "ẞ": "S",
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ħ": "h", "ł": "l", "ŧ": "t", "ß": "s", "ı": "i",
}  # fmt: skip
"""Letters that have no accent to lose."""


def lower(text: str) -> str:
    """Lower case letter by letter: no final sigma, as in Ruby, Go and Haskell."""
    return "".join(map(str.lower, text))


def kept(text: str, categories: str, others: str = "", instead: str = "") -> str:
    """The characters of ``text`` in Unicode ``categories`` such as ``"L Nd"`` or in ``others``;
    ``Ⅲ`` and ``①`` are numbers, but no digits."""
    wanted = categories.split()
    return "".join(
        character
        if character in others
        or (category := unicodedata.category(character)) in wanted
        or category[0] in wanted
        else instead
        for character in text
    )


def slugize(text: str) -> str:
    """Marks and spaces become hyphens, accents go: ``題 と「記号」/ C++`` → ``題-と「記号」-C``."""
    plain = "".join(map(_without_accent, text))
    return _SPECIAL.sub("-", plain).strip("-")


def _without_accent(character: str) -> str:
    """``é``, ``Ａ`` and ``ß`` → ``e``, ``A`` and ``s``; kana keep their marks, ``Ⅲ`` its form."""
    if character.isascii() or not character.isalnum():
        return character
    wide = "Ⓐ" <= character <= "ⓩ" or "Ａ" <= character <= "ｚ"
    base = unicodedata.normalize("NFKD" if wide else "NFD", character)[0]
    return base if base.isascii() and base.isalpha() else _LETTERS.get(character, character)


def zola_slug(text: str) -> str | None:
    """``Crème brûlée`` → ``creme-brulee``; None for scripts that Zola spells in Latin letters by a
    table of all of them."""
    plain = "".join(map(_without_accent, text.replace("ß", "ss")))
    if re.search(r"[^\x00-\x7f‘’“”–—…]", plain):
        return None
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


_SMART = (
    ("---", "—"), ("--", "–"), (r"(^|[-—/(\[{\"\s])'", r"\1‘"), ("'", "’"),
    (r'(^|[-—/(\[{‘\s])"', r"\1“"), ('"', "”"), (r"\.{3}", "…"),
)  # fmt: skip


def with_typography(text: str) -> str:
    """Quotes, dashes and dots as Hexo prints them: ``"空港"...`` → ``“空港”…``."""
    for written, printed in _SMART:
        text = re.sub(written, printed, text)
    return text


def github_slug(text: str) -> str:
    """Letters, digits and hyphens of any script, in lower case: ``C++ 入門！`` → ``c-入門``."""
    return kept(text.lower(), "L M Nd Nl Pc", "- ").replace(" ", "-")


def eleventy_slug(text: str) -> str:
    """Latin letters and digits only: ``It's 風 & C++`` → ``its-and-c``."""
    for letter, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("&", " and ")):
        text = text.replace(letter, spelt).replace(letter.upper(), spelt)
    plain = "".join(map(_without_accent, text)).lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=\w)['’](?=[ts]\b)", "", plain)).strip("-")


def quartz_slug(part: str) -> str:
    """A part of a path as Quartz spells it: ``潮 の話?`` → ``潮-の話``."""
    for written, spelt in (("&", "-and-"), ("%", "-percent"), ("?", ""), ("#", "")):
        part = part.replace(written, spelt)
    return re.sub(r"\s", "-", part)
