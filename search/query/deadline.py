"""How long whoever asks will wait: one deadline for all that is done for one request."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from index.errors import TimedOutError


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the monotonic clock; engines look at it between their steps."""

    at: float = math.inf

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """So many seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds that are left; 0 when there are none, infinite without a deadline."""
        return max(self.at - time.monotonic(), 0.0)

    def check(self, step: str) -> None:
        """Raises :class:`index.errors.TimedOutError` when it has passed; ``step`` is what is next.

        Costs a tenth of a microsecond, so that every step can afford it.
        """
        if time.monotonic() > self.at:
            raise TimedOutError(f"the search took too long and was given up before {step}")


NO_DEADLINE = Deadline()
"""For whoever waits as long as it takes: commands, tests."""
