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

_MARKS = re.compile(
    r"(?!.*engine|.*search(?:bar|box|button|field|form|icon|input)|(?:.*[^o])?research)(?=.*search)"
    r".*(?:exclu|hid|ignor|disabl|skip|omit|nosearch).*"
    r"|(?:is)?(?:hidden|hide|unlisted|secret)|membersonly|passwordprotected|限定公開"
    r"|eleventyexcludefromcollections"
)
"""Keys, in lower case and without ``-`` and ``_``, that keep a page out of a search when true.

From the documentation of Just the Docs, Docsy, Hugo Book, PaperMod, Paige, Hextra, Docusaurus,
Eleventy, hexo-hide-posts, MrGreen. ``noindex``, ``robots``, ``sitemap`` and
``search_engine_exclude`` are not among them: they speak to the web's search engines of a page that
the site itself shows. Nor is ``hide_search_box``, which is about what the page looks like, nor
``research_hidden``, though ``ignoresearch`` has the same letters."""
_ALLOWANCES = re.compile(
    r"(?:(?:show|include)(?:in|on)|is|in|onsite|site|local)?search(?:able|index(?:ed)?|ing)?"
    r"|insearchindex|indexable|indexing|pagefind|algolia|docsearch|lunr|listed"
)
"""The same when false: Zola, Starlight, VitePress, HonKit, Jekyll's themes."""
_EXCLUDING = frozenset({"exclude", "excluded", "ignore", "hidden", "hide", "disable", "disabled"})
_INCLUDING = frozenset(
    {"include", "enable", "enabled", "index", "indexed", "visible", "searchable"}
)
_NO = frozenset({"exclude", "excluded", "none", "never", "hidden", "ignore", "disabled"})
"""Values of an allowance that say no: ``search: exclude``."""
_STATES: dict[str, bool | None] = {
    "published": False, "publish": False, "public": False, "ispublished": False,
    "ispublic": False, "公開": False, "dgpublish": False,
    "private": True, "isprivate": True, "unpublished": True, "非公開": True,
    "status": None, "poststatus": None, "publishstatus": None, "visibility": None, "状態": None,
    "state": None, "stage": None, "access": None,
}  # fmt: skip
"""Keys that say whether a post is published, and the truth with which it is not; None where a word
says it: ``status: private``, as WordPress writes it, and not ``status: deprecated``."""
_DRAFTS = frozenset({"draft", "下書き"})
_WITHHELD = frozenset(
    {"private", "unpublished", "pending", "trash", "hidden", "unlisted", "非公開"}
)
_BELOW = ("params", "extra", "custom", "paige")
"""Keys below which the keys of a theme may stand."""


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
    for name in _BELOW:
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
    return True if _MARKS.fullmatch(plain) else False if _ALLOWANCES.fullmatch(plain) else None


def _keeps_out(is_mark: bool, value: Any) -> bool:
    if is_mark:
        return keys.truth(value) is True
    if isinstance(value, Mapping):
        return any(
            (str(name).lower() in _EXCLUDING and keys.truth(given) is True)
            or (str(name).lower() in _INCLUDING and keys.truth(given) is False)
            for name, given in value.items()
        )
    return keys.truth(value) is False or keys.text(value).lower() in _NO


def unpublished(source: Source) -> Refusal | None:
    """What the author has not published yet; nothing of it is left out when drafts are wanted."""
    said = {_plain(key): (key, value) for key, value in source.metadata.items()}
    found = [(*said[key], wrong) for key, wrong in _STATES.items() if key in said]
    if any(keys.truth(said[key][1]) for key in ("draft", "isdraft", "下書き") if key in said):
        return "draft", "it is marked as a draft"
    if any(keys.text(value).lower() in _DRAFTS for _, value, _ in found):
        return "draft", "it is marked as a draft"
    if "_drafts/" in f"/{source.path}":
        return "draft", "it lies among the drafts"
    for key, value, wrong in found:
        text = keys.text(value).lower()
        if text in _WITHHELD or (wrong is not None and keys.truth(value) is wrong):
            return "unpublished", f"it says {key}: {text}"
    return None


def redirect(source: Source) -> Refusal | None:
    """A page that only leads elsewhere."""
    target = keys.text(source.metadata.get("redirect_to"))
    if target or source.metadata.get("layout") == "redirect":
        return "redirect_stub", f"it leads to {target}" if target else "its layout is redirect"
    return None


def untimely(source: Source, date: datetime | None, now: datetime, rules: Rules) -> Refusal | None:
    """Posts of the future, and those that have expired, unless the site publishes them."""
    told = source.metadata.get("publishdate") or source.metadata.get("published_at")
    publish = parse_date(told, source.zone) or date
    if publish and publish > now and not rules.future:
        return "future", f"dated {publish:%Y-%m-%d %H:%M %z}"
    ending = source.metadata.get("expirydate") or source.metadata.get("unpublishdate")
    expiry = parse_date(ending, source.zone)
    if expiry and expiry <= now and not (rules.drafts or rules.expired):
        return "expired", f"expired on {expiry:%Y-%m-%d}"
    return None
