"""What was sealed is what was written, or it is not believed."""

from __future__ import annotations

import json

import pytest

from index.durable import sealed, unsealed


def test_any_changed_byte_is_noticed() -> None:
    content = sealed({"name": "索引"})
    for position in range(len(content)):
        damaged = bytearray(content)
        damaged[position] ^= 1
        with pytest.raises(ValueError, match="checksum"):
            unsealed(bytes(damaged))
    with pytest.raises(ValueError, match="checksum"):
        unsealed(content[:-1])


def test_names_of_files_that_are_not_utf_8_survive() -> None:
    assert unsealed(sealed({"path": "_posts/\udcff.md"})) == {"path": "_posts/\udcff.md"}


def test_people_can_read_it() -> None:
    content = json.loads(sealed({"title": "日記"}).partition(b"\n")[2])
    assert content["title"] == "日記"
