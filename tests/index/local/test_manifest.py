"""What a manifest says is what was written, or it is not believed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import IndexMismatchError
from index.local.manifest import from_json, sealed, to_json, unsealed
from tests.index.local.test_generations import make_generation, make_segment


def test_a_generation_comes_back_as_it_was(tmp_path: Path) -> None:
    generation = make_generation(tmp_path, make_segment(tmp_path, "one"))
    assert from_json(tmp_path, unsealed(sealed(to_json(generation)))) == generation
    assert (generation.documents, generation.characters) == (8, 100)


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


def test_people_can_read_it(tmp_path: Path) -> None:
    generation = make_generation(tmp_path, make_segment(tmp_path, "one"))
    content = json.loads(sealed(to_json(generation)).partition(b"\n")[2])
    assert content["sites"][0]["title"] == "日記"


def test_another_analyzer_says_to_reindex(tmp_path: Path) -> None:
    generation = make_generation(tmp_path)
    generation.require_analyzer("abc")
    with pytest.raises(IndexMismatchError, match="run `sakuin index SITE`"):
        generation.require_analyzer("def")
