"""What can be wrong with a source file: one list of codes, each with its meaning.

A file is never lost silently: it is indexed, indexed with warnings, or skipped, and the report
names each with a code of this list, the file, and the line where there is one.
"""

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
    """What it is in this very file."""
    line: int | None = None
    """Where, counted from 1; None if it concerns the whole file."""
    site: str = ""
    """The name of the site, in reports of several; empty if it has none."""


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
    # Left out because the site says so.
    "draft": _skip("The post is a draft.", "下書きです。"),
    "unpublished": _skip("The post says that it is not published.", "非公開の記事です。"),
    "excluded": _skip(
        "The author keeps the post out of searches.", "検索の対象から外された記事です。"
    ),
    "future": _skip("The post is dated in the future.", "日付が未来の記事です。"),
    "expired": _skip("The post has expired.", "公開期限を過ぎています。"),
    "redirect_stub": _skip("The post only leads elsewhere.", "転送のためだけの記事です。"),
    "not_a_post": _skip(
        "The generator does not make a post of the file.", "記事として扱われないファイルです。"
    ),
    # Left out because it cannot be read.
    "unknown_markup": _skip(
        "The file is neither Markdown nor HTML.", "Markdown でも HTML でもないファイルです。"
    ),
    "front_matter_invalid": _skip(
        "The front matter cannot be read.", "フロントマターを読み取れません。"
    ),
    "front_matter_too_large": _skip(
        "The front matter is too large or nested too deeply.",
        "フロントマターが大きすぎるか、入れ子が深すぎます。",
    ),
    "file_too_large": _skip("The file is too large.", "ファイルが大きすぎます。"),
    "undecodable": _skip("The encoding cannot be told.", "文字コードを判別できません。"),
    "special_file": _skip("It is not an ordinary file.", "通常のファイルではありません。"),
    "outside_site": _skip("The link leads outside the site.", "リンク先がサイトの外にあります。"),
    "unreadable": _skip("The file cannot be opened.", "ファイルを開けません。"),
    # Indexed; worth a look.
    "no_front_matter": _warning("There is no front matter.", "フロントマターがありません。"),
    "front_matter_unclosed": _warning(
        "The front matter is not closed; all of the file is text.",
        "フロントマターが閉じられていないため、全体を本文として扱いました。",
    ),
    "repaired_front_matter": _warning(
        "The front matter was repaired.", "フロントマターを補正して読み取りました。"
    ),
    "duplicate_key": _warning(
        "A key stands twice; the last one counts.", "同じキーが重複しています（後のものを採用）。"
    ),
    "unknown_key": _warning(
        "A key looks like a misspelt one.", "キーの綴りが間違っている可能性があります。"
    ),
    "decoded": _warning(
        "The file is not UTF-8; its encoding was recognised.",
        "UTF-8 ではないため、文字コードを推定しました。",
    ),
    "control_character": _warning("Control characters were removed.", "制御文字を取り除きました。"),
    "date_missing": _warning("There is no date.", "日付がありません。"),
    "date_invalid": _warning("The date cannot be read.", "日付を読み取れません。"),
    "field_invalid": _warning(
        "A value is not of its field's type; the post is indexed without it.",
        "項目の型に合わない値です（その値なしで登録しました）。",
    ),
    "date_from_filename": _warning(
        "The date was taken from the file's name.", "日付はファイル名から取りました。"
    ),
    "date_disagrees": _warning(
        "The file's name has another date; the key counts.",
        "ファイル名の日付と異なります（キーを採用）。",
    ),
    "title_from_heading": _warning(
        "The title was taken from the first heading.", "タイトルは最初の見出しから取りました。"
    ),
    "title_from_filename": _warning(
        "The title was taken from the file's name.", "タイトルはファイル名から取りました。"
    ),
    "title_cut": _warning(
        "YAML takes what follows ' #' for a comment; quote the title.",
        "タイトルが「 #」以降で切れています。引用符で囲んでください。",
    ),
    "shortened": _warning(
        "A title, an excerpt or a tag is longer than people write and was cut.",
        "タイトル・概要・タグが長すぎるため、途中までを採用しました。",
    ),
    "duplicate_url": _warning(
        "Another post has the same URL.", "同じ URL の記事がほかにもあります。"
    ),
    "markup_too_deep": _warning(
        "The markup is nested too deeply and was reduced roughly.",
        "マークアップの入れ子が深すぎるため、簡略化して読み取りました。",
    ),
    "markup_too_long": _warning(
        "The text is too long and was reduced roughly.",
        "本文が長すぎるため、簡略化して読み取りました。",
    ),
}
