"""Sentences are tokenised once, and damage to the cache costs only time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.analysis.choice import AnalyzerChoice
from index.tokens.cache import SentenceKeys, TokenCache, Vocabulary
from index.tokens.file import DamagedCacheError, TokenFile, open_tokens
from index.tokens.packed_sentences import pack, renumber, unpack

key = SentenceKeys("abc")
KEYS = {key(text): text.encode() for text in ("今日は晴れ。", "明日は雨。", "")}


def test_sentences_are_found_again_in_the_next_run(tmp_path: Path) -> None:
    for _ in range(2):
        file = TokenFile(tmp_path / "tokens")
        cache = TokenCache(file)
        cache.put(KEYS)
        assert cache.get(KEYS) == KEYS
        file.close()
    file = TokenFile(tmp_path / "tokens")
    unknown = key("昨日は雪。")
    assert TokenCache(file).get([*KEYS, unknown]) == KEYS
    file.close()


def test_another_analyzer_has_other_keys() -> None:
    assert key("今日は晴れ。") != SentenceKeys("abd")("今日は晴れ。")


def test_terms_keep_their_numbers(tmp_path: Path) -> None:
    tokyo, go, other = ("東京", "とうきょう"), ("行く", "いく"), ("行く", "ゆく")
    file = TokenFile(tmp_path / "tokens")
    numbers = Vocabulary(file).numbers([tokyo, go, tokyo])
    assert numbers == [1, 2, 1]
    file.close()
    file = TokenFile(tmp_path / "tokens")
    vocabulary = Vocabulary(file)
    assert vocabulary.terms([2, 1]) == [go, tokyo]
    assert vocabulary.numbers([other, go, tokyo]) == [3, 2, 1]
    file.close()


def test_more_sentences_than_fit_in_memory_are_read_from_disk(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens")
    cache = TokenCache(file, recent=100)
    everything = {key(str(n)): str(n).encode() for n in range(1500)}
    for one, tokens in everything.items():
        cache.put({one: tokens})
    assert cache.get(everything) == everything
    file.close()


def test_a_damaged_file_is_told_and_can_be_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(DamagedCacheError, match="run again"):
        TokenFile(path)
    path.write_bytes(b"not a database" * 1000)
    file = open_tokens(path)
    assert TokenCache(file).get(KEYS) == {}
    file.close()


def test_work_that_was_committed_survives_the_end_of_the_process(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens")
    cache = TokenCache(file)
    cache.put({b"1" * 16: b"kept"})
    file.commit()
    cache.put({b"2" * 16: b"lost"})
    file.abandon()
    file = TokenFile(tmp_path / "tokens")
    assert TokenCache(file).get([b"1" * 16, b"2" * 16]) == {b"1" * 16: b"kept"}
    file.close()


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
