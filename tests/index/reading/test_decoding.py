"""Files in old encodings are read where the encoding is certain, and named where it is not."""

from __future__ import annotations

import time

import pytest

from index.reading.decoding import decode

POST = """---
title: 東京の桜
date: 2025-01-01
---
上野公園で桜を見た。カメラを忘れたのが残念だった。
"""


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"],
)
def test_16_japanese_encodings_are_recognised(encoding: str) -> None:
    found = decode(POST.encode(encoding))
    assert found is not None
    assert found.text == POST
    assert found.encoding == encoding.replace("-sig", "")
    assert (found.controls, found.replaced) == (0, 0)


def test_16_marks_of_cp932_survive() -> None:
    text = "①②③の﨑と髙、～から㈱まで。ひらがなとカタカナ。"
    found = decode(text.encode("cp932"))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    "data",
    [
        "Café à la crème".encode("latin-1"),
        "東京都".encode("cp932"),
        bytes(range(128, 256)) * 100,
        "ｱｲｳｴｵ".encode("cp932"),
        "Привет, мир".encode("koi8-r"),
        b"\xff\xfe\x00",
        "한국어 글입니다".encode("euc_kr"),
        b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe\xfd",
    ],
    ids=["latin", "two-kanji", "binary", "half-width", "russian", "half-utf-16", "korean", "png"],
)
def test_16_what_is_not_certain_is_not_guessed(data: bytes) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    "damaged",
    [POST.encode()[:-2], POST.encode()[:60] + b"\xff" + POST.encode()[60:]],
    ids=["cut-in-a-character", "a-byte-too-much"],
)
def test_16_a_damaged_byte_costs_no_more_than_its_character(damaged: bytes) -> None:
    found = decode(damaged)
    assert found is not None
    assert found.encoding == "damaged utf-8"
    assert 1 <= found.replaced <= 3
    assert "東京の桜" in found.text
    assert "カメラを忘れた" in found.text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_16_lines_end_alike(end: str) -> None:
    found = decode(POST.replace("\n", end).encode())
    assert found is not None
    assert found.text == POST


def test_13_control_characters_are_counted_with_the_first_line() -> None:
    found = decode("一\n二\x00\x07\n\t三\x1b\u200b\n".encode())
    assert found is not None
    assert (found.text, found.controls, found.control_line) == ("一\n二\n\t三\u200b\n", 3, 2)


def test_16_a_second_bom_is_a_control_character() -> None:
    found = decode("\ufeff\ufeff---\n".encode())
    assert found is not None
    assert (found.text, found.controls, found.control_line) == ("---\n", 1, 1)


def test_an_empty_file_is_an_empty_text() -> None:
    found = decode(b"")
    assert found is not None
    assert found.text == ""


def test_20_megabytes_are_decoded_in_bounded_time() -> None:
    for data in (
        b"\x82\xa0" * 10_000_000,
        b"\xff" * 20_000_000,
        b"\xe6\xa1\x9c" * 6_600_000 + b"\xff",
    ):
        began = time.process_time()
        decode(data)
        assert time.process_time() - began < 10
