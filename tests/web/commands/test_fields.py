"""The owner's own fields, from sakuin.toml to the hits on a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import post_source, write_site
from tests.web.commands.blog import index_json, sakuin
from web.access.keys import KeyStore

TOML = """
tokenizer = "janome"
[fields.series]
facet = true
label = { ja = "連載", en = "Series" }
[fields.level]
type = "number"
from = ["level", "難易度"]
sort = true
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site and its settings, in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sakuin.toml").write_text(TOML, "utf-8")
    posts = {
        "2025-01-01-one.md": post_source("一", "桜。", series="索引入門", 難易度="１"),
        "2025-01-02-two.md": post_source("二", "桜。", series="索引入門", level="2.5"),
        "2025-01-03-three.md": post_source("三", "桜。", level="高い"),
    }
    return write_site(tmp_path / "site", posts)


Capture = pytest.CaptureFixture[str]


def titles(capsys: Capture, *arguments: str) -> list[str]:
    status, out, err = sakuin(capsys, "search", "--json", *arguments)
    assert status == 0, err
    return [hit["title"] for hit in json.loads(out)["hits"]]


def test_the_example_of_the_manual_works(folder: Path, capsys: Capture) -> None:
    report = index_json(capsys, folder)
    (warning,) = [one for one in report["warnings"] if one["code"] == "field_invalid"]
    assert (warning["path"], warning["line"]) == ("_posts/2025-01-03-three.md", 3)
    assert "'level'" in warning["reason"]
    assert titles(capsys, "series:索引入門") == ["二", "一"]
    assert titles(capsys, "連載:索引入門 level:..1") == ["一"]
    assert titles(capsys, "--", "-series:索引入門") == ["三"]
    assert titles(capsys, "level:2..3") == ["二"]
    assert titles(capsys, "--where", "series=索引入門", "--sort", "level") == ["一", "二"]
    assert titles(capsys, "桜", "--sort=-level") == ["二", "一", "三"]
    assert titles(capsys, "--where", "level=1", "--where", "level=2.5") == ["二", "一"]
    assert titles(capsys, "--where", "tag=x") == []
    status, out, _ = sakuin(capsys, "stats", "--json")
    assert (status, json.loads(out)["facets"]["series"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--where", "colour=red"], "no field 'colour'; fields are category, tag"),
        (["--where", "series"], "'series' is not NAME=VALUE, such as series=索引入門"),
        (["--where", "series= "], "is not NAME=VALUE"),
        (["--where", "level=高い"], "--where level: must be a number or a range"),
        (
            ["--sort", "series"],
            "--sort: must be one of relevance, newest, oldest, date, -date, level",
        ),
    ],
)
def test_wrong_use_is_explained(
    folder: Path, capsys: Capture, arguments: list[str], said: str
) -> None:
    index_json(capsys, folder)
    status, _, err = sakuin(capsys, "search", *arguments)
    assert (status, said in err) == (2, True), err


def test_the_index_says_how_a_query_is_understood(folder: Path, capsys: Capture) -> None:
    """Whoever edits the settings sees the change after the next run, and not by halves."""
    index_json(capsys, folder)
    Path("sakuin.toml").write_text('tokenizer = "janome"\n', "utf-8")
    assert titles(capsys, "series:索引入門") == ["二", "一"]
    status, out, err = sakuin(capsys, "index", folder)
    assert (status, "2 updated" in out) == (0, True)
    assert "fields changed (level, series)" in err
    assert "no field 'level'" in sakuin(capsys, "search", "--where", "level=1")[2]
    Path("sakuin.toml").write_text('[fields.level]\ntype = "number"\n', "utf-8")
    assert "'level' is not indexed yet" in sakuin(capsys, "search", "--where", "level=1")[2]
    assert "level" not in json.loads(sakuin(capsys, "stats", "--json")[1])["facets"]


def test_a_key_may_be_held_within_an_own_field(folder: Path, capsys: Capture) -> None:
    index_json(capsys, folder)
    assert sakuin(capsys, "keys", "create", "one", "--filter", "series:索引入門")[0] == 0
    assert [key.filter for key in KeyStore(Path(".sakuin")).all()] == ["series:索引入門"]
    status, _, err = sakuin(capsys, "keys", "create", "two", "--filter", "colour:red")
    assert (status, "fields are category, tag" in err) == (2, True)
