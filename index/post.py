"""One source file, understood: what its generator would publish of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.document import About
from index.markdown.notations import Flavour
from index.problems import Problem

Kind = Literal["post", "page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(About):
    """What the file says, its body still as it is marked up."""

    body: str
    """The source after the front matter."""
    flavour: Flavour
    """How the body is marked up, see :func:`index.reading.plain_text.to_sections`."""
    first_body_line: int
    anchors: str = ""
    """What names its headings, if not what its flavour says."""
    before_number: str = ""
    """What stands before the number of an anchor that is there already: ``v`` of ``章-v2``."""
    expires: bool = False
    """Whether it is to be left out from some day on."""
    warnings: tuple[Problem, ...] = ()
