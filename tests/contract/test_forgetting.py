"""The suite catches an engine that forgets, in one method, what its asker may see."""

from __future__ import annotations

from dataclasses import replace
from inspect import isfunction, signature
from typing import Any, get_type_hints
from unittest.mock import Mock

import pytest

from search.query.query import ANYBODY, Asker, Query
from search.searcher import ConfinedSearcher, Searcher
from tests.contract.confined import METHODS, WITHIN, Confined
from tests.contract.corpus import POSTS
from tests.contract.searcher_contract import SearcherContract
from tests.support import open_columns, write_index


def methods_of(contract: type) -> set[str]:
    """The names of its public methods."""
    return {name for name, one in vars(contract).items() if isfunction(one) and name[0] != "_"}


def told_who_asks(method: str) -> bool:
    return bool({Asker, Query} & set(get_type_hints(getattr(Searcher, method)).values()))


SHOW_NO_POSTS = {"documents_with", "vocabulary", "statistics", "rest"}
"""Methods for who may see all posts, and such as tell nothing of any."""


def test_every_method_that_shows_posts_is_told_who_asks_and_is_tried() -> None:
    """A new method of the contract stands among those or among these."""
    assert methods_of(Searcher) - SHOW_NO_POSTS == set(METHODS)
    assert {method for method in methods_of(Searcher) if told_who_asks(method)} == set(METHODS)


@pytest.mark.parametrize("method", sorted(methods_of(ConfinedSearcher)))
def test_whoever_answers_requests_cannot_leave_out_who_asks(method: str) -> None:
    searcher, asker = Mock(), Asker(WITHIN[0])
    confined = getattr(ConfinedSearcher(searcher, asker), method)
    named = signature(confined).parameters
    confined(*(Query() if name == "query" else name for name in named))
    given = getattr(searcher, method).call_args.args
    assert asker in [one.asker if isinstance(one, Query) else one for one in given]


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
