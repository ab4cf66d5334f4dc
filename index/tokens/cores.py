"""How many cores this process may use."""

from __future__ import annotations

import os


def usable_cores() -> int:
    """Fewer than the machine has, where a container or ``taskset`` says so."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS cannot tell
        return os.cpu_count() or 1
