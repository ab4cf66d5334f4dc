"""What a generator has to answer, and how a post is put together from the answers."""

from __future__ import annotations

import html
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from index.fields import FieldTable, Value
from index.markdown.dialects import with_fences
from index.markdown.notations import Flavour, InlineRules
from index.post import Kind, Post
from index.problems import Problem
from index.reading.dates import as_written, parse_date
from index.reading.facet_values import fold_facet
from index.reading.field_values import read_values
from index.reading.front_matter import FrontMatter
from index.sites import keys
from index.sites.images import Beside, image_of
from index.sites.walk import HTML, MARKDOC, PAGES, POSTS, has_ending, markdown_files

SAFE = "/-._~!$&'()*+,;=:@"
"""Characters that stay as they are in the path of a URL (RFC 3986)."""
MAX_TITLE, MAX_EXCERPT, MAX_LABEL, MAX_LABELS = 1_000, 10_000, 200, 200
"""Characters of a title, an excerpt and a tag, and tags of one post: real ones have 300, 3,000, 60
and 60 at most. Without a bound, 300 posts of 5,000 tags each took minutes."""
INDEXES = ("index", "_index", "readme")
"""Names of files that are the page of their folder."""
_HEADING = re.compile(r" {0,3}#{1,2}[ \t]+(\S.{0,300})")
_HEADING_END = re.compile(r"(?:[ \t]+#+)?[ \t]*(?:\{[^{}]*\})?[ \t]*$")
_TOP_HEADING = re.compile(
    r"(?:\s|import\s[^\n]*\n|<!--(?:[^-]|-(?!->))*+-->|\{/\*(?:[^*]|\*(?!/))*+\*/\})*+"
    r"(?:#[ \t]|[^\n]+\n=+[ \t]*$)",
    re.MULTILINE,
)
"""With imports and comments before it."""
_VALUE = re.compile(r"\{\{-?\s*(?:page\.(?:meta\.)?|\$?frontmatter\.)?(\w+)\s*-?\}\}")
"""A key of the post in its own heading: ``# {{ name }}``, ``# {{ $frontmatter.name }}``."""
_NO_NAME = re.compile(r"!\[[^\[\]\n]{0,500}\](?:\([^()\n]{0,2000}\))?|<Badge [^<>]*>")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DAY_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:[-_](.*))?$")
LANG_SUFFIX = re.compile(
    r"\.((?:"
    r"ja|en|zh|ko|fr|de|es|it|pt|ru|nl|sv|no|nb|nn|da|fi|is|pl|cs|sk|hu|ro|bg|uk|be|el|tr|"
    r"ar|he|fa|hi|bn|ta|te|ur|ne|th|vi|lo|km|my|id|ms|tl|fil|ca|eu|gl|ga|cy|et|lv|lt|sl|"
    r"hr|sr|bs|mk|sq|ka|hy|az|kk|uz|mn|la|eo|af|sw|am|yue|gu|pa|mr|kn|ml|si"
    r")(?:-[A-Za-z]{2,4})?)$"
)
"""Languages that a name may end with: ``app.ts.md`` and ``notes.old.md`` are in none."""
DEFAULT_ZONE = "Asia/Tokyo"


def address(url: str, base: str = "") -> dict[str, Any]:
    """``https://example.com/blog`` → where the site lies; ``base`` goes before the URL's path."""
    parts = urlsplit(url if "://" in url or url.startswith("/") else "")
    path = (base or parts.path).strip("/")
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return {"base_url": origin, "base_path": f"/{path}" if path else ""}


@dataclass(frozen=True, slots=True)
class Source:
    """A file that has been split, with what its path says."""

    path: str
    front: FrontMatter
    metadata: dict[str, Any]
    """The front matter with the defaults of the site below it, and misspelt keys corrected."""
    zone: ZoneInfo
    spelt: dict[str, Any]
    """The same with its keys as they are spelt, which is all that a generator knows."""
    warnings: list[Problem] = field(default_factory=list)

    def warn(self, code: str, reason: str, line: int | None = None) -> None:
        self.warnings.append(Problem(self.path, code, reason, line))

    @property
    def is_bare(self) -> bool:
        """Whether the file has no front matter at all."""
        return any(code == "no_front_matter" for code, _, _ in self.front.warnings)

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        name = self.path.rpartition("/")[2]  # a path would take ten times as long
        stem, _, ending = name.rpartition(".")
        return stem if stem and ending else name


@dataclass(frozen=True, kw_only=True)
class Rules(ABC):
    """One generator's view of one site, with the answers that most generators share. Pickles."""

    root: Path
    site_title: str = ""
    site_language: str = ""
    timezone: str = ""
    """Of the IANA database; :data:`DEFAULT_ZONE` for a site that names none."""
    future: bool = False
    """Whether the generator itself is told to publish posts of the future."""
    drafts: bool = False
    """The same for drafts."""
    expired: bool = False
    """The same for posts that have expired."""
    base_url: str = ""
    """``https://example.com``, without a path."""
    base_path: str = ""
    """The path below which the site lies: ``/blog``."""
    name: str = ""
    """Of the generator, as it is given to ``--generator``."""
    flavour: Flavour = "github"
    """How bodies are marked up."""
    anchors: str = ""
    """What names headings, if not what its flavour says: a row of
    :data:`index.markdown.anchors.NAMERS`."""
    before_number: str = ""
    """What stands before the number of an anchor that is there already: ``v`` of ``章-v2``."""
    bare_front_matter: bool = False
    """Whether front matter may go without its first ``---``."""
    guesses_links: bool = False
    """Whether a program of the site's own decides how links go, which nobody can read."""
    reads_html: bool = False
    """Whether its pages may be HTML."""
    has_lists: bool = False
    """Whether its pages may be lists that a template makes: those without a text are none."""
    also: tuple[str, ...] = ()
    """Endings of markup which only this generator reads."""
    images: Beside = "page"
    """What the path of a picture starts from."""
    titled: Literal["heading", "first", "top", "name"] = "heading"
    """What is the title of a post that names none: its first heading, that of the first level,
    that only where nothing stands before it, or the file's name."""
    headers: bool = False
    """Whether it may go without both, up to the first blank line."""
    included_from: tuple[str, ...] = ("",)
    """Folders in which files lie that posts take in by a path which is not relative."""

    name_first: bool = False
    """Whether a date in the file's name goes before the key."""
    keeps_zones: bool = False
    """Whether a date is shown in the zone that it is written in, not in the site's."""

    @property
    def starts(self) -> tuple[str, ...]:
        """Where posts lie: what is there is looked at even if it is hidden, or a link."""
        return ()

    def files(self) -> Iterator[str]:
        """Whatever could be a page by its ending, relative to the root, in order: it is read, or
        :meth:`outside` names it. HTML elsewhere is a template, or what a tool has made."""
        found = markdown_files(self.root, ("", *self.starts), POSTS if self.reads_html else PAGES)
        return (path for path in found if not (has_ending(path, HTML) and self.outside(path)))

    def flavour_of(self, path: str) -> Flavour:
        """How a file is marked up: its ending says it, whatever the generator."""
        if has_ending(path, (".mdx", *MARKDOC)):
            return "markdoc" if has_ending(path, MARKDOC) else "mdx"
        return "html" if has_ending(path, HTML) else self.flavour

    def outside(self, path: str) -> str:
        """Why the generator never looks at a file that lies there, in words; else empty."""
        return ""

    @abstractmethod
    def url(self, source: Source, date: datetime | None) -> str:
        """The path of the post's page, not yet percent-encoded."""

    def kind(self, source: Source) -> Kind:
        """Whether the generator makes a post or another page of a file."""
        return "post"

    def defaults(self, path: str) -> dict[str, Any]:
        """Values that the site gives to the post at ``path``, below its own."""
        return {}

    def given(self, path: str, metadata: dict[str, Any]) -> dict[str, Any]:
        """What the post's own front matter says, above those values."""
        return metadata

    def refuse(self, source: Source) -> tuple[str, str] | None:
        """Why the generator makes no post of the file (code, reason), or None."""
        return None

    def filename_date(self, source: Source) -> str | None:
        """The date in the file's name, if the generator looks there."""
        match = _DAY_NAME.match(source.stem)
        return match[1] if match else None

    def called(self, source: Source) -> str:
        """What a post is called by its path alone."""
        if source.stem.lower() in INDEXES and "/" in source.path:
            return source.path.split("/")[-2]
        match = _DAY_NAME.match(source.stem)
        return (match[2] if match and match[2] else source.stem).replace("_", " ")

    def language(self, source: Source) -> str:
        """The post's language, from the front matter, else from a name such as ``about.en.md``;
        empty if only the site has one."""
        if given := keys.text(keys.value_of(source.metadata, "lang")):
            return given
        match = LANG_SUFFIX.search(source.stem)
        return match[1] if match else ""

    def categories(self, source: Source) -> tuple[str, ...]:
        """The post's categories; hierarchical ones as paths."""
        return keys.labels(source.metadata, "categories")

    def tags(self, source: Source) -> tuple[str, ...]:
        return keys.labels(source.metadata, "tags")

    def image(self, source: Source, page: str) -> str:
        """The address of the post's picture; ``page`` is the path of its page."""
        return image_of(source.metadata, page, self.base_path, self.images)

    def authors(self, source: Source) -> tuple[str, ...]:
        return keys.labels(source.metadata, "authors")


def make_post(rules: Rules, source: Source, fields: FieldTable) -> Post:
    """The post that a generator makes of a file; warnings gather in ``source``."""
    date = _date(rules, source)
    categories = rules.categories(source)
    url = rules.url(source, date)
    own = _own_values(source, fields)
    lang = (rules.language(source) or rules.site_language or _told(source)).replace("_", "-")
    home = rules.site_title if _is_home(url, rules.base_path, lang) else ""
    return Post(
        path=source.path,
        url=escaped(url),
        title=_bounded(_title(rules, source, home), MAX_TITLE, source),
        kind=rules.kind(source),
        date=date,
        categories=_once(categories, source),
        tags=_once(rules.tags(source), source),
        authors=_once(map(_without_tags, rules.authors(source)), source),
        lang=lang,
        image=rules.image(source, escaped(url)),
        excerpt=_bounded(keys.text(keys.value_of(source.metadata, "excerpt")), MAX_EXCERPT, source),
        body=source.front.body,
        flavour=rules.flavour_of(source.path),
        anchors=rules.anchors,
        before_number=rules.before_number,
        first_body_line=source.front.first_body_line,
        warnings=tuple(source.warnings),
        fields=own,
    )


def _told(source: Source) -> str:
    """The language that the text itself tells."""
    title = keys.text(source.metadata.get("title"))
    from index.reading.languages import LOOKED_AT, language_of  # a run without news needs neither

    return language_of(f"{title}\n{source.front.body[:LOOKED_AT]}")


def _once(labels: Iterable[str], source: Source) -> tuple[str, ...]:
    """Each value once, in its first spelling: ``Ａ`` and ``a`` are one, as the facet has it."""
    found: dict[str, str] = {}
    for label in labels:
        if (folded := fold_facet(label)) and len(found) < MAX_LABELS:
            found.setdefault(folded, _bounded(label, MAX_LABEL, source))
    return tuple(found.values())


def _bounded(text: str, most: int, source: Source) -> str:
    """A text that is longer than any person writes is cut; nothing of it is a word anyway."""
    if len(text) > most:
        source.warn("shortened", f"{len(text):,} characters, {most:,} at most: {text[:20]}…")
    return text[:most]


def escaped(url: str) -> str:
    """A path as a browser asks for it; a whole URL stays, and the ``/#/`` of docsify."""
    path = quote(re.sub(r"/{2,}", "/", f"/{url}"), safe=SAFE + "%")
    return url if "://" in url else path.replace("/%23/", "/#/")


def without_index(link: str) -> str:
    """The page of a folder is asked for by the folder: ``2025/index.html`` → ``2025/``."""
    return re.sub(r"(?:^|(?<=/))index\.html$", "", link)


def _own_values(source: Source, fields: FieldTable) -> dict[str, tuple[Value, ...]]:
    """The values of the fields that no generator knows; a warning for what is none."""
    found: dict[str, tuple[Value, ...]] = {}
    for row in fields.read:
        given = [name for name in row.sources if source.metadata.get(name) not in (None, "", [])]
        for name in given[:1]:
            values, wrong = read_values(row, source.metadata[name], source.zone)
            if wrong:
                source.warn("field_invalid", f"{name!r}: {wrong}", source.front.line_of(name))
            if values:
                found[row.name] = values
    return found


def date_parts(date: datetime) -> dict[str, str]:
    """What placeholders of links say of a date, in the words that generators share."""
    return {
        "year": f"{date.year:04}", "month": f"{date.month:02}", "day": f"{date.day:02}",
        "hour": f"{date.hour:02}", "minute": f"{date.minute:02}", "second": f"{date.second:02}",
        "i_month": str(date.month), "i_day": str(date.day),
    }  # fmt: skip


def _date(rules: Rules, source: Source) -> datetime | None:
    named = rules.filename_date(source)
    from_name = parse_date(named, source.zone) if named else None
    if from_name and rules.name_first:
        return from_name
    given = keys.value_of(source.metadata, "date")
    parse = as_written if rules.keeps_zones else parse_date
    if given is not None:
        if (date := parse(given, source.zone)) is not None:
            if from_name and abs((date.date() - from_name.date()).days) > 1:
                reason = f"{date:%Y-%m-%d} in the key, {named} in the name"
                source.warn("date_disagrees", reason, source.front.line_of(*keys.ALIASES["date"]))
            return date
        line = source.front.line_of(*keys.ALIASES["date"])
        source.warn("date_invalid", f"{keys.text(given)!r} is no date", line)
    if from_name:
        source.warn("date_from_filename", f"no date key; {named} in the name")
        return from_name
    later = (parse(source.metadata.get(name), source.zone) for name in keys.LATER_DATES)
    found = next(filter(None, later), None)
    if found is None and rules.kind(source) == "post":
        source.warn("date_missing", "no date key, and none in the file's name")
    return found


def _is_home(url: str, base_path: str, lang: str) -> bool:
    """Whether a link is that of the site's first page, or of that in a language: ``/ja/``."""
    return url.removeprefix(base_path).strip("/").lower() in ("", "index.html", lang.lower())


def _title(rules: Rules, source: Source, home: str) -> str:
    """``home`` is the title of the site, for its first page."""
    title = keys.text(source.metadata.get("title"))
    if title:
        return _unescaped(title)
    if rules.titled == "name" and source.stem.lower() not in INDEXES:
        return source.stem
    heading, line = _first_heading(source.front.body[:20_000], 1 if rules.titled == "first" else 2)
    if "{{" in heading:
        own = source.metadata
        heading = _VALUE.sub(lambda match: keys.text(own.get(match[1].lower())), heading).strip()
    if heading and (rules.titled != "top" or _TOP_HEADING.match(source.front.body)):
        line += source.front.first_body_line
        source.warn("title_from_heading", "no title in the front matter", line)
        return heading
    source.warn("title_from_filename", "no title, and no heading")
    return home or rules.called(source)


def _unescaped(text: str) -> str:
    """``R&amp;D`` → ``R&D``, as titles go to the page as they are."""
    from index.markdown.html_text import ENTITY

    return re.sub(ENTITY, lambda match: html.unescape(match[0]), text) if "&" in text else text


def _without_tags(text: str) -> str:
    from index.markdown.html_text import TAG

    return re.sub(TAG, "", text).strip()


def _first_heading(body: str, deepest: int) -> tuple[str, int]:
    """The text of the first heading of such a level, and the lines above.

    Those in code blocks and comments are none.
    """
    # A comment leaves its line ends, so that lines can be counted.
    body = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), body)
    above = ""
    for number, (line, is_code) in enumerate(with_fences(body.split("\n"))):
        match = None if is_code else _HEADING.match(line)
        underlined = not is_code and above.strip() and _UNDERLINE.fullmatch(line)
        if deepest == 1 and line.lstrip()[:2] == "##":
            pass
        elif match or underlined:
            text = _HEADING_END.sub("", match[1] if match else above)
            from index.markdown.inline import reduce_inline  # a run without news needs it not

            shown = reduce_inline(_NO_NAME.sub("", text), InlineRules()).text
            return shown.strip(), number - (not match)
        above = line
    return "", 0
