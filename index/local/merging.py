"""Which segments to rewrite as one: few segments make queries fast, few rewrites make runs fast.

Segments are put into classes by their size, each four times the one below. When a class has more
than four members, they become one segment of a higher class; so each document is rewritten about
once for every fourfold growth, and after a change of one post hardly ever more than a few small
segments are. A segment with many deleted documents is rewritten on its own, since they still
cost space and queries still step over them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from index.local.manifest import SegmentRef

SEGMENT_CHARACTERS = 48_000_000
"""A segment is ended at this many characters and distinct words of its posts: they bound the
memory in which postings are sorted. 24,000 posts of 1,500 characters are 45 million, 596 MB."""

SMALLEST = 64_000
"""Characters below which all segments count as equally small: some four long posts."""
GROWTH = 4
MEMBERS = 4
"""Segments that a class may have."""
DELETED = 0.3
"""Share of deleted documents from which a segment is rewritten."""


def segments_to_merge(
    segments: Sequence[SegmentRef], most: int = SEGMENT_CHARACTERS
) -> tuple[SegmentRef, ...]:
    """The segments to rewrite as one now; empty if all is well. Small ones come first.

    ``most`` are the characters at which a segment is ended.
    """
    classes: dict[int, list[SegmentRef]] = defaultdict(list)
    for segment in segments:
        if live_characters(segment) < most / 2:
            classes[_size_class(segment)].append(segment)
    for _, members in sorted(classes.items()):
        if len(members) > MEMBERS:
            return tuple(members)
    worn = [s for s in segments if len(s.deleted) > DELETED * s.documents]
    return tuple(sorted(worn, key=live_characters)[:1])


def live_characters(segment: SegmentRef) -> int:
    """Characters of the documents that have not been deleted, taken as equally long."""
    live = segment.documents - len(segment.deleted)
    return segment.characters * live // max(segment.documents, 1)


def _size_class(segment: SegmentRef) -> int:
    size, level = live_characters(segment), 0
    while size >= SMALLEST:
        size //= GROWTH
        level += 1
    return level
