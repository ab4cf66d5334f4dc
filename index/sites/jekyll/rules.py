"""Jekyll: ``_posts`` and ``_drafts`` at any depth, collections, permalinks, defaults by scope.

Checked against Jekyll 4.3's own output, see tests/golden/urls. Its parts: ``files``,
``defaults``, ``links``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from index.post import Kind
from index.reading.dates import as_written, parse_date
from index.sites import keys
from index.sites.configuration import listed, load_configuration, mapping
from index.sites.jekyll.defaults import Scope, read_scopes, values_for
from index.sites.jekyll.files import POST_FOLDERS, JekyllFiles
from index.sites.jekyll.links import (
    STYLES,
    Values,
    date_values,
    ending_like,
    expand,
    path_of,
    pretty,
    slugify,
)
from index.sites.rules import Source
from index.sites.walk import HTML, first_bytes, folder_below, has_ending

_POST_NAME = re.compile(r"(?:.*/)?(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)\.[^./]+$")
_ABOUT = frozenset({
    "README", "LICENSE", "LICENCE", "COPYING", "CODE_OF_CONDUCT", "CONTRIBUTING",
    "ISSUE_TEMPLATE", "PULL_REQUEST_TEMPLATE",
})  # fmt: skip
"""Names that ``jekyll-optional-front-matter`` passes over."""
_NAIVE_TIME = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class JekyllRules(JekyllFiles):
    """One Jekyll site."""

    permalink: str
    permalinks: Mapping[str, str]
    """Collection → template, for those that have their own."""
    scopes: tuple[Scope, ...]
    optional_front_matter: bool = False

    def kind(self, source: Source) -> Kind:
        """What is in no collection is a page."""
        return "post" if self.collection(source.path) else "page"

    def defaults(self, path: str) -> dict[str, Any]:
        """Values of the scopes that hold for a path."""
        kind = self.collection(path).replace("drafts", "posts") or "pages"
        return values_for(self.scopes, self.inside(path), kind)

    def given(self, path: str, metadata: dict[str, Any]) -> dict[str, Any]:
        """A key without a value says nothing: ``Utils.deep_merge_hashes``, but for pages."""
        posts = bool(self.collection(path))
        return {name: one for name, one in metadata.items() if not (posts and one is None)}

    def refuse(self, source: Source) -> tuple[str, str] | None:
        kind = self.collection(source.path)
        if kind == "posts" and not _POST_NAME.match(source.path):
            return "not_a_post", "its name does not start with a date, as Jekyll wants it"
        if (
            kind not in ("posts", "drafts")
            and source.is_bare
            and not self._needs_no_front_matter(source.path)
        ):
            return "not_a_post", "Jekyll only copies a file without front matter"
        excluded = self.exclusion(source.path)
        return ("not_a_post", excluded) if excluded else None

    def _needs_no_front_matter(self, path: str) -> bool:
        """With ``jekyll-optional-front-matter``, which GitHub Pages turns on."""
        name = PurePosixPath(path).stem.upper()
        return self.optional_front_matter and name not in _ABOUT and not has_ending(path, HTML)

    def filename_date(self, source: Source) -> str | None:
        match = _POST_NAME.match(source.path)
        if not match:
            return None
        year, _, rest = match[1].partition("-")
        if len(year) == 2:  # Ruby's rule: 69 is 1969, 68 is 2068
            year = f"{'19' if year > '68' else '20'}{year}"
        return f"{year}-{rest}"

    def categories(self, source: Source) -> tuple[str, ...]:
        """The folders above ``_posts``, those of the defaults, and those of the front matter."""
        given = (self.defaults(source.path), source.metadata)
        found = (keys.labels(values, "categories", spaces=True) for values in given)
        return tuple(dict.fromkeys([*self._folders(source.path), *sum(found, ())]))

    def tags(self, source: Source) -> tuple[str, ...]:
        return keys.labels(source.metadata, "tags", spaces=True)

    def _folders(self, path: str) -> tuple[str, ...]:
        parts = self.inside(path).split("/")[:-1]
        marker = next((part for part in parts if part in POST_FOLDERS), None)
        return tuple(parts[: parts.index(marker)]) if marker else ()

    def url(self, source: Source, date: datetime | None) -> str:
        own = keys.written(source.spelt.get("permalink"))
        kind = self.collection(source.path)
        template = own or self.permalinks.get(kind.replace("drafts", "posts"), "")
        if not template and kind in ("posts", "drafts"):
            template = STYLES.get(self.permalink, self.permalink)
        if not template and not kind and source.stem == "index":
            template = "/:path/"  # it is the page of its folder
        if not template:
            usual = "/:collection/:path" if kind else "/:path/:basename"
            template = ending_like(self.permalink, usual)
        return f"{self.base_path}{expand(template, self._values(source, kind))}"

    def _values(self, source: Source, kind: str) -> Values:
        match = _POST_NAME.match(source.path)
        named = (match[2] if match else source.stem).rstrip(".")
        slug = keys.written(source.spelt.get("slug")) or named
        inside = self.inside(source.path).rsplit(".", 1)[0]
        folder = inside.rpartition("/")[0]
        categories = self._linked_categories(source)
        date = self._clock(source)
        return {
            "title": lambda: pretty(slug),
            "slug": lambda: slugify(slug),
            "name": lambda: slugify(source.stem),
            "path": lambda: inside.replace(f"_{kind}", "", 1).rstrip(".") if kind else folder,
            "basename": lambda: source.stem,
            "collection": lambda: kind,
            "output_ext": lambda: ".htm" if source.path.endswith(".htm") else ".html",
            "categories": lambda: path_of(categories),
            "slugified_categories": lambda: path_of(map(slugify, categories)),
            **(date_values(date) if date else {}),
        }

    def _linked_categories(self, source: Source) -> list[str]:
        """As Jekyll itself reads them: a string is split at spaces, and at nothing else."""
        found = list(self._folders(source.path))
        for values in (self.defaults(source.path), source.front.metadata):
            given = values.get("categories")
            found += given.split() if isinstance(given, str) else map(keys.written, listed(given))
        return [*found, *map(keys.written, listed(source.spelt.get("category")))]

    def _clock(self, source: Source) -> datetime | None:
        """The time that links are made from: without a zone and quotes, YAML's is in UTC."""
        given = source.spelt.get("date")
        zone = source.zone
        if isinstance(given, str) and _NAIVE_TIME.fullmatch(given):
            line = source.front.line_of("date")
            written = source.front.source.split("\n")[line - 1] if line else ""
            if not re.search(r":\s*[\"']", written):
                return parse_date(as_written(given, UTC), zone)
        named = self.filename_date(source)
        return parse_date(given, zone) or (parse_date(named, zone) if named else None)


def settings_of_posts(root: Path, marker: Path, _: str) -> dict[str, Any] | None:
    """Of a folder with ``_posts``, or that itself: then there may be a configuration beside it."""
    if marker.parent == root:
        return settings_of(root, marker, {})
    files = (root.parent / name for name in ("_config.yml", "_config.yaml", "_config.toml"))
    config = next((load_configuration(file) for file in files if file.is_file()), {})
    return settings_of(root, marker, config, "_posts/") if root.name == "_posts" else None


def settings_of(
    root: Path, marker: Path, config: dict[str, Any], above: str = ""
) -> dict[str, Any]:
    collections = mapping(config.get("collections"))
    if isinstance(config.get("collections"), list):
        collections = {str(name): {} for name in config["collections"]}
    collections_dir = str(config.get("collections_dir") or "").strip("/")
    source = folder_below(root, config.get("source"))
    return {
        "base_url": str(config.get("url") or ""),
        "site_language": keys.text(keys.value_of(config, "lang")),
        "future": config.get("future") is True,
        "included_from": (f"{source}/{config.get('includes_dir') or '_includes'}".lstrip("/"),),
        "permalink": str(config.get("permalink") or "date"),
        "base_path": str(config.get("baseurl") or "").rstrip("/"),
        "source": source,
        "above": above,
        "collections_dir": collections_dir,
        "collections": tuple(
            str(name)
            for name, values in collections.items()
            if mapping(values).get("output") is True and name != "posts"
        ),
        "excluded": tuple(map(str, listed(config.get("exclude")))),
        "included": tuple(map(str, listed(config.get("include")))),
        "permalinks": {
            str(name): str(values["permalink"])
            for name, values in collections.items()
            if mapping(values).get("permalink")
        },
        "scopes": read_scopes(config.get("defaults"), collections_dir),
        "flavour": "commonmark" if _processor(config).startswith("commonmark") else "kramdown",
        "anchors": "none" if _names_no_headings(config) else "",
        "optional_front_matter": _has_optional_front_matter(root, config),
    }


def _processor(config: dict[str, Any]) -> str:
    """What turns Markdown into HTML, in lower case."""
    return keys.text(config.get("markdown")).lower() or "kramdown"


def _names_no_headings(config: dict[str, Any]) -> bool:
    """``jekyll-commonmark`` gives headings no ids, though its brother of GitHub Pages does; nor do
    what older sites have, Octopress above all."""
    without = mapping(config.get("kramdown")).get("auto_ids") is False
    told = listed(mapping(config.get("redcarpet")).get("extensions"))
    return without or _processor(config) in (
        "commonmark", "rdiscount", *(() if "with_toc_data" in told else ("redcarpet",))
    )  # fmt: skip


def _has_optional_front_matter(root: Path, config: dict[str, Any]) -> bool:
    """Whether the plugin is on: by the configuration, or since GitHub Pages turns it on."""
    plugins = listed(config.get("plugins")) + listed(config.get("gems"))
    is_named = "jekyll-optional-front-matter" in plugins
    return is_named or b"github-pages" in first_bytes(root / "Gemfile", 100_000)
