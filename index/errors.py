"""The exceptions that Sakuin raises on purpose.

::

    SakuinError                something is wrong, and the message says what to do
    ├── SettingsError          a setting or a flag has a bad value
    ├── SiteError              a site cannot be read at all (no such folder, no posts)
    ├── DictionaryError        a user dictionary or synonym file has a bad line
    ├── UnusableIndexError     the index cannot be used
    │   ├── NoIndexError       nothing has been published yet
    │   ├── IndexMismatchError written by another format, analyzer or dictionary: reindex
    │   ├── DamagedIndexError  files are missing or do not match their checksums
    │   └── EngineUnavailableError  the engine, or the system, does not answer: ask again
    │       └── PartialResultsError  only a part of it has answered: ask again
    ├── TimedOutError          an answer took longer than its asker would wait
    ├── UnsupportedError       this engine cannot do what was asked; another one can
    ├── BusyError              another run holds the lock
    └── StorageError           the disk is full or refuses to be written

Each message says what was wrong, where, and what to do next, in one line. Anything else that
escapes is a bug.
"""

from __future__ import annotations

import errno
from typing import Self


class SakuinError(Exception):
    """The root: its text is shown to the user as it is, without a traceback."""


class SettingsError(SakuinError):
    """A setting or a flag has a bad value; names the key, the value and what is allowed."""


class SiteError(SakuinError):
    """A site cannot be read at all."""


class DictionaryError(SakuinError):
    """A user dictionary or a synonym file has a bad line; names the file and the line."""


class UnusableIndexError(SakuinError):
    """The index cannot be used."""


class NoIndexError(UnusableIndexError):
    """Nothing has been published yet in this data folder."""


class IndexMismatchError(UnusableIndexError):
    """The index was written by another format, analyzer or dictionary: reindex."""


class DamagedIndexError(UnusableIndexError):
    """Files of the index are missing or do not match their checksums."""

    @classmethod
    def of(cls, place: object, what: str) -> Self:
        """The error for an index in ``place``; ``what`` names the file and what is wrong."""
        return cls(
            f"the index in {place} is damaged ({what}): try `sakuin check --repair`, or "
            "run `sakuin index --full SITE` to write it anew"
        )


class EngineUnavailableError(UnusableIndexError):
    """The engine does not answer, though there may be an index: ask again later."""


def denied(error: Exception) -> EngineUnavailableError | None:
    """The error where the system has no more files or memory for this process, whose index may be
    as sound as ever; None for other reasons why a file could not be read."""
    if not isinstance(error, OSError) or error.errno not in _SCARCE:
        return None
    return EngineUnavailableError(
        f"the index cannot be read now ({error.strerror}): let this process open more files, such "
        "as by `ulimit -n 1024`, or have more memory"
    )


_SCARCE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})


class PartialResultsError(EngineUnavailableError):
    """Only a part of the engine has answered; half an answer is never shown as a whole one."""


class TimedOutError(SakuinError):
    """An answer took longer than its asker would wait; says at which step it was given up."""


class UnsupportedError(SakuinError):
    """This engine cannot do what was asked."""

    @classmethod
    def of(cls, engine: str, what: str) -> Self:
        """The error of an engine that lacks ``what``: a capability, in words."""
        return cls(f"the engine {engine} cannot {what}: choose another one in sakuin.toml")


class BusyError(SakuinError):
    """Another run holds the lock of this data folder."""


class StorageError(SakuinError):
    """The disk is full or refuses to be written; nothing was published."""
