"""What settings of a site exclude by expressions and patterns, none of which can hold up a run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import SiteError
from index.sites.expressions import compiled
from index.sites.site import open_site
from index.sites.walk import MAX_TEXT, expression, matches
from tests.golden.urls.sites import write_site


@pytest.mark.parametrize(
    "written",
    [
        "(a+)+b", "(a|a)*b", "(?:a|aa)+$", "(a*){20}b", "((ab)*c)*", "(?P<x>.*)+", "((a*))*",
        "(.*)(.*)(.*)(.*)x", "((a|a))+b", "(x(a|a)y)*", "(a?b?)*", "(?i:(a+))+b",
        ".*a.*a.*a.*a", "(?:\\w+\\s?)*$", "([a-z]+)*", "a?" * 13, "x" * (MAX_TEXT + 1), r"(\(+)+b",
        "([)]+)+b",
    ],
)  # fmt: skip
def test_an_expression_that_could_run_without_end_is_refused(written: str) -> None:
    with pytest.raises(SiteError, match="may run without end"):
        list(compiled([written]))


@pytest.mark.parametrize(
    ("written", "path"),
    [
        (r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.*)", "2025-01-02-旅"),
        (
            r"(?P<category>[^/]+)/(?P<year>[^/]+)/(?P<month>[^/]+)/(?P<slug>[^/]+)/x",
            "旅/2025/01/朝/x",
        ),
        (r".*\.(?:bak|tmp)$", "旅.tmp"),
        (r"(?:draft|private)?/[a-z_]+\.md", "draft/a.md"),
        (r"(?i)DRAFTS/.*", "drafts/a.md"),
        (r"\(\*+\)", "(**)"),
        (r"[*+?(]+", "(*"),
    ],
)
def test_what_people_write_is_tried(written: str, path: str) -> None:
    assert matches(tuple(compiled([written])), path)


def test_what_is_no_expression_is_none() -> None:
    assert not [*compiled(["(", "[z-a]", "a{2,1}", "(?P<1>a)"])]


HOSTILE = {
    "mkdocs": {
        "mkdocs.yml": "plugins:\n  - exclude:\n      regex: ['(a+)+b']\n",
        "docs/a.md": "# 朝\n",
    },
    "obsidian": {".obsidian/app.json": '{"userIgnoreFilters": ["/(a+)+b/"]}', "a.md": "# 朝\n"},
    "hugo": {"hugo.toml": 'ignoreFiles = ["(a+)+b"]\n', "content/a.md": "---\ntitle: 朝\n---\n"},
    "pelican": {
        "pelicanconf.py": "SLUG_REGEX_SUBSTITUTIONS = [('(a+)+b', '')]\n",
        "content/a.md": "Title: 朝\nDate: 2025-01-02\n\n朝\n",
    },
    "pelican, of names": {
        "pelicanconf.py": "FILENAME_METADATA = '(a+)+b'\n",
        "content/a.md": "Title: 朝\nDate: 2025-01-02\n\n朝\n",
    },
}


@pytest.mark.parametrize("name", HOSTILE)
def test_such_a_site_is_not_read_and_the_reason_is_told(name: str, tmp_path: Path) -> None:
    write_site(HOSTILE[name], tmp_path)

    with pytest.raises(SiteError, match=re.escape("'(a+)+b' in the settings")):
        open_site(tmp_path)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "pattern",
    ["*a" * 30 + "b", "**a" * 30 + "b", "*{a,aa}" * 12 + "b", "*?" * 30 + "b", "*[a]" * 30 + "b"],
)
def test_many_stars_take_no_time(pattern: str) -> None:
    matches((pattern,), "a" * 200)


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("*a*b*", "xaxbx", True),
        ("*a*b*", "xbxa", False),
        ("*a*a", "aba", True),
        ("*a*a", "ab", False),
        ("*a*/b", "xa/b", True),
        ("*a*/b", "a/a/b", False),
        ("**a**b", "x/a/y/b", True),
        ("*-*-*.md", "2025-01-02.md", True),
        ("*-*-*.md", "2025-01.md", False),
        ("{*a*b,*c*d}*", "xcxdx", True),
        ("{*a*b,*c*d}*", "xaxdx", False),
        ("*{a,b}*{c,d}*{e,f}*.md", "xaycze.txt", True),
    ],
)
def test_a_star_stands_for_what_it_always_did(pattern: str, path: str, meant: bool) -> None:
    """But for the last: what stands behind many that could end anywhere is not asked about."""
    assert (re.fullmatch(expression(pattern), path) is not None) is meant


def test_a_path_too_long_for_an_expression_stays_hidden() -> None:
    (pattern,) = compiled(["private/.*"])

    assert matches((pattern,), "a" * (MAX_TEXT + 1))
    assert not matches((pattern,), "a" * MAX_TEXT)


def test_what_a_site_is_known_by_is_the_same_in_every_process(tmp_path: Path) -> None:
    """Else all its posts would be read again by every run."""
    names = ("ja", "en", "ko", "zh-tw", "zh-cn", "de", "fr")
    texts = {f"themes/t/languages/{name}.yml": "a: b\n" for name in names}
    write_site({"_config.yml": "theme: t\n", "source/_posts/a.md": "朝\n", **texts}, tmp_path)
    program = (
        "import sys; from pathlib import Path; from index.sites.site import open_site; "
        "print(open_site(Path(sys.argv[1])).fingerprint)"
    )

    found = {
        subprocess.run(
            [sys.executable, "-c", program, tmp_path], capture_output=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in "12"
    }  # fmt: skip

    assert len(found) == 1
