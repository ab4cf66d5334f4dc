"""The bytes of a file → text, where the encoding is certain."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_JAPANESE = re.compile(r"[\u3041-\u30fe]")
_ODD = re.compile(r"[\uff61-\uff9f\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    """With ``\\n`` line ends and without control characters."""
    encoding: str
    """``utf-8`` or what else it turned out to be."""
    controls: int
    """Control characters that were removed."""


def decode(data: bytes) -> Decoded | None:
    """The text of a file; None if its encoding cannot be told for certain."""
    found = _decode(data)
    if found is None:
        return None
    text, encoding = found
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = _CONTROL.sub("", text) if _CONTROL.search(text) else text
    return Decoded(cleaned, encoding, len(text) - len(cleaned))


def _decode(data: bytes) -> tuple[str, str] | None:
    if data.startswith(BOM_UTF8):
        data = data[len(BOM_UTF8) :]
    try:
        if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return data.decode("utf-16"), "utf-16"
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_japanese(data)


def _decode_japanese(data: bytes) -> tuple[str, str] | None:
    """CP932 or EUC-JP: whichever decodes, with kana and without what nobody writes.

    Bytes of one often decode as the other, into half-width kana and rare kanji.
    """
    candidates = []
    for encoding in ("euc_jp", "cp932", "iso2022_jp"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        kana, odd = len(_JAPANESE.findall(text)), len(_ODD.findall(text))
        if kana > 2 * odd:
            candidates.append((kana - odd, encoding, text))
    if not candidates:
        return None
    _, encoding, text = max(candidates)
    return text, encoding
