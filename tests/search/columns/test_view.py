"""A view: several segments and deleted documents answer as one fresh segment does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.analysis.analyzer import open_analyzer
from index.analysis.choice import AnalyzerChoice
from index.analysis.synonyms import Synonyms
from index.columns.reader import ColumnSegment
from index.document import Document
from search.columns.searcher import ColumnSearcher
from search.columns.view import View
from search.query.planner import Planner
from search.results import Hit
from tests.contract.corpus import POSTS, post
from tests.search.asking import ask, found
from tests.support import served_segments, write_index
from web.engines import local_store

QUERIES = (
    "京都",
    "空港",
    "サーバー",
    "走る",
    "の",
    "",
    "tag:旅行",
    "読書 OR 技術",
    "図書館 -紅葉",
    "うみ",
    "kyoto",
    "Pithon",
    "国際空",
    '"清水寺から歩いて"',
    "title:サーバー",
    "Py*",
    "東京都には大きな図書館がたくさん",
)
GONE = (
    post("kyoto-old", "京都の古い記事", "秘密の京都。量子の話もある。", tags=("消えた", "旅行")),
    post("server-old", "サーバーの古い記事", "海の近くのサーバー。", tags=("Linux",)),
)


def open_segments(
    folder: Path, segments: Sequence[Sequence[Document]], deleted: frozenset[str] = frozenset()
) -> ColumnSearcher:
    """A searcher over segments of these documents, of which some have been deleted since."""
    folders = [write_index(folder / str(n), docs) for n, docs in enumerate(segments)]
    opened, gone = [], []
    for ref in [ref for data in folders for ref in served_segments(data)]:
        segment = ColumnSegment(ref.path / "columns")
        opened.append(segment)
        gone.append([n for n, name in enumerate(segment.ids) if name in deleted])
    view = View(local_store(folders[0]).current(), opened, gone)
    return ColumnSearcher(view, Planner(open_analyzer(AnalyzerChoice()).analyze, Synonyms(())))


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_segments(tmp_path_factory.mktemp("one"), [POSTS])


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_segments(tmp_path_factory.mktemp("three"), [POSTS[:1], POSTS[1:4], POSTS[4:]])


@pytest.fixture(scope="module")
def worn(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    """Three segments with the leavings of changed posts, one of a whole segment."""
    old = frozenset(document.id for document in GONE)
    segments = [(*POSTS[:2], GONE[0]), GONE[1:], POSTS[2:]]
    return open_segments(tmp_path_factory.mktemp("worn"), segments, old)


def shown(hit: Hit) -> tuple[object, ...]:
    return (hit.id, hit.matched_by, hit.marked_title, hit.marked_snippets, hit.sections)


@pytest.mark.parametrize("text", QUERIES)
def test_segments_answer_as_one(one: ColumnSearcher, three: ColumnSearcher, text: str) -> None:
    single, several = ask(one, text), ask(three, text)
    assert [shown(hit) for hit in several.hits] == [shown(hit) for hit in single.hits]
    assert [h.score for h in several.hits] == pytest.approx(
        [h.score for h in single.hits], rel=1e-3
    )
    assert several.facets == single.facets
    assert several.interpreted == single.interpreted
    assert several.did_you_mean == single.did_you_mean


@pytest.mark.parametrize("text", QUERIES)
def test_deleted_documents_are_neither_found_nor_counted(
    one: ColumnSearcher, worn: ColumnSearcher, text: str
) -> None:
    single, several = ask(one, text), ask(worn, text)
    assert {hit.id for hit in several.hits} == {hit.id for hit in single.hits}
    assert several.total == single.total
    assert several.facets == single.facets
    assert several.interpreted == single.interpreted


@pytest.mark.parametrize("text", ["秘密", "量子", "tag:消えた", "京都の古い記事"])
def test_what_only_deleted_documents_have_finds_none_of_them(
    worn: ColumnSearcher, text: str
) -> None:
    assert not {"kyoto-old", "server-old"} & set(found(worn, text))


def test_deleted_documents_are_not_there_in_any_other_way(worn: ColumnSearcher) -> None:
    assert worn.document("kyoto-old") is None
    assert worn.similar("server-old") == ()
    assert "server-old" not in [hit.id for hit in worn.similar("server")]
    assert worn.suggest("消") == ()
    assert worn.suggest("サーバーの古い") == ()
    assert worn.statistics().documents == len(POSTS)
    assert worn.statistics().details["deleted"] == 2


@pytest.mark.parametrize("typed", ["京", "きょう", "ky", "サー", "L"])
def test_segments_complete_as_one(one: ColumnSearcher, three: ColumnSearcher, typed: str) -> None:
    assert three.suggest(typed) == one.suggest(typed)


@pytest.mark.parametrize("identity", [document.id for document in POSTS])
def test_documents_come_back_whole_from_every_segment(three: ColumnSearcher, identity: str) -> None:
    wanted = next(document for document in POSTS if document.id == identity)
    assert three.document(identity) == wanted


def test_neighbours_are_found_across_segments(one: ColumnSearcher, three: ColumnSearcher) -> None:
    names = [hit.id for hit in one.similar("kyoto")]
    assert names
    assert [hit.id for hit in three.similar("kyoto")] == names


def test_an_empty_view_answers_everything_with_nothing(tmp_path: Path) -> None:
    empty = open_segments(tmp_path, [()])
    for text in QUERIES:
        results = ask(empty, text)
        assert (results.total, results.hits) == (0, ())
    assert empty.suggest("京") == ()
    assert empty.statistics().documents == 0
