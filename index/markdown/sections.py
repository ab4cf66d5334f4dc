"""Block tokens → sections: a heading, the text below it, its code."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_it.token import Token

from index.document import Section
from index.markdown.anchors import AnchorNamer, HeadingSource
from index.markdown.blocks import Blocks
from index.markdown.html_text import read_html, without_annotations
from index.markdown.inline import reduce_inline
from index.markdown.notations import Flavour, InlineRules, notation_of

_ID = re.compile(r"#([^\s{}]+)")
_CALLOUT = re.compile(r"\[!\w[\w-]{0,30}\][+-]?[ \t]*([^\n]*)\n?")
_CODE_TITLE = re.compile(
    r"\b(?:title|filename|name|caption)\s*[=:]\s*(?:\"([^\"]*)\"|'([^']*)')|\btitle=([^\s\"'{}]+)"
)
_LINK_CARD = re.compile(r"https?://\S+")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_PIPE_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_PIPE_RULE = re.compile(r"[ \t|:+=-]*")


def read_sections(
    blocks: Blocks, flavour: Flavour, anchors: str = "", before_number: str = ""
) -> list[Section]:
    """Walk the blocks in order and collect what stands below each heading.

    ``anchors`` names what names headings, if not what the flavour says.
    """
    return _Walker(blocks, flavour, anchors, before_number).walk(blocks.tokens)


class _Walker:
    def __init__(self, blocks: Blocks, flavour: Flavour, anchors: str, before_number: str) -> None:
        notation = notation_of(flavour)
        namer = AnchorNamer(anchors or notation.anchors, before_number)
        self._flavour = flavour
        self._notation = notation
        self._rules = InlineRules(blocks.references, blocks.footnotes, notation)
        self._anchor_rules = replace(self._rules, anchor=namer.rules)
        self._namer = namer
        self._sections: list[Section] = []
        self._heading, self._level, self._anchor = "", 0, ""
        self._text: list[str] = []
        self._code: list[str] = []
        self._row: list[str] | None = None
        self._list_starts: list[int] = []
        self._last_list = 0

    def walk(self, tokens: list[Token]) -> list[Section]:
        for index, token in enumerate(tokens):
            match token.type:
                case "inline":
                    self._inline(token, tokens, index)
                case "fence" | "code_block":
                    self._fence(token)
                case "html_block" if self._notation.html_blocks:
                    self._html(token)
                case "tr_open":
                    self._row = []
                case "tr_close":
                    self._text.append("\t".join(self._row or ()).strip())
                    self._row = None
                case "bullet_list_open" | "ordered_list_open":
                    self._list_starts.append(len(self._text))
                case "bullet_list_close" | "ordered_list_close":
                    self._last_list = self._list_starts.pop()
                case "maths":
                    self._code.append(token.content)
                case "directive":
                    self._text.append(self._reduce(token.content))
                case "attributes":
                    self._attributes(token, tokens, index)
        self._finish()
        return self._sections

    def _finish(self) -> None:
        text = "\n".join(filter(None, self._text))
        code = "\n".join(filter(None, self._code))
        if text or code or self._heading:
            self._sections.append(Section(self._heading, self._level, self._anchor, text, code))

    def _start(self, heading: str, level: int, anchor: str) -> None:
        self._finish()
        self._heading, self._level, self._anchor = heading, level, anchor
        self._text, self._code = [], []

    def _inline(self, token: Token, tokens: list[Token], index: int) -> None:
        parent = tokens[index - 1]
        content = token.content
        if parent.type == "heading_open" and not self._is_no_heading(parent, content):
            self._take_heading(content, int(parent.tag[1:]), tokens, index)
            return
        if index > 1 and tokens[index - 2].type == "blockquote_open" and self._notation.callouts:
            content = _CALLOUT.sub(_titled, content, count=1)
        if index > 1 and tokens[index - 2].type == "list_item_open":
            content = _TASK.sub("", content, count=1) if _TASK.match(content) else content
        if self._row is not None:
            self._row.append(self._reduce(content).replace("\n", " "))
        elif self._flavour == "zenn" and _LINK_CARD.fullmatch(content):
            return  # Zenn shows a card of the page instead
        elif content.startswith("|") and (rows := _pipe_rows(content)):
            for row in rows:
                self._text.append("\t".join(filter(None, map(self._reduce, row))))
        else:
            self._text.append(self._reduce(content))

    def _is_no_heading(self, opening: Token, content: str) -> bool:
        """kramdown underlines no paragraph of several lines, and leaves ``###`` alone as text."""
        return self._flavour == "kramdown" and (
            not content or (opening.markup in ("-", "=") and "\n" in content)
        )

    def _reduce(self, source: str) -> str:
        reduced = reduce_inline(source, self._rules)
        self._code.extend(reduced.maths)
        if reduced.notes:
            return "\n".join((reduced.text, *reduced.notes))
        return reduced.text

    def _take_heading(self, source: str, level: int, tokens: list[Token], index: int) -> None:
        source, anchor = self._explicit_anchor(source, tokens, index)
        heading = without_annotations(reduce_inline(source, self._rules).text.replace("\n", " "))
        if anchor:
            anchor = self._namer.reserve(anchor, level)
        else:
            plain = reduce_inline(source, self._anchor_rules).text
            anchor = self._namer.name(HeadingSource(source, plain, level, self._rules.references))
        if heading:
            self._start(heading, level, anchor)

    def _explicit_anchor(self, source: str, tokens: list[Token], index: int) -> tuple[str, str]:
        """The heading without the id that its author gave it, and that id or ````."""
        pattern = self._notation.heading_id
        if pattern and (match := pattern.search(source)):
            return source[: match.start()].rstrip(), match[1] or ""
        if self._notation.attributes:
            after = tokens[index + 1 : index + 3][-1]
            return source, _id_of(after) or _id_of(_attributes_before(tokens, index - 1))
        return source, ""

    def _fence(self, token: Token) -> None:
        if token.info.strip().startswith("mermaid"):
            self._text.append(mermaid_labels(token.content))
        else:
            self._text.append(self._file_name(token.info.strip()))
            code, header = token.content.strip("\n"), self._notation.code_header
            named = header.match(code) if header and token.type == "code_block" else None
            marks = self._notation.code_marks
            code = marks.sub("", code) if marks else code
            self._code.append(code[named.end() :] if named else code)

    def _file_name(self, info: str) -> str:
        """What is shown above code: ``js title="a.js"``, and as the notation has it."""
        if match := _CODE_TITLE.search(info):
            return next(filter(None, match.groups()), "")
        pattern = self._notation.file_name
        match = pattern.search(info) if pattern else None
        return match[1].rstrip() if match else ""

    def _html(self, token: Token) -> None:
        for piece in read_html(token.content):
            if piece.level and piece.text:
                self._start(piece.text, piece.level, piece.anchor)
            elif not piece.level:
                (self._code if piece.is_code else self._text).append(piece.text)

    def _attributes(self, token: Token, tokens: list[Token], index: int) -> None:
        """kramdown puts the table of contents in place of the list that bears ``{:toc}``."""
        after_list = index > 0 and tokens[index - 1].type.endswith("_list_close")
        if after_list and re.match(r"\{:\s*toc\b", token.content):
            del self._text[self._last_list :]


def _titled(match: re.Match[str]) -> str:
    """``[!NOTE]- 題`` → ``題``, in a line of its own."""
    return f"{match[1].strip()}\\\n" if match[1].strip() else ""


def _id_of(token: Token | None) -> str:
    match = _ID.search(token.content) if token and token.type == "attributes" else None
    return match[1] if match else ""


def _attributes_before(tokens: list[Token], opening: int) -> Token | None:
    """A line of attributes above a block, unless it belongs to the block above it."""
    token = tokens[opening - 1] if opening else None
    if token is None or token.type != "attributes" or token.map is None:
        return None
    above = (
        other.map for other in reversed(tokens[max(opening - 4, 0) : opening - 1]) if other.map
    )
    return None if next(above, [0, -1])[1] == token.map[0] else token


def _pipe_rows(content: str) -> list[list[str]]:
    """The rows of a table without a header, which kramdown knows and CommonMark does not."""
    lines = content.split("\n")
    if not all(map(_PIPE_ROW.fullmatch, lines)):
        return []
    return [line.strip().strip("|").split("|") for line in lines if not _PIPE_RULE.fullmatch(line)]


_LABEL = re.compile(
    r"""["]([^"\n]+)["] | \[([^\[\]\n]+)\] | \(([^()\n]+)\) | \{([^{}\n]+)\} | \|([^|\n]+)\|
    | (?<=:)[ ]*([^:\n]+)$
    | ^[ \t]*(?:title|section|(?:participant|actor)(?:[ ]+\w+[ ]+as)?|Note[ ]\w+[ ]of)[ ]+([^:\n]+)
    | ^[ \t]*subgraph[ ]+([^\[\n]+)$""",
    re.VERBOSE | re.MULTILINE,
)
_LOOKS = re.compile(
    r"%%[^\n]*|^[ \t]*(?:style|classDef|class[ ]+[\w,]+[ ]+\w+[ \t]*$|linkStyle|click)\b[^\n]*"
    r"|<<[^<>\n]*>>|:::[\w-]+",
    re.MULTILINE,
)
"""Comments, and what a diagram looks like."""
_HAS_LABEL = re.compile(
    r"\b(\w+)(?:[ ]*(?:\[|\((?!\))|\{(?!\s*$)|>[^>\n]+\])|[ ]+as[ ]+)", re.MULTILINE
)
_NODE = re.compile(r"[^\W\d_][\w・-]*[\w・]|[^\W\d_\x00-\x7f]")
_SYNTAX = re.compile(
    r"(?:sequence|class|state|er|requirement)diagram(?:-v2)?|graph|flowchart|t[db]|lr|rl|bt|subgraph"
    r"|end|direction|participant|actor|as|note|over|right|left|of|loop|alt|else|opt|par|and|rect"
    r"|(?:de)?activate|autonumber|critical|break|box|create|destroy|state|gantt|title|dateformat"
    r"|axisformat|section|pie|showdata|journey|mindmap|gitgraph|commit|branch|checkout|merge|id|tag"
    r"|class|namespace|timeline|root",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s*/?>|\\n", re.IGNORECASE)
_WRAPPING = " \t\"'()[]{}/\\"


def mermaid_labels(diagram: str) -> str:
    """What a reader sees of a Mermaid diagram, one label a line: its texts, not its arrows.

    ``A[開始] -->|はい| B{判断} --> 港`` → ``開始``, ``はい``, ``判断``, and then ``港``, which
    has no other label. Single Latin letters say nothing.
    """
    diagram = _BREAK.sub(" ", _LOOKS.sub("", diagram))
    found = [_unwrap("".join(groups).strip()) for groups in _LABEL.findall(diagram)]
    labelled = {*_HAS_LABEL.findall(diagram)}
    nodes = _NODE.findall(_LABEL.sub(" ", diagram))
    found += (name for name in nodes if name not in labelled and not _SYNTAX.fullmatch(name))
    return "\n".join(dict.fromkeys(label for label in found if label))


def _unwrap(label: str) -> str:
    """``(円)`` → ``円``; what stands in quotes is taken as it is: ``"東京 (駅)"``."""
    return label.strip('"') if label.startswith('"') else label.strip(_WRAPPING)
