"""Eleventy: any folder, with data for all files of a folder, and templates of links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from index.markdown.slugs import eleventy_slug
from index.post import Kind
from index.sites import keys
from index.sites.configuration import lowered, said_in
from index.sites.plain import PlainRules
from index.sites.programs.settings import captured, script_values, setting, source_of, with_imports
from index.sites.rules import Source, address, without_index
from index.sites.walk import MARKDOWN, first_text, folder_below, gitignored, markdown_files

_VALUE = re.compile(r"\{\{-?\s*([\w.]+)\s*((?:\|[^{}|]*)*)-?\}\}")
_DATE = re.compile(r"date:?\s*\(?[\"']([^\"']+)[\"']")
_OF_HEADINGS = r"(?i)anchor|IdAttribute|heading|slug"
_IN_SCRIPTS = r"eleventy\b[^\"&|]*?\s--{}[= ]([\w./-]+)"
"""What commands in ``package.json`` name: ``eleventy --input=books``."""
_DATA = (".json", ".11tydata.json", ".11tydata.js", ".11tydata.cjs", ".11tydata.mjs")
"""Endings of files of data; what the later ones say counts."""
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-")


@dataclass(frozen=True, kw_only=True)
class EleventyRules(PlainRules):
    """One site of Eleventy's."""

    data: Mapping[str, Mapping[str, Any]]
    """Folder, or file without its ending, → what a file of data says of it."""

    def defaults(self, path: str) -> dict[str, Any]:
        """What files of data say: those of outer folders first."""
        found = dict[str, Any]()
        above = (folder.as_posix() for folder in reversed(PurePosixPath(path).parents))
        for place in (*above, str(PurePosixPath(path).with_suffix(""))):
            found |= self.data.get(place, {})
        return found

    def kind(self, source: Source) -> Kind:
        return "page" if self.flavour_of(source.path) == "html" else super().kind(source)

    def refuse(self, source: Source) -> tuple[str, str] | None:
        if keys.truth(source.spelt.get("permalink")) is False:
            return "not_a_post", "it says permalink: false"
        return super().refuse(source)

    def url(self, source: Source, date: datetime | None) -> str:
        computed = lowered(source.spelt.get("eleventycomputed"))
        template = keys.text(computed.get("permalink") or source.spelt.get("permalink"))
        link = self._expanded(template, source, date) if "{{" in template else None
        if link is None:
            return super().url(source, date)
        return f"{self.base_path}/{without_index(link)}"

    def _expanded(self, template: str, source: Source, date: datetime | None) -> str | None:
        """A template of a link; None if a program would have to work it out."""
        values = {key: keys.text(value) for key, value in source.spelt.items()}
        stem = _DATED.sub("", source.stem)
        folder = PurePosixPath(source.path).parent.name
        values |= {
            "page.fileslug": folder if stem == "index" else stem,
            "page.filepathstem": f"/{self.inside(source.path).rpartition('.')[0]}",
        }

        def value(match: re.Match[str]) -> str:
            name, filters = match[1].lower(), match[2]
            if name in ("page.date", "date") and (wanted := _DATE.search(filters)) and date:
                return _date(date, wanted[1])
            if (
                name not in values
                or not values[name]
                or re.sub(r"\|\s*slug(?:ify)?\s*", "", filters)
            ):
                return match[0]
            return eleventy_slug(values[name]) if filters else values[name]

        link = _VALUE.sub(value, template)
        return None if re.search(r"\{\{|\{%", link) else link


def _date(date: datetime, wanted: str) -> str:
    """``%Y/%m`` as Liquid has it, ``yyyy/MM`` as Luxon has it."""
    if "%" in wanted:
        return date.strftime(wanted)
    signs = {"yyyy": f"{date:%Y}", "YYYY": f"{date:%Y}", "MM": f"{date:%m}", "dd": f"{date:%d}",
             "DD": f"{date:%d}"}  # fmt: skip
    return re.sub("|".join(signs), lambda match: signs[match[0]], wanted)


def settings_of(root: Path, marker: Path, text: str) -> Mapping[str, Any]:
    text = with_imports(_configuration(root, marker), _OF_HEADINGS)
    given = setting(text, "input") or (
        captured(r"setInputDirectory\(\s*[\"'`]([^\"'`]*)", text)
        or captured(_IN_SCRIPTS.format("input"), first_text(root / "package.json"))
    )
    folder = folder_below(root, given)
    names = (".eleventyignore", *([".gitignore"] if "setUseGitIgnore(false" not in text else []))
    data = _data(root, folder)
    listed = (first_text(root / name) for name in names)
    return {
        **address("", setting(text, "pathPrefix")),
        "folders": (folder,),
        "data": {
            place: {key: value for key, value in told.items() if value is not ...}
            for place, told in data.items()
        },
        "guesses_links": any(told.get("permalink") is ... for told in data.values()),
        "included_from": (f"{folder}/{setting(text, 'includes', '_includes')}".lstrip("/"), folder),
        "anchors": _anchors(text),
        "routes": tuple((name, "") for name in (folder, "src") if name),
        "ignored": (
            "**/_includes/**", "**/_layouts/**", "**/_data/**",
            *re.findall(r"ignores\.add\(\s*[\"'`]([^\"'`\n]{1,300})", text),
            *(pattern for lines in listed for pattern in gitignored(lines)),
        ),
    }  # fmt: skip


def _data(root: Path, folder: str) -> dict[str, dict[str, Any]]:
    """What ``posts/posts.json`` and ``posts/fog.11tydata.js`` say, by the place they speak of."""
    found: dict[str, dict[str, Any]] = {}
    files = markdown_files(root, (folder,), endings=(".json", *_DATA))
    for path in sorted(files, key=lambda path: _ending(path)[1]):
        place, number = _ending(path)
        above, _, name = place.rpartition("/")
        is_folders = above.rpartition("/")[2] == name
        if not is_folders and not any((root / f"{place}{end}").is_file() for end in MARKDOWN):
            continue
        is_json = number < 2
        told = said_in(root / path) if is_json else script_values(source_of(root / path))
        values = lowered(told)
        computed = lowered(values.pop("eleventycomputed", None))
        links = {key: value for key, value in computed.items() if key in ("permalink", "draft")}
        found.setdefault(above if is_folders else place, {}).update(values | links)
    everywhere = lowered(script_values(source_of(root / folder / "_data" / "eleventyComputed.js")))
    found["."] = {key: value for key, value in everywhere.items() if key == "permalink"}
    return found


def _ending(path: str) -> tuple[str, int]:
    """A path without the ending of a file of data, and which of :data:`_DATA` that is."""
    number = max(number for number, end in enumerate(_DATA) if path.endswith(end))
    return path.removesuffix(_DATA[number]), number


def _configuration(root: Path, marker: Path) -> Path:
    """The file of settings: another one than usual is named by a command in ``package.json``."""
    if marker.name != "package.json":
        return marker
    name = captured(_IN_SCRIPTS.format("config"), first_text(marker))
    return root / (name if name and ".." not in name else "eleventy.config.js")


def _anchors(text: str) -> str:
    """What names headings: nothing, unless the settings speak of it."""
    if not re.search(_OF_HEADINGS, text):
        return "none"
    is_plain = "markdown-it-anchor" in text and "slugify" not in text
    return "encoded" if is_plain else ""
