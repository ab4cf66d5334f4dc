"""What a document must have, as values that every engine understands in its own way.

The columns make masks of them, the memory engine looks into records, a server would be sent
queries. Conditions are small, frozen and hashed, so that an engine can remember what it found.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from index.pages.literal import Pieces
from search.query.query import Filters, Where


@dataclass(frozen=True, slots=True)
class HasTerm:
    """A word of the analyzer, in any inflection."""

    term: str
    where: Where = Where.ANY


@dataclass(frozen=True, slots=True)
class HasText:
    """A folded text as it is, anywhere; ``whole``: in a place where it does not cut tokens.

    It does not cut tokens where it lies inside one, or is one or several: 京都 stands whole in
    京都|駅 and 空港 in 関西国際空港, which is one token, but not 京都 in 東京|都.
    """

    text: str
    where: Where = Where.ANY
    whole: bool = False


@dataclass(frozen=True, slots=True)
class HasPrefix:
    """Any word that starts so."""

    text: str
    where: Where = Where.ANY


@dataclass(frozen=True, slots=True)
class TitleIs:
    """The folded title, without spaces around it, is this."""

    text: str


@dataclass(frozen=True, slots=True)
class Chain:
    """One word of every piece, in their order, each beginning where the one before ends."""

    pieces: Pieces
    where: Where = Where.ANY


@dataclass(frozen=True, slots=True)
class Within:
    """What filters let through, beside words (``モナド OR tag:Monad``)."""

    key: str
    """Differs where the filters do."""
    filters: Filters = field(compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them; all documents where there is none."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of them; no document where there is none."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Weighty:
    """Parts that weigh, together, at least ``share`` of what the best document's parts weigh.

    The best of those that may be hits at all. A document without any part has too little.
    """

    parts: tuple[tuple[Condition, float], ...]
    share: float


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not meet a condition."""

    condition: Condition


Condition = Within | Not | HasTerm | HasText | HasPrefix | TitleIs | Chain | All | Either | Weighty
