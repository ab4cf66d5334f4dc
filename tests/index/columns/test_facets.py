"""Facet columns: ordinals of values, and dates as numbers that sort."""

from __future__ import annotations

from pathlib import Path

from index.columns.facets import FacetColumns, facet_values
from index.columns.files import ByteFile, read_array
from index.columns.layout import KEYWORDS, NO_DATE
from index.document import Document
from tests.support import make_document

DOCUMENTS = [
    make_document("a", {"tags": ["旅", "AI", "旅", ""], "date": "2025-10-31T23:30:00"}),
    make_document("b", {"authors": ["佐藤"]}),
    make_document("c", {"tags": ["AI"], "date": "1969-12-31", "site": "blog"}),
]


def written(folder: Path, documents: list[Document]) -> Path:
    facets = FacetColumns()
    for document in documents:
        facets.add(document)
    facets.write(folder)
    return folder


def lines_of(folder: Path, name: str) -> list[str]:
    return ByteFile(folder / f"facet_{name}.lines").read_lines()


def values_of(folder: Path, name: str, doc: int) -> list[str]:
    counts, ordinals = (
        read_array(folder, f"facet_{name}_counts"),
        read_array(folder, f"facet_{name}"),
    )
    values, before = lines_of(folder, name), int(counts[:doc].sum())
    return [values[one] for one in ordinals[before : before + int(counts[doc])].tolist()]


def test_each_document_has_its_own_values_once_and_no_empty_ones(tmp_path: Path) -> None:
    folder = written(tmp_path, DOCUMENTS)
    assert [values_of(folder, "tag", doc) for doc in range(3)] == [["旅", "AI"], [], ["AI"]]
    assert [values_of(folder, "author", doc) for doc in range(3)] == [[], ["佐藤"], []]
    assert [values_of(folder, "site", doc) for doc in range(3)] == [[], [], ["blog"]]


def test_a_value_is_written_once(tmp_path: Path) -> None:
    assert lines_of(written(tmp_path, DOCUMENTS), "tag") == ["旅", "AI"]


def test_days_are_those_of_the_sites_calendar(tmp_path: Path) -> None:
    folder = written(tmp_path, DOCUMENTS)
    assert read_array(folder, "day").tolist() == [20251031, 0, 19691231]


def test_posts_without_a_date_sort_before_all_that_have_one(tmp_path: Path) -> None:
    epochs = read_array(written(tmp_path, DOCUMENTS), "epoch").tolist()
    assert epochs[1] == NO_DATE < epochs[2] < 0 < epochs[0]


def test_no_documents_have_no_values(tmp_path: Path) -> None:
    folder = written(tmp_path, [])
    for name in (row.name for row in KEYWORDS):
        assert lines_of(folder, name) == []
        assert read_array(folder, f"facet_{name}_counts").tolist() == []


def test_every_facet_knows_its_values() -> None:
    document = make_document(
        "a",
        {"tags": ["t"], "categories": ["c"], "authors": ["p"], "site": "s", "lang": "en"},
    )
    assert {name: values for name, values in facet_values(document) if values} == {
        "tag": ("t",),
        "category": ("c",),
        "author": ("p",),
        "site": ("s",),
        "lang": ("en",),
        "kind": ("post",),
    }
