"""A site that is open for reading: its files, and what each of them has become."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass, replace
from dataclasses import fields as fields_of
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from os.path import realpath
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.digests import digest_of_files
from index.errors import SiteError
from index.fields import BUILT_IN, FieldTable
from index.post import Post
from index.problems import Problem
from index.reading.dates import parse_date
from index.reading.decoding import decode
from index.reading.front_matter import parse
from index.reading.yaml_values import FrontMatterError
from index.sites import keys, permalinks, withheld
from index.sites.generators import GENERATORS, detect
from index.sites.git import added_dates
from index.sites.plain import PlainRules
from index.sites.rules import DEFAULT_ZONE, Rules, Source, address, escaped, make_post
from index.sites.settings import NOTHING_SAID, SiteSettings
from index.sites.walk import HTML, OTHER_MARKUP, has_ending
from index.sites.withheld import Refusal

MAX_BYTES = 20_000_000
"""Of one file; the largest real post has two million."""
_LEADS_NOWHERE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}
_UNSEEN = re.compile(
    r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|\{%[^%]{0,2000}%\}|\{\{[^{}]{0,2000}\}\}"
    r"|<[^<>]{0,2000}>|^import\s[^\n]*",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Site:
    """Made by :func:`open_site`; pickles, so that every process can read files of it."""

    root: Path
    name: str
    rules: Rules
    settings: SiteSettings
    now: datetime
    added: Mapping[str, str]
    """Path → when git has seen it first; empty unless asked for."""
    fields: FieldTable = BUILT_IN

    @property
    def timezone(self) -> str:
        return self.rules.timezone or DEFAULT_ZONE

    @property
    def guesses(self) -> tuple[str, ...]:
        """What neither the files of the site nor its owner say, each with the setting that does."""
        rules, found = self.rules, []
        if rules.guesses_links and not self.settings.permalink:
            found.append("links follow the paths of files (permalink, folders)")
        if not rules.timezone:
            found.append(f"dates without a zone are in {DEFAULT_ZONE} (timezone)")
        if not rules.base_url:
            found.append("links have no address before them (url)")
        return tuple(found)

    @property
    def fingerprint(self) -> str:
        """Changes with everything but the posts that has a say in what they become.

        Also with the rules of reading themselves: after an upgrade that reads posts better, all
        are read again.
        """
        state = _told_apart((self.rules, self.settings, self.fields.described, _reading_rules()))
        return hashlib.blake2b(repr(state).encode("utf-8", "replace"), digest_size=8).hexdigest()

    def files(self) -> Iterator[str]:
        """Files that may be posts, relative to the root, in order."""
        return self.rules.files()

    def _outside(self, path: str) -> str:
        """Why a file is no page of the site because of where it lies; else empty."""
        folders = tuple(f"{folder}/" for folder in self.settings.folders)
        if folders and not path.startswith(folders):
            return "it lies outside the folders that the settings name"
        return self.rules.outside(path)

    def obstacle(self, path: str) -> Problem | None:
        """Why a file must not even be opened, or None; raises OSError where that cannot be told, as
        on a disk that fails, or where this user has no right to it."""
        full = self.root / path
        try:
            # Unlike Path.resolve, this is no error for a link that leads to itself.
            real = realpath(full)
            if not Path(real).is_relative_to(realpath(self.root)):
                return Problem(path, "outside_site", f"it leads to {real}")
            status = full.stat()
        except OSError as error:
            if error.errno not in _LEADS_NOWHERE:
                raise
            return Problem(path, "unreadable", error.strerror or str(error))
        if stat.S_ISDIR(status.st_mode):
            os.scandir(full).close()  # tells why where that is why it is not entered
            return Problem(
                path, "special_file", "a folder that is not entered: a link, or too deep"
            )
        if not stat.S_ISREG(status.st_mode):
            return Problem(path, "special_file", "it is no ordinary file")
        if status.st_size > MAX_BYTES:
            return Problem(
                path, "file_too_large", f"{status.st_size:,} bytes, {MAX_BYTES:,} at most"
            )
        return None

    def whole(self, path: str, data: bytes) -> bytes:
        """The content of a file together with that of the files which it takes in."""
        from index.sites.includes import with_includes  # a run that finds no change reads nothing

        rules = self.rules
        return with_includes(self.root, path, data, rules.flavour_of(path), rules.included_from)

    def read(self, path: str, data: bytes) -> Post | Problem:
        """A post, or why the file has not become one; depends on nothing but the arguments."""
        if outside := self._outside(path):
            return Problem(path, "not_a_post", outside)
        if has_ending(path, OTHER_MARKUP) and not has_ending(path, self.rules.also):
            return Problem(path, "unknown_markup", f"{PurePosixPath(path).suffix} is not read")
        decoded = decode(data)
        if decoded is None:
            return Problem(path, "undecodable", "not UTF-8, and not certainly anything else")
        try:
            front = parse(
                decoded.text,
                bare=self.rules.bare_front_matter,
                headers=self.rules.headers,
                exports=self.rules.flavour_of(path) == "mdx",
            )
        except FrontMatterError as error:
            return Problem(path, error.code, error.reason, error.line)
        own = [source for row in self.fields.read for source in row.sources]
        told, given = self.rules.defaults(path), self.rules.given(path, front.metadata)
        metadata, misspelt = keys.with_misspelt(keys.lifted(given, own), own)
        metadata, spelt = {**keys.lifted(told, own), **metadata}, {**told, **given}
        source = Source(path, front, metadata, ZoneInfo(self.timezone), spelt)
        for warning in front.warnings:
            source.warn(*warning)
        if decoded.encoding != "utf-8":
            damage = f"; unreadable places: {decoded.replaced}" if decoded.replaced else ""
            source.warn("decoded", f"read as {decoded.encoding}{damage}")
        if decoded.controls:
            source.warn("control_character", f"{decoded.controls} removed", decoded.control_line)
        for wrong, right in misspelt:
            source.warn("unknown_key", f"{wrong!r}: is {right!r} meant?", front.line_of(wrong))
        if refusal := self.rules.refuse(source) or self._withheld(source):
            return Problem(path, *refusal)
        post = make_post(self.rules, source, self.fields)
        if no_page := self._no_page(post):
            return Problem(path, *no_page)
        if untimely := withheld.untimely(source, post.date, self.now, self.rules):
            return Problem(path, *untimely)
        url, ending = self._link(source, post), withheld.ending(source)
        return replace(self._dated(post, source.zone), url=url, expires=ending is not None)

    def _dated(self, post: Post, zone: ZoneInfo) -> Post:
        """A post without a date has that of the commit that added it, if the owner wants so."""
        added = parse_date(self.added.get(post.path), zone)
        if post.date or not added:
            return post
        warnings = (warning for warning in post.warnings if warning.code != "date_missing")
        return replace(post, date=added, warnings=tuple(warnings))

    def _withheld(self, source: Source) -> Refusal | None:
        """What is no page, is kept out of a search, held back, or only leads elsewhere."""
        copied = source.is_bare and "_posts/" not in source.path
        if copied and has_ending(source.path, HTML):
            return "not_a_post", "a page of HTML without front matter is only copied"
        refusal = withheld.excluded(source)
        if refusal is None and not self.rules.drafts:
            refusal = withheld.unpublished(source)
        return refusal or withheld.redirect(source)

    def _no_page(self, post: Post) -> tuple[str, str] | None:
        """Why a page is left out, if it is."""
        is_page = post.kind == "page"
        if is_page and not self.settings.pages:
            return "not_a_post", "it is a page, which the settings leave out"
        link = post.url.removeprefix(self.rules.base_path).strip("/")
        if link in ("404", "404.html") or (is_page and PurePosixPath(post.path).stem == "404"):
            return "not_a_post", "it is shown when a page is not found"
        is_list = is_page and self.rules.has_lists and not _has_text(post.body)
        return ("not_a_post", "it is a page without a text of its own") if is_list else None

    def _link(self, source: Source, post: Post) -> str:
        """The link that the owner has told, unless the post says its own."""
        template = self.settings.permalink
        own = any(keys.text(source.spelt.get(name)) for name in ("permalink", "url", "path"))
        if not template or own:
            return post.url
        return escaped(permalinks.expand(template, source, post, self.settings.folders))


def _told_apart(value: Any) -> Any:
    """The same with a ``repr`` that is whole, and one in all processes: sets have no order."""
    if is_dataclass(value):
        return [(row.name, _told_apart(getattr(value, row.name))) for row in fields_of(value)]
    if isinstance(value, dict):
        return [(key, _told_apart(found)) for key, found in value.items()]
    if isinstance(value, tuple | list):
        return [*map(_told_apart, value)]
    if isinstance(value, frozenset):
        return sorted(map(repr, value))
    return value.pattern if isinstance(value, re.Pattern) else value


def _has_text(body: str) -> bool:
    """Whether a page says anything but what its layout and its templates do."""
    return re.search(r"\w", _UNSEEN.sub("", body)) is not None


def open_site(
    root: Path,
    *,
    settings: SiteSettings = NOTHING_SAID,
    name: str = "",
    drafts: bool = False,
    future: bool = False,
    now: datetime | None = None,
    fields: FieldTable = BUILT_IN,
) -> Site:
    """Recognises the generator of a site and reads its configuration.

    ``root`` is the root of the site, or a folder of posts; what ``settings`` say goes before what
    its files do. Raises :class:`index.errors.SiteError`.
    """
    if not root.is_dir():
        what = "is a file" if root.exists() else "does not exist"
        raise SiteError(f"{root} {what}: give the folder of a site, or one with posts in it")
    generator = settings.generator
    if generator and generator not in GENERATORS:
        known = ", ".join(GENERATORS)
        raise SiteError(f"unknown generator {generator!r}: choose one of {known}")
    found = detect(root, generator)
    if found is None:
        raise SiteError(
            f"{root} does not look like a site of {generator}: leave the generator out to "
            "have it recognised"
        )
    rules = _told(found, settings)
    rules = replace(rules, drafts=rules.drafts or drafts, future=rules.future or future)
    _check_zone(root, rules.timezone or DEFAULT_ZONE)
    return Site(
        root=root,
        name=name,
        rules=rules,
        settings=settings,
        now=now or datetime.now(UTC),
        added=added_dates(root) if settings.dates == "git" else {},
        fields=fields,
    )


def _check_zone(root: Path, zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SiteError(
            f"the time zone {zone!r} of the site in {root} is unknown: "
            "correct its configuration, for example to Asia/Tokyo"
        ) from None


def _told(rules: Rules, settings: SiteSettings) -> Rules:
    """The rules with what the owner says of the site before what its files do."""
    own = address(settings.url)
    rules = replace(
        rules,
        timezone=settings.timezone or rules.timezone,
        base_url=own["base_url"] or rules.base_url,
        site_title=settings.title or rules.site_title,
        site_language=settings.lang or rules.site_language,
    )
    if settings.folders and isinstance(rules, PlainRules):
        rules = replace(rules, folders=settings.folders, routes=())
    return replace(rules, base_path=own["base_path"]) if settings.url else rules


def duplicate_urls(posts: Iterable[tuple[str, str]]) -> list[Problem]:
    """Warnings for posts that share a URL, given pairs of path and URL; each names another."""
    by_url: dict[str, list[str]] = defaultdict(list)
    for path, url in posts:
        by_url[url].append(path)
    return [
        Problem(path, "duplicate_url", f"{url} is also that of {paths[0 if n else 1]}")
        for url, paths in by_url.items()
        if len(paths) > 1
        for n, path in enumerate(paths)
    ]


@cache
def _reading_rules() -> str:
    """What this version makes of files."""
    package = Path(__file__).parents[1]
    rooms = ("reading/**/*.py", "sites/**/*.py", "markdown/**/*.py", "*/*.toml")
    return digest_of_files(chain(*(sorted(package.glob(room)) for room in rooms)))
