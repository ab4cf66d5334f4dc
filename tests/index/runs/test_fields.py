"""The owner's fields in a run: read from front matter, and read again when the table changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.errors import SiteError
from index.fields import BUILT_IN, Field, FieldTable, own_field, with_own
from index.runs.outcomes import Report
from index.runs.pipeline import Options, SiteSource, reindex
from tests.support import open_live, post_source, write_site
from web.engines import local_store

SERIES = own_field("series", facet=True)
LEVEL = own_field("level", "number", ["level", "難易度"])
TABLE = with_own([SERIES, LEVEL])


def run(folder: Path, fields: FieldTable, *names: str) -> Report:
    sources = [SiteSource(folder / (name or "site"), name) for name in names or ("",)]
    store, options = local_store(folder / "data"), Options(jobs=1)
    return reindex(sources, store, AnalyzerChoice("janome"), options, fields=fields)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_site(
        tmp_path / "site",
        {
            "2025-01-01-one.md": post_source("一", "本文。", series="索引入門", 難易度="１"),
            "2025-01-02-two.md": post_source("二", "本文。", Level="2"),
            "2025-01-03-three.md": post_source(
                "三", "本文。", series="[索引入門, 別]", level="高い"
            ),
            "2025-01-04-four.md": post_source("四", "本文。"),
        },
    )
    return tmp_path


def fields_of(folder: Path, name: str) -> object:
    document = open_live(folder / "data").current().document(f"_posts/2025-01-{name}.md")
    assert document
    return dict(document.fields)


def test_values_are_read_from_all_the_keys_that_the_owner_names(folder: Path) -> None:
    run(folder, TABLE)
    assert fields_of(folder, "01-one") == {"series": ("索引入門",), "level": (1,)}
    assert fields_of(folder, "02-two") == {"level": (2,)}
    assert fields_of(folder, "04-four") == {}


@pytest.mark.parametrize("wanted", ["ガイド", "カ\u3099イト\u3099", "ｶﾞｲﾄﾞ"])
def test_a_key_is_the_same_in_any_width_and_with_its_marks_apart(
    tmp_path: Path, wanted: str
) -> None:
    keys = {"01-one": "ガイド", "02-two": "カ\u3099イト\u3099", "03-three": "ｶﾞｲﾄﾞ"}
    texts = {
        f"2025-01-{name}.md": post_source("題", "本文。", **{key: "森"})
        for name, key in keys.items()
    }
    write_site(tmp_path / "site", texts)
    run(tmp_path, with_own([own_field("guide", sources=[wanted], labels={"ja": wanted})]))
    assert all(fields_of(tmp_path, name) == {"guide": ("森",)} for name in keys)


def test_values_one_level_deeper_are_read_where_generators_want_them(tmp_path: Path) -> None:
    hugo = {
        "hugo.toml": 'baseURL = "https://example.com/"\n',
        "content/_index.md": "---\ncascade:\n  params: {Level: 4}\n  series: 遺産\n---\n",
        "content/own.md": "---\ntitle: 一\nparams: {Series: 自分}\n---\n本文。\n",
        "content/passed.md": "---\ntitle: 二\nparams: {level: 2}\n---\n本文。\n",
        "content/extra.md": "---\ntitle: 三\nextra: {難易度: 3}\nlevel: []\n---\n本文。\n",
    }
    (tmp_path / "site" / "content").mkdir(parents=True)
    for path, text in hugo.items():
        (tmp_path / "site" / path).write_text(text, "utf-8")
    run(tmp_path, TABLE)
    found = open_live(tmp_path / "data").current()
    documents = {name: found.document(f"content/{name}.md") for name in ("own", "passed", "extra")}
    assert {name: one and dict(one.fields) for name, one in documents.items()} == {
        "own": {"series": ("自分",), "level": (4,)},
        "passed": {"series": ("遺産",), "level": (2,)},
        "extra": {"series": ("遺産",), "level": (3,)},
    }


def test_what_is_not_of_its_type_is_a_warning_that_names_file_line_and_key(folder: Path) -> None:
    report = run(folder, TABLE)
    (warning,) = [one for one in report.warnings if one.code == "field_invalid"]
    assert (warning.path, warning.line) == ("_posts/2025-01-03-three.md", 4)
    assert (
        warning.reason
        == "'level': must be a number such as 3 or 2.5, of at most 15 digits, not '高い'"
    )
    assert fields_of(folder, "03-three") == {"series": ("索引入門", "別")}


def test_a_new_field_indexes_again_what_has_it_and_nothing_else(folder: Path) -> None:
    run(folder, BUILT_IN)
    report = run(folder, with_own([LEVEL]))
    assert report.changed_fields == ("level",)
    assert (report.updated, report.unchanged, report.published) == (2, 2, True)
    assert local_store(folder / "data").current().fields == with_own([LEVEL])
    report = run(folder, with_own([LEVEL]))
    assert (report.changed_fields, report.published) == ((), False)


def test_a_field_that_no_post_has_is_told_once(folder: Path) -> None:
    wrong = own_field("serise", facet=True)  # a slip, or a key of another site
    assert run(folder, with_own([LEVEL, wrong])).empty_fields == ("serise",)
    assert run(folder, with_own([LEVEL, wrong])).empty_fields == ()
    dotted = own_field("rank", sources=["params.level"])
    assert run(folder, with_own([LEVEL, wrong, dotted])).empty_fields == ("rank",)
    right = own_field("rank", sources=["level"])
    assert run(folder, with_own([LEVEL, wrong, right])).empty_fields == ()


def test_another_type_reads_the_values_again(folder: Path) -> None:
    run(folder, TABLE)
    report = run(folder, with_own([SERIES, own_field("level", "keyword")]))
    assert report.changed_fields == ("level",)
    assert fields_of(folder, "03-three") == {"series": ("索引入門", "別"), "level": ("高い",)}


def test_another_label_is_published_without_writing_a_post(folder: Path) -> None:
    run(folder, TABLE)
    labelled = with_own([own_field("series", facet=True, labels={"ja": "連載"}), LEVEL])
    report = run(folder, labelled)
    assert (report.updated, report.published) == (0, True)
    assert local_store(folder / "data").current().fields == labelled


def test_a_field_that_is_gone_is_gone(folder: Path) -> None:
    run(folder, TABLE)
    run(folder, BUILT_IN)
    assert fields_of(folder, "01-one") == {}


def test_sites_that_a_run_does_not_name_must_be_read_again_too(tmp_path: Path) -> None:
    for name in ("blog", "notes"):
        write_site(tmp_path / name, {"2025-01-01-a.md": post_source("一", "本文。", level="高い")})
    run(tmp_path, BUILT_IN, "blog", "notes")
    with pytest.raises(SiteError, match=r"table of fields has changed.*notes"):
        run(tmp_path, TABLE, "blog")
    run(tmp_path, TABLE, "blog", "notes")


def test_a_new_built_in_field_is_read_as_it_stands(folder: Path) -> None:
    row = Field("series", sources=("series",), filter=True, facet=True)
    run(folder, FieldTable((*BUILT_IN.rows, row)))
    assert fields_of(folder, "01-one") == {"series": ("索引入門",)}
