"""What a run may hold at once, so that it keeps within the memory that it is given.

Measured on 2,513 long posts with MeCab. What grows is the segment that is being written, whose
postings are sorted in memory; what is fixed is Python, numpy and the dictionary. More and smaller
segments cost queries some tenths of a millisecond each.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.local.merging import SEGMENT_CHARACTERS

FIXED = 130_000_000
"""Bytes that a run takes whatever it does."""
PROCESS = 130_000_000
"""Bytes that each further process takes that tokenises."""
A_CHARACTER = 24
"""Bytes that a character of the segment takes at most, which is while its pairs are sorted."""


@dataclass(frozen=True, slots=True)
class Budget:
    """By default as much as is quickest: some 600 MB, and 130 MB for each process."""

    jobs: int | None = None
    """Processes that tokenise; one a core if None."""
    segment_characters: int = SEGMENT_CHARACTERS
    """After so many a segment is ended."""


def budget(memory: int, jobs: int | None) -> Budget:
    """What keeps within ``memory`` bytes, all processes together; 0 is as much as it takes."""
    if not memory:
        return Budget(jobs)
    from index.tokens.pool import usable_cores  # slow to import, and only some limit a run

    # A quarter of it goes to other processes at most; one alone works in this one.
    jobs = max(1, min(jobs or usable_cores(), memory // (4 * PROCESS)))
    left = memory - FIXED - (jobs * PROCESS if jobs > 1 else 0)
    return Budget(jobs, min(SEGMENT_CHARACTERS, left // A_CHARACTER))
