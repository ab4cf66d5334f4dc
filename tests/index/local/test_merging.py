"""Segments stay few, and documents are seldom rewritten."""

from __future__ import annotations

from pathlib import Path

from index.local.manifest import SegmentRef
from index.local.merging import MEMBERS, live_characters, segments_to_merge


def segment(
    name: str, characters: int, documents: int = 10, deleted: tuple[int, ...] = ()
) -> SegmentRef:
    return SegmentRef(name, Path(name), documents, characters, deleted)


def test_a_big_segment_and_a_few_small_ones_are_left_alone() -> None:
    segments = [segment("big", 40_000_000), *(segment(str(n), 15_000) for n in range(MEMBERS))]
    assert segments_to_merge(segments) == ()


def test_one_small_segment_too_many_makes_the_small_ones_one() -> None:
    small = [segment(str(n), 15_000) for n in range(MEMBERS + 1)]
    assert segments_to_merge([segment("big", 40_000_000), *small]) == tuple(small)


def test_segments_of_other_sizes_are_not_drawn_in() -> None:
    middle = [segment(f"m{n}", 700_000) for n in range(MEMBERS)]
    small = [segment(str(n), 15_000) for n in range(MEMBERS + 1)]
    assert segments_to_merge([*middle, *small]) == tuple(small)


def test_a_segment_with_many_deleted_documents_is_rewritten_alone() -> None:
    worn = segment("worn", 40_000_000, deleted=(0, 1, 2, 3))
    assert segments_to_merge([worn, segment("small", 1000)]) == (worn,)
    assert segments_to_merge([segment("well", 40_000_000, deleted=(0, 1, 2))]) == ()


def test_characters_of_deleted_documents_do_not_count() -> None:
    assert live_characters(segment("a", 1000, documents=10, deleted=(1, 2))) == 800


def test_a_thousand_changes_of_one_post_rewrite_each_post_a_few_times() -> None:
    segments, rewritten = [segment("big", 40_000_000, 2500)], 0
    for number in range(1000):
        segments.append(segment(str(number), 15_000, documents=1))
        merged = segments_to_merge(segments)
        if merged:
            documents = sum(one.documents for one in merged)
            rewritten += documents
            segments = [one for one in segments if one not in merged]
            segments.append(
                segment(f"merged{number}", sum(one.characters for one in merged), documents)
            )
    assert len(segments) <= 20
    assert rewritten <= 6 * 1000
