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


SOUGHT = {
    "a/posts/_README.md": [
        r"\.md$", "README", "posts/", r"/_README\.md$", r"posts/.*", r".*/posts/.*", "~$|M",
        r"\.(?:md|bak|tmp)", r".*README.*\.md", r"^(?!.*\.(js|ts)$).*$", "(?:^|/)_[^/]+$",
        r"^(?!^4.10\/driver\/).*", r"(?:^|/)\w+/", "[Pp]osts?/", r"^a\/", r"a\/posts\/.*",
        r"(\w+/)*_README\.md", r"_.*\.md$", r".*\.(md|bin|tar)$", r"a/.*/_READMEs?.*\.md$",
        r"\.Rmd$|\.md$", "_files$|_README", r"/_[^/]*$", "posts", "(^|/)posts/", r"[^/]*\.md$",
        r"\.(git|obsidian|trash)/|posts", r"^(?!b/).*",
    ],
    "notes/2025-01-02_朝 b-c.md": [
        r"\d{4}-\d{2}-\d{2}_", r"[^\w\s-]", r"(?u)\A\s*", r"(?u)\s*\Z", r"[-\s]+", r"[\s]+",
        r"\W+", r"[^\w/]+", r"[^\w\s+-]", r"\A\s*", r"\s*\Z", r"^\s+|\s+$|b", r"C\+\+|c",
        r"^.*\.(?:psd|md|sketch)$", r"(?i)NOTES/.*",
    ],
}  # fmt: skip
NAMED = {
    "blog/2025-01-02_朝.ja.md": [
        r"(?P<path_no_ext>.*)\..*", r"(?P<path_no_ext>.*)\.[^.]*", "(?P<slug>.+).md",
        r"(?P<dirname>.*)/(?P<basename>.*)\..*", "(?P<title>.*)", "(?P<category>.+?)/.*",
        "(blog/)?(?P<slug>.+).md", r"(?:[^/]+/)*(?P<slug>[^/]+)\.md", r"(?:.*/)?(?P<slug>[^/]*)",
        r".*(?P<date>\d{4}-\d{2}-\d{2}).*", r".*_(?P<slug>.+)\.(?P<lang>[a-z]{2})",
        "(?P<slug>.*)/",
        r"blog/(?P<date>\d{4}-\d{2}-\d{2})_(?P<slug>.+)(\..*)?", r"(?P<c>\w+)/(?P<y>\d+)-(?P<s>.+)",
        r"(?P<slug>(?P<category>[a-zA-Z]+)/(?P<date>\d{4}-\d{2}-\d{2})_[^/]+)\.(?P<lang>[a-z].*).md",
        r"(notes|blog)/(?P<a>[^-]+)-(?P<b>[^-]+)-(?P<c>\w+)",
        r"(?P<full_path>(?P<path>.*)\/(?P<filename_full>(?P<filename_no_ext>.*)\..*))",
    ],
}  # fmt: skip
"""A path, and expressions of real sites' settings that are sought in it, or that name its parts."""


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
        (r"content/.*/drafts?/.*\.md$", "content/a/draft/b.md"),
        (r"(?:[^/]+/)*_", "a/b/_c.md"),
        (r"(\w+/)*README", "a/b/README"),
        (r"(a.*|b.*|c.*|d.*)-x", "bb-x"),
        (r"[*+?(]+", "(*"),
    ]
    + [(written, path) for path, group in SOUGHT.items() for written in group],
)
def test_what_people_write_is_tried(written: str, path: str) -> None:
    assert matches(tuple(compiled([written])), path)


@pytest.mark.parametrize(
    ("written", "path"), [(written, path) for path, group in NAMED.items() for written in group]
)
def test_what_people_write_of_names_is_tried(written: str, path: str) -> None:
    assert matches(tuple(compiled([written], "")), path)


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


@pytest.mark.timeout(20)
@pytest.mark.parametrize("written", [".*x.*y.*", "(.*)_(.*)-z", r"[^/]+\.tmp"])
def test_a_path_too_long_for_an_expression_of_several_stars_stays_hidden(written: str) -> None:
    (pattern,) = compiled([written])

    assert matches((pattern,), "a" * (MAX_TEXT + 1))
    assert not matches((pattern,), "a" * MAX_TEXT)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("written", ["private/.*", "^draft", r"\.Rmd$", "drafts?/", "(?:a|b)c"])
def test_a_path_of_any_length_is_asked_about_otherwise(written: str) -> None:
    (pattern,) = compiled([written])

    assert not matches((pattern,), "a" * 4096)


@pytest.mark.parametrize(
    ("written", "path", "meant"),
    [
        ("^draft/", "docs/draft/a.md", True),
        ("draft/", "docs/draft/a.md", True),
        ("draft/", "docs/x/draft/a.md", False),
        ("^x|^draft", "docs/draft.md", True),
        ("[^a]raft", "docs/draft.md", True),
        (r"\^draft", "docs/^draft.md", True),
        (r".*\.tmp$", "docs/a/b.tmp", True),
        ("^draft/", "other/draft/a.md", False),
    ],
)
def test_what_is_sought_below_a_folder_starts_there(written: str, path: str, meant: bool) -> None:
    assert matches(tuple(compiled([written], "docs")), path) is meant


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
