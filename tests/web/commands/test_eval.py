"""``sakuin eval``: the figures of judged queries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.commands.blog import sakuin


def test_judged_queries_are_ranked(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", site)
    Path("queries.tsv").write_text("1\t東京\n2\t鹿\n", "utf-8")
    Path("qrels.tsv").write_text(
        "1\t0\t_posts/2025-10-30-tokyo.md\t1\n2\t0\t_posts/none.md\t1\n", "utf-8"
    )
    _, out, _ = sakuin(capsys, "eval", "queries.tsv", "qrels.tsv", "--json")
    evaluation = json.loads(out)
    assert (evaluation["queries"], evaluation["mrr"]) == (2, 0.5)


def test_documents_of_a_judged_set_are_indexed_once(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("docs.jsonl").write_text('{"id": "d1", "title": "梅雨", "text": "雨が続く。"}\n', "utf-8")
    Path("queries.tsv").write_text("1\t雨の季節\n", "utf-8")
    Path("qrels.tsv").write_text("1\t0\td1\t1\n", "utf-8")
    arguments = ("eval", "queries.tsv", "qrels.tsv", "--documents", "docs.jsonl")
    assert "MRR@10         1.0000" in sakuin(capsys, *arguments)[1]
    assert len(list(Path(".sakuin/eval").iterdir())) == 1
    assert sakuin(capsys, *arguments)[0] == 0
    assert len(list(Path(".sakuin/eval").iterdir())) == 1
    Path("docs.jsonl").write_text('{"id": "d1"}\n', "utf-8")
    assert "docs.jsonl:1: must be a JSON object" in sakuin(capsys, *arguments)[2]


def test_judged_files_may_have_comments_and_names_of_sites(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sakuin(capsys, "index", f"blog={site}")
    Path("queries.tsv").write_text("# id, text\n\n1\t東京\n", "utf-8")
    for document in ("_posts/2025-10-30-tokyo.md", "blog/_posts/2025-10-30-tokyo.md"):
        Path("qrels.tsv").write_text(f"# id, 0, document, 1\n1\t0\t{document}\t1\n", "utf-8")
        assert "MRR@10         1.0000" in sakuin(capsys, "eval", "queries.tsv", "qrels.tsv")[1]


def test_judgements_of_no_post_say_how_posts_are_named(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sakuin(capsys, "index", site)
    Path("queries.tsv").write_text("1\t東京\n", "utf-8")
    Path("qrels.tsv").write_text("1\t0\ttokyo\t1\n", "utf-8")
    code, out, err = sakuin(capsys, "eval", "queries.tsv", "qrels.tsv")
    assert (code, out) == (1, "")  # figures of nothing would look like those of a bad ranking
    assert "none of the judged posts is in the index: name them by their path" in err


def test_a_line_without_its_tabs_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", site)
    Path("queries.tsv").write_text("1\t東京\n", "utf-8")
    Path("qrels.tsv").write_text("1 0 tokyo 1\n", "utf-8")
    wrong = sakuin(capsys, "--lang", "ja", "eval", "queries.tsv", "qrels.tsv")[2]
    assert "qrels.tsv:1: 4 列をタブで区切って書いてください（この行は 1 列です）" in wrong


def test_what_cannot_count_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", f"blog={site}")
    Path("queries.tsv").write_text("1\t東京\n2\t大阪\n", "utf-8")
    rows = [("1", "_posts/2025-10-30-tokyo.md"), ("1", "_posts/none.md"), ("9", "blog/x.md")]
    Path("qrels.tsv").write_text("".join(f"{one}\t0\t{path}\t1\n" for one, path in rows), "utf-8")
    _, out, err = sakuin(capsys, "eval", "queries.tsv", "qrels.tsv", "--json")
    assert json.loads(out)["queries"] == 1
    assert "judged posts that are not in the index: 2 (_posts/none.md, blog/x.md)" in err
    assert "queries without a relevant post, which do not count: 1 (2)" in err
    assert "judged queries that do not exist: 1 (9)" in err
