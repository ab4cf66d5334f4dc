"""What single generators add to Markdown in its source: comments, links between notes, notes.

Each reader passes over the source once; nothing that is not closed is sought twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

CODE_PATTERN = (
    r"^[ \t>]*(?P<fence>`{3,}+|~{3,}+)[^\n]*+(?:\n(?:.*?^[ \t>]*(?P=fence)[`~]*+[ \t]*+$|.*\Z)|\Z)"
    r"|(?<!`)(?P<ticks>`{1,40}+)(?!`)[^`\n]++(?P=ticks)(?!`)"
)
CODE = re.compile(CODE_PATTERN, re.MULTILINE | re.DOTALL)
_VALUE = re.compile(r"""(?:\b([\w-]+)\s*[=:]\s*)?(?:"([^"]*)"|'([^']*)'|`([^`]*)`)""")
_SHOWN = frozenset({"caption", "title", "alt", "summary", "text", "label", "description"})
"""Parameters whose values templates show; others show theirs if it is Japanese, and no address."""
_ADDRESSES = frozenset({
    "src", "href", "url", "link", "path", "file", "image", "img", "id", "class", "style", "ref",
})  # fmt: skip
_ADDRESS = re.compile(r"\S*(?:://\S*|\.\w{2,5})|[./#]\S*")
_BACKTICK_FENCE = "````````````"


def outside_code(source: str, change: Callable[[str], str]) -> str:
    """The source with all but its code changed."""
    if "`" not in source and "~~~" not in source:
        return change(source)
    out: list[str] = []
    position = 0
    for code in CODE.finditer(source):
        out += change(source[position : code.start()]), code[0]
        position = code.end()
    return "".join((*out, change(source[position:])))


def with_fences(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it lies in a block of code that has begun above it."""
    fence = ""
    for line in lines:
        yield line, bool(fence)
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~") and fence in ("", mark):
            fence = "" if fence else mark


_VUE = re.compile(
    r"\{\{[^{}\n]{0,1000}\}\}|^\[\[toc\]\][ \t]*$|^<<<[ \t]*[@./][^\n]*$", re.M | re.I
)
_PYTHON = re.compile(
    r"^\[TOC\][ \t]*$|^[ \t]*-{1,2}8<-{1,2}[^\n]*$"
    r"|(?:(?<=[:*_)\]>])|\A)\{:?[ ]*(?:[.#]|[\w-]{1,50}=)[^{}\n]{1,200}\}",
    re.MULTILINE,
)
"""The last are the attributes of what stands before them: ``:sushi:{ .large }``."""
_MARK = re.compile(r"==(?=\S)([^=\n]{1,500})(?<=\S)==")
_UNFOLDED = re.compile(
    r"(?P<indent>[ ]*)(?:!!!|\?\?\?\+?|===[!+]*)[ \t]+(?P<kind>[\w -]*?)[ \t]*"
    r"(?:\"(?P<title>[^\"\n]*)\")?[ \t]*"
)
_INCLUDE = re.compile(r"(?<!\\)\{\{#[^{}\n]{0,1000}\}\}")
_RUST = re.compile(r"^[ \t>]*(`{3,40}|~{3,40})[ \t]*rust\b[^\n]*\n.*?^[ \t>]*\1", re.M | re.DOTALL)
_HIDDEN = re.compile(r"^[ \t]*#(?![!\[#])[^\n]*\n", re.MULTILINE)
_ZOLA = re.compile(
    r"\{\{(?!/\*)\s*[\w:]+\((?P<inline>[^{}]{0,2000})\)\s*\}\}"
    r"|\{%(?!/\*)\s*(?:end|[\w:]+\((?P<block>[^{}]{0,2000})\))\s*%\}|\{#[^{}]{0,2000}#\}"
)
_ZOLA_ESCAPED = re.compile(r"\{([{%])/\*(.{0,2000}?)\*/([}%])\}", re.DOTALL)
_WIKI_LINK = re.compile(r"(!?)\[\[([^\[\]|\n]{0,500})(?:\\?\|([^\[\]\n]{0,500}))?\]\]")
_OBSIDIAN_COMMENT = re.compile(r"%%(?:[^%]|%(?!%))*+%%")
_BLOCK_NAME = re.compile(r"(?:^|[ \t])\^[A-Za-z0-9-]{1,60}[ \t]*$", re.MULTILINE)
_HASHTAG = re.compile(r"(?:^|(?<=\s))#(?=[^\s#!-/:-@\[-`{-~]{1,100})(?!\d+(?:\s|$))", re.MULTILINE)
_SIZE = re.compile(r"\d+(?:x\d+)?")
_HATENA = re.compile(
    r"\[:contents\]|\[(?:asin|isbn|ean|f:id|g|youtube|niconico|map|gist|twitter|itunes|rakuten|image)"
    r":[^\[\]\n]{1,500}\]|\[(?P<url>https?://[^\[\]\s]{1,500}?):(?:title(?:=(?P<title>[^\[\]\n]{0,300}))?"
    r"|embed|barcode|image|movie|cite|detail|bookmark)(?::[^\[\]\n]{0,100})?\]"
    r"|\[tex:(?P<tex>(?:[^\[\]\n]|\[[^\[\]\n]{0,100}\]){1,500})\]"
)
_HATENA_NOTE = re.compile(
    r"(?<!\()\(\((?!\()([^()\n]{1,1000}(?:\([^()\n]{0,300}\)[^()\n]{0,300}){0,5})\)\)(?!\))"
)
_HATENA_CODE = re.compile(
    r"^>\|(\w*)\|[ \t]*\n((?:(?!>\||\|\|<)[^\n]*\n)*+)\|\|<[ \t]*$", re.MULTILINE
)


def strip_vue(source: str) -> str:
    return outside_code(source, lambda text: _VUE.sub("", text))


def strip_python(source: str) -> str:
    """``!!! note "題"``, ``??? tip`` and ``=== "題"`` are a title and what is indented below."""
    source = outside_code(source, lambda text: _MARK.sub(r"\1", _PYTHON.sub("", text)))
    if not re.search(r"^[ ]*(?:!!!|\?\?\?|===)[ !+]", source, re.MULTILINE):
        return source
    out: list[str] = []
    levels: list[int] = []
    for line, is_code in with_fences(source.split("\n")):
        indent = len(line) - len(line.lstrip(" "))
        while levels and not is_code and line.strip() and indent < levels[-1]:
            levels.pop()
        text = line[4 * len(levels) :] if line[: 4 * len(levels)].isspace() else line
        match = None if is_code else _UNFOLDED.fullmatch(text)
        if match and (match["kind"] or match["title"]):
            levels.append(indent + 4)
            kind = "" if match["kind"].isascii() else match["kind"].split()[0]
            title = kind if match["title"] is None else match["title"]  # !!! 理由
            out += "", f"{match['indent']}{title}", ""
        else:
            out.append(text)
    return "\n".join(out)


def strip_includes(source: str) -> str:
    """What could not be taken in goes, and lines of Rust that mdBook hides: ``# fn main() {``."""
    return _RUST.sub(lambda match: _HIDDEN.sub("", match[0]), _INCLUDE.sub("", source))


def strip_zola(source: str) -> str:
    def shown(match: re.Match[str]) -> str:
        return shown_values(match["inline"] or match["block"] or "")

    return _ZOLA_ESCAPED.sub(r"{\1\2\3}", _ZOLA.sub(shown, source))


def strip_obsidian(source: str) -> str:
    """``[[灯台|あかり]]`` → ``あかり``; comments, pictures and names of blocks go."""

    def link(match: re.Match[str]) -> str:
        name, text = match[2], match[3]
        if match[1]:
            return "" if not text or _SIZE.fullmatch(text) else text
        return text or name.strip("#").partition("#")[0]

    def change(text: str) -> str:
        text = _WIKI_LINK.sub(link, _OBSIDIAN_COMMENT.sub("", text))
        return _BLOCK_NAME.sub("", _HASHTAG.sub("", _MARK.sub(r"\1", text)))

    return outside_code(source, change)


def strip_hatena(source: str) -> str:
    """``((注))`` is a note, ``[…:embed]`` a card, ``[…:title=題]`` a link."""
    source = _HATENA_CODE.sub(lambda match: fence(match[2], match[1]), source)

    def shown(match: re.Match[str]) -> str:
        return f"${match['tex']}$" if match["tex"] else match["title"] or ""

    def change(text: str) -> str:
        return _HATENA.sub(shown, _HATENA_NOTE.sub(r"^[\1]", text))

    return outside_code(source, change)


def shown_values(parameters: str) -> str:
    """The parameters that templates show: captions, titles, and Japanese under any name."""
    shown = []
    for name, *groups in _VALUE.findall(parameters):
        value = "".join(groups).strip()
        japanese = not value.isascii() and name.lower() not in _ADDRESSES
        if name.lower() in _SHOWN or (japanese and not _ADDRESS.fullmatch(value)):
            shown.append(value)
    return " ".join(dict.fromkeys(filter(None, shown)))


def fence(code: str, language: str) -> str:
    return f"\n\n{_BACKTICK_FENCE}{language}\n{code.strip(chr(10))}\n{_BACKTICK_FENCE}\n\n"
