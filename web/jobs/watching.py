"""Runs again whenever a file of a site changes: once for a burst, never for editors' leftovers."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

from index.errors import BusyError, SakuinError

SETTLE_MS = 300
"""A burst has ended when nothing has changed for so long; editors save in several steps."""
LONGEST_MS = 1_500
"""A burst is not waited for longer: changes should be visible within two seconds."""
LOOK_SECONDS = 600.0
"""Between two runs while no file changes: the time of a post may have come, or be over."""
STOP_SECONDS = 5
_ENDS = (".swp", ".swo", ".swx", ".kate-swp", ".tmp", ".bak", "~", ".crdownload", ".part")
_STARTS = (".#", "#", ".~", "~$", ".goutputstream-", "4913")


class SiteFilter(DefaultFilter):
    """Lets files through that may be posts or settings of a site."""

    def __init__(self, data: Path) -> None:
        super().__init__(ignore_paths=[str(data.resolve())])

    def __call__(self, change: Change, path: str) -> bool:
        name = Path(path).name
        if name.endswith(_ENDS) or name.startswith(_STARTS):
            return False
        return super().__call__(change, path)


def watch_sites(
    sites: Iterable[Path],
    data: Path,
    run: Callable[[bool], None],
    tell: Callable[[SakuinError], None],
) -> None:
    """Calls ``run`` after each burst of changes, until interrupted; a failed run goes to ``tell``.

    It is called once at the beginning too, for what changed before the watch was set up; and now
    and then, with False, for what changes by itself.
    """
    roots = tuple(sites)
    due, looked = True, 0.0
    while True:
        watched = _folders(roots)
        for burst in watch(
            *roots,
            watch_filter=SiteFilter(data),
            debounce=LONGEST_MS,
            step=SETTLE_MS,
            rust_timeout=LONGEST_MS,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            if burst or due or time.monotonic() - looked >= LOOK_SECONDS:
                asked, due, looked = bool(burst) or due, False, time.monotonic()
                try:
                    run(asked)
                except SakuinError as error:
                    tell(error)
                    due = isinstance(error, BusyError)
                sys.stdout.flush()
            found = _folders(roots)
            if found - watched:  # others are there now, which nobody watches
                due = True
                break
            watched &= found


def _folders(roots: Iterable[Path]) -> set[tuple[Path, int, int]]:
    """Which folders stand in these places: a deployment may put another one there."""
    found = set()
    for root in roots:
        with suppress(OSError):
            stat = root.stat()
            found.add((root, stat.st_dev, stat.st_ino))
    return found


def end_with_input() -> None:
    """Ends this process as soon as nobody holds the other end of standard input any more."""

    def wait() -> None:
        while os.read(0, 1):  # Python's own reader would be locked when the process ends
            pass
        signal.alarm(STOP_SECONDS)  # by force, if it does not end soon
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
