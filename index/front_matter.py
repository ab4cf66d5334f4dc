"""The bytes of a file → front matter and body, or a named reason why not."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

MAX_FRONT_MATTER = 100_000
"""Characters of front matter; real ones have a few thousand at most."""


class FrontMatterError(Exception):
    """The front matter cannot be read; ``code`` is of :data:`index.problems.CODES`."""

    def __init__(self, code: str, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.code, self.reason, self.line = code, reason, line


@dataclass(frozen=True, slots=True)
class FrontMatter:
    metadata: dict[str, Any]
    body: str
    first_body_line: int
    warnings: tuple[tuple[str, str, int | None], ...] = ()
    """Code, reason, line."""


class _Toml(BaseHandler):  # type: ignore[misc]
    """Hugo's front matter between ``+++``."""

    START_DELIMITER = END_DELIMITER = "+++"
    FM_BOUNDARY = __import__("re").compile(r"^\+{3,}\s*$", __import__("re").MULTILINE)

    def load(self, fm: str, **kwargs: object) -> Any:
        return tomllib.loads(fm)


def parse(data: bytes) -> FrontMatter:
    """Splits a file; raises :class:`FrontMatterError`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FrontMatterError("undecodable", f"not UTF-8: {error.reason}") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    handler: BaseHandler = YAMLHandler()
    if text.startswith("+++"):
        handler = _Toml()
    elif text.startswith("{"):
        handler = JSONHandler()
    if not handler.detect(text):
        return FrontMatter({}, text, 1, (("no_front_matter", "no front matter", 1),))
    try:
        source, body = handler.split(text)
        if len(source) > MAX_FRONT_MATTER:
            raise FrontMatterError("front_matter_invalid", "more than 100,000 characters", 1)
        if isinstance(handler, YAMLHandler):
            metadata = yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        else:
            metadata = handler.load(source)
    except FrontMatterError:
        raise
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else None
        raise FrontMatterError("front_matter_invalid", str(error).split("\n")[0], line) from error
    if not isinstance(metadata, dict):
        return FrontMatter({}, text, 1, (("no_front_matter", "no mapping", 1),))
    first = text[: len(text) - len(body)].count("\n") + 1
    return FrontMatter(metadata, body, first)


__all__ = ["FrontMatter", "FrontMatterError", "frontmatter", "parse"]
