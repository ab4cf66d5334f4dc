"""The searcher of the generation that is served now; follows a store and the synonyms.

Requests keep the searcher that they began with. A new generation is opened beside the old one, by
one thread, while all others go on with the old one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.analysis.analyzer import Analyzer, open_analyzer
from index.analysis.choice import recorded_choice
from index.analysis.synonyms import Synonyms, load_synonyms
from index.errors import (
    DictionaryError,
    EngineUnavailableError,
    IndexMismatchError,
    SakuinError,
    UnusableIndexError,
)
from index.spool import give_back_memory
from index.store import Generation, Store, naming_damage, read_current
from search.query.planner import Planner
from search.searcher import Searcher

POLL_SECONDS = 0.25
"""How often, at most, a request looks for a new generation: one read of a tiny file."""
REST_SECONDS = 2.0
"""So long without a look, what was opened may have been removed: everybody waits for one."""
RETRY_SECONDS = 2.0
"""How long a generation that could not be opened is left alone."""

MOST_MISTAKES = 20
"""Wrong lines of a synonym file that are told one by one."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Engine:
    """A store and the searchers over it: all that a service must be given."""

    name: str
    store: Store
    open: Callable[[Generation, Planner], Searcher]
    """Opens the searcher of a generation of the store; one after the other, never two at once."""


def _state(path: Path | None) -> tuple[int, int] | None:
    """What changes when a file is written; None if there is none."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size) if found else None


def read_synonyms(file: Path | None, before: Synonyms | None) -> Synonyms:
    """The synonyms of a file, or those ``before`` where it cannot be read; mistakes are logged."""
    try:
        found = load_synonyms(file)
    except DictionaryError as error:
        if before:
            _log.warning("%s; the synonyms read before stay in use", error)
        else:
            _log.warning("%s; until then only the synonyms of Sakuin are used", error)
        return before or load_synonyms()
    for mistake in found.mistakes[:MOST_MISTAKES]:
        _log.warning("%s; the line is left out", mistake)
    if (more := len(found.mistakes) - MOST_MISTAKES) > 0:
        _log.warning("%s: %s more lines are left out", file, more)
    return found


class LiveSearcher:
    """Hands out the current searcher; safe for any number of threads."""

    def __init__(self, engine: Engine, *, synonyms: Path | None = None) -> None:
        self._store = engine.store
        self._open_searcher = engine.open
        self._synonym_file = synonyms
        self._synonyms_read = _state(synonyms)
        self.synonyms = read_synonyms(synonyms, None)
        self._analyzers: dict[str, Analyzer] = {}
        self._searcher: Searcher | None = None
        self._opening = threading.Lock()
        self._looking = threading.Lock()
        self._checked = 0.0
        self._refused: tuple[str, float, SakuinError | None] = ("", 0.0, None)
        self._told = ""
        self._damage: dict[str, UnusableIndexError | None] = {}

    def current(self) -> Searcher:
        """The searcher of the newest generation that could be opened.

        Raises :class:`index.errors.UnusableIndexError` if there has never been one.
        """
        searcher = self._searcher
        if searcher is None:
            with self._opening:
                return self._searcher or self._open_first()
        age = time.monotonic() - self._checked
        if age < POLL_SECONDS or not self._looking.acquire(blocking=age > REST_SECONDS):
            return searcher
        try:
            return self._look()
        finally:
            self._looking.release()

    def _look(self) -> Searcher:
        """Looks for a new generation, unless another thread just has."""
        searcher = self._searcher
        now = time.monotonic()
        if searcher is None:
            return self.refresh()
        if now - self._checked < POLL_SECONDS:
            return searcher
        try:
            newer = self._store.current_name() != searcher.generation
            kept = not newer or self._store.is_kept(searcher.generation)
        except SakuinError:
            self._checked = time.monotonic()
            return searcher  # what was opened stays good, whatever happens to the folder
        if not kept:  # nobody has asked for some runs
            return self.refresh()
        self._checked = now
        stale = newer or _state(self._synonym_file) != self._synonyms_read
        if stale and self._opening.acquire(blocking=False):
            try:
                threading.Thread(target=self._replace, daemon=True).start()
            except RuntimeError:  # the system gives no more threads at the moment
                self._opening.release()
        return searcher

    def _open_first(self) -> Searcher:
        """Opens an index; one that could not be used is left alone for a while.

        Finding out takes a fifth of a second, which must not be spent on every request.
        """
        name = self._store.current_name()
        refused, until, error = self._refused
        if error and refused == name and time.monotonic() < until:
            raise error.with_traceback(None)
        try:
            return self._open()
        except SakuinError as found:
            self._refused = name, time.monotonic() + RETRY_SECONDS, found
            raise

    def let_go(self, served: str) -> None:
        """Closes what was opened if something else is ``served`` by now.

        For the parent of processes that answer: it asks for nothing itself, and what it holds open
        keeps its room on the disk after a run has removed it.
        """
        if self._searcher and self._searcher.generation != served:
            self._searcher = None
            give_back_memory()

    def reach(self) -> None:
        """Raises :class:`index.errors.EngineUnavailableError` when the engine does not answer."""
        try:
            self._store.current_name()
        except EngineUnavailableError:
            raise
        except SakuinError:
            return  # what was opened stays good, whatever happens to the folder

    def refresh(self) -> Searcher:
        """Opens the newest generation now, and waits for it."""
        with self._opening:
            searcher = self._searcher
            known = searcher is not None and searcher.generation == self._store.current_name()
            if searcher and known and _state(self._synonym_file) == self._synonyms_read:
                return searcher
            return self._open()

    def _replace(self) -> None:
        """Opens the new generation in the background; keeps the old one if it cannot be."""
        try:
            self._open()
        except SakuinError as error:
            self._checked = time.monotonic() + RETRY_SECONDS
            if self._told != (told := str(error)):  # once, not at each attempt
                self._told = told
                _log.warning("%s; the index that was opened before goes on answering", told)
        finally:
            self._opening.release()

    def damage(self, *, again: bool = False) -> UnusableIndexError | None:
        """What is wrong with the files in use, all of which are read for it, once or ``again``.

        Ask when a searcher has failed for no reason: changed bytes make it fail in any way.
        """
        name = self._searcher.generation if self._searcher else ""
        if again or name not in self._damage:
            self._damage = {name: self._store.damage()}
        return self._damage[name]

    def _open(self) -> Searcher:
        """Opens what is served."""
        return read_current(self._store, self._open_generation)

    def _open_generation(self, generation: Generation) -> Searcher:
        with naming_damage(self._store):
            self._read_synonyms()
            analyzer = self._analyzer(generation)
            planner = Planner(analyzer.analyze, self.synonyms, analyzer.read_aloud)
            searcher = self._open_searcher(generation, planner)
        self._searcher = searcher
        self._checked = time.monotonic()
        self._told = ""
        give_back_memory()
        return searcher

    def _read_synonyms(self) -> None:
        """Reads the file of synonyms again if it has changed."""
        state = _state(self._synonym_file)
        if state != self._synonyms_read:
            self._synonyms_read = state
            self.synonyms = read_synonyms(self._synonym_file, self.synonyms)

    def _analyzer(self, generation: Generation) -> Analyzer:
        """The analyzer that wrote the generation; loaded once."""
        fingerprint = generation.analyzer.fingerprint
        analyzer = self._analyzers.get(fingerprint)
        if analyzer is None:
            try:
                analyzer = open_analyzer(recorded_choice(dict(generation.analyzer.settings)))
            except DictionaryError as error:
                raise IndexMismatchError(
                    f"{error}; the index was written with it: run `sakuin index SITE` again"
                ) from error
            generation.require_analyzer(analyzer.fingerprint)
            self._analyzers = {fingerprint: analyzer}
        return analyzer
