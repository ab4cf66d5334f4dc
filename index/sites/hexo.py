"""Hexo: ``source/_posts``, permalink templates, hierarchical categories.

Checked against Hexo 8's own output, see tests/golden/urls. Links are after its
``post_permalink.js``, ``processor/post.js`` and ``hexo-util``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.markdown.slugs import slugize
from index.post import Kind
from index.reading.dates import as_written, parse_date
from index.sites import keys
from index.sites.configuration import listed, mapping
from index.sites.rules import Rules, Source, date_parts, without_index
from index.sites.walk import first_bytes, inside_of, matches, with_below

_PLACEHOLDER = re.compile(r":([A-Za-z0-9_]*[A-Za-z0-9])")
_SEGMENTS = {
    "year": r"\d{4}", "month": r"\d{2}", "day": r"\d{2}", "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}", "hash": "[0-9a-f]{12}",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HexoRules(Rules):
    """One Hexo site."""

    source: str
    permalink: str
    new_post_name: str
    default_category: str
    category_map: Mapping[str, str]
    permalink_defaults: Mapping[str, str]
    ignored: tuple[str, ...]
    """Patterns for files that are passed over."""
    hiding: str
    """The key by which hexo-hide-posts knows what to hide."""
    encrypted: frozenset[str]
    """Tags whose posts hexo-blog-encrypt encrypts; an empty password keeps one open."""
    copied: tuple[str, ...]
    """Patterns for files that are copied as they are, below the source."""
    languages: frozenset[str]
    """Those that the theme has texts in."""
    letter_case: int
    """Of categories in links: 1 is lower, 2 upper, else as written."""
    trailing_index: bool
    trailing_html: bool

    @property
    def starts(self) -> tuple[str, ...]:
        return (self.source,)

    def outside(self, path: str) -> str:
        below = inside_of(path, self.source)
        if not path.startswith(f"{self.source}/"):
            return f"it lies outside {self.source}"
        if below.startswith("_") and not below.startswith(("_posts/", "_drafts/")):
            return "Hexo passes over names that start with _"
        return ""

    def kind(self, source: Source) -> Kind:
        """What lies beside ``_posts`` is a page."""
        posts = (f"{self.source}/_posts/", f"{self.source}/_drafts/")
        return "post" if source.path.startswith(posts) else "page"

    def refuse(self, source: Source) -> tuple[str, str] | None:
        inside = self._inside(source.path)
        if re.search(r"(?:^|/)[_.]", inside):
            return "not_a_post", "Hexo passes over names that start with _ or ."
        below = inside_of(source.path, self.source)
        if matches(self.ignored, source.path) or matches(self.copied, below):
            return "not_a_post", "the configuration of the site leaves it out"
        if keys.truth(source.metadata.get(self.hiding)):
            return "excluded", f"it says {self.hiding}: true"
        if "password" not in source.metadata and self.encrypted.intersection(self.tags(source)):
            return "excluded", "the configuration of the site encrypts posts with its tag"
        return None

    def language(self, source: Source) -> str:
        """What the page says, else its first folder, if the theme speaks its language."""
        folder = inside_of(source.path, self.source).partition("/")[0]
        return super().language(source) or (folder if folder in self.languages else "")

    def filename_date(self, source: Source) -> str | None:
        found = self._named(source.path)
        day = [found.get(name) or found.get(f"i_{name}") for name in ("year", "month", "day")]
        return "-".join(filter(None, day)) if all(day) else super().filename_date(source)

    def categories(self, source: Source) -> tuple[str, ...]:
        """A list is one category within another, a list of lists several of them."""
        return tuple(dict.fromkeys("/".join(path) for path in _paths(source.metadata)))

    def url(self, source: Source, date: datetime | None) -> str:
        own = keys.text(source.spelt.get("permalink"))
        if self.kind(source) == "page":
            return self._page_url(source, own)
        values = {} if own else self._values(source)
        path = own or _PLACEHOLDER.sub(lambda m: values.get(m[1], m[0]), self.permalink)
        if not self.trailing_index:
            path = without_index(path)
        if not self.trailing_html and not path.endswith("/index.html"):
            path = path.removesuffix(".html")
        return f"{self.base_path}/{path}"

    def _values(self, source: Source) -> dict[str, str]:
        slug = self._named(source.path)["title"]
        metadata = source.spelt.items()
        own = {key: keys.text(value) for key, value in metadata if not isinstance(value, dict)}
        values = {
            **self.permalink_defaults,
            **own,
            "title": slug,
            "slug": slug,
            "name": slug.rpartition("/")[2],
            "post_title": slugize(own.get("title", "")).lower(),
            "category": self._category(source),
        }
        date = self._clock(source)
        if not date:
            return values
        times = {"timestamp": str(int(date.timestamp())), "hash": _digest(slug, date)}
        return values | date_parts(date) | times

    def _page_url(self, source: Source, own: str) -> str:
        """Of a page its path below the source, or what it says itself."""
        below = own or f"{inside_of(source.path, self.source).rpartition('.')[0]}.html"
        if not below.endswith("/") and "." not in below.rpartition("/")[2]:
            below = f"{below}.html"
        return f"{self.base_path}/{without_index(below.lstrip('/'))}"

    def _category(self, source: Source) -> str:
        """The last category as a path of slugs."""
        paths = _paths(source.spelt)
        if not paths:
            return self.default_category
        path = "/".join(slugize(self.category_map.get(name, name)) for name in paths[-1])
        return {1: path.lower(), 2: path.upper()}.get(self.letter_case, path)

    def _clock(self, source: Source) -> datetime | None:
        """The time that links are made from: a zone counts, and then UTC's clock is the site's."""
        written = as_written(source.spelt.get("date"), UTC)
        if written:
            return written.astimezone(UTC).replace(tzinfo=source.zone)
        named = self.filename_date(source)
        return parse_date(named, source.zone) if named else None

    def _inside(self, path: str) -> str:
        below = inside_of(path, self.source)
        return re.sub(r"^_(?:posts|drafts)/", "", below).rsplit(".", 1)[0]

    def _named(self, path: str) -> dict[str, str]:
        return _parse_name(self.new_post_name, self._inside(path))


def _paths(metadata: dict[str, Any]) -> list[list[str]]:
    """Categories, each as the names from the outermost to its own."""
    given = listed(keys.value_of(metadata, "categories"))
    nested = given if any(isinstance(item, list) for item in given) else [given]
    paths = [list(filter(None, map(keys.text, listed(path)))) for path in nested]
    return [path for path in paths if path]


def settings_of(root: Path, marker: Path, config: dict[str, Any]) -> dict[str, Any] | None:
    """Of a folder with ``_config.yml`` and ``source/_posts``."""
    if config.get("source") or (root / "source" / "_layouts").is_dir():
        return None  # Jekyll, with Hexo's name for its source: Octopress
    source = str(config.get("source_dir") or "source").strip("/")
    if not (root / source / "_posts").is_dir() and not (root / source / "_drafts").is_dir():
        return None
    pretty = mapping(config.get("pretty_urls"))
    return dict(
        future=config.get("future") is not False,  # Hexo publishes them unless told not to
        drafts=config.get("render_drafts") is True,
        source=source,
        permalink=str(config.get("permalink") or ":year/:month/:day/:title/"),
        new_post_name=str(config.get("new_post_name") or ":title.md").rsplit(".", 1)[0],
        default_category=keys.text(config.get("default_category") or "uncategorized"),
        category_map=_texts(config.get("category_map")),
        permalink_defaults=_texts(config.get("permalink_defaults")),
        **_withheld(config),
        languages=frozenset(path.stem for path in root.glob("themes/*/languages/*.*")),
        letter_case=config["filename_case"] if config.get("filename_case") in (1, 2) else 0,
        **_anchors(config, first_bytes(root / "package.json", 100_000)),
        trailing_index=pretty.get("trailing_index") is not False,
        trailing_html=pretty.get("trailing_html") is not False,
    )


def _anchors(config: dict[str, Any], package: bytes) -> dict[str, Any]:
    """What names headings, by the plugins of the site."""
    if b'"hexo-toc"' in package:
        plain = mapping(config.get("toc")).get("slugify", "uslug") == "uslug"
        return {"anchors": "hexo-toc" if plain else "none"}
    if b'"hexo-renderer-markdown-it"' in package:
        options = mapping(mapping(config.get("markdown")).get("anchors"))
        name = "hexo-markdown-it-1" if str(options.get("level")) == "1" else "hexo-markdown-it"
        return {"anchors": name, "before_number": keys.text(options.get("collisionSuffix"))}
    if mapping(config.get("marked")).get("headerIds") is False:
        return {"anchors": "none"}
    return {"anchors": "pandoc"} if b'"hexo-renderer-pandoc"' in package else {}


def _withheld(config: dict[str, Any]) -> dict[str, Any]:
    """What the settings, and plugins that hide or encrypt posts, keep out."""
    copied = [*listed(config.get("skip_render")), *listed(config.get("exclude"))]
    tags = map(mapping, listed(mapping(config.get("encrypt")).get("tags")))
    return {
        "ignored": with_below(*map(str, listed(config.get("ignore")))),
        "copied": tuple(map(str, copied)),
        "hiding": keys.text(mapping(config.get("hide_posts")).get("filter")).lower(),
        "encrypted": frozenset(keys.text(tag.get("name")) for tag in tags),
    }


def _texts(values: Any) -> dict[str, str]:
    return {str(key): keys.text(value) for key, value in mapping(values).items()}


def _parse_name(template: str, name: str) -> dict[str, str]:
    """What ``new_post_name`` finds in a path below the posts: ``title``, and the parts of a date.

    Paths and template come without their endings. ``:year-:month-:day-:title`` and
    ``2025-01-04-空港`` → the date, and ``空港``.
    """
    pieces = _PLACEHOLDER.split(template)
    names = pieces[1::2]
    pieces[::2] = map(re.escape, pieces[::2])
    pieces[1::2] = [f"({_SEGMENTS.get(part, '.+?')})" for part in names]
    match = re.fullmatch("".join(pieces), name)
    found = dict(zip(names, match.groups(), strict=True)) if match else {}
    return found if "title" in found else {**found, "title": slugize(name)}


def _digest(slug: str, date: datetime) -> str:
    """``:hash``: twelve digits made of the slug and the seconds since 1970."""
    given = f"{slug}{int(date.timestamp())}".encode()
    return hashlib.sha1(given, usedforsecurity=False).hexdigest()[:12]
