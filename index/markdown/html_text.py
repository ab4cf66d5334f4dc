"""HTML inside Markdown: what tags and entities show, and a block's text, code and headings."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from index.markdown.whitespace import CELL_BREAK, HARD_BREAK, IMAGE_EDGE, tidy

# Every part excludes "<" and gives nothing back: time is linear in hostile text.
TAG = (
    r"</?[A-Za-z][A-Za-z0-9-]*+"
    r"(?:\s++[A-Za-z_:@][A-Za-z0-9_:@.-]*+"
    r"(?:\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'=<>`]++))?+)*+"
    r"\s*+/?>"
)
ENTITY = r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"

_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_ALT = re.compile(r"""\s(?:alt|text)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ID = re.compile(r"""\sid\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_EMPTY_ALT = re.compile(
    r"[\w.-]+\.(?:png|jpe?g|gif|webp|svg|avif)"
    r"|(?:image|img|photo|picture|figure|fig|screenshot|alt|画像|写真|図|スクリーンショット)?"
    r"[ _-]*\d*",
    re.IGNORECASE,
)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNSEEN = _names(
    "audio head iframe math noscript object rp rt rtc script select style svg template textarea"
    " title video"
)
_LINES = _names(
    "address article aside blockquote br caption center dd details div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary"
    " table tbody thead tr ul"
)
_CELLS = _names("td th")


_RUBY = re.compile(
    r"<ruby(?:\s[^<>]{0,100})?>((?:[^<>\n]{1,60}+|</?(?:rb|rt|rp|rtc)(?:\s[^<>]{0,60})?>){1,60}+)</ruby\s*>",
    re.IGNORECASE,
)
_RUBY_PART = re.compile(r"<(/?)(r[a-z]{1,2})[^<>]*>|([^<>]+)", re.IGNORECASE)


def ruby_text(source: str, start: int) -> tuple[str, int] | None:
    """What a ``<ruby>`` that begins at ``start`` is as text, and its end: ``｜漢字《かんじ》``.

    None if it holds other elements, or does not end: then its tags are like others.
    """
    match = _RUBY.match(source, start)
    if match is None:
        return None
    texts = {"": "", "rt": "", "rp": ""}
    within = ""
    for closes, name, text in _RUBY_PART.findall(match[1]):
        if name:
            within = "" if closes or name.lower() not in texts else name.lower()
        else:
            texts[within] += text
    return annotated(html.unescape(texts[""]), html.unescape(texts["rt"])), match.end()


def annotated(base: str, reading: str) -> str:
    """``｜漢字《かんじ》``; without a reading in kana only what is read."""
    base, reading = "".join(base.split()), re.sub(r"[\s|]", "", reading)
    return f"｜{base}《{reading}》" if _READING.fullmatch(reading) and 0 < len(base) <= 20 else base


def without_annotations(text: str) -> str:
    """What is read, without how: for names and headings, which are shown as they are."""
    return ANNOTATED.sub(r"\1", text) if "｜" in text else text


ANNOTATED = re.compile("｜([^｜《》]{1,20})(《[ぁ-ゖァ-ヺー・]{1,40}》)")
"""What is read, and how, as :func:`annotated` writes it."""
_READING = re.compile("[ぁ-ゖァ-ヺー・]{1,40}")


class ElementEnds:
    """Finds closing tags; remembers the names that have none, so that no text is read twice."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._missing: set[str] = set()

    def find(self, name: str, start: int) -> tuple[int, int]:
        """Where the end tag of ``name`` that follows ``start`` begins and ends, or ``(-1, -1)``.

        ``<rt>`` may also end, without an end tag of its own, before ``<rp>`` and ``</ruby>``.
        """
        if name in self._missing:
            return -1, -1
        implied = r"(?=<rp\b|</ruby)|" if name in ("rt", "rp") else ""
        end = re.compile(rf"{implied}</{name}\s*>", re.IGNORECASE).search(self._source, start)
        if end is None:
            self._missing.add(name)
            return -1, -1
        return end.span()

    def after_comment(self, start: int) -> int:
        """The offset behind the ``-->`` that follows ``start``, or -1."""
        if "!--" in self._missing:
            return -1
        end = self._source.find("-->", start)
        if end < 0:
            self._missing.add("!--")
            return -1
        return end + len("-->")


def image_text(alt: str) -> str:
    """The alternative text of an image, unless it says nothing, as ``画像1``, ``IMG_01.jpg`` do."""
    alt = alt.strip()
    return "" if _EMPTY_ALT.fullmatch(alt) else f"{IMAGE_EDGE}{alt}{IMAGE_EDGE}"


def tag_name(tag: str) -> str:
    """The lower-case name of a tag that matches :data:`TAG`: ``</DIV>`` → ``div``."""
    match = _NAME.match(tag)
    return match[2].lower() if match else ""


def tag_text(tag: str) -> tuple[str, str]:
    """What a tag shows by itself, and the element's name if its content is not to be seen.

    ``<br>`` → a line break, ``<td>`` → a cell border, ``<img alt="図">``, ``<Badge text="図">`` →
    ``図``, ``<rt>`` → nothing, and ``rt`` is not to be seen.
    """
    name, closes = tag_name(tag), tag.startswith("</")
    if name in _UNSEEN:
        return "", "" if closes or tag.endswith("/>") else name
    if name in _LINES:
        return HARD_BREAK, ""
    if name in _CELLS:
        return ("" if closes else CELL_BREAK), ""
    if name in ("img", "badge") and (alt := _ALT.search(tag)):
        return image_text(html.unescape(alt[1] or alt[2] or "")), ""
    return "", ""


def element_id(tag: str) -> str:
    """The ``id`` attribute of a tag, or an empty string."""
    match = _ID.search(tag)
    return html.unescape(match[1] or match[2] or match[3] or "") if match else ""


_MARKUP = re.compile(f"(?P<comment><!--)|(?P<tag>{TAG})|(?P<entity>{ENTITY})|<[!?][^<>]*+>")
_ANY_TAG = re.compile(TAG)
_CAPTURED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "pre"})


@dataclass(frozen=True, slots=True)
class HtmlPiece:
    """Visible text, a heading or code."""

    text: str
    """Lines are separated by ``\\n``."""
    level: int = 0
    """Of a heading, 1 to 6; 0 for all else."""
    anchor: str = ""
    """Of a heading: generators give it none unless its author has."""
    is_code: bool = False
    """Whether it stood in ``<pre>``."""


def read_html(source: str) -> list[HtmlPiece]:
    """Split a block of HTML into visible text, code and headings.

    ``<p>東<b>京</b></p><h2 id="a">章</h2>`` → text ``東京``, heading ``章`` with anchor ``a``.
    """
    return _HtmlReader(source, captures=True).read()


class _HtmlReader:
    def __init__(self, source: str, *, captures: bool) -> None:
        self._source = source
        self._captures = captures
        self._ends = ElementEnds(source)
        self._shown: list[str] = []
        self._pieces: list[HtmlPiece] = []

    def read(self) -> list[HtmlPiece]:
        source = self._source
        position = 0
        while match := _MARKUP.search(source, position):
            self._shown.append(source[position : match.start()])
            position = self._take(match)
        self._shown.append(source[position:])
        self._flush()
        return self._pieces

    def _take(self, match: re.Match[str]) -> int:
        """Act on one piece of markup; return where reading goes on."""
        if match.lastgroup == "entity":
            self._shown.append(html.unescape(match[0]))
        elif match.lastgroup == "comment":
            return max(self._ends.after_comment(match.start()), match.end())
        elif match.lastgroup == "tag":
            if ruby := ruby_text(self._source, match.start()):
                self._shown.append(ruby[0])
                return ruby[1]
            return self._take_tag(match[0], match.end())
        return match.end()

    def _take_tag(self, tag: str, end: int) -> int:
        name = tag_name(tag)
        if self._captures and name in _CAPTURED and not tag.startswith("</"):
            inner_end, after = self._ends.find(name, end)
            if after > 0:
                self._flush()
                self._pieces.append(_captured(name, tag, self._source[end:inner_end]))
                return after
        shown, unseen = tag_text(tag)
        self._shown.append(shown)
        return max(self._ends.find(unseen, end)[1], end) if unseen else end

    def _flush(self) -> None:
        text = tidy("".join(self._shown))
        self._shown.clear()
        if text:
            self._pieces.append(HtmlPiece(text))


def _captured(name: str, tag: str, inner: str) -> HtmlPiece:
    """The piece that a heading or ``<pre>`` makes; what is wrongly nested in it goes flat."""
    if name == "pre":
        return HtmlPiece(html.unescape(_ANY_TAG.sub("", inner)).strip("\n"), is_code=True)
    texts = (piece.text for piece in _HtmlReader(inner, captures=False).read())
    heading = without_annotations(" ".join(texts).replace("\n", " "))
    return HtmlPiece(heading, int(name[1]), element_id(tag))
