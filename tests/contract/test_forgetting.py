"""The suite catches an engine that forgets, in one method, what its asker may see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from search.query.query import EVERYTHING, Query
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

        def forgets(*given: Any, within: Any = None, **more: Any) -> Any:
            everything = {} if within is None else {"within": EVERYTHING}
            open_to_all = [
                replace(one, within=EVERYTHING) if isinstance(one, Query) else one for one in given
            ]
            return right(*open_to_all, **everything, **more)

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
