"""Every constant of the ranking, with the measurement that chose it.

Measured on JSQuAD (4,429 questions, 2,304 paragraphs; MRR@10) and on 1,000 three-noun queries
over 2,513 long posts. Weights of the parts of a post are in :mod:`index.weights`, since they
are stored.
"""

from __future__ import annotations

from enum import IntEnum

K1 = 0.5
"""How soon repeating a word stops helping. JSQuAD: 2.0 → 0.938, 1.2 → 0.944, 0.8 → 0.947,
0.5 → 0.948, 0.3 → 0.948. On the long posts 0.5 and 1.2 differ by less than 0.001."""

B = 0.75
"""How much long posts are held back. JSQuAD: 0.3 → 0.947, 0.5 → 0.948, 0.75 → 0.948; tag
queries on long posts: 0.5 → 0.70, 0.75 → 0.74."""

CHARACTER_WEIGHT = 0.4
"""Of a single character beside a word's 1. JSQuAD: 0 → 0.942, 0.2 to 0.5 → 0.948."""

PAIR_WEIGHT = 0.4
"""Of two characters in a row. Words alone 0.937, with characters and pairs 0.948; three-noun
queries on long posts 0.927 → 0.951."""

PROXIMITY_WEIGHT = 0.6
"""Of two words of the query that stand near each other. JSQuAD: 0 → 0.9459, 0.4 → 0.9490,
0.6 → 0.9501."""

PROXIMITY_GAP = 5
"""Characters between two words that still count as near; 4, 6 and 8 are alike. One that is twice as
far counts half: tag queries on long posts 0.737 → 0.740, JSQuAD the same to 0.0001."""

PROXIMITY_DOCUMENTS = 30
"""How many of the documents that come first are looked at for near words, by tier and then score;
20 → 0.9491, 50 → 0.9497."""

FRAGMENT_WEIGHT = 0.2
"""Of three characters of the query in a row. JSQuAD: 0 → 0.9498, 0.1 → 0.9505, 0.2 → 0.9510,
0.3 → 0.9508; between halves of its articles the gain differs little (+0.0014, +0.0016). In queries
with spaces it costs: three-noun queries on long posts 0.948 → 0.935."""

SYNONYM_WEIGHT = 0.7
"""Of a synonym beside the word that was typed, so that the typed one wins when both stand."""

MOST_WORDS_SHARE = 0.5
"""When no document has all words: those stay that have at least this share of the weight (the
idf of their words) that the best one has. JSQuAD: 0.2 to 0.5 are alike; less brings more hits."""


QUESTION_WORDS = 5
"""From so many words on, a query is a question rather than a list of what a post must have:
posts with most of the words follow those with all. Without it, 0.5% of JSQuAD's questions lose
the right paragraph to one that has all words by chance; with it for shorter ones that ask (ラオスの
首都は) as well, MRR@10 rises from 0.9483 to 0.9497."""


class Tier(IntEnum):
    """Why a hit may stand above another whatever their scores; lower is better."""

    TITLE = 0
    """The title is the query."""
    PHRASE = 1
    """The text of the query stands there as it was typed: adjacent words before scattered ones."""
    ACROSS = 2
    """So it does, but with other spaces, or across the edges of words (タセンター)."""
    WORDS = 3
    """All words are there: as themselves, inflected, in a compound, or as a synonym."""
    SPELLING = 4
    """All words are there, in other characters: 食べました for たべた, 吸い込む for 吸いこむ."""
    SOME_WORDS = 5
    """Most words are there, by weight."""
    SUBSTRING = 6
    """A short word is there only across the edge of another: 京都 in 東京都."""
    READING = 7
    """A word is there only by its reading: 海 for うみ."""
    TYPO = 8
    """A word is there only misspelt."""
    NONE = 9
    """No hit."""


STAND_IN = {Tier.SPELLING: "reading", Tier.READING: "reading", Tier.TYPO: "typo"}
"""Tiers whose hits have what stands for the query, and how that matches."""

LITERAL_WORDS = 12
"""From so many words on, they are not looked for within and across other words: what is asked at
such length is not found by 空港 in 関西国際空港, and looking takes half the time of matching."""

LONG_TEXT = 4
"""From so many characters on, a text found across the edges of words is no accident: 京都 in 東京都
is one, 生産性が in any place is what was looked for."""

SIMILAR_TERMS = 25
"""Words of a post that say what it is about, for its neighbours; more add noise and time."""

LABEL_WEIGHT = 1.5
"""What a shared tag or category adds to neighbours, times its idf."""
