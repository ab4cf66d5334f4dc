"""Mermaid diagrams: the labels are text, the arrows are not."""

from __future__ import annotations

import re

_LABEL = re.compile(
    r"""["]([^"\n]+)["] | \[([^\[\]\n]+)\] | \(([^()\n]+)\) | \{([^{}\n]+)\} | \|([^|\n]+)\|
    | (?<=:)[ ]*([^:\n]+)$
    | ^[ \t]*(?:title|section|participant|actor|Note[ ]\w+[ ]of)[ ]+([^:\n]+)""",
    re.VERBOSE | re.MULTILINE,
)
_BREAK = re.compile(r"<br\s*/?>|\\n", re.IGNORECASE)
_WRAPPING = " \t\"'()[]{}/\\"


def labels(diagram: str) -> str:
    """What a reader sees of a diagram, one label a line.

    ``A[開始] -->|はい| B{判断}`` → ``開始``, ``はい``, ``判断``.
    """
    diagram = _BREAK.sub(" ", diagram)
    found = (_unwrap("".join(groups).strip()) for groups in _LABEL.findall(diagram))
    return "\n".join(dict.fromkeys(label for label in found if label))


def _unwrap(label: str) -> str:
    """``(円)`` → ``円``; what stands in quotes is taken as it is: ``"東京 (駅)"``."""
    return label.strip('"') if label.startswith('"') else label.strip(_WRAPPING)
