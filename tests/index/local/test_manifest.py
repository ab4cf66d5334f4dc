"""What a manifest says is what was published."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.durable import sealed, unsealed
from index.errors import IndexMismatchError
from index.store import Generation
from tests.support import build_index
from web.engines import local_store


def test_a_generation_comes_back_as_it_was(tmp_path: Path) -> None:
    generation = local_store(build_index(tmp_path, {"a": "東京", "b": "大阪"})).current()
    stored = unsealed(sealed(generation.to_json()))
    read = Generation.from_json(stored, tmp_path)
    assert replace(read, content=generation.content) == generation
    assert json.loads(json.dumps(generation.content)) == generation.content
    assert generation.documents == 2


def test_another_analyzer_says_to_reindex(tmp_path: Path) -> None:
    generation = local_store(build_index(tmp_path, {})).current()
    generation.require_analyzer(generation.analyzer.fingerprint)
    with pytest.raises(IndexMismatchError, match="run `sakuin index SITE`"):
        generation.require_analyzer("def")
