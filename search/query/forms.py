"""How posts may write what nobody types so: らき☆すた, トム・ハンクス, 思ひ出, 市ヶ谷, ちよつと.

Texts that are looked for as they are, where the words of a run stand in no post. There are many for
one run, and most are nowhere, which an engine tells at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, combinations, islice, product

from index.analysis.readings import is_kana, to_hiragana, to_katakana
from index.analysis.sound import sound
from search.query.spoken import voiced

LONGEST_WRITTEN = 12
"""Characters of a run of which other forms are tried; longer ones are sentences."""
MOST_OLD = 24
"""Old spellings of one run."""

_JAPANESE = re.compile("[ぁ-ゖァ-ヺー一-鿿々]+")
_MARKS = "・☆★= "
"""What stands within names: トム・ハンクス, つのだ☆ひろ, ジョン=レノン."""
_ANY_MARK = re.compile("[・☆★♡♥♪=!?。、.'~]")
_RUN_OF_KANJI = re.compile("([一-鿿々]+)")
_KANJI_ONLY = re.compile("[一-鿿々]{2,5}")
_BETWEEN_KANJI = "ケツノの"
_SAID_BETWEEN = tuple(
    (re.compile(f"(?<=[一-鿿])[{ways}](?=[一-鿿])"), ways) for ways in ("ノの之", "ツつ")
)
"""虎の門 is also 虎ノ門, and 西ノ島 is 西之島."""
_DROPPED_BETWEEN = re.compile("(?<=[一-鿿])[ケツノの](?=[一-鿿])")
_TWO_DOTS = 7
"""Kana from which on a name may have three parts: レオナルド・ダ・ヴィンチ."""
_LARGE = str.maketrans("ぁぃぅぇぉっゃゅょ", "あいうえおつやゆよ")
_TO_SMALL = str.maketrans("あいうえおつやゆよ", "ぁぃぅぇぉっゃゅょ")
_MAY_BE_SMALL = re.compile(
    "(?<=[きしちにひみりぎじびぴ])[やゆよ]|つ(?=[かきくけこさしすせそたちてとぱぴぷぺぽがぎぐげござじずぜぞだでどばびぶべぼ])"
    "|(?<=[うふゔ])[あいえお]|(?<=[てで])[いゆ]|(?<=[しじち])え"
)
_SWALLOWED = re.compile("(?<=.)っ(?=[かきくけこ])")
_TO_OLD = str.maketrans("いえおイエオ", "ゐゑをヰヱヲ")
MOST_SIZES = 4
"""Places of one run where another size or an old kana is tried."""
_SHORTEST_OTHER = 2
"""Kana that are looked for in the other kana; one is in everything."""

_ROWS = (
    "あいうえお かきくけこ がぎぐげご さしすせそ ざじずぜぞ たちつてと だぢづでど "
    "なにぬねの はひふへほ ばびぶべぼ まみむめも やいゆえよ らりるれろ"
)


def _old_forms() -> dict[str, tuple[str, ...]]:
    """By what is written today, how it was before 1946: きょう → けふ, けう; こう → かう, かふ."""
    old: dict[str, tuple[str, ...]] = {"うい": ("ゐ",), "わ": ("は",), "じ": ("ぢ",), "ず": ("づ",)}
    old |= {"い": ("ひ", "ゐ"), "う": ("ふ",), "え": ("へ", "ゑ"), "お": ("ほ", "を")}
    for row in _ROWS.split():
        a, i, _, e, o = tuple(row)
        old[f"{o}う"] = (f"{a}う", f"{a}ふ", f"{o}ふ")
        old[f"{i}ょう"] = (f"{e}う", f"{e}ふ", f"{i}やう")
        old[f"{i}ゅう"] = (f"{i}う", f"{i}ふ")
    return old


_OLD = _old_forms()
_MODERN = re.compile("|".join(sorted(map(re.escape, _OLD), key=len, reverse=True)))
_INITIAL = {"い": ("ゐ",), "え": ("ゑ",), "お": ("を",)}
"""What begins a word: ゐる, ゑ, をかし, but never ひる for いる."""
_NEVER_FIRST = frozenset("わう")


def other_forms(text: str) -> tuple[str, ...]:
    """Texts in which posts may have a folded run, the likeliest first."""
    bare = _ANY_MARK.sub("", text)
    if not 2 <= len(bare) <= LONGEST_WRITTEN or not _JAPANESE.fullmatch(bare):
        return ()
    found = [*_old(bare), *_with_large_kana(bare), *_between_kanji(bare)]
    found += chain(_with_fewer_kana(bare), _with_more_kana(bare), _with_feeling(bare))
    found += _of_katakana(bare)
    if not is_kana(bare):  # 手スリ, 歯ぶらし
        found += (to_hiragana(bare), to_katakana(bare))
    found += _with_marks(bare) if bare == text else [bare]
    return tuple(form for form in dict.fromkeys(found) if form != text)


def _old(text: str) -> Iterator[str]:
    """思い出 → 思ひ出; かわいい → かはいい, …"""
    hiragana = to_hiragana(text)
    katakana = hiragana != text and is_kana(text)
    pieces: list[tuple[str, ...]] = []
    at = 0
    for match in _MODERN.finditer(hiragana):
        modern, start = match[0], match.start()
        if start == 0 and len(modern) == 1:
            ways = () if modern in _NEVER_FIRST else _INITIAL.get(modern, _OLD[modern])
        else:
            ways = _OLD[modern]
        pieces += [(hiragana[at:start],), (modern, *ways)]
        at = match.end()
    pieces.append((hiragana[at:],))
    for way in islice(product(*pieces), 1, MOST_OLD):
        old = "".join(way)
        yield to_katakana(old) if katakana else old


def _with_large_kana(text: str) -> Iterator[str]:
    """ちょっと → ちよつと, チヨツト; 行った → 行つた."""
    if (large := to_hiragana(text).translate(_LARGE)) != to_hiragana(text):
        yield from (large, to_katakana(large)) if is_kana(text) else (text.translate(_LARGE),)


def _between_kanji(text: str) -> Iterator[str]:
    """市谷 → 市ケ谷, 四ツ谷 → 四谷, 虎の門 → 虎ノ門; the folded text has ケ for ヶ."""
    if _KANJI_ONLY.fullmatch(text):
        for at in range(1, len(text)):
            yield from (text[:at] + kana + text[at:] for kana in _BETWEEN_KANJI)
    without = _DROPPED_BETWEEN.sub("", text)
    if without != text and len(without) > 1:
        yield without
    for pattern, ways in _SAID_BETWEEN:
        for match in pattern.finditer(text):
            yield from (text[: match.start()] + way + text[match.end() :] for way in ways)


_AFTER_KANJI = "いきぎしちじみびりえけげせめべれ"
"""How okurigana of nouns that are made of verbs end."""
_OKURIGANA = f"(?<=[一-鿿])[ぁ-ん]{{0,2}}[{_AFTER_KANJI}]"
_WITHIN = re.compile(f"{_OKURIGANA}(?=[一-鿿])")
_AT_END = re.compile(f"{_OKURIGANA}$")


def _with_fewer_kana(text: str) -> Iterator[str]:
    """立ち読み → 立読み, 立読: okurigana of nouns that are made of verbs."""
    fewer = _WITHIN.sub("", text)
    if fewer != text:
        yield from (fewer, _AT_END.sub("", fewer))


def _with_more_kana(text: str) -> Iterator[str]:
    """浮輪 → 浮き輪, 貼付け → 貼り付け, 引取 → 引き取り: a kana behind a kanji."""
    for at in (at for at in range(1, len(text)) if _PAIR.match(text, at - 1)):
        for kana in _AFTER_KANJI:
            more = text[:at] + kana + text[at:]
            yield more
            if len(text) == 2:
                yield from (more + end for end in _AFTER_KANJI)


def _with_feeling(text: str) -> Iterator[str]:
    """すっごい, すごーい → すごい, でかい → でっかい, おはよ → おはよう: with feeling or not."""
    if is_kana(text) and text == to_hiragana(text) and len(text) >= _SHORTEST_STOPPED:
        places = range(1, len(text))
        yield from (text[:at] + text[at + 1 :] for at in places if text[at] in "っー")
        yield text[:1] + "っ" + text[1:]
        yield from (sound(text), f"{text[:-1]}ー{text[-1]}")  # おはよーございます, いらっしゃーい
        for match in _MAY_BE_LONG.finditer(text):  # おはよございます
            yield text[: match.end()] + "う" + text[match.end() :]


_MAY_BE_LONG = re.compile("(?<=.)[おこそとのほもよろごぞどぼぽょゅ](?![おうっー])")
_MOST_MIXED = 5
"""Kanji."""
_NEVER_BEGINS = frozenset("んっゃゅょー")
"""Of kana, how no kanji begins to be read: 病ん is no 病院."""
_PAIR = re.compile("[一-鿿々]{2}")
_LOAN = re.compile("[ァ-ヺー]+")
_ALIKE = """
ティ チ テ, ディ デ ジ, トゥ ツ ト, ドゥ ド ズ, フォ ホ フオ, ファ ハ フア, フィ ヒ フイ,
フェ ヘ フエ, シェ セ シエ, ジェ ゼ ジエ, チェ チ チエ, ウィ ウイ イ, ウェ ウエ エ,
ウォ ウオ オ, クォ クオ コ, クァ クア カ, ツァ ツア, イア イヤ, リア リヤ, エイ エー,
ェイ ェー, ケイ ケー, セイ セー, テイ テー, メイ メー, レイ レー, ベイ ベー, ペイ ペー,
ネイ ネー, デイ デー, ゲイ ゲー, ゼイ ゼー, オウ オー, ボウ ボー, ロウ ロー, ッグ ック,
ッド ット, ッジ ッチ, ュー ュウ, イオ イヨ
"""
"""Parts of foreign words that are heard, and so written, in several ways: アイディア, アイデア."""


def _written_otherwise() -> dict[str, tuple[str, ...]]:
    """By each part of :data:`_ALIKE`, the others; ways of one character only lead to the longer."""
    found: dict[str, tuple[str, ...]] = {}
    for group in _ALIKE.split(","):
        ways = group.split()
        for way in ways:
            others = (o for o in ways if o != way and (len(way) > 1 or len(o) > 1))
            found[way] = (*found.get(way, ()), *others)
    return found


_WRITTEN_OTHERWISE = _written_otherwise()
_SMALL = frozenset("ァィゥェォャュョ")
_NO_START = _SMALL | {"ー", "ッ"}
_SHORTEST_LOAN = 4
"""Katakana: in shorter words another vowel makes another word (デスク, ディスク)."""
_SHORTEST_STOPPED = 3
"""Of words that may lack a ー or a ッ, or have the other kind of stop: レポト, ベット."""


def _of_katakana(text: str) -> Iterator[str]:
    """アイデア → アイディア, モツァレラ → モッツァレラ, キーボド → キーボード, ぐぐる → ググる."""
    if is_kana(text) and text == to_hiragana(text):
        endings = range(1, min(4, len(text) - 1))
        yield from (to_katakana(text[:-end]) + text[-end:] for end in endings)
    if len(text) < _SHORTEST_STOPPED or not _LOAN.fullmatch(text):
        return
    for at in range(len(text)):
        for length in (2, 1):
            part = text[at : at + length]
            if len(text) < _SHORTEST_LOAN and part[0] != "ッ":
                continue
            if text[at + length : at + length + 1] not in _SMALL:
                others = _WRITTEN_OTHERWISE.get(part, ())
                yield from (text[:at] + other + text[at + length :] for other in others)
    for at in range(1, len(text)):
        for sign in "ーッ":
            if text[at] == sign:
                yield text[:at] + text[at + 1 :]
            elif text[at] not in _NO_START and text[at - 1] not in "ーッ":
                yield text[:at] + sign + text[at:]


def _with_marks(text: str) -> Iterator[str]:
    """らきすた → らき☆すた; one mark, and in longer kana two dots."""
    if len(text) < 3 or _KANJI_ONLY.fullmatch(text):
        return
    places = range(1, len(text))
    yield from (text[:at] + mark + text[at:] for at in places for mark in _MARKS)
    if is_kana(text) and (katakana := to_katakana(text)) != text:  # はりーぽったー
        yield from (f"{katakana[:at]}・{katakana[at:]}" for at in places)
    if len(text) >= _TWO_DOTS and is_kana(text):
        for one, other in combinations(places, 2):
            for mark in "・=":  # レオナルド・ダ・ヴィンチ, ジャン=ジャック・ルソー
                yield f"{text[:one]}{mark}{text[one:other]}・{text[other:]}"


def with_repeat_marks(kana: str) -> Iterator[str]:
    """ここ → こゝ, ただ → たゞ: how books before 1946 have a kana that is said twice."""
    for at in range(1, len(kana)):
        plain = unicodedata.normalize("NFD", kana[at])
        if plain[0] == unicodedata.normalize("NFD", kana[at - 1])[0]:
            yield kana[:at] + ("ゞ" if len(plain) > 1 else "ゝ") + kana[at + 1 :]


def partly_in_kana(word: str, reading: str, *, alone: bool) -> Iterator[str]:
    """破綻 (はたん) → 破たん, はた綻, …; 心構え → 心がまえ; 打ち上げ花火 → うち上げ花火, …

    Unless it stands ``alone``, also all of it, plain and voiced as within a compound: やり of
    水遣り, ずれ of 靴擦れ.
    Which kana are those of a kanji, the kana of the word tell, else posts.
    """
    if not alone and not is_kana(word) and len(reading) >= _SHORTEST_OTHER:
        yield from (reading, voiced(reading) or reading)
    pieces = _RUN_OF_KANJI.split(word)
    pattern = "".join("(.+?)" if at % 2 else re.escape(p) for at, p in enumerate(pieces))
    match = re.fullmatch(pattern, reading)
    for at, kana in enumerate(match.groups() if match else ()):
        before, after = "".join(pieces[: 2 * at + 1]), "".join(pieces[2 * at + 2 :])
        ways = (kana,) if len(pieces) > 3 else ()
        yield from (before + way + after for way in (*ways, *_mixed(pieces[2 * at + 1], kana)))


def _mixed(kanji: str, reading: str) -> Iterator[str]:
    """Some of several kanji in kana."""
    starts = [at for at in range(1, len(reading)) if reading[at] not in _NEVER_BEGINS]
    if not 2 <= len(kanji) <= _MOST_MIXED or len(reading) < len(kanji):
        return
    for kept in range(1, len(kanji)):
        for end in starts:
            yield kanji[:kept] + reading[end:]
            yield reading[:end] + kanji[-kept:]
    for start, end in combinations(starts, 2) if len(kanji) > 2 else ():
        yield kanji[0] + reading[start:end] + kanji[-1]  # 冷ぞう庫


def in_other_kana(typed: str) -> tuple[str, ...]:
    """ボッチ・ザ・ロック → ぼっち・ざ・ろっく and both without the dots."""
    if len(typed) < _SHORTEST_OTHER:
        return ()
    kinds = (to_hiragana(typed), to_katakana(typed))
    texts = dict.fromkeys(t for kind in kinds for t in (kind, kind.replace("・", "")))
    texts.pop(typed, None)
    return tuple(texts)


def in_old_kana(typed: str) -> tuple[str, ...]:
    """いなか → ゐなか, スイーツ → スヰーツ: each い, え and お for itself."""
    places = [at for at, kana in enumerate(typed) if kana in "いえおイエオ"][:MOST_SIZES]
    return tuple(typed[:at] + typed[at].translate(_TO_OLD) + typed[at + 1 :] for at in places)


def as_is_said(kana: str) -> Iterator[str]:
    """せんたくき for せんたっき: a く before another of its row is hardly heard; おめしもの for
    めしもの."""
    if (full := _SWALLOWED.sub("く", kana)) != kana:
        yield full
    if len(kana) > _SHORTEST_OTHER:
        yield f"お{kana}"


def with_other_sizes(kana: str) -> Iterator[str]:
    """Kana as old texts and screens without small kana have it, and the other way round."""
    if (large := kana.translate(_LARGE)) != kana:
        yield large
    places = [match.start() for match in _MAY_BE_SMALL.finditer(kana)][:MOST_SIZES]
    for chosen in sorted(product((True, False), repeat=len(places)), key=lambda c: -sum(c)):
        if any(chosen):
            small = list(kana)
            for at in (place for place, one in zip(places, chosen, strict=True) if one):
                small[at] = small[at].translate(_TO_SMALL)
            yield "".join(small)
