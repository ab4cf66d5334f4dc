"""What a page says that a generator has made: title, day, language, headings, and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

MAINS = (
    ".vp-doc", ".theme-doc-markdown", "#__blog-post-container", ".sl-markdown-content",
    ".markdown-section", ".post-content", ".entry-content", ".article-entry", ".e-content",
    ".md-content", "article", "main", "body",
)  # fmt: skip
"""What holds the text of a page, in the order in which it is tried."""
VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
))  # fmt: skip
UNSHOWN = frozenset((
    "script", "style", "svg", "button", "template", "noscript", "nav", "title", "rt", "rp",
    "annotation", "audio", "video", "iframe", "object",
))  # fmt: skip
"""The last four hold what a browser shows that cannot show them."""
UNSHOWN_CLASSES = frozenset((
    "gutter", "lineno", "linenos", "linenodiv", "lang", "katex-html", "line-numbers-wrapper",
    "copy", "toc", "table-of-contents", "sl-anchor-link", "visually-hidden", "sr-only",
    "boring", "mermaid", "footnote-ref", "footnote-backref", "reversefootnote",
))  # fmt: skip
"""What themes put beside a text: numbers of lines, names of languages, contents; and what they
hide or draw: lines of code that mdBook folds away, sources of diagrams; numbers of footnotes."""
NOTE_ROLES = ("doc-noteref", "doc-backlink")
ALSO = ("alt", "title", "aria-label", "label", "value", "data-title")
SOFT_BREAK = re.compile(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])")
"""The end of a line within a Japanese sentence: no word ends there."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(slots=True)
class Element:
    """An element of a page; texts and elements in their order."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def is_shown(self) -> bool:
        """Whether its text is one of the page, and not of its furniture."""
        is_note = self.attributes.get("role") in NOTE_ROLES or any(
            name.startswith("data-footnote-") for name in self.attributes
        )
        return not (is_note or self.tag in UNSHOWN or UNSHOWN_CLASSES & set(self.classes))

    def all(self) -> Iterator[Element]:
        """The element and all below it."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack += [child for child in reversed(element.children) if isinstance(child, Element)]

    def text(self) -> str:
        """What a reader sees of it."""
        out: list[str] = []
        stack: list[Element | str] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                out.append(item)
            elif item.is_shown:
                stack += [*reversed(item.children)]
        return "".join(out)

    def matches(self, selector: str) -> bool:
        if selector.startswith("."):
            return selector[1:] in self.classes
        if selector.startswith("#"):
            return self.attributes.get("id") == selector[1:]
        return self.tag == selector


@dataclass(frozen=True, slots=True)
class Page:
    """What is compared of it."""

    titles: list[str]
    language: str
    days: set[str]
    ids: set[str]
    headings: list[str]
    """Ids of the headings in its main part."""
    text: str
    """Of its main part, code included."""
    whole_text: str


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        if tag in ("p", "li") and self._open[-1].tag == tag:
            self._open.pop()
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)
        if tag in ("br", "p", "li", "td", "th", "div", "h1", "h2", "h3", "tr", "dt", "dd"):
            self._open[-1].children.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            while self._open.pop().tag != tag:
                pass
            if tag not in ("a", "b", "code", "em", "i", "span", "strong", "sup", "sub", "ruby"):
                self._open[-1].children.append("\n")

    def handle_data(self, data: str) -> None:
        if not any(element.tag == "pre" for element in self._open):
            data = SOFT_BREAK.sub("", data)
        self._open[-1].children.append(data)


def read_page(file: Path, main: str = "") -> Page:
    """Reads a page; ``main`` says which element holds its text, if it cannot be told."""
    builder = _Builder()
    builder.feed(file.read_text("utf-8", "replace"))
    root = builder.root
    elements = list(root.all())
    body = next((element for element in elements if element.tag == "body"), root)
    part = next(
        (
            element
            for selector in ((main,) if main else MAINS)
            for element in elements
            if element.matches(selector)
        ),
        body,
    )
    named = (element for element in elements if element.tag in ("h1", "title"))
    whole = next((element for element in elements if element.tag == "html"), root)
    return Page(
        titles=[element.text() or "".join(map(str, element.children)) for element in named],
        language=whole.attributes.get("lang", "").lower(),
        days=set(_days(elements)),
        ids={item.attributes.get("id") or item.attributes.get("name", "") for item in elements},
        headings=[
            element.attributes.get("id", "")
            for element in part.all()
            if re.fullmatch("h[1-6]", element.tag) and element.text().strip()
        ],
        text=part.text(),
        whole_text="\n".join((body.text(), *_unseen(elements))),
    )


def _days(elements: list[Element]) -> Iterator[str]:
    """Those that a page gives as dates: in ``<time>``, and for other sites' previews."""
    for element in elements:
        given = ""
        if element.tag == "time":
            given = element.attributes.get("datetime", "")
        elif element.tag == "meta" and "published" in element.attributes.get("property", ""):
            given = element.attributes.get("content", "")
        if match := DAY.match(given):
            yield match[0]


def _unseen(elements: list[Element]) -> Iterator[str]:
    """Texts that a page has beside those on the screen: of pictures, and in attributes."""
    for element in elements:
        yield from (element.attributes[name] for name in ALSO if name in element.attributes)
