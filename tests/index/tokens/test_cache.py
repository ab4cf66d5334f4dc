"""Sentences are tokenised once a run, and their terms keep their numbers."""

from __future__ import annotations

import numpy as np

from index.analysis.choice import AnalyzerChoice
from index.tokens.cache import TokenCache, Vocabulary, key_of
from index.tokens.packed_sentences import pack, renumber, unpack


def test_a_sentence_is_found_again_and_another_is_not() -> None:
    cache = TokenCache()
    cache.put(key_of("今日は晴れ。"), b"tokens")
    cache.put(key_of(""), b"")
    assert cache.get(key_of("今日は晴れ。")) == b"tokens"
    assert cache.get(key_of("")) == b""
    assert cache.get(key_of("昨日は雪。")) is None


def test_what_is_asked_for_again_is_forgotten_last() -> None:
    cache = TokenCache(most=10)
    cache.put(b"often", b"kept")
    for number in range(100):
        cache.put(str(number).encode(), b"")
        assert cache.get(b"often") == b"kept"
    known = sum(cache.get(str(number).encode()) is not None for number in range(100))
    assert known <= 20


def test_terms_keep_their_numbers() -> None:
    tokyo, go, other = ("東京", "とうきょう"), ("行く", "いく"), ("行く", "ゆく")
    vocabulary = Vocabulary()
    assert vocabulary.numbers([tokyo, go, tokyo]) == [0, 1, 0]
    assert vocabulary.numbers([other, go]) == [2, 1]
    assert vocabulary.terms([1, 0, 2]) == [go, tokyo, other]


def test_packing_and_unpacking_give_the_same_sentence() -> None:
    analyzer = AnalyzerChoice().open()
    sentences = ("㈱ＡＢＣへ行った。", "", "今日は晴れ。", "\u200b")
    analyzed = [analyzer.analyze_sentence(sentence) for sentence in sentences]
    packed = [
        pack(one, sentence, range(len(one.tokens)))
        for one, sentence in zip(analyzed, sentences, strict=True)
    ]
    packed = renumber(packed, np.arange(9, dtype=np.uint32) + 70_000)
    arrays = unpack(packed, sentences)
    tokens = [token for one in analyzed for token in one.tokens]
    assert arrays.folded == tuple(one.folded for one in analyzed)
    assert arrays.terms.tolist() == [n + 70_000 for one in analyzed for n in range(len(one.tokens))]
    assert arrays.starts.tolist() == [token.start for token in tokens]
    assert arrays.ends.tolist() == [token.end for token in tokens]
    assert arrays.edits.tolist() == [list(e) for one in analyzed for e in one.offsets.edits]
    assert arrays.tokens_each.tolist() == [len(one.tokens) for one in analyzed]
