"""Hugo: content folders, sections, bundles, permalinks, languages, cascades.

Checked against Hugo's own output, see tests/golden/urls. Its parts: ``configuration``,
``sections``, ``links``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from index.post import Kind
from index.reading.dates import as_written, parse_date
from index.sites import keys
from index.sites.configuration import listed, lowered, mapping
from index.sites.hugo.configuration import (
    Mount,
    content_mounts,
    dates_in_names,
    flavour_of_site,
    heading_anchors,
    ignored_files,
    own_taxonomies,
)
from index.sites.hugo.links import date_values, expand, sanitized
from index.sites.hugo.sections import Place, Sections, file_place, read_sections
from index.sites.images import Beside, image_of
from index.sites.programs.zola import is_zola
from index.sites.rules import Rules, Source, address
from index.sites.walk import POSTS, markdown_files, matches

DATES = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
"""Keys that Hugo takes the date from, the first that has one."""
_UNREAD = Sections()
_NAME_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})[ _-]*(.*)")


@dataclass(frozen=True, kw_only=True)
class HugoRules(Rules):
    """One Hugo site."""

    contents: tuple[Mount, ...]
    permalinks: Mapping[str, str]
    """Section → template."""
    languages: tuple[str, ...]
    disabled: frozenset[str]
    """Languages that are not built."""
    disabled_kinds: frozenset[str]
    """``section``, ``home``: list pages that are not built."""
    default_language: str
    language_in_path: bool
    ugly: bool
    keep_case: bool
    keep_accents: bool
    taxonomies: tuple[tuple[str, str], ...]
    """Meaning (``tags``, ``categories``) → the site's own key."""
    ignored: tuple[re.Pattern[str], ...]
    """Regular expressions for files that are passed over."""
    dated_names: bool
    """Whether names have dates."""
    sections: Sections = _UNREAD

    @property
    def starts(self) -> tuple[str, ...]:
        return tuple(mount.source for mount in self.contents)

    def outside(self, path: str) -> str:
        if any(mount.inside(path) is not None for mount in self.contents):
            return ""
        return f"it lies outside {', '.join(mount.source for mount in self.contents)}"

    def place(self, path: str) -> Place:
        found = ((mount.inside(path), mount.language) for mount in self.contents)
        inside, own = next(((inside, own) for inside, own in found if inside), (path, ""))
        return file_place(inside, own or self.default_language, self.languages)

    def kind(self, source: Source) -> Kind:
        """A list page is one, whose text stands above the list."""
        return "page" if self.place(source.path).name == "_index" else "post"

    def image(self, source: Source, page: str) -> str:
        """A bundle has its pictures beside it; a slash before a path is the root of the host."""
        is_bundle = self.place(source.path).name in ("index", "_index")
        beside: Beside = "page" if is_bundle else "root"
        return image_of(source.metadata, page, self.base_path, beside, top="")

    def defaults(self, path: str) -> dict[str, Any]:
        return self.sections.values_for(self.place(path))

    def language(self, source: Source) -> str:
        """From the file's name or folder, for links; a key of the post is only a label."""
        if self.languages and not keys.value_of(source.metadata, "lang"):
            return self.place(source.path).language
        return super().language(source)

    def filename_date(self, source: Source) -> str | None:
        """Only if the site asks for it; else the date of a name is in the key as well."""
        match = _NAME_DATE.match(self._own_name(self.place(source.path)))
        return match[1] if match and self.dated_names else None

    def refuse(self, source: Source) -> tuple[str, str] | None:
        place = self.place(source.path)
        if place.language in self.disabled:
            return "not_a_post", f"the language {place.language} is disabled"
        if matches(self.ignored, str(self.root / source.path)):
            return "not_a_post", "ignoreFiles of the site's configuration names it"
        if place.name == "_index" and self.disabled_kinds & {
            "home" if not place.folder else "section"
        }:
            return "not_a_post", "the configuration of the site disables pages of this kind"
        is_bundle = place.name == "index" and bool(place.folder)
        above = place.folder.rpartition("/")[0] if is_bundle else place.folder
        if self.sections.is_part_of_a_page(above):
            return "not_a_post", "it lies in a bundle, and is a part of that page"
        if is_bundle and keys.truth(source.metadata.get("headless")):
            return "not_a_post", "it is headless"
        build = lowered(source.metadata.get("_build") or source.metadata.get("build"))
        if keys.text(build.get("render")).lower() in ("never", "false", "link"):
            return "not_a_post", "its build options say that it is not rendered"
        outputs = {keys.text(name).lower() for name in listed(source.metadata.get("outputs"))}
        if outputs and outputs <= _NO_PAGES:
            return "not_a_post", "its outputs are no page"
        if self.sections.is_in_a_draft(place) and not self.drafts:
            return "draft", "the list page of its section is a draft"
        return None

    def categories(self, source: Source) -> tuple[str, ...]:
        return self._taxonomy(source, "categories")

    def tags(self, source: Source) -> tuple[str, ...]:
        return self._taxonomy(source, "tags")

    def _taxonomy(self, source: Source, meaning: str) -> tuple[str, ...]:
        own = [key for name, key in self.taxonomies if name == meaning and key in source.metadata]
        if own:
            return keys.labels({meaning: source.metadata[own[0]]}, meaning)
        return keys.labels(source.metadata, meaning)

    def url(self, source: Source, date: datetime | None) -> str:
        place = self.place(source.path)
        is_told = place.language != self.default_language or self.language_in_path
        is_known = place.language in self.languages
        prefix = f"{self.base_path}/{place.language}" if is_told and is_known else self.base_path
        own = keys.text(source.spelt.get("url"))
        if own:
            # A URL that starts with a slash is not put below the language.
            path = f"{self.base_path if own.startswith('/') else prefix}/{own}"
            return path if PurePosixPath(own).suffix or own.endswith("/") else f"{path}/"
        folders = place.folder.split("/") if place.folder else []
        if place.name == "_index":
            path = self._sanitized(place.folder)
            return f"{prefix}/{path}/"
        name = self._slug(source, place) or self._own_name(place)
        if place.name == "index" and folders:
            folders = folders[:-1]
        template = self.permalinks.get(folders[0] if folders else "")
        if template:
            path = self._from_template(template, source, place, folders)
        else:
            path = "/".join([*folders, name])
        # Spaces at the ends of names count, as slashes stand around them.
        path = re.sub(r"/(?:\./)+", "/", self._sanitized(f"/{path}/")).strip("/")
        return f"{prefix}/{path}.html" if self.ugly else f"{prefix}/{path}/"

    def _slug(self, source: Source, place: Place) -> str:
        """The key, else what follows the date in a name that has given the date."""
        given = keys.written(source.spelt.get("slug"))
        match = _NAME_DATE.match(self._own_name(place))
        if given or not match:
            return given
        named = self.dated_names and self._date_of_keys(source) is None
        return match[2].strip(" -_") if named or self.name_first else ""

    def _own_name(self, place: Place) -> str:
        """Of a bundle, that of its folder."""
        return place.folder.rpartition("/")[2] if place.name == "index" else place.name

    def _from_template(
        self, template: str, source: Source, place: Place, folders: list[str]
    ) -> str:
        slug = self._slug(source, place)
        name = self._own_name(place)
        title = keys.written(source.spelt.get("title"))
        values = {
            "section": folders[0] if folders else "",
            "title": title,
            "slug": slug or title,
            "filename": name,
            "slugorfilename": slug or name,
            "contentbasename": name,
            "slugorcontentbasename": slug or name,
        }
        values = {key: self._sanitized(value) for key, value in values.items()}
        if date := self._clock(source):
            values |= date_values(date)
        sections = self.sections.section_of("/".join(folders))
        return expand(template, values, sections)

    def _sanitized(self, path: str) -> str:
        return sanitized(path, keep_case=self.keep_case, keep_accents=self.keep_accents)

    def _clock(self, source: Source) -> datetime | None:
        """The date that links are made from: in the zone that it is written in."""
        named = self.filename_date(source)
        from_name = parse_date(named, source.zone) if named else None
        if from_name and self.name_first:
            return from_name
        return self._date_of_keys(source) or from_name

    def _date_of_keys(self, source: Source) -> datetime | None:
        found = (as_written(source.spelt.get(name), source.zone) for name in DATES)
        return next((date for date in found if date), None)


_NO_PAGES = frozenset({"json", "rss", "csv", "calendar", "robots", "sitemap", "webappmanifest"})


def settings_of(root: Path, marker: Path, config: dict[str, Any] | None) -> dict[str, Any] | None:
    """Of a folder with a configuration of Hugo's and a content folder."""
    if config is None or is_zola(root, root / "config.toml"):
        return None
    contents = content_mounts(config)
    if not any((root / mount.source).exists() for mount in contents):
        return None
    fields = _fields(root, config, contents)
    rules = HugoRules(root=root, **fields)
    paths = markdown_files(root, rules.starts, POSTS)
    files = ((path, rules.place(path)) for path in paths if not path.startswith("../"))
    return fields | {"sections": read_sections(root, files, config.get("cascade"))}


def _fields(root: Path, config: dict[str, Any], contents: tuple[Mount, ...]) -> dict[str, Any]:
    languages = lowered(config.get("languages"))
    permalinks = mapping(config.get("permalinks"))
    default = str(config.get("defaultcontentlanguage") or "en").lower()
    told = keys.text(config.get("locale") or config.get("languagecode"))
    dates = dates_in_names(lowered(config.get("frontmatter")).get("date"))
    return dict(
        **address(str(config.get("baseurl") or config.get("base_url") or "")),
        site_language=told or (default if languages else ""),
        future=config.get("buildfuture") is True,
        drafts=config.get("builddrafts") is True,
        expired=config.get("buildexpired") is True,
        contents=contents,
        permalinks={
            str(section).strip(" /"): template
            for section, template in (mapping(permalinks.get("page")) or permalinks).items()
            if isinstance(template, str)
        },
        languages=tuple(languages),
        disabled=frozenset(str(name).lower() for name in listed(config.get("disablelanguages")))
        | {name for name, values in languages.items() if lowered(values).get("disabled") is True},
        disabled_kinds=frozenset(str(kind).lower() for kind in listed(config.get("disablekinds"))),
        flavour=flavour_of_site(root, config),
        included_from=("", *dict.fromkeys(mount.source for mount in contents)),
        anchors=heading_anchors(root, config),
        default_language=default,
        language_in_path=config.get("defaultcontentlanguageinsubdir") is True,
        ugly=config.get("uglyurls") is True,
        keep_case=config.get("disablepathtolower") is True,
        keep_accents=config.get("removepathaccents") is not True,
        taxonomies=own_taxonomies(mapping(config.get("taxonomies"))),
        ignored=ignored_files(root, config, contents),
        dated_names=bool(dates),
        name_first=dates == "first",
    )
