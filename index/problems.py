"""What can be wrong with a source file: one list of codes, each with its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    SKIP = "skip"
    """The file is not indexed."""
    WARNING = "warning"
    """It is, and something in it should be looked at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one file that its author should know."""

    path: str
    """Relative to the site."""
    code: str
    """One of :data:`CODES`."""
    reason: str
    """What is wrong in this very file."""
    line: int | None = None
    """Where, counted from 1; None if it concerns the whole file."""

    @property
    def is_skip(self) -> bool:
        return CODES[self.code].severity is Severity.SKIP


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means."""

    severity: Severity
    english: str
    japanese: str


def _skip(english: str, japanese: str) -> Code:
    return Code(Severity.SKIP, english, japanese)


def _warning(english: str, japanese: str) -> Code:
    return Code(Severity.WARNING, english, japanese)


CODES: dict[str, Code] = {
    "draft": _skip("The post is a draft.", "下書きです。"),
    "unpublished": _skip("The post says published: false.", "published: false の記事です。"),
    "future": _skip("The post is dated in the future.", "日付が未来の記事です。"),
    "front_matter_invalid": _skip(
        "The front matter cannot be read.", "フロントマターを読み取れません。"
    ),
    "file_too_large": _skip("The file is too large.", "ファイルが大きすぎます。"),
    "undecodable": _skip("The encoding is not known.", "文字コードを判別できません。"),
    "special_file": _skip("It is not an ordinary file.", "通常のファイルではありません。"),
    "no_front_matter": _warning("There is no front matter.", "フロントマターがありません。"),
    "date_missing": _warning("There is no date.", "日付がありません。"),
    "date_from_filename": _warning(
        "The date was taken from the file's name.", "日付はファイル名から取りました。"
    ),
    "title_from_heading": _warning(
        "The title was taken from the first heading.", "タイトルは最初の見出しから取りました。"
    ),
    "title_from_filename": _warning(
        "The title was taken from the file's name.", "タイトルはファイル名から取りました。"
    ),
}
