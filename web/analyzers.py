"""The analyzer that the settings ask for."""

from __future__ import annotations

from importlib.util import find_spec

from index.analyzer_choice import AnalyzerChoice
from web.settings import Settings


def analyzer_choice(settings: Settings) -> AnalyzerChoice:
    """The choice of tokenizer and dictionary; ``auto`` is MeCab where its extra is installed."""
    tokenizer = settings.tokenizer
    if tokenizer == "auto":
        tokenizer = "mecab" if find_spec("MeCab") and find_spec("ipadic") else "janome"
    return AnalyzerChoice(tokenizer, settings.dictionary)
