"""What the blueprints share: the searcher of the moment, the settings, and today's date.

::

    app.extensions["sakuin"] = Context(settings, searchers)   # create_app does this
    results = context().searcher().search(query)              # a blueprint does this
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import TypeVar, cast

from flask import current_app, g

from index.errors import SakuinError, UnusableIndexError
from index.fields import FieldTable
from index.store import SiteRecord
from search.live import LiveSearcher
from search.searcher import Searcher
from web.jobs.watcher import Watcher
from web.settings import Settings

EXTENSION = "sakuin"
PRODUCT = "Sakuin"
VERSION = version("sakuin")
"""That of what runs: after an upgrade the installed one is another."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Context:
    """What an application serves, and how."""

    settings: Settings
    searchers: LiveSearcher
    """Gives the searcher of the newest generation."""
    watcher: Watcher | None = None
    """Indexes the site that is served, where it is watched."""

    def searcher(self) -> Searcher:
        """The searcher of this request: the same from its parameters to its answer."""
        return once("searcher", self.searchers.current)

    @property
    def fields(self) -> FieldTable:
        """The table by which this request is understood; that of the settings without an index."""
        try:
            return self.searcher().fields
        except UnusableIndexError:
            return self.settings.field_table

    @property
    def sites(self) -> tuple[SiteRecord, ...]:
        """The sites that this request finds posts of; none without an index."""
        try:
            return self.searcher().sites
        except SakuinError:
            return ()

    @property
    def title(self) -> str:
        """What is searched: by the settings, else the one site that anybody may search."""
        titles = [] if self.settings.require_key else [site.title for site in self.sites]
        return self.settings.title or (titles[0] if len(titles) == 1 else "") or PRODUCT

    def today(self) -> date:
        """The day of this request: the same from its parameters to its answer."""
        return once("today", self.settings.today)


def once(name: str, make: Callable[[], T]) -> T:
    """What is made once for a request, when it is asked for first."""
    if name not in g:
        setattr(g, name, make())
    made: T = g.get(name)
    return made


def context() -> Context:
    """The context of the application that answers the current request."""
    return cast(Context, current_app.extensions[EXTENSION])
