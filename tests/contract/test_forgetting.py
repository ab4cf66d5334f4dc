"""The suite catches an engine that forgets, in one method, what its asker may see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from search.query.query import ANYBODY, Asker, Query
from search.searcher import Searcher
from tests.contract.confined import METHODS, WITHIN, Confined
from tests.contract.corpus import POSTS
from tests.contract.searcher_contract import SearcherContract
from tests.support import open_columns, write_index


class Forgetful:
    """An engine that is right but for one method."""

    def __init__(self, searcher: Searcher, method: str) -> None:
        self._searcher = searcher
        self._method = method

    def __getattr__(self, name: str) -> Any:
        right = getattr(self._searcher, name)
        if name != self._method:
            return right

        def forgets(*given: Any, asker: Asker = ANYBODY) -> Any:
            by_anybody = [
                replace(one, asker=ANYBODY) if isinstance(one, Query) else one for one in given
            ]
            return right(*by_anybody)

        return forgets


@pytest.mark.parametrize("method", METHODS)
def test_an_engine_that_forgets_it_once_fails(
    method: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def engine(posts: Any) -> Searcher:
        return open_columns(write_index(tmp_path_factory.mktemp("engine"), posts))

    right = engine(POSTS)
    confined = Confined.of(WITHIN[0], engine)
    suite = SearcherContract()
    suite.test_what_may_not_be_seen_does_not_exist(right, confined, method)
    forgetful: Any = Forgetful(right, method)
    with pytest.raises(AssertionError):
        suite.test_what_may_not_be_seen_does_not_exist(forgetful, confined, method)
