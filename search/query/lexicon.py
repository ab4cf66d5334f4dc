"""The words of the index, looked up by what they sound like or almost are, for every engine.

Everything here answers in terms of posts that the asker may see, so that nothing is ever proposed
that none of them has. An engine provides :class:`Words`, and is asked for many at once, so that
one with a network between needs few requests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from index.analysis.english import stem_english
from index.analysis.numbers import COUNTERS
from index.analysis.readings import to_hiragana
from index.analysis.romaji import romaji_prefixes, romaji_readings
from index.analysis.sound import sound
from index.pages.literal import Pieces
from search.query.forms import (
    LONGEST_WRITTEN,
    as_is_said,
    in_old_kana,
    in_other_kana,
    other_forms,
    partly_in_kana,
    with_other_sizes,
    with_repeat_marks,
)
from search.query.kana import alone_in_kana, heard_key, in_kana
from search.query.names import MAX_NAME, MOST_BEGUN, is_name, with_parts
from search.query.plan import KANA, LATIN, Plan, StandIn, TextRun
from search.query.slips import (
    MAX_SLIPPED,
    MIN_SLIPPED,
    slips_of_kana,
    slips_of_letters,
    with_a_stop,
)
from search.query.sounds import (
    MOST_WAYS,
    SURE_SOUND,
    Fits,
    Heard,
    alike,
    most_frequent,
    spelt_short,
    ways_heard,
    word_heard,
    words_heard,
)
from search.query.spoken import Spoken, half_spoken, speak

MIN_ONSET = 4
"""Letters or kana of a word that is begun; and those that may be missing."""
MIN_TYPO_LENGTH = 5
"""Characters of a word from which on it may be misspelt; shorter ones are too close to others."""

MIN_PART = 4
"""The same, of a part of a compound whose other parts are known."""
MIN_LOAN = 6
"""The same, of katakana without ー and ッ, where some of those differ as well."""

_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]+")
_ROMAJI = re.compile("[a-z][a-zー'-]*")
_NUMBERED = re.compile("([a-z]{2,})([0-9]{1,4})")
_HALF_COUNTED = re.compile("([0-9]{1,4})([a-z]{1,3})")
_HARDLY_HEARD = str.maketrans("ァィゥェォャュョヤヲ", "アイウエオアユヨアオ", "ーッ")
"""Leaves of katakana what foreign words are told apart by."""
_LONG_SIGNS = re.compile("[\u0302\u0304]")
"""Circumflex and macron."""


class Words(Heard, Protocol):
    """The words of the posts that an asker may see, as an engine knows them."""

    def weights(self, terms: Collection[str]) -> Mapping[str, float]:
        """The idf of each term, see :func:`search.query.scored.idf`."""

    def about_as_long(self, term: str, edits: int) -> Collection[str]:
        """Katakana and Latin terms that may be ``edits`` away from ``term``; more do no harm."""


class Lexicon:
    """Looks words up among those of an engine."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.weights = words.weights
        self.alone_in_kana = partial(alone_in_kana, words)
        self.with_parts = partial(with_parts, words)

    def by_sound(self, run: TextRun) -> StandIn | None:
        """Words that sound like a run in kana, or in kana and kanji: 海 for うみ, 吸い込む for
        吸いこむ; None if there are none, or only those that were typed."""
        if kana := run.kana:
            if not self._has(run):
                return self._otherwise(run.text, kana)
            # Posts have the very word: nobody has typed it in a way of their own.
            heard = word_heard if _KATAKANA.fullmatch(run.text.replace("・", "")) else words_heard
            return heard(self._words, (Spoken(kana),), run.text, alike)
        if not run.read or run.begun:
            return None
        found = words_heard(self._words, speak(run.read), run.text, alike)
        own = {word.term for word in run.words}
        return replace(found, sure=True) if found and not own.issuperset(found.terms) else None

    def _has(self, run: TextRun) -> bool:
        """Whether posts have all words of a run as they were typed."""
        known = self._words.documents_with([word.term for word in run.words])
        return run.only_words and all(known.values())

    def _otherwise(self, typed: str, kana: str) -> StandIn | None:
        """What sounds so, and the same in the other kana (ぼっち・ざ・ろっく), else in other sizes
        and in old kana."""
        texts = (*in_other_kana(typed), *with_repeat_marks(typed))
        found = words_heard(self._words, (Spoken(kana),), typed, alike)
        if found is None:
            others = list(as_is_said(kana))
            if _KATAKANA.fullmatch(typed.replace("・", "")):
                others += with_other_sizes(kana)
            found = words_heard(self._words, list(map(Spoken, others)), typed, alike, silent=False)
        if found is None:
            texts += in_old_kana(typed)
            return StandIn(texts=texts, sure=len(kana) >= SURE_SOUND) if texts else None
        return replace(found, texts=texts)

    def by_beginning(self, run: TextRun) -> StandIn | None:
        """What a run may become that was sent in the middle of a conversion: 料理 for りょうr, 運転
        and 免許 for 運転めんky, 天気 and 予報 for 天気よほ; and 北国 for きた国."""
        if counted := _HALF_COUNTED.fullmatch(run.text):
            return self._half_counted(*counted.groups())
        if not run.read:
            return None
        onward = romaji_prefixes(run.begun) if run.begun else ("",)
        spoken = [one for one in half_spoken(run.read, onward) if one.onward]
        found = words_heard(self._words, spoken, "", alike)
        if found is None and run.begun:  # 請求 for せいきゅうs: what the letter begins is a word
            found = words_heard(self._words, speak(run.read), "", alike)
        return replace(found, sure=False) if found else None

    def _half_counted(self, number: str, letters: str) -> StandIn | None:
        """30 and 分 for 30f, 2025 and 年, 人 or 日 for 2025n."""
        begun = set(map(heard_key, romaji_prefixes(letters)))
        heard = self._words.heard_beginning(begun) if begun else ()
        counters = {term for term, _ in heard if term in COUNTERS}
        kept = most_frequent(counters, self._words.documents_with(counters))
        return StandIn((((number,), kept),)) if kept else None

    def by_other_cuts(self, run: TextRun) -> tuple[StandIn, ...]:
        """Words that kana or letters may be cut into, the likeliest way first: 5, 人, 家族 for
        ごにんかぞく where no post has 誤認 beside 家族."""
        if not run.kana or self._has(run):
            return self.by_romaji(run)
        spoken = (Spoken(run.kana),)
        return tuple(ways_heard(self._words, spoken, run.text, alike, each=MOST_WAYS)[1:])

    def by_romaji(self, run: TextRun) -> tuple[StandIn, ...]:
        """Words that a run in Latin letters spells, the likeliest way to cut it first: 海 for umi.

        Long vowels may be left out (tokyo, toukyo) or have a sign (tōkyō). One word is better than
        several, in any spelling: else 都 and 巨 (と, きょ) would hide 東京 from tokyo.
        """
        letters = _without_long_signs(run.text)
        if not _ROMAJI.fullmatch(letters):
            return ()
        spoken = [Spoken(kana) for kana in romaji_readings(letters)]
        found = ways_heard(self._words, spoken, run.text, spelt_short)
        return tuple(replace(way, sure=False) for way in found)

    def by_onset(self, run: TextRun) -> StandIn | None:
        """Words that begin as a run does that is only begun: チョコレート for chokore."""
        letters, kana = _without_long_signs(run.text), to_hiragana(run.text)
        if len(letters) < MIN_ONSET or self._has(run):
            return None
        onward = romaji_prefixes(letters) if _ROMAJI.fullmatch(letters) else ()
        begun = set(map(heard_key, (kana,) if KANA.fullmatch(kana) else onward))
        heard = self._words.heard_beginning(begun) if begun else ()
        as_typed = "" if onward else sound(kana)
        words = [
            term
            for term, reading in heard
            if len(reading) <= len(letters) + MIN_ONSET and sound(reading).startswith(as_typed)
        ]
        kept = most_frequent(words, self._words.documents_with(words))
        return StandIn(((kept,),)) if kept else None

    def by_joined_romaji(self, runs: tuple[TextRun, ...]) -> StandIn | None:
        """Words that several runs in Latin letters spell together: 会議の資料 for kaigi no shiryou.

        Only where posts lack one of them: of English words they may have all.
        """
        if len(runs) < 2 or not all(_ROMAJI.fullmatch(run.text) for run in runs):
            return None
        if all(map(self._has, runs)):
            return None
        return next(iter(self.by_romaji(TextRun("".join(run.text for run in runs), ()))), None)

    def by_spelling(self, run: TextRun) -> StandIn | None:
        """Words that a misspelt one may have meant; None unless every word has some."""
        if not run.only_words:
            return None
        terms = [word.term for word in run.words]
        known = self._words.documents_with(terms)
        meant = [((term,),) if known[term] else self._meant(term) for term in terms]
        return StandIn(tuple(meant)) if all(meant) else None

    def _meant(self, term: str) -> Pieces:
        """The words that one misspelt word may have meant, which may be several side by side."""
        if near := self.similar(term):
            return (near,)
        if not _KATAKANA.fullmatch(term) or len(term) > MAX_NAME:
            return ()
        cuts = range(2, len(term) - 1)
        known = self._words.documents_with({part for c in cuts for part in (term[:c], term[c:])})
        begin = max((c for c in cuts if known[term[:c]]), default=0)
        end = min((c for c in cuts if c > begin and known[term[c:]]), default=len(term))
        near = self.similar(term[begin:end], MIN_PART) if end - begin < len(term) else ()
        pieces = ((term[:begin],), near, (term[end:],))
        return tuple(piece for piece in pieces if piece[0]) if near else ()

    def by_writing(self, run: TextRun) -> StandIn | None:
        """A run in kana, or in other forms."""
        kana, form = in_kana(self._words, run), self.by_form(run)
        return replace(kana, texts=(*kana.texts, *form.texts)) if kana and form else kana or form

    def by_writing_unknown(self, run: TextRun) -> StandIn | None:
        """As above, where no post has the words as they were typed."""
        return None if self._has(run) else self.by_writing(run)

    def by_form(self, run: TextRun) -> StandIn | None:
        """A run that no post has as it is usually written, in other forms: らき☆すた, 思ひ出."""
        if self._has(run):
            return None
        if numbered := _NUMBERED.fullmatch(run.text):
            # oauth and 2, or 2.0, wherever they stand: OAuth 2.0, Node.js のバージョン 20
            name, number = numbered.groups()
            return StandIn((((stem_english(name),),), ((number, f"{number}.0"),)))
        texts = (*other_forms(run.text), *self._mixed(run))
        return StandIn(texts=texts) if texts else None

    def _mixed(self, run: TextRun) -> Iterator[str]:
        """Kanji as those write them who leave out the hard ones: 破たん, だ円 of 楕円, 靴ずれ."""
        read = run.read or tuple((w.text, w.reading.split()[0]) for w in run.words if w.reading)
        for text, reading in read if len(run.text) <= LONGEST_WRITTEN else ():
            for mixed in partly_in_kana(text, reading, alone=len(read) == 1):
                yield run.text.replace(text, mixed, 1)

    def by_slip(self, run: TextRun) -> StandIn | None:
        """Words that were meant by kana or romaji with one slip: 東京 for toyko."""
        letters = _without_long_signs(run.text)
        if kana := run.kana:
            sizes = list(with_other_sizes(kana))
            groups = chain((sizes,), *map(slips_of_kana, (kana, *sizes[:1])))
            found = (  # one word, which some post has, before several, which may stand in none
                self._slipped(groups, run.text, alike)
                or words_heard(self._words, list(map(Spoken, sizes)), run.text, alike)
                or self._beside_slip(kana, lambda part: (part,), slips_of_kana, alike)
                or words_heard(
                    self._words, list(map(Spoken, with_a_stop(kana))), run.text, spelt_short
                )
            )
        elif is_name(letters):
            found = self._slipped(
                slips_of_letters(letters), run.text, spelt_short
            ) or self._beside_slip(letters, romaji_readings, slips_of_letters, spelt_short)
        else:
            return None
        return replace(found, sure=False) if found else None

    def _slipped(self, groups: Iterable[Collection[str]], typed: str, fits: Fits) -> StandIn | None:
        """The word of the first group in which there is one."""
        tried = (word_heard(self._words, list(map(Spoken, g)), typed, fits) for g in groups)
        return next(filter(None, tried), None)

    def _beside_slip(
        self,
        typed: str,
        read: Callable[[str], tuple[str, ...]],
        slips: Callable[[str, int], Iterator[tuple[str, ...]]],
        fits: Fits,
    ) -> StandIn | None:
        """Two words, of which one has a slip: れいとうしょくひ is 冷凍 and しょくひん."""
        if len(typed) > 2 * MAX_SLIPPED:
            return None
        cuts = range(MIN_SLIPPED, len(typed) - MIN_SLIPPED + 1)
        parts = {part: read(part) for c in cuts for part in (typed[:c], typed[c:])}
        heard = self._words.heard_as({heard_key(kana) for ways in parts.values() for kana in ways})
        known = [part for part, ways in parts.items() if any(map(heard.get, map(heard_key, ways)))]
        for part in sorted(known, key=lambda part: (-len(part), part))[:MOST_BEGUN]:
            ahead = typed.startswith(part)
            rest = typed[len(part) :] if ahead else typed[: -len(part)]
            right = word_heard(self._words, list(map(Spoken, parts[part])), "", fits)
            meant = read(rest)
            groups = (
                [o for o in g if not any(alike(o, kana) for kana in meant)]
                for g in slips(rest, MIN_SLIPPED)
            )
            slipped = right and self._slipped(groups, "", fits)
            if right and slipped:
                pieces = (*right.groups[0], *slipped.groups[0])
                return StandIn((pieces if ahead else pieces[::-1],))
        return None

    def slipped(self, plan: Plan) -> str | None:
        """The query with each run that has a slip replaced by what was meant."""
        text = plan.whole
        for run in plan.runs:
            found = None if self._has(run) else self.by_slip(run)
            if found is not None:
                meant = "".join(terms[0] for group in found.groups for terms in group)
                text = text.replace(run.text, meant, 1)
        return text if text != plan.whole else None

    def similar(self, term: str, shortest: int = MIN_TYPO_LENGTH) -> tuple[str, ...]:
        """Katakana or Latin words one edit away, two from eight characters on; nearest first.

        An edit is a character put in, left out, replaced or exchanged with its neighbour.
        """
        script = next((s for s in (LATIN, _KATAKANA) if s.fullmatch(term)), None)
        if script is None or len(term) < shortest:
            return ()
        edits = 1 if len(term) < 8 else 2
        near = {
            word: int(distance)
            for word, distance, _ in process.extract(
                term,
                self._words.about_as_long(term, edits),
                scorer=DamerauLevenshtein.distance,
                score_cutoff=edits,
                limit=None,
            )
            if (script.fullmatch(word) and word[0] == term[0]) or distance == 1
        }
        counts = self._words.documents_with(near)
        nearest = min((near[word] for word in near if counts[word]), default=0)
        found = [word for word in near if counts[word] and near[word] == nearest]
        if not found and script is _KATAKANA:
            return self._as_loan(term)
        return most_frequent(found, counts)

    def _as_loan(self, term: str) -> tuple[str, ...]:
        """Katakana that differ in what is hardly heard: スクリーンショット for スクリンショト."""
        heard = self._words.heard_beginning({heard_key(term[:2])})
        loans = {word: word.translate(_HARDLY_HEARD) for word, _ in heard}
        typed = term.translate(_HARDLY_HEARD)
        edits = int(len(typed) >= MIN_LOAN)
        scorer = DamerauLevenshtein.distance
        near = process.extract(typed, loans, scorer=scorer, score_cutoff=edits, limit=None)
        words = [word for _, _, word in near if _KATAKANA.fullmatch(word)]
        return most_frequent(words, self._words.documents_with(words))

    def correction(self, plan: Plan) -> str | None:
        """Did you mean: the query with each unknown word replaced by the nearest known one."""
        text, changed = plan.whole, False
        words = plan.words
        known = self._words.documents_with({word.term for word in words})
        for word in words:
            if known[word.term]:
                continue
            meant = "".join(piece[0] for piece in self._meant(word.term))
            if meant and word.text in text:
                text, changed = text.replace(word.text, meant, 1), True
        return text if changed else None


def _without_long_signs(text: str) -> str:
    """``tōkyō``, ``tôkyô`` → ``tokyo``."""
    return _LONG_SIGNS.sub("", unicodedata.normalize("NFD", text))
