"""Pelican: articles and pages, headers without rules, links as templates."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from index.post import Kind
from index.reading.dates import as_written
from index.sites import keys
from index.sites.configuration import listed, lowered, mapping
from index.sites.expressions import compiled
from index.sites.plain import PlainRules, content_folders
from index.sites.programs.settings import python_settings
from index.sites.rules import Source, address, without_index
from index.sites.walk import MAX_TEXT, folder_below


def _speller() -> Callable[[str], str] | None:
    """What spells Japanese in Latin letters as Pelican does, if the extra ``pelican`` is there."""
    try:
        from unidecode import unidecode
    except ImportError:
        return None
    return unidecode


IN_LATIN = _speller()
_TEMPLATES = {
    "ARTICLE_URL": "{slug}.html", "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "PAGE_URL": "pages/{slug}.html", "PAGE_LANG_URL": "pages/{slug}-{lang}.html",
}  # fmt: skip
_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_NAMED = r"(?P<date>\d{4}-\d{2}-\d{2}).*"
_SUBSTITUTIONS = [(r"[^\w\s-]", ""), (r"^\s+|\s+$", ""), (r"[-\s]+", "-")]


@dataclass(frozen=True, kw_only=True)
class PelicanRules(PlainRules):
    """One site of Pelican's."""

    page_folders: tuple[str, ...]
    templates: Mapping[str, str]
    """``ARTICLE_URL`` and the others."""
    named: str
    """A regular expression: what the name of a file says."""
    path_named: str
    """The same for its whole path below the content."""
    metadata: Mapping[str, Any]
    """Of all files that do not say otherwise."""
    extra: Mapping[str, Mapping[str, Any]]
    """The same of single files and folders."""
    substitutions: Mapping[str, tuple[tuple[str, str], ...]]
    """``SLUG_REGEX_SUBSTITUTIONS`` and the others: pattern and replacement."""
    by_title: bool
    """Whether slugs are made of titles, and not of the names of files."""
    slug_unicode: bool
    slug_case: bool
    default_date: bool
    """Whether a file without a date has one all the same."""
    folder_is_category: bool
    default_category: str

    def kind(self, source: Source) -> Kind:
        return "page" if source.path.startswith(self.page_folders) else "post"

    def refuse(self, source: Source) -> tuple[str, str] | None:
        status = keys.text(source.spelt.get("status")) or "published"
        if status in ("hidden", "skip"):
            return "excluded", f"its status is {status}"
        if status.lower() != "draft" and status != "published":
            return "unpublished", f"it says status: {status}"
        if not keys.text(source.spelt.get("title")):
            return "not_a_post", "it has no title"
        dated = source.spelt.get("date") or self.filename_date(source) or self.default_date
        if not dated and self.kind(source) == "post":
            return "not_a_post", "it has no date"
        return super().refuse(source)

    def filename_date(self, source: Source) -> str | None:
        return self._named(source.path).get("date")

    def defaults(self, path: str) -> dict[str, Any]:
        """All that the path says; of the date it is known where it comes from."""
        named = self._named(path).items()
        inside = f"{self.inside(path)}/"
        found = dict(self.metadata)
        for place, told in self.extra.items():
            found |= told if inside.startswith(f"{place}/") else {}
        return found | {key: value for key, value in named if key != "date"}

    def _named(self, path: str) -> dict[str, str]:
        told = ((self.path_named, self.inside(path)), (self.named, PurePosixPath(path).stem))
        found = filter(None, (re.match(pattern, text[:MAX_TEXT]) for pattern, text in told))
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
        template = self.templates[f"{kind}_LANG_URL" if translated else f"{kind}_URL"]
        category = next(iter(self.categories(source)), "")
        author = next(iter(self.authors(source)), "")
        values = {
            "slug": self._slug(source),
            "lang": lang,
            "category": self._slugged("CATEGORY", category),
            "author": self._slugged("AUTHOR", author),
        }
        shown = as_written(keys.value_of(source.metadata, "date"), source.zone) or date

        def value(match: re.Match[str]) -> str:
            if match[1] == "date":
                return shown.strftime(match[2] or "%Y-%m-%d") if shown else ""
            return values.get(match[1], match[0])

        return f"{self.base_path}/{without_index(_FIELD.sub(value, own or template))}"

    def _slug(self, source: Source) -> str:
        """The key, else what is made of the title or of the name of the file."""
        if given := keys.text(source.spelt.get("slug")):
            return given
        title = keys.text(source.spelt.get("title"))
        can_spell = self.slug_unicode or title.isascii() or IN_LATIN
        by_title = self.by_title and can_spell
        return self._slugged("SLUG", title if by_title else source.stem)

    def _slugged(self, kind: str, text: str) -> str:
        """A slug: in Latin letters, unless the settings leave it as it is written."""
        text = text[:MAX_TEXT]
        plain = unicodedata.normalize("NFKC", html.unescape(re.sub(r"<[^<>]*>", "", text)))
        plain = IN_LATIN(plain) if IN_LATIN and not self.slug_unicode else plain
        for pattern, replacement in self.substitutions[kind]:
            plain = re.sub(pattern, replacement, plain, flags=re.I)
        return (plain if self.slug_case else plain.lower()).strip()


def settings_of(root: Path, marker: Path, config: dict[str, Any]) -> Mapping[str, Any]:
    told = config | python_settings(root / "publishconf.py")

    def text(name: str, default: str) -> str:
        value = told.get(name)
        return value if isinstance(value, str) else default

    content = folder_below(root, text("PATH", "content"))
    posts, pages = (
        tuple(f"{content}/{name}".strip("/") for name in map(str, listed(told.get(key, default))))
        for key, default in (("ARTICLE_PATHS", [""]), ("PAGE_PATHS", ["pages"]))
    )
    language = text("DEFAULT_LANG", "")
    return {
        **address(text("SITEURL", "")),
        "site_title": text("SITENAME", ""),
        "site_language": language,
        "timezone": text("TIMEZONE", "UTC"),
        "future": told.get("WITH_FUTURE_DATES") is not False,
        "folders": content_folders(root, tuple(dict.fromkeys((*posts, *pages)))) or (content,),
        "routes": ((content, ""),),
        "page_folders": tuple(f"{folder}/" for folder in pages),
        "templates": {name: text(name, default) for name, default in _TEMPLATES.items()},
        "named": _pattern(text("FILENAME_METADATA", _NAMED)),
        "path_named": _pattern(text("PATH_METADATA", "")),
        **_metadata(told),
        "ignored": tuple(_ignored(content, told)),
        **_slugs(told),
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


def _metadata(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "metadata": lowered(told.get("DEFAULT_METADATA")),
        "extra": {
            path.strip("/"): lowered(values)
            for path, values in sorted(mapping(told.get("EXTRA_PATH_METADATA")).items())
        },
        "default_date": bool(told.get("DEFAULT_DATE")),
    }


def _slugs(told: Mapping[str, Any]) -> dict[str, Any]:
    by_title = told.get("SLUGIFY_SOURCE", "title") == "title"
    unicode = bool(told.get("SLUGIFY_USE_UNICODE"))
    return {
        "guesses_links": by_title and not (unicode or IN_LATIN),
        "substitutions": dict(_substitutions(told)),
        "by_title": by_title,
        "slug_unicode": unicode,
        "slug_case": bool(told.get("SLUGIFY_PRESERVE_CASE")),
    }


def _substitutions(told: Mapping[str, Any]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """What is replaced in slugs, of articles, categories and authors."""
    own = told.get("SLUG_REGEX_SUBSTITUTIONS", _SUBSTITUTIONS)
    for kind in ("SLUG", "CATEGORY", "AUTHOR"):
        rows = listed(told.get(f"{kind}_REGEX_SUBSTITUTIONS", own))
        pairs = (row for row in rows if isinstance(row, tuple | list) and len(row) == 2)
        told_pairs = ((str(old), str(new)) for old, new in pairs)
        yield kind, tuple(pair for pair in told_pairs if _pattern(*pair))


def _pattern(written: str, replacement: str | None = None) -> str:
    """A regular expression of the site's; nothing if it, or what replaces it, is none."""
    for _ in compiled([written], "" if replacement is None else None):
        with suppress(re.error, IndexError):
            re.sub(written, replacement or "", "")
            return written
    return ""
