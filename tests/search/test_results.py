"""Pages of results: as many as it takes, and none for nothing."""

from __future__ import annotations

import pytest

from search.results import Interpretation, Results


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (1, 1), (10, 1), (11, 2), (42, 5)])
def test_the_last_page_may_be_short(total: int, pages: int) -> None:
    nothing = Interpretation((), {}, None)
    results = Results("", total, 1, 10, (), {}, nothing, None, "1", 0.0)
    assert results.total_pages == pages
