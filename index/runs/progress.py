"""How far a run has come, for a progress bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Progress(NamedTuple):
    """Told again and again during a run; the rate is ``characters`` by the caller's clock."""

    stage: str
    """``read`` (looking for changes), ``index`` (posts are analysed and written), ``finish``
    (postings are sorted and written), ``merge`` (small segments become one)."""
    posts: int
    """Posts done in this stage."""
    total: int | None
    """Posts to do in this stage; None when nobody knows."""
    characters: int
    """Characters of text done in this stage."""


OnProgress = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """For those who do not want to know."""
