"""Documents that come from elsewhere than a site."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis.analyzer import open_analyzer
from index.analysis.choice import AnalyzerChoice, recorded_choice
from index.packing import pack
from index.runs.pipeline import index_documents
from tests.support import Post, build_index, make_document, served_segments
from web.engines import local_store


def test_every_document_can_be_read_back(tmp_path: Path) -> None:
    posts: dict[str, Post] = {
        "b": "東京へ行った",
        "a": {"title": "大阪", "tags": ["旅"], "date": "2025-10-30"},
    }
    store = local_store(build_index(tmp_path, posts))
    stored = [record.document for record in store.records(store.current())]
    assert stored == [make_document(identity, post) for identity, post in posts.items()]


def test_a_lone_surrogate_is_stored_as_a_replacement_character(tmp_path: Path) -> None:
    store = local_store(build_index(tmp_path, {"a": {"title": "壊れた\ud83d文字"}}))
    (record,) = store.records(store.current())
    assert record.document.title == "壊れた\ufffd文字"


def test_the_manifest_tells_which_analyzer_to_open(tmp_path: Path) -> None:
    generation = local_store(build_index(tmp_path, {"a": "東京"})).current()
    analyzer = open_analyzer(recorded_choice(dict(generation.analyzer.settings)))
    generation.require_analyzer(analyzer.fingerprint)


def test_a_second_time_replaces_everything(tmp_path: Path) -> None:
    build_index(tmp_path, {"a": "東京", "b": "大阪"})
    generation = local_store(build_index(tmp_path, {"c": "京都"})).current()
    assert generation.documents == 1


def test_no_documents_make_an_empty_index(tmp_path: Path) -> None:
    data = build_index(tmp_path, {})
    assert local_store(data).current().documents == 0
    assert served_segments(data) == ()


def test_processes_give_the_same_as_one(tmp_path: Path) -> None:
    documents = [make_document(str(n), f"{n}番目の記事。東京へ行った。" * 3) for n in range(60)]
    for jobs in (1, 2):
        index_documents(documents, local_store(tmp_path / str(jobs)), AnalyzerChoice(), jobs=jobs)
    one, two = (local_store(tmp_path / jobs) for jobs in ("1", "2"))
    pairs = zip(one.records(one.current()), two.records(two.current()), strict=True)
    assert all(pack(mine) == pack(theirs) for mine, theirs in pairs)


def test_two_documents_with_one_id_are_refused_and_nothing_is_left(tmp_path: Path) -> None:
    data = build_index(tmp_path, {"a": "東京"})
    before = local_store(data).current()
    with pytest.raises(ValueError, match="id b"):
        index_documents([make_document("b", "x")] * 2, local_store(data), AnalyzerChoice(), jobs=1)
    assert local_store(data).current() == before
    assert len(list((data / "segments").iterdir())) == 1
