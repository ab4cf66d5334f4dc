"""Hugo: content folders, sections, bundles, permalinks, languages, cascades.

Checked against Hugo's own output, see tests/golden/urls.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from index.decoding import decode
from index.front_matter import FrontMatterError, parse
from index.plain_text import Flavour
from index.sites import keys
from index.sites.configuration import load_configuration, mapping
from index.sites.rules import CommonRules, SiteInfo, Source, language
from index.sites.walk import first_bytes, markdown_files

CONFIGURATIONS = tuple(
    f"{name}.{ending}" for name in ("hugo", "config") for ending in ("toml", "yaml", "yml", "json")
)
_PLACEHOLDER = re.compile(r":([a-z]+)")


@dataclass(frozen=True)
class HugoRules(CommonRules):
    """One Hugo site."""

    root: Path
    info: SiteInfo
    content: str
    base_path: str
    permalinks: tuple[tuple[str, str], ...]
    """Section → template."""
    languages: tuple[str, ...]
    default_language: str
    language_in_path: bool
    ugly: bool
    keep_case: bool
    taxonomies: tuple[tuple[str, str], ...]
    """Meaning (``tags``, ``categories``) → the site's own key."""
    cascades: tuple[tuple[str, dict[str, Any]], ...]
    """Folder below the content → values for what lies in it."""
    leaves: frozenset[str]
    """Folders that are one page (leaf bundles): other files in them are no pages."""
    name: str = "hugo"
    flavour: Flavour = "hugo"

    def files(self) -> Iterator[str]:
        return (
            path
            for path in markdown_files(self.root, (self.content,))
            if not re.fullmatch(r"_index(\..+)?", PurePosixPath(path).stem)
        )

    def defaults(self, path: str) -> dict[str, Any]:
        inside = self._inside(path)
        merged: dict[str, Any] = {}
        for folder, values in self.cascades:
            if not folder or inside.startswith(f"{folder}/"):
                merged.update(values)
        return merged

    def filename_date(self, source: Source) -> str | None:
        return None  # only if the site asks for it; the date of a name is then in the key as well

    def refuse(self, source: Source) -> tuple[str, str] | None:
        folder = str(PurePosixPath(source.path).parent)
        if not self._is_index(source) and self._leaf_above(folder):
            return "not_a_post", "it lies in a bundle, and is a part of that page"
        if keys.truth(source.metadata.get("headless")):
            return "not_a_post", "it is headless"
        return None

    def _leaf_above(self, folder: str) -> bool:
        return any(folder == leaf or folder.startswith(f"{leaf}/") for leaf in self.leaves)

    def _is_index(self, source: Source) -> bool:
        return self._name(source) == "index"

    def _inside(self, path: str) -> str:
        return path[len(self.content) + 1 :] if self.content else path

    def _name(self, source: Source) -> str:
        """The file's name without its language: ``about.ja.md`` → ``about``."""
        stem, _, suffix = source.stem.rpartition(".")
        return stem if stem and suffix in self.languages else source.stem

    def categories(self, source: Source) -> tuple[str, ...]:
        return self._taxonomy(source, "categories")

    def tags(self, source: Source) -> tuple[str, ...]:
        return self._taxonomy(source, "tags")

    def _taxonomy(self, source: Source, meaning: str) -> tuple[str, ...]:
        own = [key for name, key in self.taxonomies if name == meaning and key in source.metadata]
        if own:
            return keys.labels({meaning: source.metadata[own[0]]}, meaning)
        return keys.labels(source.metadata, meaning)

    def url(self, source: Source, date: datetime | None, categories: tuple[str, ...]) -> str:
        prefix = self.base_path + self._language_prefix(source)
        own = keys.text(source.metadata.get("url"))
        if own:
            # A URL that starts with a slash is not put below the language.
            return f"{self.base_path if own.startswith('/') else prefix}/{own}"
        folders = self._inside(source.path).split("/")[:-1]
        name = keys.text(source.metadata.get("slug")) or self._name(source)
        if self._is_index(source) and folders:
            name = keys.text(source.metadata.get("slug")) or folders[-1]
            folders = folders[:-1]
        section = folders[0] if folders else ""
        template = dict(self.permalinks).get(section)
        if template:
            path = self._from_template(template, source, date, folders, name)
        else:
            path = "/".join([*folders, name])
        path = self._sanitized(path)
        if self.ugly and not path.endswith("/"):
            return f"{prefix}/{path}.html"
        return f"{prefix}/{path}/"

    def _language_prefix(self, source: Source) -> str:
        lang = language(source)
        if lang not in self.languages or (
            lang == self.default_language and not self.language_in_path
        ):
            return ""
        return f"/{lang}"

    def _from_template(
        self,
        template: str,
        source: Source,
        date: datetime | None,
        folders: list[str],
        name: str,
    ) -> str:
        title = keys.text(source.metadata.get("title"))
        slug = keys.text(source.metadata.get("slug"))
        values = {
            "section": folders[0] if folders else "",
            "sections": "/".join(folders),
            "title": title.replace("/", "-"),
            "slug": slug or title.replace("/", "-"),
            "filename": self._name(source),
            "slugorfilename": slug or self._name(source),
            "contentbasename": name,
            "slugorcontentbasename": slug or name,
        }
        if date:
            values |= {
                "year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}",
                "monthname": f"{date:%B}", "weekday": str(date.isoweekday() % 7),
                "weekdayname": f"{date:%A}", "yearday": str(date.timetuple().tm_yday),
            }  # fmt: skip
        return _PLACEHOLDER.sub(lambda m: values.get(m[1], m[0]), template).strip("/")

    def _sanitized(self, path: str) -> str:
        """Hugo's ``MakePathSanitized``: spaces become hyphens, marks go, case is lowered."""
        kept = "".join(
            "-" if c.isspace() else c
            for c in path
            if c.isspace() or c.isalnum() or c in "/\\._-#+~%@" or (ord(c) > 0x2FF and _is_mark(c))
        )
        kept = re.sub(r"-{2,}", "-", kept) if " " in path else kept
        return kept if self.keep_case else kept.lower()


def _is_mark(character: str) -> bool:
    """Combining marks are parts of letters; punctuation is not."""
    return unicodedata.category(character).startswith("M")


def detect(root: Path) -> HugoRules | None:
    """Rules for a folder with a configuration of Hugo's and a content folder."""
    config = _configuration(root)
    if config is None:
        return None
    content = str(config.get("contentdir") or "content").strip("/")
    if not (root / content).is_dir():
        return None
    languages = mapping(config.get("languages"))
    permalinks = mapping(config.get("permalinks"))
    permalinks = mapping(permalinks.get("page")) or permalinks
    default = str(config.get("defaultcontentlanguage") or "en").lower()
    url = urlsplit(str(config.get("baseurl") or ""))
    cascades, leaves = _bundles(root, content)
    if config.get("cascade"):
        cascades = (("", _cascade(config["cascade"])), *cascades)
    return HugoRules(
        root=root,
        info=SiteInfo(
            timezone=str(config.get("timezone") or "UTC"),
            base_url=f"{url.scheme}://{url.netloc}" if url.netloc else "",
            title=keys.text(config.get("title")),
            language=keys.text(config.get("languagecode")) or (default if languages else ""),
            future=config.get("buildfuture") is True,
        ),
        content=content,
        base_path=url.path.rstrip("/"),
        permalinks=tuple((str(k), v) for k, v in permalinks.items() if isinstance(v, str)),
        languages=tuple(str(name).lower() for name in languages),
        default_language=default,
        language_in_path=config.get("defaultcontentlanguageinsubdir") is True,
        ugly=config.get("uglyurls") is True,
        keep_case=config.get("disablepathtolower") is True,
        taxonomies=tuple(
            ("categories" if str(plural).startswith("categor") else "tags", str(plural))
            for plural in mapping(config.get("taxonomies")).values()
            if str(plural).startswith(("categor", "tag"))
        ),
        cascades=cascades,
        leaves=leaves,
    )


def _configuration(root: Path) -> dict[str, Any] | None:
    """The configuration with its keys in lower case, as Hugo reads them; None if there is none."""
    folder = root / "config" / "_default"
    paths = [root / name for name in CONFIGURATIONS if (root / name).is_file()]
    merged: dict[str, Any] = {}
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.suffix in (".toml", ".yaml", ".yml", ".json"):
                loaded = _lowered(load_configuration(path))
                merged.update(loaded if path.stem in ("hugo", "config") else {path.stem: loaded})
    elif not paths:
        return None
    for path in paths[:1]:
        merged = {**_lowered(load_configuration(path)), **merged}
    return merged


def _lowered(config: dict[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in config.items()}


def _bundles(
    root: Path, content: str
) -> tuple[tuple[tuple[str, dict[str, Any]], ...], frozenset[str]]:
    """Values that ``_index.md`` files pass down, by folder, and the folders of leaf bundles."""
    cascades: list[tuple[str, dict[str, Any]]] = []
    leaves: set[str] = set()
    for path in markdown_files(root, (content,)):
        pure = PurePosixPath(path)
        if pure.stem.split(".")[0] == "index":
            leaves.add(str(pure.parent))
        elif pure.stem.split(".")[0] == "_index":
            values = _passed_down(root / path)
            if values:
                cascades.append((str(pure.parent)[len(content) + 1 :], values))
    return tuple(sorted(cascades, key=lambda item: item[0])), frozenset(leaves - {content})


def _passed_down(path: Path) -> dict[str, Any]:
    try:
        decoded = decode(first_bytes(path, 100_000))
        metadata = parse(decoded.text).metadata if decoded else {}
    except FrontMatterError:
        return {}  # the generator itself will say what is wrong with the list page
    return _cascade(metadata.get("cascade"))


def _cascade(value: Any) -> dict[str, Any]:
    """A cascade is a mapping, or a list of mappings, of which those without a target count."""
    values = value if isinstance(value, list) else [value]
    merged: dict[str, Any] = {}
    for item in values:
        lowered = _lowered(mapping(item))
        if "_target" not in lowered and "target" not in lowered:
            merged.update(lowered)
    return merged
