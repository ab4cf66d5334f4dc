"""What an author holds back: drafts, posts of another time, and what no search may find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from index.reading.dates import parse_date
from index.sites import keys
from index.sites.rules import Rules, Source

Refusal = tuple[str, str]
"""A code of :data:`index.problems.CODES`, and the reason in this file."""

_TOLD = keys.TABLE["withheld"]
_EXCLUDES, _ALLOWS = (re.compile(_TOLD[name], re.VERBOSE) for name in ("excludes", "allows"))
_STATES = dict.fromkeys(_TOLD["when_false"], False) | dict.fromkeys(_TOLD["when_true"], True)
"""Keys, and the truth with which a post is not published."""


def excluded(source: Source) -> Refusal | None:
    """What no search may find: encrypted posts, and pages that their author keeps out of it."""
    password = source.metadata.get("password")
    has_one = keys.truth(password) is not False and keys.text(password)
    if has_one or any(keys.truth(source.metadata.get(name)) for name in ("encrypt", "encrypted")):
        return "excluded", "it is encrypted"
    for key, value in _all_keys(source.metadata):
        if (is_mark := _is_mark(key)) is not None and _keeps_out(is_mark, value):
            shown = "{exclude: true}" if isinstance(value, Mapping) else keys.text(value)
            return "excluded", f"it says {key}: {shown}"
    return None


@lru_cache(maxsize=1024)
def _plain(key: str) -> str:
    """``search_exclude`` → ``searchexclude``; the posts of a site have the same few keys."""
    return key.lower().replace("-", "").replace("_", "")


def _all_keys(metadata: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from metadata.items()
    for name in _TOLD["below"]:
        below = metadata.get(name)
        if isinstance(below, Mapping):
            yield from ((f"{key}", value) for key, value in below.items())
    build = metadata.get("build") or metadata.get("_build")
    if isinstance(build, Mapping) and keys.text(build.get("list")).lower() in ("never", "false"):
        yield "unlisted", True  # Hugo's own word for it


@lru_cache(maxsize=1024)
def _is_mark(key: str) -> bool | None:
    """Whether a key keeps out when true, and not when false; None for one that does neither."""
    plain = _plain(key)
    return True if _EXCLUDES.fullmatch(plain) else False if _ALLOWS.fullmatch(plain) else None


def _keeps_out(is_mark: bool, value: Any) -> bool:
    if is_mark:
        return keys.truth(value) is True
    if isinstance(value, Mapping):
        return any(
            (str(name).lower() in _TOLD["excluding"] and keys.truth(given) is True)
            or (str(name).lower() in _TOLD["including"] and keys.truth(given) is False)
            for name, given in value.items()
        )
    return keys.truth(value) is False or keys.text(value).lower() in _TOLD["says_no"]


def unpublished(source: Source) -> Refusal | None:
    """What the author has not published yet; nothing of it is left out when drafts are wanted."""
    said = {_plain(key): (key, value) for key, value in source.metadata.items()}
    found = [(*said[key], _STATES.get(key)) for key in (*_STATES, *_TOLD["states"]) if key in said]
    if any(keys.truth(said[key][1]) for key in ("draft", "isdraft", "下書き") if key in said):
        return "draft", "it is marked as a draft"
    if any(keys.text(value).lower() in _TOLD["drafts"] for _, value, _ in found):
        return "draft", "it is marked as a draft"
    if "_drafts/" in f"/{source.path}":
        return "draft", "it lies among the drafts"
    for key, value, wrong in found:
        text = keys.text(value).lower()
        if text in _TOLD["held_back"] or (wrong is not None and keys.truth(value) is wrong):
            return "unpublished", f"it says {key}: {text}"
    return None


def redirect(source: Source) -> Refusal | None:
    """A page that only leads elsewhere."""
    target = keys.text(source.metadata.get("redirect_to"))
    if target or source.metadata.get("layout") == "redirect":
        return "redirect_stub", f"it leads to {target}" if target else "its layout is redirect"
    return None


def ending(source: Source) -> datetime | None:
    """When a post expires, if it ever does."""
    told = source.metadata.get("expirydate") or source.metadata.get("unpublishdate")
    return parse_date(told, source.zone)


def untimely(source: Source, date: datetime | None, now: datetime, rules: Rules) -> Refusal | None:
    """Posts of the future, and those that have expired, unless the site publishes them."""
    told = source.metadata.get("publishdate") or source.metadata.get("published_at")
    publish = parse_date(told, source.zone) or date
    if publish and publish > now and not rules.future:
        return "future", f"dated {publish:%Y-%m-%d %H:%M %z}"
    expiry = ending(source)
    if expiry and expiry <= now and not (rules.drafts or rules.expired):
        return "expired", f"expired on {expiry:%Y-%m-%d}"
    return None
