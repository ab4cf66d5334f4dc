"""Documents that come from elsewhere than a site."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice, recorded_choice
from index.local.generations import current
from index.runs.pipeline import index_documents
from index.whoosh.store import open_whoosh, stored_document
from tests.support import Post, build_index, make_document


def test_every_document_can_be_read_back(tmp_path: Path) -> None:
    posts: dict[str, Post] = {
        "b": "東京へ行った",
        "a": {"title": "大阪", "tags": ["旅"], "date": "2025-10-30"},
    }
    generation = current(build_index(tmp_path, posts))
    (segment,) = generation.segments
    reader = open_whoosh(segment.path / "whoosh").reader()
    stored = [stored_document(reader.stored_fields(number)) for number in range(2)]
    assert stored == [make_document(identity, post) for identity, post in posts.items()]
    assert reader.doc_frequency("body", "行く") == 1


def test_a_lone_surrogate_is_stored_as_a_replacement_character(tmp_path: Path) -> None:
    generation = current(build_index(tmp_path, {"a": {"title": "壊れた\ud83d文字"}}))
    reader = open_whoosh(generation.segments[0].path / "whoosh").reader()
    assert stored_document(reader.stored_fields(0)).title == "壊れた\ufffd文字"


def test_the_manifest_tells_which_analyzer_to_open(tmp_path: Path) -> None:
    generation = current(build_index(tmp_path, {"a": "東京"}))
    analyzer = recorded_choice(dict(generation.analyzer.settings)).open()
    generation.require_analyzer(analyzer.fingerprint)


def test_a_second_time_replaces_everything(tmp_path: Path) -> None:
    build_index(tmp_path, {"a": "東京", "b": "大阪"})
    generation = current(build_index(tmp_path, {"c": "京都"}))
    assert generation.documents == 1


def test_no_documents_make_an_empty_index(tmp_path: Path) -> None:
    generation = current(build_index(tmp_path, {}))
    assert generation.documents == 0
    assert generation.segments == ()


def test_processes_give_the_same_as_one(tmp_path: Path) -> None:
    documents = [make_document(str(n), f"{n}番目の記事。東京へ行った。" * 3) for n in range(60)]
    for jobs in (1, 2):
        index_documents(documents, tmp_path / str(jobs), AnalyzerChoice(), jobs=jobs)
    one, two = (
        list(
            open_whoosh(current(tmp_path / jobs).segments[0].path / "whoosh")
            .reader()
            .iter_postings()
        )
        for jobs in ("1", "2")
    )
    assert one == two


def test_two_documents_with_one_id_are_refused_and_nothing_is_left(tmp_path: Path) -> None:
    data = build_index(tmp_path, {"a": "東京"})
    before = current(data)
    with pytest.raises(ValueError, match="id b"):
        index_documents([make_document("b", "x")] * 2, data, AnalyzerChoice(), jobs=1)
    assert current(data) == before
    assert len(list((data / "segments").iterdir())) == 1
