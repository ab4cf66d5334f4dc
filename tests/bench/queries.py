"""What is asked: queries of seven kinds, drawn from the posts but always the same."""

from __future__ import annotations

import random
from collections import Counter

from index.analysis.mecab.tokenizer import MecabTokenizer
from index.analysis.morphemes import UserEntry
from tests.bench.corpus import SEED, BenchPost

ORDINARY = "ordinary"
"""One to three nouns of a title: the only kind that every engine is asked."""


def make_queries(posts: list[BenchPost], count: int) -> dict[str, list[str]]:
    """Queries by kind, ``count`` of each."""
    draw = random.Random(SEED)
    tokenizer = MecabTokenizer([UserEntry("令和", 5904)])
    sample = draw.sample(posts, min(count, len(posts)))
    nouns = [_nouns(tokenizer, post.title) or [post.title] for post in sample]
    texts = [post.text for post in sample]
    words = Counter(noun for post in sample[:100] for noun in _nouns(tokenizer, post.text[:2000]))
    frequent = [word for word, _ in words.most_common(30)]
    tags = sorted({tag for post in posts for tag in post.tags})
    long = [_nouns(tokenizer, text[:3000])[:20] for text in texts]
    return {
        ORDINARY: [" ".join(draw.sample(found, min(len(found), 1 + i % 3))) for i, found in
                   enumerate(nouns)],
        "phrase": [f'"{_run(draw, text)}"' for text in texts],
        "one-letter prefix": [f"{draw.choice(text[:400].split() or ['a'])[0]}*" for text in texts],
        "filter only": [f'tag:"{draw.choice(tags)}"' for _ in sample] if tags else [],
        "twenty words": [" ".join(found) for found in long],
        "frequent": [draw.choice(frequent) for _ in sample],
        "everything": ["" for _ in sample],
    }  # fmt: skip


def _nouns(tokenizer: MecabTokenizer, text: str) -> list[str]:
    return [
        morpheme.surface
        for line in text.split("\n")
        for morpheme in tokenizer.tokenize(line.replace("\t", " ")[:400])
        if morpheme.piece.part_of_speech.startswith("名詞") and len(morpheme.surface) > 1
        and morpheme.surface.isalnum()
    ]  # fmt: skip


def _run(draw: random.Random, text: str) -> str:
    """Some characters that follow one another in the text."""
    line = max(text.split("\n"), key=len)
    start = draw.randrange(max(1, len(line) - 10))
    return line[start : start + 8].replace('"', "").strip() or "検索"
