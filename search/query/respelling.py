"""Other spellings of what was typed: 1つ and 一つ, 八が岳 and 八ヶ岳, 16GB and 16 GB, dates.

They are the same words, so they are found as strictly. Each rule looks at the folded text of one
run of the query and names a stretch of it and what else may stand there. What the analyzer makes
one term (サーバー and サーバ, 十月 and 10月, 髙 and 高) needs no rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from index.analysis.numbers import COUNTED_IN_KANA, NUMERALS, kanji_number, number_term
from index.analysis.readings import is_kana
from index.analysis.spellings import same_kanji_words
from index.analysis.tokens import AnalyzedText, Token
from index.analysis.variants import read_rows
from search.query.moments import moments
from search.query.plan import Stretch

Analyze = Callable[[str], AnalyzedText]


_KANJI = "一-鿿々〇"
_DIGITS = "123456789"
_TO_NUMERALS = str.maketrans(_DIGITS, NUMERALS)
_TO_DIGITS = str.maketrans(NUMERALS, _DIGITS)
_COUNTED = re.compile(rf"(?<![0-9.,ー/])[1-9][0-9]{{0,3}}(?=[ぁ-ん{_KANJI}])")
_NUMERAL_IN_WORD = re.compile(f"[{NUMERALS}](?![{NUMERALS}十百千万億兆])")
_GA = re.compile(f"(?<=[{_KANJI}])[ケが](?=[{_KANJI}])|(?<=[{_KANJI}])[ケカか箇個](?=[所月国年条])")
_TWICE = re.compile(f"([{_KANJI}])\\1")
_REPEATED = re.compile(f"([{_KANJI}])々")
_AMOUNT = re.compile(r"([0-9][0-9.,]*)([a-zμ°%]+(?:/[a-z]+)?)")
_LONE_UNITS = frozenset("mlwvakhstnfcμ%°")
"""Units of one letter that nobody takes for a name: not 5g, 3d, 4k, 2x."""
_LETTERS_AND_NUMBER = re.compile(r"([a-z]{2,})[-ー.]?([0-9]+(?:\.[0-9]+)*)")
_VERSION = re.compile(
    r"(?<![0-9a-z.])(?P<name>v|ver\.?|version|バージョン)?(?P<number>[0-9]+(?:\.[0-9]+)+)(?![0-9a-z.])"
)
_COMPANIES = {"(株)": "株式会社", "(有)": "有限会社", "(財)": "財団法人", "(社)": "社団法人"}
_COMPANIES |= {name: sign for sign, name in _COMPANIES.items()}
_TWO_NAMES = re.compile(r"([a-z]{2,})[.ー]([a-z]{2,})")
_MOST_WAYS = 8
AROUND = 5
"""Characters on each side in which a word of another spelling is looked for."""


def respellings(analyzed: AnalyzedText, analyze: Analyze) -> tuple[Stretch, ...]:
    """The stretches of a folded text that may be written otherwise, from the left, none twice."""
    folded = analyzed.folded
    numbers = _OF_NUMBERS if _HAS_NUMBER.search(folded) else ()
    found = chain(
        *(rule(folded) for rule in numbers),
        _unit_names(folded),
        _counted_ga(analyzed),
        _romans(folded),
        _companies(folded),
        _numerals_in_words(analyzed, analyze) if numbers else (),
        _ga_in_words(analyzed, analyze),
        _repeated(analyzed, analyze),
        _compounds(analyzed, analyze),
        _okurigana(analyzed, analyze),
        *(_of_word(folded, token) for token in analyzed.tokens if token.whole),
    )
    chosen: list[Stretch] = []
    for stretch in found:
        start, end, texts, *_ = stretch
        others = tuple(text for text in dict.fromkeys(texts) if text != folded[start:end])
        if others and not any(one.start < end and start < one.end for one in chosen):
            chosen.append(stretch._replace(texts=others, spelling=True))
    return tuple(sorted(chosen))


def _of_word(folded: str, token: Token) -> Iterator[Stretch]:
    """What one token may be written as."""
    text = folded[token.start : token.end]
    texts = chain(_as_digits(text), _other_ga(text), _other_repeats(text), _with_space(text))
    others = [other for other in dict.fromkeys(texts) if other != text]
    yield Stretch(token.start, token.end, tuple(others[:_MOST_WAYS]))


def _as_digits(text: str) -> Iterator[str]:
    """一つ → 1つ, 二人三脚 → 2人三脚, 2人3脚."""
    places = [m.start() for m in _NUMERAL_IN_WORD.finditer(text)] if len(text) > 1 else []
    if not places or (len(places) == 1 and places[0] > 0):
        return
    yield text.translate(_TO_DIGITS)
    for at in places[:2] if len(places) > 1 else ():
        yield text[:at] + text[at].translate(_TO_DIGITS) + text[at + 1 :]


def _other_ga(text: str) -> Iterator[str]:
    """八ケ岳 → 八が岳, 数カ所 → 数箇所; the folded text has ケ for ヶ, カ for ヵ."""
    for match in _GA.finditer(text):
        for other in _others(match, text):
            yield text[: match.start()] + other + text[match.end() :]


def _others(match: re.Match[str], text: str) -> str:
    """What may stand for a ヶ: of a name が, of what is counted か and 箇."""
    counts = text[match.end()] in "所月国年条"
    return ("ケカか箇個" if counts else "ケが").replace(match[0], "")


def _other_repeats(text: str) -> Iterator[str]:
    """前々回 → 前前回."""
    yield _REPEATED.sub(r"\1\1", text)
    yield _TWICE.sub(r"\1々", text)


def _with_space(text: str) -> Iterator[str]:
    """16px → 16 px, windows11 and windows-11 → windows 11, node.js and node-js → nodejs,
    node js."""
    if (match := _AMOUNT.fullmatch(text)) and _is_unit(match[1], match[2]):
        yield f"{match[1]} {match[2]}"
    if match := _LETTERS_AND_NUMBER.fullmatch(text):
        yield from (f"{match[1]}{sign}{match[2]}" for sign in (" ", "", "."))
    if match := _TWO_NAMES.fullmatch(text):
        yield match[1] + match[2]
        yield f"{match[1]} {match[2]}"


def _is_unit(number: str, unit: str) -> bool:
    return len(unit) > 1 or unit in _LONE_UNITS or (unit == "g" and len(number) > 1)


def _ga_in_words(analyzed: AnalyzedText, analyze: Analyze) -> Iterator[Stretch]:
    """八が岳, cut into 八, が and 岳: 八ケ岳 is a word, so that is what is meant."""
    folded = analyzed.folded
    for match in _GA.finditer(folded):
        for other in _others(match, folded):
            text = folded[: match.start()] + other + folded[match.end() :]
            for stretch in _known(analyzed, text, match.span(), analyze):
                if stretch.start < match.start():
                    yield stretch


_COUNTED_GA = re.compile(
    f"(?P<number>[0-9]+|[{NUMERALS}十百千]+|[数何幾])[ケカか箇個](?P<what>[所月年条]|国語?)"
)


def _counted_ga(analyzed: AnalyzedText) -> Iterator[Stretch]:
    """五箇条 → 五ケ条, 何か国語 → 何ケ国語, where the tokenizer has no ヶ条, ヶ国."""
    for match in _COUNTED_GA.finditer(analyzed.folded):
        if not any(
            t.term[0] == "ヶ" and match.start() < t.start < match.end() for t in analyzed.tokens
        ):
            number, what = match["number"], match["what"]
            numbers = (number,) if number in "数何幾" else _number_texts(number)
            texts = tuple(f"{n}{ga}{what}" for n in numbers for ga in "ケカか箇個")
            yield Stretch(*match.span(), texts, literal=True)


def _numerals_in_words(analyzed: AnalyzedText, analyze: Analyze) -> Iterator[Stretch]:
    """1つ → 一つ, 2人三脚 → 二人三脚: where a word of the dictionary has the numeral in it."""
    for match in _COUNTED.finditer(analyzed.folded):
        folded, number = analyzed.folded, kanji_number(int(match[0]))
        one = folded[: match.start()] + number + folded[match.end() :]
        for text in (folded.translate(_TO_NUMERALS), one):
            yield from _known(analyzed, text, match.span(), analyze)


def _in_kana(folded: str) -> Iterator[Stretch]:
    """2人 → ふたり, 二人; 六つ → むっつ, 6つ."""
    for match in _FEW.finditer(folded):
        number, counter = number_term(match["number"]) or "", match["counter"]
        if kana := COUNTED_IN_KANA.get((number, counter)):
            texts = (f"{number}{counter}", f"{kanji_number(int(number))}{counter}", kana)
            yield Stretch(*match.span(), texts, literal=counter == "つ")


_FEW = re.compile(
    f"(?<![0-9.,{NUMERALS}十百千万月])(?P<number>[1-9]|[12]0|[{NUMERALS}]|二?十)(?P<counter>[つ人日歳])(?![{_KANJI}])"
)


def _repeated(analyzed: AnalyzedText, analyze: Analyze) -> Iterator[Stretch]:
    """前前回, cut into 前 and 前回 → 前々回; 時時刻刻 → 時々刻々."""
    twice = list(_TWICE.finditer(analyzed.folded))
    if len(twice) > 1:
        start, end = twice[0].start(), twice[-1].end()
        yield Stretch(start, end, (_TWICE.sub(r"\1々", analyzed.folded[start:end]),))
    for match in twice:
        text = analyzed.folded[: match.start() + 1] + "々" + analyzed.folded[match.end() :]
        yield from _known(analyzed, text, match.span(), analyze)


def _known(
    analyzed: AnalyzedText, text: str, span: tuple[int, int], analyze: Analyze
) -> Iterator[Stretch]:
    """The word of ``text``, as long as the typed one, that reaches over ``span`` and beyond.

    Only a few characters around are analysed, and words that a cut there may have made left out.
    """
    folded = analyzed.folded
    if text == folded:
        return
    first, last = span[0], span[1] + len(text) - len(folded)
    low, high = max(0, first - AROUND), min(len(text), last + AROUND)
    for token in analyze(text[low:high]).tokens:
        start, end = token.start + low, token.end + low
        cut = (start == low > 0) or (end == high < len(text))
        reaches = start <= first and last <= end and end - start > last - first
        counts = token.term.isdigit() or is_kana(token.term)  # 1杯 is no いっぱい
        if token.whole and reaches and not cut and not counts:
            typed_end = end + len(folded) - len(text)
            word = text[start:end]
            yield Stretch(start, typed_end, (word,), literal=word != folded[start:typed_end])


def _amounts(folded: str) -> Iterator[Stretch]:
    """50kg → 50 kg, 50キログラム, 50キロ."""
    pattern, others = _units()
    for match in pattern.finditer(folded):
        number, unit = match["number"], match["unit"]
        known = [unit, *others[unit]] if _is_unit(number, unit) or not unit.isascii() else []
        texts = tuple(
            f"{way}{space}{name}"
            for name in known
            for way in _number_texts(number)
            for space in (("", " ") if name.isascii() else ("",))
            if way[0].isdigit() or not name.isascii()
        )
        sign = not unit[0].isalpha()  # of 80% the tokenizer leaves 80
        yield Stretch(*match.span(), texts, literal=sign)


def _unit_names(folded: str) -> Iterator[Stretch]:
    """キログラム → kg: a long name without a number."""
    if len(folded) >= _MIN_NAME:
        others = _units()[1].get(folded, ())
        yield Stretch(0, len(folded), tuple(unit for unit in others if len(unit) > 1))


_SPEED = re.compile(
    "(?:(?P<each>[時分秒])速|毎(?P<every>[時分秒]))"
    "(?P<number>[0-9.]+) ?(?P<unit>[kcm]?m|キロ(?:メートル)?|メートル)"
    "|(?P<amount>[0-9.]+) ?(?P<metres>[kcm]?m)/(?P<of>h|min|s)(?![a-z])"
)
_EACH = {"時": "h", "分": "min", "秒": "s"}
_SHORT_EACH = {short: name for name, short in _EACH.items()}
_METRES = {"キロ": "km", "キロメートル": "km", "メートル": "m"}
_NAMES_OF_METRES = {
    "km": ("キロ", "キロメートル"), "m": ("メートル",), "cm": ("センチ",), "mm": ("ミリ",),
}  # fmt: skip


def _speeds(folded: str) -> Iterator[Stretch]:
    """時速100km → 100km/h, 時速100キロ, and back."""
    for match in _SPEED.finditer(folded):
        unit = match["metres"] or _METRES.get(match["unit"], match["unit"])
        each = _SHORT_EACH[match["of"]] if match["of"] else match["each"] or match["every"]
        number = match["amount"] or match["number"]
        texts = [f"{number}{space}{unit}/{_EACH[each]}" for space in ("", " ")]
        names = (unit, *_NAMES_OF_METRES[unit])
        ways = (f"{each}速{number}{{}}", f"毎{each}{number}{{}}", f"{number}{{}}毎{each}")
        texts += [way.format(name) for way in ways for name in names]
        yield Stretch(*match.span(), tuple(texts), literal=True)


_DECIMAL = re.compile(f"(?P<whole>[{NUMERALS}十零〇]{{1,3}})・(?P<rest>[{NUMERALS}零〇]{{1,3}})")


def _decimals(folded: str) -> Iterator[Stretch]:
    """二・五 → 2.5."""
    for match in _DECIMAL.finditer(folded):
        whole, rest = number_term(match["whole"]), number_term(match["rest"])
        yield Stretch(*match.span(), (f"{whole}.{rest}",), literal=True)


_PRICE = re.compile(
    r"(?:(?P<sign>[¥$€]) ?(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?![0-9.])"
    r"|(?<![0-9.,¥$€])(?P<amount>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<name>円|ドル|ユーロ))"
)
_CURRENCIES = {"¥": "円", "$": "ドル", "€": "ユーロ"}
_SIGNS = {name: sign for sign, name in _CURRENCIES.items()}


def _prices(folded: str) -> Iterator[Stretch]:
    """¥3,000 → 3000円, ¥3000, and back."""
    for match in _PRICE.finditer(folded):
        sign = match["sign"] or _SIGNS[match["name"]]
        whole, point, rest = (match["number"] or match["amount"]).replace(",", "").partition(".")
        ways = dict.fromkeys((f"{whole}{point}{rest}", f"{int(whole):,}{point}{rest}"))
        texts = [f"{sign}{space}{way}" for way in ways for space in ("", " ")]
        texts += [f"{way}{_CURRENCIES[sign]}" for way in ways] if match["sign"] else []
        yield Stretch(*match.span(), tuple(texts), literal=bool(match["sign"]))


def _number_texts(number: str) -> tuple[str, ...]:
    """55 and 五十五, of either; 3776, 3,776 and 三千七百七十六."""
    digits = number_term(number) or number
    whole = int(digits) if digits.isdigit() else 0
    kanji = (kanji_number(whole),) if 0 < whole < 10_000 else ()
    return (digits, *((f"{whole:,}",) if whole > 999 else ()), *kanji)


_MIN_NAME = 4
"""Characters of the name of a unit that is looked for without a number: リットル."""


@lru_cache(maxsize=1)
def _units() -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
    """A number with a unit, and by each name of a unit the others."""
    found: dict[str, tuple[str, ...]] = {}
    for names in read_rows("units.txt"):
        for name in names:
            found[name] = (*found.get(name, ()), *(n for n in names if n != name))
    every = "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True))
    digits = r"(?<![0-9a-z.,])[0-9][0-9.,]*"
    kanji = f"(?<![0-9{_KANJI}])[{NUMERALS}十百千]{{1,7}}(?=[^度])"
    pattern = f"(?P<number>{digits}|{kanji})(?P<unit>{every})(?![0-9a-zァ-ヺー])"
    return re.compile(pattern), found


def _versions(folded: str) -> Iterator[Stretch]:
    """v2.0 → 2.0, and back."""
    for match in _VERSION.finditer(folded):
        number = match["number"]
        yield Stretch(*match.span(), (number, f"v{number}", f"ver.{number}"))


_SIZE = re.compile("(?<![0-9a-z.,×])[1-9][0-9]*(?:[x×][1-9][0-9]*)+(?![0-9a-z.,×])")


def _sizes(folded: str) -> Iterator[Stretch]:
    """1920x1080 → 1920×1080, 1920 × 1080, and back."""
    for match in _SIZE.finditer(folded):
        texts = tuple(re.sub("[x×]", sign, match[0]) for sign in ("x", "×", " x ", " × "))
        yield Stretch(*match.span(), texts, literal=True)


_HAS_NUMBER = re.compile(f"[0-9{NUMERALS}十百千零〇元]")
_OF_NUMBERS = (moments, _speeds, _decimals, _prices, _amounts, _versions, _in_kana, _sizes)


_ROMANS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NUMBERED = re.compile(
    "(?P<before>[ァ-ヺー]{2,})?(?P<number>1[0-2]|[1-9]|[ivx]{1,4})(?P<after>(?(before)|型))"
)


def _romans(folded: str) -> Iterator[Stretch]:
    """ドラゴンクエスト7 → ドラゴンクエストvii, 3型 → iii型, and back."""
    match = _NUMBERED.fullmatch(folded)
    if match is None:
        return
    before, number, after = match.groups("")
    if number.isdigit():
        texts = [f"{before}{space}{_ROMANS[int(number)]}{after}" for space in ("", " ")]
        texts += [f"{kanji_number(int(number))}{after}"] if after else []
        yield Stretch(0, len(folded), tuple(texts), literal=bool(after))
    elif number in _ROMANS:
        yield Stretch(0, len(folded), (f"{before}{_ROMANS.index(number)}{after}",))


def _companies(folded: str) -> Iterator[Stretch]:
    """(株) → 株式会社, and back."""
    for name, other in _COMPANIES.items():
        if (at := folded.find(name)) >= 0:
            yield Stretch(at, at + len(name), (other,), literal=True)


def _compounds(analyzed: AnalyzedText, analyze: Analyze) -> Iterator[Stretch]:
    """玉子焼き → 卵焼き: a spelling of a part of what is one word of the dictionary."""
    folded = analyzed.folded
    if not 2 < len(folded) <= _LONGEST_COMPOUND:
        return
    texts = [
        folded[:at] + other + folded[at + length :]
        for at, length, others in same_kanji_words(folded)
        for other in others
    ]
    whole = [token for token in analyzed.tokens if token.whole]
    if len(whole) > 1:
        texts = [text for text in texts if sum(t.whole for t in analyze(text).tokens) == 1]
    if texts:
        yield Stretch(0, len(folded), tuple(texts[:_MOST_WAYS]))


_LONGEST_COMPOUND = 8
_TWO_VERBS = re.compile(f"[{_KANJI}]{{2,}}[ぁ-ん]+")
_VERB_ENDS = re.compile("(?<=.)[いきぎしちにびみりえけげせてねべめれ]$")


def _okurigana(analyzed: AnalyzedText, analyze: Analyze) -> Iterator[Stretch]:
    """仕切直し → 仕切り直し: what a verb before another leaves to the reader. 爪め is no verb."""
    folded = analyzed.folded
    words = [token for token in analyzed.tokens if token.whole]
    if len(words) != 2 or not _TWO_VERBS.fullmatch(folded):
        return
    first, at = words[0].reading.split(" ")[0], words[0].end
    alone = words[0].start == 0 and at == words[1].start and not is_kana(folded[at])
    if alone and words[1].end == len(folded) and _VERB_ENDS.search(first):
        text = folded[:at] + first[-1] + folded[at:]
        if any(token.start == 0 and token.end > at for token in analyze(text).tokens):
            yield Stretch(0, len(folded), (text,))
