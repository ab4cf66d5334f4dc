"""Liquid (Jekyll), tags (Hexo), shortcodes (Hugo): gone before Markdown is read.

What MDX adds is in :mod:`index.markdown.mdx`.

Each reader passes over the source once; a tag never reaches beyond the next one, so that unclosed
tags cost no time.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from index.markdown.dialects import (
    CODE,
    fence,
    shown_values,
    strip_hatena,
    strip_includes,
    strip_obsidian,
    strip_python,
    strip_vue,
    strip_zola,
)
from index.markdown.mdx import strip_mdx
from index.markdown.myst import strip_myst
from index.markdown.notations import Flavour, notation_of

_LIQUID = re.compile(
    r"\{%-?\s*+(?P<tag>\w*+)(?P<rest>(?:[^%{]|%(?!\})|\{(?!%))*+)%\}|\{\{(?:[^{}]|\}(?!\}))*+\}\}"
)
_SHORTCODE = re.compile(
    r"\{\{[<%](?!/\*)\s*+(?P<end>/?)\s*+(?P<name>[^\s{}<>%/]*+)"
    r"(?P<rest>(?:[^{}]|\}(?!\}))*?)/?[>%]\}\}"
)
SHORTCODE_OF_HTML = re.compile(r"\{\{<[^{}>]{1,500}>\}\}\s{0,99}<[a-zA-Z]")
"""One that holds HTML, which Hugo shows even where it leaves out all other."""
_ESCAPED_SHORTCODE = re.compile(r"\{\{([<%])/\*((?:[^{}*]|\*(?!/))*+)\*/([>%])\}\}")
_RAW_TAGS = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_MARKDOWN_HTML = re.compile(
    r"<[a-z]+[^<>\n]{0,500}\smarkdown=[\"']?(?:1|block|span)[\"']?[^<>\n]{0,500}>"
)

_VERBATIM = frozenset({"raw", "comment", "highlight", "codeblock", "code"})
_REFERENCES = frozenset({"ref", "relref", "link", "post_url", "post_path", "asset_path", "url_for"})
"""Tags that stand for an address."""
_CODE_TAGS = frozenset({"highlight", "codeblock", "code"})
_LABELLED = frozenset({"post_link", "asset_link", "asset_img", "link"})
"""Tags of Hexo's whose first value is an address, and what follows it is shown."""
_NO_TITLE = {
    **dict.fromkeys(("codeblock", "blockquote", "quote"), r"(?<!\S)(?:https?://|\w+:)\S*"),
    "note": r"\A(?:\s*(?:default|primary|success|info|warn(?:ing)?|danger|no-icon|tip)(?!\S))+",
    **dict.fromkeys(("hideToggle", "timeline"), r",.*"),
}
"""Tags of Hexo's and its themes' that print what they are given, and what of it they do not."""
_CODE_SHORTCODES = {"highlight": "", "code": "", "mermaid": "mermaid"}


def strip_templates(source: str, flavour: Flavour) -> str:
    """Run the templates of a post as far as a reader would notice.

    ``{% include figure.html caption="図" %}`` → ``図``; ``{{ site.title }}`` → nothing;
    ``{% highlight c %}…`` and ``{{< highlight go >}}…`` → a fenced code block.
    """
    if flavour == "kramdown" and "markdown=" in source:
        source = _MARKDOWN_HTML.sub("\n\n", source)
    reader = READERS.get(notation_of(flavour).templates)
    return reader(source) if reader else source


def _strip_liquid(source: str) -> str:
    if "{%" not in source and "{{" not in source:
        return source
    out: list[str] = []
    position = 0
    verbatim = ""
    for match in _LIQUID.finditer(source):
        tag = match["tag"] or ""
        if verbatim and tag != f"end{verbatim}":
            continue
        out.append(_verbatim(source[position : match.start()], verbatim))
        position = match.end()
        is_verbatim = tag in _VERBATIM or _is_secret(tag)
        verbatim = tag if not verbatim and is_verbatim else ""
        if _is_address(source, match.start(), match.end()):
            out.append(_NOWHERE)
        elif tag.startswith("include"):
            out.append(shown_values(match["rest"]))
        elif tag in _LABELLED:
            out.append(_label(match["rest"]))
        elif tag in _NO_TITLE and (title := _title(tag, match["rest"])):
            out.append(f"\n\n{title}\n\n")
    out.append(source[position:])
    return "".join(out)


def _verbatim(text: str, kind: str) -> str:
    if kind == "comment" or _is_secret(kind):
        return ""
    return fence(_RAW_TAGS.sub("", text), "") if kind in _CODE_TAGS else text


def _title(tag: str, values: str) -> str:
    """``lang:ruby 題 https://example.com 出典`` → ``題 出典``, which Hexo shows above the code."""
    return " ".join(re.sub(_NO_TITLE[tag], "", values).split())


def _label(values: str) -> str:
    """``a.png "空港の朝" 100 200`` → ``空港の朝``: no address, no sizes, no truth values."""
    quoted = re.findall(r"\"([^\"]*)\"|'([^']*)'", values)
    if quoted:
        return " ".join("".join(groups) for groups in quoted)
    words = values.split()[1:]
    return " ".join(word for word in words if not re.fullmatch(r"[0-9]+|true|false", word))


def _strip_shortcodes(source: str) -> str:
    if "{{" not in source:
        return source
    out: list[str] = []
    position = 0
    code = ""
    for match in _SHORTCODE.finditer(source):
        name, is_end = match["name"].lower(), bool(match["end"])
        if code and not (is_end and name == code):
            continue
        text = source[position : match.start()]
        if code in _CODE_SHORTCODES:
            text = fence(text, _CODE_SHORTCODES[code])
        out.append("" if code == "comment" or _is_secret(code) else text)
        position = match.end()
        starts_code = name in _CODE_SHORTCODES or name == "comment" or _is_secret(name)
        code = name if starts_code and not code and not is_end else ""
        if _is_address(source, match.start(), match.end()):
            out.append(_NOWHERE)
        elif not is_end and not code and name not in _REFERENCES:
            out.append(shown_values(match["rest"]))
    out.append(source[position:])
    return _ESCAPED_SHORTCODE.sub(r"{{\1\2\3}}", "".join(out))


_NOWHERE = "#"
"""In place of an address that a template makes: a title may follow it."""


def _is_address(source: str, start: int, end: int) -> bool:
    """Whether what stands there is all of a link's address, or of that of a definition."""
    if source[end : end + 1].strip(")>"):
        return False
    return source.startswith(("](", "]: "), start - 2) or source.startswith(
        ("](<", "]: "), start - 3
    )


def _is_secret(name: str) -> bool:
    """``hugo-encryptor``, ``encrypt``: a reader needs a password for what is in it."""
    return "encrypt" in name


def _strip_tags(source: str) -> str:
    """Hexo runs its tags nowhere in blocks of code."""
    fences = [(m.start(), m.end()) for m in CODE.finditer(source) if m["fence"]]
    kept = [source[start:end] for start, end in fences]
    holes: list[str] = []
    position = 0
    for number, (start, end) in enumerate(fences):
        holes += source[position:start], f"\x02{number}\x03"
        position = end
    text = _strip_liquid("".join((*holes, source[position:])))
    return re.sub(r"\x02(\d+)\x03", lambda match: kept[int(match[1])], text)


READERS: dict[str, Callable[[str], str]] = {
    "liquid": _strip_liquid,
    "tags": _strip_tags,
    "shortcodes": _strip_shortcodes,
    "mdx": strip_mdx,
    "vue": strip_vue,
    "python": strip_python,
    "includes": strip_includes,
    "zola": strip_zola,
    "obsidian": strip_obsidian,
    "hatena": strip_hatena,
    "myst": strip_myst,
}
"""What runs before Markdown does, by its name in :mod:`notations`."""
