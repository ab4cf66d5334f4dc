"""The source of one paragraph, heading or cell → the text that a reader sees.

markdown-it's own inline parser is not used: it builds tokens that would be thrown away, keeps
emphasis beside Japanese punctuation literal, and needs seconds for a paragraph of a million
brackets. This scanner passes over its input once, whatever it holds.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from index.markdown import inline_grammar as grammar
from index.markdown.delimiters import Emphasis
from index.markdown.html_text import ElementEnds, annotated, image_text, ruby_text, tag_text
from index.markdown.notations import InlineRules
from index.markdown.whitespace import HARD_BREAK, tidy

MAX_URL = 60
"""The longest bare URL, in characters, that stays in the text: longer ones are noise."""

MAX_ALT = 1000
"""The longest alternative text of an image that is kept, in characters."""


@dataclass(frozen=True, slots=True)
class InlineText:
    """A paragraph as text, and what stands apart from it."""

    text: str
    maths: tuple[str, ...] = ()
    """The sources of displayed formulas."""
    notes: tuple[str, ...] = ()
    """The texts of inline footnotes."""


def reduce_inline(source: str, rules: InlineRules) -> InlineText:
    """Reduce inline Markdown: ``**[索引](/a)**を\\n``作る`` → ``索引を作る``."""
    if not rules.anchor and not grammar.SPECIAL.search(source):
        return InlineText(source.strip())
    return _Scanner(source, rules).scan()


_BRACKETS = {"open": "[", "image": "![", "inline_note": "^["}


@dataclass(slots=True)
class _Bracket:
    at: int
    """Where its ``[`` stands in the output."""
    start: int
    """Where its label begins in the source."""
    kind: str
    dead: int
    """How many brackets were dead when it opened."""


class _Scanner:
    def __init__(self, source: str, rules: InlineRules) -> None:
        if "  \n" in source:
            source = grammar.SOURCE_BREAK.sub(HARD_BREAK, source)
        self._source = source
        self._rules = rules
        self._out: list[str] = []
        self._emphasis = Emphasis(self._out, relaxed=rules.anchor is None)
        self._brackets: list[_Bracket] = []
        self._dead = 0  # brackets below this height hold a link already, and links do not nest
        reads_links = rules.anchor is None or rules.anchor.reference_links
        self._references = rules.references if reads_links else {}
        self._ends = ElementEnds(source)
        self._ticks: dict[int, list[int]] | None = None
        self._extent = len(source) - len(source.lstrip()), len(source.rstrip())
        self._maths: list[str] = []
        self._notes: list[str] = []

    def scan(self) -> InlineText:
        source, out = self._source, self._out
        shown = position = 0
        while candidate := grammar.CANDIDATE.search(source, position):
            position = candidate.start()
            match = grammar.TOKEN.match(source, position)
            if match is None:
                position += 1
                continue
            if position > shown:
                out.append(self._plain(source[shown:position]))
            assert match.lastgroup is not None, "every alternative is named"
            shown = position = _ACTIONS[match.lastgroup](self, match)
        out.append(self._plain(source[shown:]))
        self._emphasis.drop_strays()
        text = "".join(out)
        text = text.replace(HARD_BREAK, "\n") if self._rules.anchor else tidy(text)
        return InlineText(text, tuple(self._maths), tuple(self._notes))

    def _plain(self, text: str) -> str:
        smart = self._rules.anchor and self._rules.anchor.smart
        return grammar.SMART.sub("…", text) if smart else text

    def _show(self, match: re.Match[str], text: str) -> int:
        """Puts a text in the place of a mark; gives the offset behind the mark."""
        self._out.append(text)
        return match.end()

    def _note(self, match: re.Match[str]) -> int:
        if match["label"] not in self._rules.footnotes:
            self._push_bracket("open", match.start() + 1)
            return match.start() + 1
        if self._rules.anchor and self._rules.anchor.notes:
            self._out.append(match["label"])
        return match.end()

    def _code(self, match: re.Match[str]) -> int:
        """A code span ends at the next run of as many backticks; without one they are text."""
        if self._ticks is None:
            self._ticks = {}
            for run in grammar.BACKTICKS.finditer(self._source):
                self._ticks.setdefault(len(run[0]), []).append(run.start())
        starts = self._ticks.get(len(match[0]), [])
        following = bisect_left(starts, match.end())
        if following == len(starts):
            return self._show(match, match[0])
        code = (
            self._source[match.end() : starts[following]]
            .replace("\n", " ")
            .replace(HARD_BREAK, " ")
        )
        self._out.append(code[1:-1] if code[:1] == code[-1:] == " " and code.strip() else code)
        return starts[following] + len(match[0])

    def _comment(self, match: re.Match[str]) -> int:
        end = self._ends.after_comment(match.start())
        if end < 0:
            self._out.append(match[0])
        return max(end, match.end())

    def _tag(self, match: re.Match[str]) -> int:
        if not self._rules.anchor and (ruby := ruby_text(self._source, match.start())):
            self._out.append(ruby[0])
            return ruby[1]
        shown, unseen = tag_text(match[0])
        if anchor := self._rules.anchor:
            literal = anchor.literal_tags and shown != HARD_BREAK
            return self._show(match, match[0] if literal else shown if shown == HARD_BREAK else "")
        self._out.append(shown)
        return max(self._ends.find(unseen, match.end())[1], match.end()) if unseen else match.end()

    def _url(self, match: re.Match[str]) -> int:
        url = match["autolink"] or match["url"]
        return self._show(match, url if len(url) <= MAX_URL or self._rules.anchor else "")

    def _emoji(self, match: re.Match[str]) -> int:
        """``:sushi:`` is a picture to the reader, ``10:30:15`` and ``a:b:c`` are not."""
        glued = match.start() and self._source[match.start() - 1] in grammar.NAME_CHARACTERS
        if self._rules.anchor or not self._rules.notation.emoji or glued:
            self._out.append(":")
            return match.start() + 1
        return match.end()

    def _run(self, match: re.Match[str]) -> int:
        self._emphasis.add(self._source, match.start(), match.end())
        return match.end()

    def _display(self, match: re.Match[str]) -> int:
        if (match.start(), match.end()) != self._extent:
            self._out.append(_compact(match["display"]))
        else:
            self._maths.append(match["display"].strip())
        return match.end()

    def _inline_maths(self, match: re.Match[str]) -> int:
        if not self._rules.notation.single_dollar or "](" in match["maths"]:
            self._out.append("$")
            return match.start() + 1
        if not self._rules.anchor or self._rules.anchor.maths:
            self._out.append(_compact(match["maths"]))
        return match.end()

    def _attributes(self, match: re.Match[str]) -> int:
        if not self._rules.notation.attributes:
            self._out.append("{:")
            return match.start() + 2
        after_space = self._source[max(match.start() - 1, 0) : match.start()] in (" ", "\t")
        if self._rules.anchor and after_space:
            self._out.append(match[0])  # after a text, kramdown takes them for text
        return match.end()

    def _ruby(self, match: re.Match[str]) -> int:
        reading = match[0][1:-1].partition("|")[2]
        base = match["ruby"]
        return self._show(match, base if self._rules.anchor else annotated(base, reading))

    def _open(self, match: re.Match[str]) -> int:
        assert match.lastgroup is not None, "called for a named group"
        self._push_bracket(match.lastgroup, match.end())
        return match.end()

    def _push_bracket(self, kind: str, start: int) -> None:
        self._brackets.append(_Bracket(len(self._out), start, kind, self._dead))
        self._out.append(_BRACKETS[kind])

    def _close(self, match: re.Match[str]) -> int:
        if not self._brackets:
            return self._show(match, "]")
        bracket = self._brackets.pop()
        dead = len(self._brackets) < self._dead
        self._dead = min(self._dead, len(self._brackets))
        if bracket.kind == "inline_note":
            self._notes.append(tidy(self._take_back(bracket)))
            return match.end()
        end = -1
        if not dead or bracket.kind == "image":
            end = grammar.link_end(self._source, bracket.start, match.start(), self._references)
        if self._rules.anchor and end > 0 and self._source[end - 1] not in ")]}":
            end = -1  # the address is cut off: readers are spared it, generators keep it
        if end < 0:
            return self._show(match, "]")
        self._keep_label(bracket)
        return end

    def _keep_label(self, bracket: _Bracket) -> None:
        """Leave of a link its label, of an image its alternative text."""
        if bracket.kind == "open":
            self._out[bracket.at] = ""
            self._dead = len(self._brackets)
            return
        self._dead = bracket.dead  # a link in a description does not count
        alt = self._take_back(bracket)
        if not self._rules.anchor:
            self._out.append(image_text(alt))
        elif self._rules.anchor.alts:
            self._out.append(alt)

    def _take_back(self, bracket: _Bracket) -> str:
        """Remove from the output what was written since the bracket opened, and return it."""
        text = "".join(self._out[bracket.at + 1 :])
        del self._out[bracket.at :]
        self._emphasis.forget(bracket.at)
        return text[:MAX_ALT]


def _compact(formula: str) -> str:
    """The source of a formula in one line: ``x^{2} `` → ``x^{2}``."""
    return " ".join(formula.split())


_ACTIONS: dict[str, Callable[[_Scanner, re.Match[str]], int]] = {
    "hard": lambda scanner, match: scanner._show(match, HARD_BREAK),
    "escape": lambda scanner, match: scanner._show(match, match[0][1]),
    "code": _Scanner._code,
    "comment": _Scanner._comment,
    "tag": _Scanner._tag,
    "autolink": _Scanner._url,
    "email": lambda scanner, match: scanner._show(match, match["email"]),
    "entity": lambda scanner, match: scanner._show(match, html.unescape(match[0])),
    "embed": lambda scanner, match: match.end(),
    "label": _Scanner._note,
    "inline_note": _Scanner._open,
    "image": _Scanner._open,
    "open": _Scanner._open,
    "close": _Scanner._close,
    "run": _Scanner._run,
    "display": _Scanner._display,
    "maths": _Scanner._inline_maths,
    "attributes": _Scanner._attributes,
    "ruby": _Scanner._ruby,
    "url": _Scanner._url,
    "emoji": _Scanner._emoji,
}
