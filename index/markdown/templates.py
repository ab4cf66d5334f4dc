"""Liquid (Jekyll), tags (Hexo), shortcodes (Hugo): gone before Markdown is read.

What MDX adds is in :mod:`index.markdown.mdx`.

Each reader passes over the source once; a tag never reaches beyond the next one, so that unclosed
tags cost no time.
"""

from __future__ import annotations

import re

from index.markdown.mdx import strip_mdx

_LIQUID = re.compile(
    r"\{%-?\s*+(?P<tag>\w*+)(?P<rest>(?:[^%{]|%(?!\})|\{(?!%))*+)%\}|\{\{(?:[^{}]|\}(?!\}))*+\}\}"
)
_SHORTCODE = re.compile(
    r"\{\{[<%](?!/\*)\s*+(?P<end>/?)\s*+(?P<name>[^\s{}<>%/]*+)"
    r"(?P<rest>(?:[^{}]|\}(?!\}))*?)/?[>%]\}\}"
)
_ESCAPED_SHORTCODE = re.compile(r"\{\{([<%])/\*((?:[^{}*]|\*(?!/))*+)\*/([>%])\}\}")
_SHOWN_VALUE = re.compile(
    r"""\b(?:caption|title|alt|summary)\s*=\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`)"""
)
_RAW_TAGS = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_MARKDOWN_HTML = re.compile(
    r"<[a-z]+[^<>\n]{0,500}\smarkdown=[\"']?(?:1|block|span)[\"']?[^<>\n]{0,500}>"
)
_BACKTICK_FENCE = "````````````"

_VERBATIM = frozenset({"raw", "comment", "highlight", "codeblock", "code"})
_CODE_TAGS = frozenset({"highlight", "codeblock", "code"})
_LABELLED = frozenset({"post_link", "asset_link", "asset_img", "link"})
"""Tags of Hexo's whose first value is an address, and what follows it is shown."""
_CODE_SHORTCODES = {"highlight": "", "code": "", "mermaid": "mermaid"}


def strip_templates(source: str, flavour: str) -> str:
    """Run the templates of a Jekyll or Hugo post as far as a reader would notice.

    ``{% include figure.html caption="図" %}`` → ``図``; ``{{ site.title }}`` → nothing;
    ``{% highlight c %}…`` and ``{{< highlight go >}}…`` → a fenced code block.
    """
    if flavour == "kramdown" and "markdown=" in source:
        source = _MARKDOWN_HTML.sub("\n\n", source)
    if flavour in ("kramdown", "hexo", "html"):
        return _strip_liquid(source) if "{%" in source or "{{" in source else source
    if flavour == "mdx":
        return strip_mdx(source)
    if flavour == "hugo" and "{{" in source:
        return _strip_shortcodes(source)
    return source


def _strip_liquid(source: str) -> str:
    out: list[str] = []
    position = 0
    verbatim = ""
    for match in _LIQUID.finditer(source):
        tag = match["tag"] or ""
        if verbatim and tag != f"end{verbatim}":
            continue
        text = source[position : match.start()]
        out.append(_verbatim(text, verbatim))
        position = match.end()
        verbatim = tag if not verbatim and tag in _VERBATIM else ""
        if tag.startswith("include"):
            out.append(_shown_values(match["rest"]))
        elif tag in _LABELLED:
            out.append(_label(match["rest"]))
    out.append(source[position:])
    return "".join(out)


def _verbatim(text: str, kind: str) -> str:
    if kind == "comment":
        return ""
    return _fence(_RAW_TAGS.sub("", text), "") if kind in _CODE_TAGS else text


def _label(values: str) -> str:
    """``a.png "空港の朝" 100 200`` → ``空港の朝``: no address, no sizes, no truth values."""
    quoted = re.findall(r"\"([^\"]*)\"|'([^']*)'", values)
    if quoted:
        return " ".join("".join(groups) for groups in quoted)
    words = values.split()[1:]
    return " ".join(word for word in words if not re.fullmatch(r"[0-9]+|true|false", word))


def _strip_shortcodes(source: str) -> str:
    out: list[str] = []
    position = 0
    code = ""
    for match in _SHORTCODE.finditer(source):
        name, is_end = match["name"].lower(), bool(match["end"])
        if code and not (is_end and name == code):
            continue
        text = source[position : match.start()]
        out.append(_fence(text, _CODE_SHORTCODES[code]) if code else text)
        position = match.end()
        starts_code = not code and not is_end and name in _CODE_SHORTCODES
        code = name if starts_code else ""
        if not is_end and not starts_code:
            out.append(_shown_values(match["rest"]))
    out.append(source[position:])
    return _ESCAPED_SHORTCODE.sub(r"{{\1\2\3}}", "".join(out))


def _shown_values(parameters: str) -> str:
    """The parameters that templates show: captions, titles and alternative texts."""
    values = ("".join(groups) for groups in _SHOWN_VALUE.findall(parameters))
    return " ".join(dict.fromkeys(values))


def _fence(code: str, language: str) -> str:
    return f"\n\n{_BACKTICK_FENCE}{language}\n{code.strip(chr(10))}\n{_BACKTICK_FENCE}\n\n"
