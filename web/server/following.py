"""Follows the index in the background of a worker, so that no visitor meets an old answer first.

Without it only a request would look for a new generation, and the first one after a quiet night
would still be answered from what was retracted in the evening. One worker also reads all files of
each generation that it finds, and tells when bytes have changed on the disk.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress

from index.errors import SakuinError
from web.context import SearcherSource
from web.observe.health import last_check

LOOK_SECONDS = 1.0
"""Between two looks: one read of a tiny file."""
CHECK_SECONDS = 3600.0
"""Between two readings of all files."""
_log = logging.getLogger(__name__)


def follow(searchers: SearcherSource) -> None:
    """Begins with the newest generation and looks on.

    A worker that takes the place of another is forked with what its parent opened long ago.
    """
    with suppress(SakuinError):  # what the parent opened stays good
        searchers.refresh()
    threading.Thread(target=_look_on, args=(searchers,), daemon=True).start()


def _look_on(searchers: SearcherSource) -> None:
    pause = threading.Event()
    seen = ""
    while not pause.wait(LOOK_SECONDS):
        try:
            generation = searchers.current().generation
            fresh, seen = generation != seen, generation
            if last_check.claim(generation, fresh=fresh, seconds=CHECK_SECONDS):
                damage = searchers.damage(again=True)
                last_check.note(damaged=damage is not None)
                if damage:
                    _log.error("%s", damage)
        except SakuinError:
            continue  # there is no index yet, or it is being replaced
        except Exception:  # noqa: BLE001  (logged, traceback and all)
            # A thread that ends would leave old answers for ever, and say nothing of it.
            _log.exception("the index could not be followed")
