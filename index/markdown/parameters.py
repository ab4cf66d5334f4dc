"""What the parameters of templates show, and code that a template makes."""

from __future__ import annotations

import re

_VALUE = re.compile(r"""(?:\b([\w-]+)\s*[=:]\s*)?(?:"([^"]*)"|'([^']*)'|`([^`]*)`)""")
_SHOWN = frozenset({"caption", "title", "alt", "summary", "text", "label", "description"})
"""Parameters whose values templates show; others show theirs if it is Japanese, and no address."""
_ADDRESSES = frozenset({
    "src", "href", "url", "link", "path", "file", "image", "img", "id", "class", "style", "ref",
})  # fmt: skip
_ADDRESS = re.compile(r"\S*(?:://\S*|\.\w{2,5})|[./#]\S*")
_BACKTICK_FENCE = "````````````"


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
