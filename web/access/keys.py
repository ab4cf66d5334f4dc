"""API keys: a name, scopes, origins, a rate limit and a fixed filter; stored as digests only.

A token is ``sakuin_ID_SECRET``. The secret has 256 random bits, so one plain SHA-256 is enough:
there is nothing to guess, and checking costs microseconds. Keys live in ``keys.json`` of the
data folder, which is replaced by one rename and read again when it changes.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from index.durable import damaged, locked, readable, storage_errors, write_file
from index.errors import SakuinError

KEYS_FILE = "keys.json"
USES_FOLDER = "keys.used"
"""An empty file a key, whose time says when it was last used."""
NOTED_SECONDS = 3600.0
SCOPES = ("search", "admin")
"""``search`` reads posts; ``admin`` starts runs and reads reports."""
TOKEN_START = "sakuin_"
_TOKEN = re.compile(r"sakuin_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
_NOBODY = sha256(b"nobody").hexdigest()
"""Compared with when the id is unknown, so that this takes as long as a wrong secret."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is known about a key; never its secret."""

    id: str
    name: str
    digest: str
    scopes: tuple[str, ...] = ("search",)
    origins: tuple[str, ...] = ()
    """Origins of pages that may use it; empty is any, and programs that send none."""
    rate_limit: str = ""
    """Such as ``60/minute``; empty is that of the settings."""
    filter: str = ""
    """In the query language, ``tag:公開``; no answer goes beyond it."""
    sites: tuple[str, ...] = ()
    """Names of the sites it is for, whatever its scopes; empty is all."""
    created: str = ""
    expires: str = ""
    """The last day on which it is good, ``2027-03-31`` (UTC); empty is for ever."""
    revoked: bool = False

    def is_good(self) -> bool:
        today = datetime.now(UTC).date().isoformat()
        return not self.revoked and (not self.expires or today <= self.expires)


_KEYS = TypeAdapter(list[Key])


class KeyStore:
    """The keys of a data folder; safe for any number of threads and processes."""

    def __init__(self, data: Path) -> None:
        self._path = data / KEYS_FILE
        self._uses = data / USES_FOLDER
        self._noted: dict[str, float] = {}
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}

    def find(self, token: str) -> Key | None:
        """The key of a token that is known and still good; in constant time."""
        match = _TOKEN.fullmatch(token)
        key = self._current().get(match[1]) if match else None
        digest = sha256((match[2] if match else "").encode()).hexdigest()
        good = hmac.compare_digest(digest, key.digest if key else _NOBODY)
        if key is None or not good or not key.is_good():
            return None
        self._note_use(key)
        return key

    def all(self) -> tuple[Key, ...]:
        """All keys, the oldest first, revoked ones too."""
        return tuple(sorted(self._current().values(), key=lambda key: (key.created, key.id)))

    def create(self, name: str, scopes: Iterable[str] = ("search",), **limits: Any) -> str:
        """Adds a key with these fields of it, and gives its token, which nothing can show a second
        time."""
        secret = secrets.token_urlsafe(32)
        digest = sha256(secret.encode()).hexdigest()
        created = datetime.now(UTC).isoformat(timespec="seconds")
        key = Key(secrets.token_hex(4), name, digest, tuple(scopes), created=created, **limits)
        with self._changing():
            self._save({**self._current(), key.id: key})
        return f"sakuin_{key.id}_{secret}"

    def revoke(self, identity: str) -> Key:
        """Makes a key useless; raises :class:`index.errors.SakuinError` when there is none."""
        with self._changing():
            key = self._current().get(identity)
            if key is None:
                raise SakuinError(f"there is no key {identity}: `sakuin keys list` shows all")
            revoked = replace(key, revoked=True)
            self._save({**self._current(), identity: revoked})
        return revoked

    def last_use(self, identity: str) -> datetime | None:
        """When a key was last good for something, to the hour."""
        try:
            seconds = (self._uses / identity).stat().st_mtime
        except OSError:
            return None
        return datetime.fromtimestamp(seconds, UTC)

    def _note_use(self, key: Key) -> None:
        """Once in an hour; a disk that is full or may not be written is no reason to refuse."""
        now = time.monotonic()
        if now < self._noted.get(key.id, -inf) + NOTED_SECONDS:
            return
        self._noted[key.id] = now
        with suppress(OSError):
            self._uses.mkdir(mode=0o700, exist_ok=True)
            (self._uses / key.id).touch()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One process at a time, so that no key is lost or comes back."""
        with storage_errors(self._path.parent):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self._path.with_suffix(".lock")):
                yield

    def _current(self) -> dict[str, Key]:
        try:
            with self._lock, readable(self._path.parent):
                status = self._path.stat()
                seen = (status.st_mtime_ns, status.st_ino)
                if seen != self._seen:
                    self._keys, self._seen = self._load(), seen
                return self._keys
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SakuinError(f"{self._path} cannot be read: {error.strerror}") from None

    def _load(self) -> dict[str, Key]:
        try:
            keys = _KEYS.validate_json(self._path.read_bytes())
        except ValidationError as error:
            raise SakuinError(damaged(self._path, error.errors()[0]["msg"])) from None
        return {key.id: key for key in keys}

    def _save(self, keys: dict[str, Key]) -> None:
        rows = [asdict(key) for key in keys.values()]
        content = json.dumps(rows, ensure_ascii=False, indent=1).encode()
        write_file(self._path, content, 0o600)  # durably, else a revocation is lost with the power
