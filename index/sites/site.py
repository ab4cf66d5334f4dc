"""A site that is open for reading: its files, and what each of them has become."""

from __future__ import annotations

import hashlib
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from os.path import realpath
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.errors import SiteError
from index.local.digests import digest_of_files
from index.post import Post
from index.problems import Problem
from index.reading.dates import parse_date
from index.reading.decoding import decode
from index.reading.front_matter import FrontMatterError, parse
from index.sites import docusaurus, keys, plain, programs, qiita, zenn
from index.sites.hexo import rules as hexo
from index.sites.hugo import rules as hugo
from index.sites.jekyll import rules as jekyll
from index.sites.rules import Rules, Source, make_post
from index.sites.walk import OTHER_MARKUP

MAX_BYTES = 20_000_000
"""Of one file; the largest real post has two million."""

GENERATORS: dict[str, Callable[[Path], Rules | None]] = {
    "hexo": hexo.detect,
    "jekyll": jekyll.detect,
    "hugo": hugo.detect,
    "qiita": qiita.detect,
    "zenn": zenn.detect,
    "docusaurus": docusaurus.detect,
    **{name: programs.detector(name) for name in programs.PROGRAMS},
    "plain": plain.detect,
}
"""In the order in which they are tried; each knows its site by its files."""


@dataclass(frozen=True, slots=True)
class Site:
    """Made by :func:`open_site`; pickles, so that every process can read files of it."""

    root: Path
    name: str
    rules: Rules
    drafts: bool
    future: bool
    stubs: bool
    now: datetime

    @property
    def generator(self) -> str:
        return self.rules.name

    @property
    def timezone(self) -> str:
        return self.rules.info.timezone

    @property
    def base_url(self) -> str:
        return self.rules.info.base_url

    @property
    def title(self) -> str:
        return self.rules.info.title

    @property
    def language(self) -> str:
        return self.rules.info.language

    @property
    def fingerprint(self) -> str:
        """Changes with everything but the posts that has a say in what they become.

        Also with the rules of reading themselves: after an upgrade that reads posts better, all
        are read again.
        """
        state = (self.rules, self.drafts, self.future, self.stubs, _reading_rules())
        return hashlib.blake2b(repr(state).encode("utf-8", "replace"), digest_size=8).hexdigest()

    def files(self) -> Iterator[str]:
        """Files that may be posts, relative to the root, in order."""
        return self.rules.files()

    def obstacle(self, path: str) -> Problem | None:
        """Why a file must not even be opened, or None."""
        full = self.root / path
        try:
            # Unlike Path.resolve, this is no error for a link that leads to itself.
            if full.is_symlink() and not Path(realpath(full)).is_relative_to(realpath(self.root)):
                return Problem(path, "outside_site", f"the link leads to {full.readlink()}")
            status = full.stat()
        except OSError as error:
            return Problem(path, "unreadable", error.strerror or str(error))
        if stat.S_ISDIR(status.st_mode):
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

    def read(self, path: str, data: bytes) -> Post | Problem:
        """A post, or why the file has not become one; depends on nothing but the arguments."""
        if path.endswith(OTHER_MARKUP):
            return Problem(path, "unknown_markup", f"{PurePosixPath(path).suffix} is not read")
        decoded = decode(data)
        if decoded is None:
            return Problem(path, "undecodable", "not UTF-8, and not certainly anything else")
        try:
            front = parse(decoded.text, bare=self.rules.bare_front_matter)
        except FrontMatterError as error:
            return Problem(path, error.code, error.reason, error.line)
        metadata, misspelt = keys.with_misspelt(keys.lifted(front.metadata))
        defaults = self.rules.defaults(path)
        metadata, spelt = {**defaults, **metadata}, {**defaults, **front.metadata}
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
        refusal = self.rules.refuse(source) or self._unpublished(source)
        if refusal:
            return Problem(path, *refusal)
        post = make_post(self.rules, source)
        return self._untimely(post, source) or post

    def _unpublished(self, source: Source) -> tuple[str, str] | None:
        """What the author holds back, or only leads elsewhere."""
        metadata = source.metadata
        if not (self.drafts or self.rules.info.drafts):
            status = keys.text(metadata.get("status")).lower()
            marks = (metadata.get(name) for name in ("draft", "isdraft", "is_draft"))
            is_draft = any(map(keys.truth, marks)) or status in ("draft", "下書き")
            if is_draft or "_drafts/" in f"/{source.path}":
                return "draft", "it is marked as a draft, or lies among the drafts"
            if keys.truth(metadata.get("published")) is False:
                return "unpublished", "it says published: false"
            if keys.truth(metadata.get("private")):
                return "unpublished", "it says private: true"
        target = keys.text(metadata.get("redirect_to"))
        if not self.stubs and (target or metadata.get("layout") == "redirect"):
            return "redirect_stub", f"it leads to {target}" if target else "its layout is redirect"
        return None

    def _untimely(self, post: Post, source: Source) -> Problem | None:
        """Posts of the future, and those that have expired."""
        publish = parse_date(source.metadata.get("publishdate"), source.zone) or post.date
        if publish and publish > self.now and not (self.future or self.rules.info.future):
            return Problem(post.path, "future", f"dated {publish:%Y-%m-%d %H:%M %z}")
        ending = source.metadata.get("expirydate") or source.metadata.get("unpublishdate")
        expiry = parse_date(ending, source.zone)
        if expiry and expiry <= self.now and not (self.drafts or self.rules.info.expired):
            return Problem(post.path, "expired", f"expired on {expiry:%Y-%m-%d}")
        return None


def open_site(
    root: Path,
    *,
    generator: str | None = None,
    name: str = "",
    drafts: bool = False,
    future: bool = False,
    now: datetime | None = None,
    include_redirect_stubs: bool = False,
) -> Site:
    """Recognises the generator of a site and reads its configuration.

    ``root`` is the root of the site, or a folder of posts. Raises
    :class:`index.errors.SiteError`.
    """
    if not root.is_dir():
        what = "is a file" if root.exists() else "does not exist"
        raise SiteError(f"{root} {what}: give the folder of a site, or one with posts in it")
    if generator is not None and generator not in GENERATORS:
        known = ", ".join(sorted(GENERATORS))
        raise SiteError(f"unknown generator {generator!r}: choose one of {known}")
    rules = _rules(root, generator)
    try:
        ZoneInfo(rules.info.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SiteError(
            f"the time zone {rules.info.timezone!r} of the site in {root} is unknown: "
            "correct its configuration, for example to Asia/Tokyo"
        ) from None
    return Site(
        root=root,
        name=name,
        rules=rules,
        drafts=drafts,
        future=future,
        stubs=include_redirect_stubs,
        now=now or datetime.now(UTC),
    )


def _rules(root: Path, generator: str | None) -> Rules:
    if generator:
        rules = GENERATORS[generator](root)
        if rules is None:
            raise SiteError(
                f"{root} does not look like a site of {generator}: leave the generator out to "
                "have it recognised"
            )
        return rules
    found = (detect(root) for detect in GENERATORS.values())
    return next(rules for rules in found if rules is not None)


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
    folders = (sorted((package / name).rglob("*.py")) for name in ("reading", "sites", "markdown"))
    return digest_of_files(chain(*folders))
