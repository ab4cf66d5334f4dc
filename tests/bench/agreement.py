"""``python -m tests.bench.agreement SITE``: does our lattice give Janome's tokens?

Compares surfaces, places, parts of speech, base forms and readings over the sentences of a site
(``--sample 300`` takes that many posts; without it, a large site takes Janome half an hour), and
prints how fast each tokenizer was. MeCab, which need not agree, is compared as well.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from janome.tokenizer import Tokenizer as Janome

from index.analysis.char_filters import to_wording
from index.analysis.janome.lattice import LatticeTokenizer
from index.analysis.mecab.tokenizer import MecabTokenizer
from index.analysis.morphemes import Morpheme, Piece, UserEntry
from index.analysis.sentences import split_sentences
from tests.bench.corpus import SEED, read_posts

_SHOWN = 5


def main() -> None:
    """Exits with 1 if a token of the lattice differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--sample", type=int, help="posts; by default all")
    asked = parser.parse_args()
    posts = read_posts(asked.site)
    if asked.sample:
        posts = random.Random(SEED).sample(posts, min(asked.sample, len(posts)))
    found = {sentence for post in posts for sentence in split_sentences(post.text)}
    sentences = sorted({to_wording(sentence)[0] for sentence in found})
    sys.exit(0 if compare(sentences) else 1)


def compare(sentences: list[str]) -> bool:
    """Prints how each tokenizer did; whether all tokens of the lattice were those of Janome."""
    janome = Janome()
    tokenizers: dict[str, Callable[[str], list[Morpheme]]] = {
        "janome": lambda text: by_janome(janome, text),
        "lattice": LatticeTokenizer().tokenize,
        "mecab": MecabTokenizer([UserEntry("令和", 5904)]).tokenize,
    }
    seconds = dict.fromkeys(tokenizers, 0.0)
    differing: dict[str, list[str]] = {name: [] for name in tokenizers}
    tokens = 0
    for sentence in sentences:
        expected: list[Morpheme] = []
        for name, tokenize in tokenizers.items():
            began = time.process_time()
            found = tokenize(sentence)
            seconds[name] += time.process_time() - began
            if name == "janome":
                expected = found
                tokens += len(found)
            elif found != expected:
                differing[name].append(sentence)
    characters = sum(map(len, sentences))
    print(f"{len(sentences):,} sentences, {characters:,} characters, {tokens:,} tokens")
    for name in tokenizers:
        print(
            f"{name}: {characters / seconds[name]:,.0f} characters/s, "
            f"{seconds['janome'] / seconds[name]:.1f} times Janome, "
            f"{len(differing[name])} sentences differ"
        )
        for sentence in differing[name][:_SHOWN]:
            print(f"    {sentence!r}")
    return not differing["lattice"]


def by_janome(janome: Janome, text: str) -> list[Morpheme]:
    """Janome's own tokens, with their places."""
    morphemes = []
    at = len(text) - len(text.lstrip())
    tokens: Any = janome.tokenize(text)
    for token in tokens:
        end = at + len(token.surface)
        known = token.node_type != "UNKNOWN"
        fields = token.surface, token.part_of_speech, token.base_form, token.reading, known
        morphemes.append(Morpheme(Piece(*fields), at, end))
        at = end
    return morphemes


if __name__ == "__main__":
    main()
