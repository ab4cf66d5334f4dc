"""The engine over a cluster of real nodes, held to the contract, on every version there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from index.document import Document
from index.fields import FieldTable
from index.opensearch.client import Client, Cluster
from search.query.params import QueryError
from search.query.query import EVERYTHING
from search.searcher import Searcher
from tests.cluster.fixtures import cluster_settings, named_cluster
from tests.cluster.jars import VERSIONS, javas
from tests.cluster.nodes import Nodes, running_nodes
from tests.contract.confined import searches
from tests.contract.corpus import POSTS
from tests.contract.fields_contract import FieldsContract
from tests.contract.searcher_contract import SEARCHES, SearcherContract, ask
from tests.support import index_with, make_document
from web.settings import Settings


class OnNodes:
    """A class of tests with a name of its own in the cluster."""

    cluster: ClassVar[Cluster]

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def named(cls, nodes: Nodes) -> Iterator[None]:
        with named_cluster(nodes, shards=2, replicas=1) as cls.cluster:
            yield


class TestThreeNodes(OnNodes, SearcherContract):
    """The version that runs on the Java of Debian."""

    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path) -> Searcher:
        return index_with(cluster_settings(cls.cluster, folder), documents)

    @pytest.mark.parametrize(
        "text",
        [
            "2011年3月11日 ひっこし",
            "2011年3月11日 2020年4月1日 1998年2月7日 とうきょう",
            "京都 -2011年3月11日 -2020年4月1日 -1998年2月7日 -2004年10月5日",
            "-2011年3月11日 -2020年4月1日 -1998年2月7日 -2004年10月5日 -2012年5月24日",
            "2011年3月11日 OR 2020年4月1日 OR 1998年2月7日 OR 2004年10月5日 OR 2012年5月24日",
            " ".join(f"見慣れぬ単語{number}番" for number in range(20)),
        ],
    )
    def test_many_dates_and_words_are_no_more_than_nodes_take(
        self, searcher: Searcher, text: str
    ) -> None:
        """They refuse a query of more than 1,024 clauses."""
        assert ask(searcher, text).total >= 0

    @pytest.mark.parametrize("sign", ["", "-"])
    def test_what_is_more_than_nodes_take_is_told_to_be_shorter(
        self, searcher: Searcher, sign: str
    ) -> None:
        dates = (
            f"{sign}{1950 + number}年{number % 12 + 1}月{number % 28 + 1}日" for number in range(64)
        )
        with pytest.raises(QueryError, match="ask for fewer words or dates"):
            ask(searcher, " ".join(dates))


class TestOpenSearchFields(OnNodes, FieldsContract):
    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path, fields: FieldTable) -> Searcher:
        return index_with(cluster_settings(cls.cluster, folder), documents, fields=fields)


@pytest.mark.parametrize("least_java", [least for least in javas() if least != min(VERSIONS)])
def test_newer_versions_find_and_order_the_same(
    least_java: int, tmp_path: Path, nodes: Nodes
) -> None:
    """2.x multiplies scores by a constant, 3.x does not: they must come out alike."""
    found = []
    with running_nodes(tmp_path / "newer", 1, least_java) as newer:
        for number, some in enumerate((nodes, newer)):
            with named_cluster(some) as cluster:
                searcher = index_with(cluster_settings(cluster, tmp_path / str(number)), POSTS)
                scores = [
                    round(hit.score, 2)
                    for text, _, _ in SEARCHES
                    for hit in ask(searcher, text).hits
                ]
                found.append((searches(searcher, EVERYTHING), scores))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "text",
    [
        "京都の紅葉",  # near words, and fragments
        "清水寺から歩いて紅葉を見る",  # a question: most of its words
        "関西国際空港",
        "サーバーの設定",
        "写真の整理",  # said again and again, with other words between
        "旅行",  # labels alone
        "AI運用",  # others have the two words more often, and come behind
        "Amazonの本",  # with アマゾン, which counts less, in the same posts and in others
        "アマゾンの本",  # of which the synonym is longer
        "AI運用 tag:後",  # near words are looked for in what passes the filters
    ],
)
def test_hits_have_the_scores_of_the_columns(text: str, scored_alike: list[Searcher]) -> None:
    """Words are weighed by the same lengths, and near ones looked for in the same posts."""
    ours, theirs = (ask(searcher, text).hits for searcher in scored_alike)
    assert [hit.id for hit in theirs] == [hit.id for hit in ours]
    assert [hit.score for hit in theirs] == pytest.approx([hit.score for hit in ours], abs=0.002)


def test_near_words_are_looked_for_in_the_same_request(
    nodes: Nodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every request costs a search some milliseconds."""
    requests: list[bytes] = []

    def asking(self: Client, *args: Any, **options: Any) -> Any:
        requests.append(args[2])
        return known(self, *args, **options)

    with named_cluster(nodes) as cluster:
        searcher = index_with(cluster_settings(cluster, tmp_path), POSTS)
        first = ask(searcher, "京都の紅葉")
        known = Client.ask
        monkeypatch.setattr(Client, "ask", asking)
        assert ask(searcher, "京都の紅葉").hits == first.hits
    assert len(requests) == 1
    assert b"rescore" in requests[0]


@pytest.fixture(scope="module", params=[1, 3])
def scored_alike(
    nodes: Nodes, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[list[Searcher]]:
    """Columns, and a cluster with one shard or several."""
    folder = tmp_path_factory.mktemp("alike")
    posts = [
        replace(one, id=f"{one.id}-{n}", url=f"{one.url}{n}") for n in range(3) for one in POSTS
    ]
    again = "写真の整理は楽しい。写真をきちんと整理する。写真、整理。写真と写真のまた整理。"
    posts += [make_document("again", again), make_document("often", "整理する写真。" * 200)]
    filler = "朝は早く起きて、庭の花に水をやり、昼まで静かに過ごす。" * 20
    posts += [
        make_document(
            f"loose-{n:02}", {"text": "AIを学ぶ。運用も学ぶ。" * 4, "tags": ["後"] * (n > 27)}
        )
        for n in range(31)
    ]
    posts += [
        make_document("strict", f"AI運用。{filler}"),
        make_document("near", f"AI運用。AIの運用。AIと運用。{filler}"),
        make_document("latin", f"Amazonの本。{filler}"),
        make_document("kana", f"アマゾンの本。アマゾン。{filler}"),
        make_document("both", f"Amazonの本。アマゾンとAmazonの本。アマゾン。{filler}"),
    ]
    with named_cluster(nodes, shards=request.param) as cluster:
        settings = Settings(data=folder / "columns"), cluster_settings(cluster, folder / "cluster")
        yield [index_with(one, posts) for one in settings]
