"""What has been changed and deleted since: every engine answers as one that was written anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest

from index.progress import Stopwatch
from search.query.query import EVERYTHING
from search.searcher import Searcher
from tests.cluster.fixtures import cluster_settings, named_cluster
from tests.contract.confined import METHODS
from tests.contract.corpus import POSTS, post
from tests.contract.searcher_contract import lacks
from tests.support import index_with, make_records
from web.engines import live_searcher, open_store
from web.settings import Settings

GONE = post("gone", "京都の空港とLinux", "海の図書館でPythonを読書。", tags=("旅行", "消えた札"))
BEFORE = replace(POSTS[0], title="古い東京の空港", tags=("読書", "古い札"), lang="en")
"""Another version of the first post."""


class Engines(NamedTuple):
    changed: Searcher
    anew: Searcher


@pytest.fixture(scope="module", params=["columns", "whoosh", "opensearch"])
def engines(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engines]:
    data = tmp_path_factory.mktemp("data")
    if request.param != "opensearch":
        yield over(Settings(engine=request.param, data=data))
        return
    with named_cluster(request.getfixturevalue("nodes")) as cluster:
        yield over(cluster_settings(cluster, data))


def over(settings: Settings) -> Engines:
    """Both over the posts of the corpus."""
    data = settings.data / "changed"
    index_with(settings, (BEFORE, GONE, *POSTS[1:]), data=data)
    store = open_store(settings, data)
    generation = store.current()
    with store.exclusive():
        draft = store.begin(generation, Stopwatch())
        draft.put(make_records(POSTS[:1])[0])
        draft.delete("gone")
        draft.publish(generation.meta, {})
    changed = live_searcher(settings, data, warm=False).current()
    return Engines(changed, index_with(settings, POSTS, data=settings.data / "anew"))


@pytest.mark.parametrize("method", METHODS)
def test_what_is_gone_and_how_posts_were_before_is_nowhere(engines: Engines, method: str) -> None:
    if lacks(engines.anew, method):
        return
    changed, anew = (METHODS[method](engine, EVERYTHING) for engine in engines)
    if method == "similar":  # what is gone may still weigh in scores, and so in their order
        changed, anew = (
            [(name, sorted(near, key=lambda hit: hit.id)) for name, near in found]
            for found in (changed, anew)
        )
    assert changed == anew


def test_words_and_figures_are_those_of_what_is_there(engines: Engines) -> None:
    changed, anew = engines
    if not lacks(anew, "vocabulary"):
        assert sorted(changed.vocabulary()) == sorted(anew.vocabulary())
    words = ("京都", "古い", "消える", "空港")
    assert changed.documents_with(words) == anew.documents_with(words)
    for name in ("documents", "characters", "first_day", "last_day", "facets"):
        assert getattr(changed.statistics(), name) == getattr(anew.statistics(), name), name
