"""Numbers that all workers count together, in memory that was there before they were forked.

Each worker writes to a seat of its own, so that none waits for another, and adds up the seats of
all when somebody asks. A seat goes to the next worker with what its last one has counted: nothing
is lost with a worker, and nothing grows. No file is involved, whose disk might be full.

::

    seat:   used (8 bytes) | entry | entry | …
    entry:  length of the name (8 bytes) | name, filled up to a multiple of 8 | value (8 bytes)
"""

from __future__ import annotations

import mmap
import struct
import threading
from collections import Counter
from collections.abc import Iterator

Name = tuple[str, ...]
"""What is counted, and its labels."""

SEATS = 132
"""Twice as many as there may be workers, since old ones stay for a while after a reload."""
SEAT_BYTES = 262_144
"""Room for some thousands of names. What nobody touches takes no memory."""
_SEPARATOR = "\x1f"
_NUMBER = struct.Struct("=Q")
_VALUE = struct.Struct("=d")


class SharedNumbers:
    """Counters by name, in memory that all workers share; they only rise."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, SEATS * SEAT_BYTES)
        self._lock = threading.Lock()
        self.take_seat(0)

    def take_seat(self, number: int) -> None:
        """Counts on that seat from now on; for a worker that was just forked."""
        self._start = number * SEAT_BYTES
        self._places = {name: place for name, place, _ in self._entries(number)}

    def add(self, name: Name, amount: float = 1) -> None:
        """Adds to a number; a new one that finds no room any more is not counted."""
        with self._lock:
            place: int = self._places.get(name) or self._new(name)
            if place:
                (value,) = _VALUE.unpack_from(self._memory, place)
                _VALUE.pack_into(self._memory, place, value + amount)

    def totals(self) -> Counter[Name]:
        """Every number, of all seats together."""
        totals: Counter[Name] = Counter()
        for number in range(SEATS):
            for name, _, value in self._entries(number):
                totals[name] += value  # type: ignore[assignment]  # numbers of any kind add up
        return totals

    def _new(self, name: Name) -> int:
        text = _SEPARATOR.join(name).encode()
        (used,) = _NUMBER.unpack_from(self._memory, self._start)
        entry: int = self._start + 8 + used
        place = entry + 8 + _padded(len(text))
        if place + 8 > self._start + SEAT_BYTES:
            return 0
        _NUMBER.pack_into(self._memory, entry, len(text))
        self._memory[entry + 8 : entry + 8 + len(text)] = text
        # Readers believe only what lies within this, so it comes last.
        _NUMBER.pack_into(self._memory, self._start, place + 8 - self._start - 8)
        self._places[name] = place
        return place

    def _entries(self, number: int) -> Iterator[tuple[Name, int, float]]:
        start = number * SEAT_BYTES + 8
        (used,) = _NUMBER.unpack_from(self._memory, start - 8)
        at = start
        while at < start + used:
            (length,) = _NUMBER.unpack_from(self._memory, at)
            text = self._memory[at + 8 : at + 8 + length].decode()
            place = at + 8 + _padded(length)
            yield tuple(text.split(_SEPARATOR)), place, _VALUE.unpack_from(self._memory, place)[0]
            at = place + 8


def _padded(length: int) -> int:
    return -(-length // 8) * 8
