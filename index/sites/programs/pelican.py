"""Pelican: articles and pages, headers without rules, links as templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from index.markdown.slugs import slugize
from index.post import Kind
from index.reading.dates import as_written
from index.sites import keys
from index.sites.configuration import listed, lowered
from index.sites.plain import PlainRules
from index.sites.programs.settings import python_settings
from index.sites.programs.table import Program
from index.sites.rules import Source, address

_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_NAMED = r"(?P<date>\d{4}-\d{2}-\d{2}).*"


@dataclass(frozen=True, kw_only=True)
class PelicanRules(PlainRules):
    """One site of Pelican's."""

    content: str
    page_folders: tuple[str, ...]
    templates: tuple[tuple[str, str], ...]
    """``ARTICLE_URL`` and the others."""
    named: str
    """A regular expression: what the name of a file says."""
    path_named: str
    """The same for its whole path below the content."""
    metadata: tuple[tuple[str, Any], ...]
    """Of all files that do not say otherwise."""
    slug_source: str
    folder_is_category: bool
    default_category: str

    def kind(self, source: Source) -> Kind:
        return "page" if source.path.startswith(self.page_folders) else "post"

    def refuse(self, source: Source) -> tuple[str, str] | None:
        status = keys.text(source.metadata.get("status")).lower()
        if status in ("hidden", "skip"):
            return "excluded", f"its status is {status}"
        return super().refuse(source)

    def filename_date(self, source: Source) -> str | None:
        return self._named(source.path).get("date")

    def defaults(self, path: str) -> dict[str, Any]:
        """All that the path says; of the date it is known where it comes from."""
        named = self._named(path).items()
        return dict(self.metadata) | {key: value for key, value in named if key != "date"}

    def _named(self, path: str) -> dict[str, str]:
        told = ((self.path_named, self.inside(path)), (self.named, PurePosixPath(path).stem))
        found = filter(None, (re.match(pattern, text) for pattern, text in told))
        return {key: value for match in found for key, value in match.groupdict().items() if value}

    def categories(self, source: Source) -> tuple[str, ...]:
        given = super().categories(source)
        if given or self.kind(source) == "page":
            return given
        folders = self.inside(source.path).split("/")[:-1]
        own = folders[-1] if folders and self.folder_is_category else self.default_category
        return (own,) if own else ()

    def url(self, source: Source, date: datetime | None) -> str:
        own = keys.text(source.spelt.get("url"))
        lang = self.language(source)
        kind = "PAGE" if self.kind(source) == "page" else "ARTICLE"
        translated = lang and lang != self.default_language
        template = dict(self.templates)[f"{kind}_LANG_URL" if translated else f"{kind}_URL"]
        category = next(iter(self.categories(source)), "")
        author = next(iter(self.authors(source)), "")
        values = {
            "slug": self._slug(source), "lang": lang, "category": slugize(category).lower(),
            "author": slugize(author).lower(),
        }  # fmt: skip
        shown = as_written(keys.value_of(source.metadata, "date"), source.zone) or date

        def value(match: re.Match[str]) -> str:
            if match[1] == "date":
                return shown.strftime(match[2] or "%Y-%m-%d") if shown else ""
            return values.get(match[1], match[0])

        link = _FIELD.sub(value, own or template)
        return f"{self.base_path}/{re.sub(r'(?:^|(?<=/))index[.]html$', '', link)}"

    def _slug(self, source: Source) -> str:
        """The key, the name of the file if it says one, else what is made of the title.

        Pelican spells Japanese in Latin letters, for which it needs a table of them all: then the
        name of the file, which such sites mostly choose, is the better guess.
        """
        given = keys.text(source.spelt.get("slug"))
        title = keys.text(source.metadata.get("title"))
        if given or (self.slug_source == "title" and title.isascii() and title):
            return given or slugize(title).lower()
        return slugize(source.stem).lower()


def _settings(root: Path, marker: Path) -> Mapping[str, Any]:
    told = python_settings(marker)
    published = python_settings(root / "publishconf.py")

    def text(name: str, default: str) -> str:
        value = told.get(name)
        return value if isinstance(value, str) else default

    content = text("PATH", "content").removeprefix("./").strip("/")
    content = content if (root / content).is_dir() and ".." not in content else ""
    pages = told.get("PAGE_PATHS") if isinstance(told.get("PAGE_PATHS"), list) else ["pages"]
    folders = tuple(f"{content}/{name}".strip("/") for name in map(str, pages or []))
    article, page = text("ARTICLE_URL", "{slug}.html"), text("PAGE_URL", "pages/{slug}.html")
    language = text("DEFAULT_LANG", "")
    url = published.get("SITEURL") or told.get("SITEURL") or ""
    return {
        **address(
            str(url), title=text("SITENAME", ""), language=language,
            timezone=text("TIMEZONE", "UTC"),
        ),
        "folders": (content,),
        "routes": ((content, ""),),
        "content": content,
        "page_folders": tuple(f"{folder}/" for folder in folders),
        "templates": (
            ("ARTICLE_URL", article), ("PAGE_URL", page),
            ("ARTICLE_LANG_URL", text("ARTICLE_LANG_URL", "{slug}-{lang}.html")),
            ("PAGE_LANG_URL", text("PAGE_LANG_URL", "pages/{slug}-{lang}.html")),
        ),
        "named": _pattern(text("FILENAME_METADATA", _NAMED)),
        "path_named": _pattern(text("PATH_METADATA", "")),
        "metadata": tuple(lowered(told.get("DEFAULT_METADATA")).items()),
        "ignored": tuple(_ignored(content, told)),
        "slug_source": text("SLUGIFY_SOURCE", "title"),
        "folder_is_category": told.get("USE_FOLDER_AS_CATEGORY") is not False,
        "default_category": text("DEFAULT_CATEGORY", "misc"),
        "default_language": language or "en",
        "anchors": "python" if "toc" in repr(told.get("MARKDOWN", "")) else "none",
    }  # fmt: skip


def _ignored(content: str, told: Mapping[str, Any]) -> Iterator[str]:
    """Names of files and folders that are passed over."""
    yield from (f"**/{name}" for name in listed(told.get("IGNORE_FILES")))
    for kind in ("ARTICLE_EXCLUDES", "PAGE_EXCLUDES"):
        yield from (f"{content}/{name}/**".lstrip("/") for name in listed(told.get(kind)))


def _pattern(written: str) -> str:
    """A regular expression of the site's; nothing if it is none."""
    try:
        return re.compile(written).pattern
    except (re.error, OverflowError, RecursionError):
        return ""


PELICAN = Program(
    name="pelican",
    markers=("pelicanconf.py",),
    fields={"headers": True, "flavour": "python", "keeps_zones": True},
    settings=_settings,
    rules=PelicanRules,
)
