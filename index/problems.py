"""What can be wrong with a source file: one list of codes, each with its meaning.

A file is never lost silently: it is indexed, indexed with warnings, or skipped, and the report
names each with a code of this list, the file, and the line where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass


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


SKIPPED = {
    # Because the site says so.
    "draft": "The post is a draft.",
    "unpublished": "The post says that it is not published.",
    "excluded": "The author keeps the post out of searches.",
    "future": "The post is dated in the future.",
    "expired": "The post has expired.",
    "redirect_stub": "The post only leads elsewhere.",
    "not_a_post": "The generator does not make a post of the file.",
    # Because it cannot be read.
    "unknown_markup": "The file is neither Markdown nor HTML.",
    "front_matter_invalid": "The front matter cannot be read.",
    "front_matter_too_large": "The front matter is too large or nested too deeply.",
    "file_too_large": "The file is too large.",
    "undecodable": "The encoding cannot be told.",
    "special_file": "It is not an ordinary file.",
    "outside_site": "The link leads outside the site.",
    "unreadable": "The file cannot be opened.",
}
"""Codes of files that are left out, and what each means."""
WARNED = {
    "no_front_matter": "There is no front matter.",
    "front_matter_unclosed": "The front matter is not closed; all of the file is text.",
    "repaired_front_matter": "The front matter was repaired.",
    "duplicate_key": "A key stands twice; the last one counts.",
    "unknown_key": "A key looks like a misspelt one.",
    "decoded": "The file is not UTF-8; its encoding was recognised.",
    "control_character": "Control characters were removed.",
    "date_missing": "There is no date.",
    "date_invalid": "The date cannot be read.",
    "field_invalid": "A value is not of its field's type; the post is indexed without it.",
    "date_from_filename": "The date was taken from the file's name.",
    "date_disagrees": "The file's name has another date; the key counts.",
    "title_from_heading": "The title was taken from the first heading.",
    "title_from_filename": "The title was taken from the file's name.",
    "title_cut": "YAML takes what follows ' #' for a comment; quote the title.",
    "shortened": "A title, an excerpt or a tag is longer than people write and was cut.",
    "duplicate_url": "Another post has the same URL.",
    "markup_too_deep": "The markup is nested too deeply and was reduced roughly.",
    "markup_too_long": "The text is too long and was reduced roughly.",
}
"""Codes of what should be looked at in a file that is indexed."""
CODES = SKIPPED | WARNED
