"""The analyzer and the searcher that the settings ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from index.analysis.choice import AnalyzerChoice
from index.errors import UnusableIndexError
from index.fields import FieldTable
from index.local.generations import current, naming_damage
from web.settings import Settings

if TYPE_CHECKING:
    from search.live import LiveSearcher
    from search.searcher import Searcher


def analyzer_choice(settings: Settings) -> AnalyzerChoice:
    """The choice of tokenizer and dictionary; ``auto`` is MeCab where its extra is installed."""
    tokenizer = settings.tokenizer
    if tokenizer == "auto":
        tokenizer = "mecab" if find_spec("MeCab") and find_spec("ipadic") else "janome"
    return AnalyzerChoice(tokenizer, settings.dictionary)


def index_fields(settings: Settings) -> FieldTable:
    """The table of fields of the index; that of the settings while there is none."""
    try:
        return current(settings.data).fields
    except UnusableIndexError:
        return settings.field_table


def live_searcher(
    settings: Settings, data: Path | None = None, *, warm: bool = True
) -> LiveSearcher:
    """The searcher over the index of the settings, or over that of another folder."""
    from search.live import LiveSearcher  # numpy and the engine: not for those who only index

    return LiveSearcher(data or settings.data, synonyms=settings.synonyms, warm=warm)


@contextmanager
def open_searcher(settings: Settings, data: Path | None = None) -> Iterator[Searcher]:
    """The searcher for one command; what fails because of damage is told as damage."""
    searcher = live_searcher(settings, data, warm=False).current()
    with naming_damage(data or settings.data):
        yield searcher
