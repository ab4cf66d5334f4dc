"""Which analyzer to use, as a small value: it goes to every process and into the manifest.

Opening an analyzer loads a dictionary (0.3 s). A run that finds nothing changed only has to know
that the analyzer is still the one that wrote the index, and the *fingerprint* says that without
opening it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from unicodedata import unidata_version

from index.analysis.owner_files import read_text
from index.digests import digest_of_files

_PACKAGES = {"janome": ("janome",), "mecab": ("mecab-python3", "ipadic")}
"""The distributions whose versions decide what a tokenizer makes of a text."""


@dataclass(frozen=True, slots=True)
class AnalyzerChoice:
    """The settings of an analyzer."""

    tokenizer: str = "janome"
    user_dictionary: Path | None = None
    words: str | None = None
    """What the dictionary says, if that is known: its file may have changed since, or gone."""

    def read(self) -> AnalyzerChoice:
        """The same with the words that the dictionary has now; raises ``DictionaryError``."""
        if self.user_dictionary is None or self.words is not None:
            return self
        return replace(self, words=read_text(self.user_dictionary))

    def settings(self) -> dict[str, str]:
        """What the manifest records: all that readers need, wherever they are.

        ``{"tokenizer": "janome", "user_dictionary": "words.csv", "words": "令和,れいわ"}``
        """
        return {
            "tokenizer": self.tokenizer,
            "user_dictionary": str(self.user_dictionary or ""),
            "words": self.read().words or "",
        }

    def fingerprint(self) -> str:
        """Tokenizer, rules and dictionaries: two analyzers with one fingerprint agree on all.

        The rules are the modules of this package: any change of them may change a term, and a
        version number to be raised by hand is forgotten. Costs 20 ms.
        """
        packages = (f"{name} {_version(name)}" for name in _PACKAGES.get(self.tokenizer, ()))
        words = (self.read().words or "").encode()
        own = hashlib.blake2b(words, digest_size=8).hexdigest() if words else ""
        return " ".join((*packages, "rules", rules_digest(), own)).strip()


def recorded_choice(settings: dict[str, str]) -> AnalyzerChoice:
    """The choice that a manifest records."""
    if not settings["user_dictionary"]:
        return AnalyzerChoice(settings["tokenizer"])
    dictionary = Path(settings["user_dictionary"])
    return AnalyzerChoice(settings["tokenizer"], dictionary, settings.get("words", ""))


@cache
def rules_digest() -> str:
    """Of whatever has a say in the tokens of a text, beside the tokenizer and the owner's words.

    The code and the word lists of the analyzer, the library that converts kana and widths, and
    the version of Unicode that Python knows.
    """
    folder = Path(__file__).parent
    paths = sorted((*folder.rglob("*.py"), *folder.glob("data/*")))
    rules = digest_of_files(path for path in paths if path.is_file())
    versions = f"{_version('jaconv')} {unidata_version}"
    return hashlib.blake2b(f"{rules} {versions}".encode(), digest_size=8).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
