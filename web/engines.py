"""The composition root: which engine, analyzer and searcher the settings ask for.

Nothing else in this package names an engine: a further one is a row of :data:`ENGINES`, and a value
of the setting ``engine``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from index.analysis.choice import AnalyzerChoice
from index.columns.part import ColumnPart
from index.errors import SettingsError, UnusableIndexError
from index.fields import FieldTable
from index.local.merging import SEGMENT_CHARACTERS
from index.local.store import LocalStore
from index.runs.budget import Budget, budget
from index.store import Store, naming_damage
from index.whoosh.part import WhooshPart
from web.settings import Settings

if TYPE_CHECKING:
    from search.live import Engine, LiveSearcher
    from search.searcher import Searcher


def analyzer_choice(settings: Settings) -> AnalyzerChoice:
    """The choice of tokenizer and dictionary; ``auto`` is MeCab where its extra is installed."""
    tokenizer = settings.tokenizer
    if tokenizer == "auto":
        tokenizer = "mecab" if find_spec("MeCab") and find_spec("ipadic") else "janome"
    return AnalyzerChoice(tokenizer, settings.dictionary)


def index_fields(settings: Settings) -> FieldTable:
    """The table of fields of the index; that of the settings while there is none."""
    try:
        return open_store(settings).current().fields
    except UnusableIndexError:
        return settings.field_table


def run_budget(settings: Settings) -> Budget:
    """What a run may hold at once."""
    return budget(settings.memory, settings.jobs or None)


def open_store(settings: Settings, data: Path | None = None) -> Store:
    """The store of the settings, or that of another folder."""
    return ENGINES[settings.engine][0](settings, data or settings.data)


def engine_over(store: Store, name: str, *, warm: bool = True) -> Engine:
    """The engine of that name over a store of its kind.

    Unless ``warm``, what only some questions need is made when they come: one question is answered
    half a second sooner, many are not.
    """
    from search.live import Engine

    return Engine(name, store, resolve_name(ENGINES[name][1])(store, warm=warm))


def local_store(data: Path, segment_characters: int = SEGMENT_CHARACTERS) -> LocalStore:
    """A data folder: Whoosh keeps the records, and the columns are derived from them."""
    return LocalStore(data, WhooshPart(), (ColumnPart(),), segment_characters)


def _local(settings: Settings, data: Path) -> Store:
    return local_store(data, run_budget(settings).segment_characters)


def _cluster(settings: Settings, data: Path) -> Store:
    """The generations in the cluster of the settings; those of another folder are kept apart."""
    if settings.opensearch is None:
        raise SettingsError(
            'engine = "opensearch" needs a table [opensearch] with urls in sakuin.toml'
        )
    if not find_spec("urllib3"):
        raise SettingsError(
            'engine = "opensearch" needs an extra; in the folder of Sakuin: '
            "pip install '.[opensearch]'"
        )
    from index.opensearch.client import Cluster
    from index.opensearch.store import OpenSearchStore

    chosen = settings.opensearch.model_dump()
    if data != settings.data:
        chosen["index"] += f"-{sha256(str(data.resolve()).encode()).hexdigest()[:12]}"
    return OpenSearchStore(Cluster(**chosen))


ENGINES: dict[str, tuple[Callable[[Settings, Path], Store], str]] = {
    "columns": (_local, "search.columns.searcher:ColumnOpener"),
    "whoosh": (_local, "search.whoosh.searcher:WhooshOpener"),
    "opensearch": (_cluster, "search.opensearch.searcher:OpenSearchOpener"),
}
"""Every engine: its store, and what opens its searchers, imported for those who search alone."""


def live_searcher(
    settings: Settings, data: Path | None = None, *, warm: bool = True
) -> LiveSearcher:
    """The searcher over the index of the settings, or over that of another folder."""
    from search.live import LiveSearcher

    engine = engine_over(open_store(settings, data), settings.engine, warm=warm)
    return LiveSearcher(engine, synonyms=settings.synonyms)


@contextmanager
def open_searcher(settings: Settings, data: Path | None = None) -> Iterator[Searcher]:
    """The searcher for one command; what fails because of damage is told as damage."""
    live = live_searcher(settings, data, warm=False)
    searcher = live.current()
    with naming_damage(open_store(settings, data)):
        yield searcher
