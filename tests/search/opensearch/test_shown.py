"""Posts that are shown again are not unpacked again, and few are kept."""

from __future__ import annotations

import base64
from typing import Any

from index.packing import pack
from index.pages.packed import Batch
from index.pages.records import Page
from search.opensearch.searcher import keeping_posts
from tests.support import make_document, make_records

RECORDS = make_records([make_document(f"post-{n}", "京都の寺を歩く。" * 10) for n in range(4)])
SIZE = len(Page(Batch(pack(RECORDS[0])).shown(0)))


def hits(*numbers: int) -> list[dict[str, Any]]:
    packed = (base64.b64encode(pack(RECORDS[number])).decode() for number in numbers)
    return [
        {"_id": f"key-{number}", "_source": {"record": record}}
        for number, record in zip(numbers, packed, strict=True)
    ]


def test_the_posts_of_hits_come_in_their_order() -> None:
    shown = keeping_posts()
    for numbers in ((2, 0), (0, 1, 2)):
        found = [shown(hit).fields["id"] for hit in hits(*numbers)]
        assert found == [f"post-{number}" for number in numbers]


def test_a_post_that_is_shown_again_is_the_same() -> None:
    shown = keeping_posts()
    (first,) = map(shown, hits(0))
    again = shown({"_id": "key-0"})  # nothing is read of it
    assert again is first


def test_what_was_shown_longest_ago_makes_room() -> None:
    shown = keeping_posts(most=2 * SIZE)
    first, second, _, _, still, read_anew = map(shown, hits(0, 1, 0, 2, 0, 1))
    assert still is first
    assert read_anew is not second


def test_a_post_that_is_larger_than_all_that_is_kept_is_shown_all_the_same() -> None:
    (post,) = map(keeping_posts(most=SIZE - 1), hits(3))
    assert post.fields["id"] == "post-3"
