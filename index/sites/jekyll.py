"""Jekyll: ``_posts`` and ``_drafts`` at any depth, collections, permalinks, defaults by scope.

Checked against Jekyll 4.3's own output, see tests/golden/urls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from index.plain_text import Flavour
from index.sites import keys
from index.sites.configuration import listed, load_configuration, mapping
from index.sites.rules import CommonRules, SiteInfo, Source
from index.sites.walk import markdown_files

CONFIGURATIONS = ("_config.yml", "_config.yaml", "_config.toml")
STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_POST_NAME = re.compile(r"(?:.*/)?(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)\.[^./]+$")
_PLACEHOLDER = re.compile(r":([a-z_]+)")


@dataclass(frozen=True)
class JekyllRules(CommonRules):
    """One Jekyll site. ``prefix`` is where its posts lie when the root is a folder of posts."""

    root: Path
    info: SiteInfo
    permalink: str
    base_path: str
    collections: tuple[tuple[str, str], ...]
    """Collections with pages of their own, with their permalinks."""
    scopes: tuple[tuple[str, str, dict[str, Any]], ...]
    """Path, type and values of ``defaults``."""
    excluded: tuple[str, ...]
    posts_only: bool = False
    """Whether the root itself is a ``_posts`` folder."""
    name: str = "jekyll"
    flavour: Flavour = "kramdown"

    def files(self) -> Iterator[str]:
        if self.posts_only:
            return markdown_files(self.root, ("",))
        folders = {"_posts", "_drafts", *(f"_{name}" for name, _ in self.collections)}

        def enter(folder: str) -> bool:
            name = PurePosixPath(folder).name
            inside = folders.intersection(folder.split("/"))
            return not self._is_excluded(folder) and bool(
                inside or name in folders or not name.startswith("_")
            )

        found = markdown_files(self.root, ("",), enter)
        return (
            path
            for path in found
            if folders.intersection(path.split("/")[:-1]) and not self._is_excluded(path)
        )

    def _is_excluded(self, path: str) -> bool:
        return any(
            fnmatch(path, pattern) or path == pattern or path.startswith(f"{pattern}/")
            for pattern in self.excluded
        )

    def _kind(self, path: str) -> str:
        """The collection of a file: ``posts``, ``drafts`` or another."""
        if self.posts_only:
            return "posts"
        for part in path.split("/")[:-1]:
            if part.startswith("_"):
                return part[1:]
        return "posts"

    def defaults(self, path: str) -> dict[str, Any]:
        """Values of the scopes that hold for a path; the more particular scope wins."""
        kind = self._kind(path).replace("drafts", "posts")
        matching = [
            (len(scope), values)
            for scope, wanted, values in self.scopes
            if (not wanted or wanted == kind)
            and (not scope or path == scope or path.startswith(f"{scope.rstrip('/')}/")
                 or ("*" in scope and fnmatch(path, scope)))
        ]  # fmt: skip
        merged: dict[str, Any] = {}
        for _, values in sorted(matching, key=lambda item: item[0]):
            merged.update({str(key).lower(): value for key, value in values.items()})
        return merged

    def refuse(self, source: Source) -> tuple[str, str] | None:
        if self._kind(source.path) == "posts" and not _POST_NAME.match(source.path):
            return "not_a_post", "its name does not start with a date, as Jekyll wants it"
        return None

    def filename_date(self, source: Source) -> str | None:
        match = _POST_NAME.match(source.path)
        return match[1] if match else None

    def categories(self, source: Source) -> tuple[str, ...]:
        """Those of the front matter, else the folders above ``_posts``."""
        return keys.labels(source.metadata, "categories", spaces=True) or self._folders(source.path)

    def tags(self, source: Source) -> tuple[str, ...]:
        return keys.labels(source.metadata, "tags", spaces=True)

    def _folders(self, path: str) -> tuple[str, ...]:
        parts = path.split("/")[:-1]
        for marker in ("_posts", "_drafts"):
            if marker in parts:
                return tuple(parts[: parts.index(marker)])
        return ()

    def url(self, source: Source, date: datetime | None, categories: tuple[str, ...]) -> str:
        own = keys.text(source.metadata.get("permalink"))
        kind = self._kind(source.path)
        template = own or dict(self.collections).get(kind, "") or self.permalink
        if kind not in ("posts", "drafts") and not own:
            template = dict(self.collections).get(kind) or "/:collection/:path:output_ext"
        template = STYLES.get(template, template)
        values = self._values(source, date, kind, (*self._folders(source.path), *categories))
        url = _PLACEHOLDER.sub(lambda m: values.get(m[1], m[0]), template)
        return f"{self.base_path}/{url}"

    def _values(
        self, source: Source, date: datetime | None, kind: str, categories: tuple[str, ...]
    ) -> dict[str, str]:
        match = _POST_NAME.match(source.path)
        slug = keys.text(source.metadata.get("slug")) or (match[2] if match else source.stem)
        inside = source.path.split(f"_{kind}/", 1)[-1]
        values = {
            "title": pretty(slug),
            "slug": slugify(slug),
            "name": slugify(source.stem),
            "path": inside.rsplit(".", 1)[0],
            "collection": kind,
            "output_ext": ".html",
            "categories": "/".join(dict.fromkeys(c.lower() for c in categories)),
            "slugified_categories": "/".join(dict.fromkeys(map(slugify, categories))),
        }
        return {**values, **(_date_values(date) if date else {})}


def _date_values(date: datetime) -> dict[str, str]:
    week = date.isocalendar()
    return {
        "year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}", "hour": f"{date:%H}",
        "minute": f"{date:%M}", "second": f"{date:%S}", "i_month": str(date.month),
        "i_day": str(date.day), "short_year": f"{date:%y}", "y_day": f"{date:%j}",
        "short_month": f"{date:%b}", "long_month": f"{date:%B}", "short_day": f"{date:%a}",
        "long_day": f"{date:%A}", "week": f"{week.week:02}", "w_year": str(week.year),
        "w_day": str(week.weekday),
    }  # fmt: skip


def slugify(text: str) -> str:
    """Jekyll's default slug: letters and digits of any script, hyphens, lower case."""
    return re.sub(r"[\W_]+", "-", text).strip("-").lower()


def pretty(text: str) -> str:
    """Jekyll's ``pretty`` slug, which keeps case and some marks: that of ``:title``."""
    kept = re.sub(r"[^\w.~!$&'()+,;=@]+", "-", text)
    return re.sub(r"^-|-$", "", kept)


def detect(root: Path) -> JekyllRules | None:
    """Rules for a folder with a configuration of Jekyll's, with ``_posts``, or for ``_posts``."""
    found = next((root / name for name in CONFIGURATIONS if (root / name).is_file()), None)
    posts_only = root.name == "_posts"
    if posts_only and found is None:
        above = next(
            (root.parent / name for name in CONFIGURATIONS if (root.parent / name).is_file()), None
        )
        return _rules(root, load_configuration(above) if above else {}, posts_only=True)
    if found is None and not (root / "_posts").is_dir():
        return None
    return _rules(root, load_configuration(found) if found else {}, posts_only=False)


def _rules(root: Path, config: dict[str, Any], *, posts_only: bool) -> JekyllRules:
    collections = mapping(config.get("collections"))
    if isinstance(config.get("collections"), list):
        collections = {str(name): {} for name in config["collections"]}
    scopes = []
    for entry in listed(config.get("defaults")):
        scope = mapping(mapping(entry).get("scope"))
        values = mapping(mapping(entry).get("values"))
        scopes.append((str(scope.get("path") or ""), str(scope.get("type") or ""), values))
    return JekyllRules(
        root=root,
        info=SiteInfo(
            timezone=str(config.get("timezone") or "UTC"),
            base_url=str(config.get("url") or ""),
            title=keys.text(config.get("title")),
            language=keys.text(config.get("lang") or config.get("locale")),
            future=config.get("future") is True,
        ),
        permalink=str(config.get("permalink") or "date"),
        base_path=str(config.get("baseurl") or "").rstrip("/"),
        collections=tuple(
            (str(name), str(mapping(values).get("permalink") or ""))
            for name, values in collections.items()
            if mapping(values).get("output") is True or name == "posts"
        ),
        scopes=tuple(scopes),
        excluded=tuple(str(pattern).strip("/") for pattern in listed(config.get("exclude"))),
        posts_only=posts_only,
    )
