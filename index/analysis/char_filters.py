"""From text as it was written to the *wording* that the tokenizer reads, and to the *folded* text.

Two steps. :func:`to_wording` makes NFKC, lower case and single spaces, and keeps a list of every
place where a length changed. :func:`to_folded` then makes characters one that are told apart in
writing but not in searching (dashes, variant kanji): one for one, so that both texts share their
offsets.

Every rule looks at one character and what combines with it, never further. So what a substring
folds to is a substring of what the whole text folds to, wherever it starts and ends, and any piece
of a post that is pasted into the search box is found. Rules that need more context (サーバー is
サーバ, 人人 is 人々) belong to the terms: see :mod:`index.analysis.token_filters`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.analysis.dashes import tell_dashes_apart
from index.analysis.tokens import Edit
from index.analysis.variants import kanji_variants, merged_characters, rare_kanji

_CARE = "\0"
"""Stands for a character that needs a closer look: it expands, combines, or ends a line."""
_DROPPED = "\1"
"""Stands for a character that is invisible and leaves nothing."""
_VOICING = {
    "\u3099": "\u3099", "\u309b": "\u3099", "\uff9e": "\u3099",
    "\u309a": "\u309a", "\u309c": "\u309a", "\uff9f": "\u309a",
}  # fmt: skip
_VU = {
    "ヴ": {"ァ": "バ", "ィ": "ビ", "ゥ": "ブ", "ェ": "ベ", "ォ": "ボ"}
    | {"ャ": "ビャ", "ュ": "ビュ", "ョ": "ビョ"},
    "ゔ": {"ぁ": "ば", "ぃ": "び", "ぅ": "ぶ", "ぇ": "べ", "ぉ": "ぼ"}
    | {"ゃ": "びゃ", "ゅ": "びゅ", "ょ": "びょ"},
}
"""Writers choose between ヴァ and バ; they do not between ハ and バ."""
_LONE_VU = str.maketrans("ヴゔ", "ブぶ")
_SPACED_MARKS = "™℠"
"""Their NFKC form would be glued to the word before: ``ChatGPT™`` is not ``chatgpttm``."""
_REPEATED = re.compile("([ぁ-ゖァ-ヺ])([ゝゞヽヾ]+)")
_REPEATED_KANJI = re.compile(
    "(?<![一-鿿])(?P<two>[一-鿿]{2})々々(?![々一-鿿])|(?P<one>[一-鿿])(?P<marks>々{2,})"
)
_OLD_STOP = re.compile(
    "(?:(?<=[一-鿿])(?<![一二三四五六七八九幾且立打待持勝育経断絶放保撃討起建裁発分穿満])"
    "|(?<=[なよたし]か)|(?<=だ))つ(?=た(?!め|び|えな)|て)"
)
"""行つた, 思つて, なかつた, as before 1946; verbs on つ (立つたび) are spelt so today, too."""
_REPEATED_TWO = re.compile("([ぁ-ゖ])([ぁ-ゖ])(?:〳〵|(〴〵))")
_ZERO_WIDTH_JOINER = "\u200d"
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2640\u2642"
_IS_EMOJI = re.compile(f"[{_EMOJI}]")
_NEEDS_TABLE = re.compile("[^ \n!-@\\[-~、。・「」『』【】〇ぁ-んァ-ヲンー々\u4e00-\u9fff]+")
_PIECE = re.compile(
    f"(?P<spaces>{_DROPPED}* [ {_DROPPED}]+|{_DROPPED}+ )"
    f"|(?:[^ {_CARE}{_DROPPED}]?[{_CARE}{_DROPPED}]++)++"
    f"[ァィゥェォャュョぁぃぅぇぉゃゅょ\n{_EMOJI}]?"
)


class _Singles(dict[int, str]):
    """A table for ``str.translate`` that works each character out when it is first met.

    Filling it for all of Unicode would cost every start of the program half a second.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _fold_character(character)
        if not folded:
            folded = _DROPPED
        elif (
            folded in _VU
            or character in _VOICING
            or character == "\r"
            or _resizes(character, folded)
        ):
            folded = _CARE
        self[code] = folded
        return folded


def to_wording(text: str) -> tuple[str, tuple[Edit, ...]]:
    """``text`` normalised, and every place where a length changed: ``㈱ＡＢＣ`` → ``(株)abc``.

    A lone surrogate becomes U+FFFD, a line end ``\\n``, any other white space or control character
    a space; runs of spaces become one.
    """
    quick = _fold_singles(text)
    if _CARE not in quick and _DROPPED not in quick and "  " not in quick:
        return quick, ()
    return _edited(text, quick)


def to_tokenize(wording: str) -> str:
    """``wording`` as the tokenizer's dictionary writes it, as long as before.

    ``コンピュ―タ`` → ``コンピュータ``, ``髙橋`` → ``高橋``, ``みすゞ`` → ``みすず``, ``古々々米`` →
    ``古古古米``, ``いろ〳〵`` → ``いろいろ``, ``行つた`` → ``行った``; 一斉 stays, though it folds
    to 一斎.
    """
    known = tell_dashes_apart(rare_kanji().apply(wording))
    if "々々" in known:
        known = _REPEATED_KANJI.sub(_repeat_kanji, known)
    if "つた" in known or "つて" in known:
        known = _OLD_STOP.sub("っ", known)
    if "〵" in known:
        known = _REPEATED_TWO.sub(_repeat_two, known)
    return _REPEATED.sub(_repeat, known)


def _repeat_kanji(match: re.Match[str]) -> str:
    """馬鹿々々しい → 馬鹿馬鹿しい, 古々々米 → 古古古米; 人々 is how the dictionary writes it."""
    if match["two"]:
        return match["two"] * 2
    return match["one"] * (1 + len(match["marks"]))


def _repeat_two(match: re.Match[str]) -> str:
    """いろ〳〵 → いろいろ, しみ〴〵 → しみじみ."""
    first, second = match[1], match[2]
    return first + second + (_voiced(first, "\u3099") if match[3] else first) + second


def _repeat(match: re.Match[str]) -> str:
    """The kana before a mark once more for each mark: すゝ → すす, みすゞ → みすず."""
    kana, marks = match[1], match[2]
    plain = unicodedata.normalize("NFD", kana)[0]
    return kana + "".join(_voiced(plain, "\u3099") if m in "ゞヾ" else plain for m in marks)


def to_folded(wording: str) -> str:
    """``wording`` with what searching does not tell apart made one: ``斉藤`` → ``斎藤``.

    Dashes of every kind become ``ー``, so that １００ー００００ and 100-0000 are the same.
    """
    return merged_characters().apply(wording)


def _fold_singles(text: str) -> str:
    """One character for one: lower case first, then a table for the few that need it."""
    lower = text.lower()
    if len(lower) != len(text):  # İ alone gets longer.
        return text.translate(_SINGLES)
    return _NEEDS_TABLE.sub(_by_table, lower)


def _by_table(match: re.Match[str]) -> str:
    return match[0].translate(_SINGLES)


def _edited(text: str, quick: str) -> tuple[str, tuple[Edit, ...]]:
    parts: list[str] = []
    edits: list[Edit] = []
    done = length = 0
    for match in _PIECE.finditer(quick):
        start, end = match.span()
        parts.append(quick[done:start])
        length += start - done
        done = end
        pieces = ((" ", end - start),) if match["spaces"] else _pieces(text[start:end])
        for folded, taken in pieces:
            if _resizes(text[start : start + taken], folded):
                edits.append(Edit(length, length + len(folded), start, start + taken))
            parts.append(folded)
            length += len(folded)
            start += taken
    parts.append(quick[done:])
    return "".join(parts), tuple(edits)


@lru_cache(maxsize=20_000)
def _pieces(text: str) -> tuple[tuple[str, int], ...]:
    """What each cluster of ``text`` folds to, and of how many characters it was made."""
    pieces: list[tuple[str, int]] = []
    previous = ""
    joins = False
    for character in text:
        last, taken = pieces[-1] if pieces else ("", 0)
        joined = _joined(last, previous, character, joins) if pieces else None
        if joined is None:
            pieces.append((_fold_character(character), 1))
        else:
            pieces[-1] = (joined, taken + 1)
        joins = character == _ZERO_WIDTH_JOINER or (joins and not _fold_character(character))
        previous = character
    return tuple((folded.translate(_LONE_VU), taken) for folded, taken in pieces)


def _joined(last: str, previous: str, character: str, after_joiner: bool) -> str | None:
    """What ``last`` becomes by the next character; None if that one stands for itself."""
    if character in _VOICING:
        return last[:-1] + _voiced(last[-1:], _VOICING[character])
    folded = _fold_character(character)
    if not folded or (previous == "\r" and character == "\n"):
        return last
    if last in _VU and folded in _VU[last]:
        return _VU[last][folded]
    if after_joiner and _IS_EMOJI.match(character):
        return last + folded
    return None


def _voiced(base: str, mark: str) -> str:
    """か and a voicing mark make が; あ has no voiced form, and the mark leaves nothing."""
    composed = unicodedata.normalize("NFC", base + mark)
    return composed if base and len(composed) == 1 else base


@lru_cache(maxsize=20_000)
def _fold_character(character: str) -> str:
    """What one character folds to by itself; empty if it is invisible or only combines."""
    category = unicodedata.category(character)
    if character in "\n\r\x85\u2028\u2029":
        return "\n"
    if category == "Cs":
        return "\ufffd"
    if category in ("Cc", "Zs") or character in _SPACED_MARKS:
        return " "
    if category == "Cf" or character in _VOICING or _only_combines(character):
        return ""
    compatible = unicodedata.normalize("NFKC", character)
    if compatible.startswith(" "):
        return character
    folded = _without_accents(unicodedata.normalize("NFKC", compatible.casefold()))
    return kanji_variants().apply(folded) if character > "\uffff" else folded


def _resizes(original: str, folded: str) -> bool:
    """Whether a map is needed between the two; 𠮷 and 吉 differ for who counts UTF-16 units."""
    return len(original) != 1 or len(folded) != 1 or (original > "\uffff") != (folded > "\uffff")


def _only_combines(character: str) -> bool:
    return (
        "\u0300" <= character <= "\u036f"
        or "\u20d0" <= character <= "\u20f0"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # the skin of 👍🏽
    )


def _without_accents(text: str) -> str:
    """``é`` → ``e``; the marks of kana are other characters and stay."""
    apart = unicodedata.normalize("NFD", text)
    kept = "".join(c for c in apart if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", kept) if kept != apart else text


_SINGLES = _Singles()
