"""What each site generator means: which files are posts, and their dates and links."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from index.dates import parse_date
from index.errors import SiteError
from index.front_matter import FrontMatterError, parse
from index.post import Post
from index.problems import Problem

_NAME = re.compile(r"(?:.*/)?(\d{4}-\d{1,2}-\d{1,2})-(.+)\.(?:md|markdown)$")


@dataclass(frozen=True, slots=True)
class Site:
    root: Path
    name: str
    generator: str
    timezone: str
    base_url: str
    title: str
    language: str
    fingerprint: str
    drafts: bool
    future: bool
    now: datetime

    def files(self) -> Iterator[str]:
        """Paths of all files that may be posts, in order."""
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = [f for f in folders if not f.startswith(".") and f != "node_modules"]
            for name in names:
                if name.endswith((".md", ".markdown")):
                    path = os.path.relpath(os.path.join(folder, name), self.root)
                    found.append(path.replace(os.sep, "/"))
        if self.generator == "jekyll":
            found = [p for p in found if "_posts/" in f"/{p}" or "_drafts/" in f"/{p}"]
        return iter(sorted(found))

    def read(self, path: str, data: bytes) -> Post | Problem:
        """A post, or why it is none."""
        try:
            front = parse(data)
        except FrontMatterError as error:
            return Problem(path, error.code, error.reason, error.line)
        meta = front.metadata
        if not self.drafts and (meta.get("draft") is True or "_drafts/" in f"/{path}"):
            return Problem(path, "draft", "draft: true")
        if meta.get("published") is False and not self.drafts:
            return Problem(path, "unpublished", "published: false")
        warnings = [Problem(path, *w) for w in front.warnings]
        zone = ZoneInfo(self.timezone)
        date = parse_date(meta.get("date"), zone)
        match = _NAME.match(path)
        if date is None and match:
            date = parse_date(match[1], zone)
            warnings.append(Problem(path, "date_from_filename", "no date key"))
        if date is not None and date > self.now and not self.future:
            return Problem(path, "future", f"dated {date}")
        title = str(meta.get("title") or "").strip()
        if not title:
            heading = re.search(r"^# +(.+)$", front.body, re.MULTILINE)
            title = heading[1].strip() if heading else Path(path).stem
        slug = match[2] if match else Path(path).stem
        url = f"/{date:%Y/%m/%d}/{slug}.html" if date else f"/{slug}.html"
        return Post(
            path=path,
            url=str(meta.get("permalink") or url),
            title=title,
            date=date,
            categories=_values(meta.get("categories", meta.get("category"))),
            tags=_values(meta.get("tags", meta.get("topics"))),
            authors=_values(meta.get("author", meta.get("authors"))),
            lang=str(meta.get("lang") or self.language),
            excerpt=str(meta.get("excerpt") or meta.get("description") or ""),
            body=front.body,
            flavour="kramdown" if self.generator == "jekyll" else "github",
            first_body_line=front.first_body_line,
            warnings=tuple(warnings),
        )


def _values(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(str(v).strip() for v in values if v is not None and str(v).strip()))


def open_site(
    root: Path,
    *,
    generator: str | None = None,
    name: str = "",
    drafts: bool = False,
    future: bool = False,
    now: datetime,
) -> Site:
    """Reads what the site says of itself; raises :class:`index.errors.SiteError`."""
    if not root.is_dir():
        raise SiteError(f"there is no folder {root}: give the root of a site, or a folder of posts")
    config: dict[str, Any] = {}
    path = root / "_config.yml"
    if path.is_file():
        loaded = yaml.safe_load(path.read_text("utf-8"))
        config = loaded if isinstance(loaded, dict) else {}
    digest = hashlib.blake2b(repr((config, drafts, future)).encode(), digest_size=8).hexdigest()
    return Site(
        root=root,
        name=name,
        generator=generator
        or ("jekyll" if path.is_file() or (root / "_posts").is_dir() else "plain"),
        timezone=str(config.get("timezone") or "Asia/Tokyo"),
        base_url=str(config.get("url") or ""),
        title=str(config.get("title") or ""),
        language=str(config.get("lang") or ""),
        fingerprint=digest,
        drafts=drafts,
        future=future,
        now=now,
    )


def duplicate_urls(posts: list[Post]) -> list[Problem]:
    return []
