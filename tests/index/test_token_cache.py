"""Sentences are tokenised once, and damage to the cache costs only time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.packed_tokens import TokenArrays, pack, unpack
from index.token_cache import RECENT, TokenCache, Vocabulary, sentence_key
from index.token_file import DamagedCacheError, TokenFile, remove

KEYS = {sentence_key(text, "abc"): text.encode() for text in ("今日は晴れ。", "明日は雨。", "")}


def arrays(*sentences: list[tuple[int, int, int]]) -> TokenArrays:
    tokens = [token for sentence in sentences for token in sentence]
    columns = np.array(tokens, dtype=np.int64).reshape(-1, 3).T
    each = np.array([len(sentence) for sentence in sentences], dtype=np.int64)
    return TokenArrays(
        terms=columns[0].astype(np.uint32),
        starts=columns[1].astype(np.uint16),
        ends=columns[2].astype(np.uint16),
        boundaries=columns[1].astype(np.uint16),
        tokens_each=each,
        boundaries_each=each,
    )


def test_sentences_are_found_again_in_the_next_run(tmp_path: Path) -> None:
    for _ in range(2):
        file = TokenFile(tmp_path / "tokens")
        cache = TokenCache(file)
        cache.put(KEYS)
        assert cache.get(KEYS) == KEYS
        file.close()
    file = TokenFile(tmp_path / "tokens")
    unknown = sentence_key("昨日は雪。", "abc")
    assert TokenCache(file).get([*KEYS, unknown]) == KEYS
    file.close()


def test_another_analyzer_has_other_keys() -> None:
    assert sentence_key("今日は晴れ。", "abc") != sentence_key("今日は晴れ。", "abd")


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


def test_more_sentences_than_fit_in_memory_are_read_from_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert RECENT > 1000
    monkeypatch.setattr("index.token_cache.RECENT", 100)
    file = TokenFile(tmp_path / "tokens")
    cache = TokenCache(file)
    everything = {sentence_key(str(n), "abc"): str(n).encode() for n in range(1500)}
    for key, tokens in everything.items():
        cache.put({key: tokens})
    assert cache.get(everything) == everything
    file.close()


def test_a_damaged_file_is_told_and_can_be_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(DamagedCacheError):
        TokenFile(path)
    remove(path)
    TokenFile(path).close()


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


@pytest.mark.parametrize(
    "sentences",
    [
        [],
        [[]],
        [[(7, 0, 2)], [], [(70_000, 3, 65_535), (1, 4, 5)], []],
    ],
)
def test_packing_and_unpacking_give_the_same_tokens(
    sentences: list[list[tuple[int, int, int]]],
) -> None:
    given = arrays(*sentences)
    back = unpack(pack(given))
    for name in TokenArrays.__slots__:
        assert getattr(back, name).tolist() == getattr(given, name).tolist()
