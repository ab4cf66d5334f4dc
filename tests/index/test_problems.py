"""One site with everything that can be wrong with a file: each is named, and none costs another."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.fields import own_field, with_own
from index.problems import CODES, SKIPPED, WARNED
from index.runs.outcomes import Report
from index.runs.pipeline import Options, SiteSource, reindex
from index.sites.site import MAX_BYTES
from tests.support import write_site
from web.engines import local_store
from web.sentences import told_in

TITLE = "title: 題\n"
DATED = f"{TITLE}date: 2025-01-01\n"
LAUGHS = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)


def post(front: str, body: str = "本文。\n") -> bytes:
    return f"---\n{front}---\n{body}".encode()


def _too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)


FILES: dict[str, bytes | Callable[[Path], None]] = {
    "2025-01-01-good.md": post(DATED),
    "2025-01-01-draft.md": post(f"{DATED}draft: true\n"),
    "2025-01-01-unpublished.md": post(f"{DATED}published: false\n"),
    "2025-01-01-excluded.md": post(f"{DATED}search: false\n"),
    "2025-01-01-future.md": post(f"{TITLE}date: 2031-01-01\n"),
    "2025-01-01-expired.md": post(f"{DATED}expiryDate: 2025-06-01\n"),
    "2025-01-01-redirect_stub.md": post(f"{DATED}redirect_to: https://example.com/\n"),
    "not_a_post.md": post(DATED),
    "2025-01-01-front_matter_invalid.md": post(f"{DATED}tags: [桜] 旅\n"),
    "2025-01-01-front_matter_too_large.md": post(f"{DATED}{LAUGHS}"),
    "2025-01-01-unknown_markup.textile": post(DATED),
    "2025-01-01-file_too_large.md": _too_large,
    "2025-01-01-undecodable.md": bytes(range(128, 256)) * 100,
    "2025-01-01-special_file.md": lambda path: os.mkfifo(path),
    "2025-01-01-outside_site.md": lambda path: path.symlink_to("../../outside.md"),
    "2025-01-01-unreadable.md": lambda path: path.symlink_to("nowhere.md"),
    "2025-01-01-no_front_matter.md": "本文。\n".encode(),
    "2025-01-01-front_matter_unclosed.md": f"---\n{DATED}本文。\n".encode(),
    "2025-01-01-repaired_front_matter.md": post("title: @題\ndate: 2025-01-01\n"),
    "2025-01-01-duplicate_key.md": post(f"{DATED}{TITLE}"),
    "2025-01-01-unknown_key.md": post(f"{DATED}catetories: [旅]\n"),
    "2025-01-01-decoded.md": post(DATED, "ひらがなとカタカナ。").decode().encode("cp932"),
    "2025-01-01-control_character.md": post(DATED, "本\0文。\n"),
    "2025-99-99-date_missing.md": post(TITLE),
    "2025-01-01-date_invalid.md": post(f"{TITLE}date: 2025-13-01\n"),
    "2025-01-01-field_invalid.md": post(f"{DATED}level: やさしい\n"),
    "2025-01-01-date_from_filename.md": post(TITLE),
    "2020-05-05-date_disagrees.md": post(DATED),
    "2025-01-01-title_from_heading.md": post("date: 2025-01-01\n", "## 見出し\n"),
    "2025-01-01-title_from_filename.md": post("date: 2025-01-01\n"),
    "2025-01-01-title_cut.md": post("title: 題 #1\ndate: 2025-01-01\n"),
    "2025-01-01-shortened.md": post(f"title: {'長' * 1001}\ndate: 2025-01-01\n"),
    "2025-01-01-duplicate_url.md": post(f"{DATED}permalink: /2025/01/01/good.html\n"),
    "2025-01-01-markup_too_deep.md": post(DATED, "> " * 2000 + "本文。\n"),
    "2025-01-01-markup_too_long.md": post(DATED, "本文。\n" * 300_000),
}
"""A file's name says what is wrong with it."""

ALSO = {
    "good": {"duplicate_url"},
    "no_front_matter": {"date_from_filename", "title_from_filename"},
    "front_matter_unclosed": {"date_from_filename", "title_from_filename"},
    "date_invalid": {"date_from_filename"},
}
"""What else must be said of a file."""

LINES = {
    "front_matter_invalid": 4,
    "no_front_matter": 1,
    "front_matter_unclosed": 1,
    "repaired_front_matter": 2,
    "duplicate_key": 4,
    "unknown_key": 4,
    "control_character": 5,
    "date_invalid": 3,
    "field_invalid": 4,
    "date_disagrees": 3,
    "title_from_heading": 4,
    "title_cut": 2,
}
"""Where it is, in the file that is named after it."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("problems")
    root = write_site(folder / "site", {})
    (folder / "outside.md").write_bytes(post(DATED))
    for name, content in FILES.items():
        path = root / "_posts" / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
    options = Options(jobs=1, now=datetime(2026, 1, 1, tzinfo=UTC))
    return reindex(
        [SiteSource(root)],
        local_store(folder / "data"),
        AnalyzerChoice("janome"),
        options,
        fields=with_own([own_field("level", "number")]),
    )


def named(path: str) -> str:
    """What a file is named after."""
    return Path(path).stem.rpartition("-")[2]


def test_every_code_is_produced_and_no_other(report: Report) -> None:
    assert {one.code for one in (*report.skipped, *report.warnings)} == CODES.keys()


def test_each_file_is_told_to_have_what_it_has(report: Report) -> None:
    told: dict[str, set[str]] = {named(name): set() for name in FILES}
    for problem in (*report.skipped, *report.warnings):
        told[named(problem.path)].add(problem.code)
    expected = {name: {name, *ALSO.get(name, ())} - {"good"} for name in told}
    assert told == expected


def test_each_problem_names_file_line_and_reason(report: Report) -> None:
    problems = (*report.skipped, *report.warnings)
    assert all((problem.path.startswith("_posts/") and problem.reason) for problem in problems)
    own = {
        problem.code: problem.line for problem in problems if problem.code == named(problem.path)
    }
    assert {code: line for code, line in own.items() if line} == LINES


def test_what_is_skipped_is_not_warned_about_and_all_else_is_indexed(report: Report) -> None:
    assert {one.code for one in report.skipped} == SKIPPED.keys()
    assert {one.code for one in report.warnings} == WARNED.keys()
    assert len({problem.path for problem in report.skipped}) == len(report.skipped)
    assert report.posts == len(FILES) - len(report.skipped)


def test_every_code_is_explained_in_both_languages() -> None:
    for english in CODES.values():
        japanese = told_in(english, "ja")
        assert english.isascii()
        assert english.endswith(".")
        assert japanese.endswith(("。", "）"))
        assert not japanese.isascii()
    assert len({told_in(english, "ja") for english in CODES.values()}) == len(CODES)


def test_each_reason_is_there_in_japanese(report: Report) -> None:
    reasons = {problem.reason for problem in (*report.skipped, *report.warnings)}
    assert {one for one in reasons if not re.search("[ぁ-ん]", told_in(one, "ja"))} == set()
