"""Hexo's slugs, which make its anchors and some of its links."""

from __future__ import annotations

import re
import unicodedata

_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")


def slugize(text: str) -> str:
    """Marks and spaces become hyphens, accents go: ``題 と「記号」/ C++`` → ``題-と「記号」-C``."""
    plain = "".join(map(_without_accent, text))
    return _SPECIAL.sub("-", plain).strip("-")


def _without_accent(character: str) -> str:
    """``é`` and ``Ａ`` → ``e`` and ``A``; kana keep their marks."""
    if character.isascii() or not character.isalnum():
        return character
    base = unicodedata.normalize("NFKD", character)[0]
    return base if base.isascii() and base.isalpha() else character


_SMART = (
    ("---", "—"), ("--", "–"), (r"(^|[-—/(\[{\"\s])'", r"\1‘"), ("'", "’"),
    (r'(^|[-—/(\[{‘\s])"', r"\1“"), ('"', "”"), (r"\.{3}", "…"),
)  # fmt: skip


def with_typography(text: str) -> str:
    """Quotes, dashes and dots as Hexo prints them: ``"空港"...`` → ``“空港”…``."""
    for written, printed in _SMART:
        text = re.sub(written, printed, text)
    return text
