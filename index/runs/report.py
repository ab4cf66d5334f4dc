"""What a run has done: the figures that `sakuin index` prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.problems import Problem


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the posts that are new, changed or gone: paths, after the name of a named site."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


NO_CHANGES = Changes()


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a run; ``posts`` is what can be found afterwards, of all sites."""

    generation: str
    published: bool
    posts: int
    added: int
    updated: int
    deleted: int
    unchanged: int
    skipped: tuple[Problem, ...]
    """Posts that were left out, those of unchanged files as well; paths are relative to SITE.
    Like the warnings, of the run's own sites only."""
    warnings: tuple[Problem, ...]
    characters: int
    """Code points of text in all posts that can be found."""
    seconds: float
    stages: dict[str, float] = field(default_factory=dict)
    """Seconds by stage; those of all processes are added up, so that the sum may exceed the time
    that the run took."""
    changes: Changes = NO_CHANGES
    pruned: tuple[str, ...] = ()
    """Names of sites that were in the index and are not wanted there any more."""
    changed_fields: tuple[str, ...] = ()
    """Fields that have come, gone or changed; posts that have them are among the updated."""
    guesses: tuple[str, ...] = ()
    """What no site says, with the setting of ``[sites.NAME]`` that does."""
