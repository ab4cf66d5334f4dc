"""The Whoosh index of a segment equals one that Whoosh writes in its ordinary way."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from whoosh import query
from whoosh.index import FileIndex, create_in

from index.document import Document, Section
from index.packing import pack
from index.record import PartKind, Record
from index.whoosh.reader import different_postings, open_whoosh, read_records
from index.whoosh.schema import CHARACTER, COMMON, WORD_FIELDS, whoosh_schema
from index.whoosh.writer import WhooshWriter
from tests.contract.writer_contract import analyzed

WORDS = [f"語{number}" for number in range(400)] + ["python", "🍣", "a" * 3000]
TOKYO = timezone(timedelta(hours=9))


POSTS = 300


def random_posts(count: int, seed: int) -> list[Record]:
    """Posts of every shape: no words at all, rare words, frequent ones, long and short."""
    dice = random.Random(seed)
    posts = []
    for number in range(count):
        parts = []
        for kind in PartKind:
            frequent = WORDS[: dice.choice([3, 50, len(WORDS)])]
            words = [dice.choice(frequent) for _ in range(dice.choice([0, 1, 7, 200]))]
            parts.append((kind, words))
        document = Document(
            id=f"_posts/{number}, 記事.md",
            site=dice.choice(["", "技術"]),
            path=f"_posts/{number}, 記事.md",
            url=f"/{number}/",
            title=f"記事 {number}",
            date=dice.choice([None, datetime(2025, 1, 1, tzinfo=TOKYO) + timedelta(hours=number)]),
            tags=tuple(dice.sample(["C, C++", "機械 学習", "OpenAI", "🍣"], dice.randrange(4))),
            sections=(Section("見出し", 1, "midashi", "本文", "code"),),
        )
        posts.append(analyzed(document, parts))
    return posts


def write_fast(folder: Path, posts: list[Record]) -> FileIndex:
    writer = WhooshWriter(folder)
    for post in posts:
        writer.add(post)
    writer.finish()
    return open_whoosh(folder)


def write_ordinarily(folder: Path, posts: list[Record]) -> FileIndex:
    folder.mkdir()
    index = create_in(str(folder), whoosh_schema())
    writer = index.writer()
    having: dict[str, list[Record]] = defaultdict(list)
    for post in posts:
        for one in set(post.folded):
            having[one].append(post)
    for post in posts:
        writer.add_document(**ordinary_fields(post), **{CHARACTER: characters(post, having)})
    writer.commit()
    return index


def characters(post: Record, having: dict[str, list[Record]]) -> list[str]:
    """Those of a post; one in more than a quarter stands in the first of them, for all."""
    found: list[str] = []
    for one in sorted(set(post.folded) - {" ", "\n"}):
        if len(having[one]) <= POSTS // COMMON:
            found.append(one)
        elif having[one][0] is post:
            found += [one] * len(having[one])
    return found


def ordinary_fields(post: Record) -> dict[str, Any]:
    document = post.document
    ends = [*post.part_starts[1:].tolist(), len(post.folded)]
    values: dict[str, Any] = {
        "id": document.id,
        "site": document.site or None,
        "tag": list(document.tags) or None,
        "kind": document.kind,
        "date": document.date and document.date.isoformat().encode(),
        "record": pack(post),
    }
    for kind, start, end in zip(post.part_kinds, post.part_starts, ends, strict=True):
        values[WORD_FIELDS[PartKind(kind)]] = post.folded[start:end].split()
    return values


@pytest.fixture(scope="module")
def posts() -> list[Record]:
    return random_posts(POSTS, seed=1)


@pytest.fixture(scope="module")
def pair(
    posts: list[Record], tmp_path_factory: pytest.TempPathFactory
) -> tuple[FileIndex, FileIndex]:
    folder = tmp_path_factory.mktemp("pair")
    return write_fast(folder / "fast", posts), write_ordinarily(folder / "ordinary", posts)


def test_terms_and_their_statistics_are_equal(pair: tuple[FileIndex, FileIndex]) -> None:
    fast, ordinary = (
        {
            term: (
                info.weight(),
                info.doc_frequency(),
                info.min_length(),
                info.max_length(),
                info.max_weight(),
                info.min_id(),
                info.max_id(),
            )
            for term, info in index.reader()
        }
        for index in pair
    )
    assert fast == ordinary


def test_every_posting_is_equal(pair: tuple[FileIndex, FileIndex]) -> None:
    fast, ordinary = (list(index.reader().iter_postings()) for index in pair)
    assert fast == ordinary


def test_lengths_and_counts_are_equal(pair: tuple[FileIndex, FileIndex]) -> None:
    fast, ordinary = (index.reader() for index in pair)
    assert fast.doc_count_all() == ordinary.doc_count_all()
    for name in WORD_FIELDS.values():
        assert fast.field_length(name) == ordinary.field_length(name)
        assert fast.max_field_length(name) == ordinary.max_field_length(name)
        assert fast.min_field_length(name) == ordinary.min_field_length(name)
        for number in range(fast.doc_count_all()):
            assert fast.doc_field_length(number, name) == ordinary.doc_field_length(number, name)


QUERIES = [
    query.Term("body", "語1"),
    query.Term("title", "python"),
    query.Or([query.Term(name, f"語{n}") for name in WORD_FIELDS.values() for n in range(9)]),
    query.And([query.Term("body", "語1"), query.Not(query.Term("tag", "C, C++"))]),
    query.Prefix("code", "語3"),
    query.Term("tag", "機械 学習"),
    query.Term("id", "_posts/7, 記事.md"),
    query.Every(),
]


@pytest.mark.parametrize("asked", QUERIES, ids=repr)
def test_hits_and_scores_are_equal(pair: tuple[FileIndex, FileIndex], asked: query.Query) -> None:
    answers = []
    for index in pair:
        with index.searcher() as searcher:
            hits = searcher.search(asked, limit=None)
            answers.append([(hit.docnum, hit.score) for hit in hits])
    assert answers[0] == answers[1]
    assert answers[0]


def test_dates_stand_as_they_were_written(
    pair: tuple[FileIndex, FileIndex], posts: list[Record]
) -> None:
    written = [post.document.date.isoformat() if post.document.date else "" for post in posts]
    for index in pair:
        column = index.reader().column_reader("date")
        assert [column[number].decode() for number in range(len(posts))] == written


def test_the_records_come_back_whole(tmp_path: Path, posts: list[Record]) -> None:
    write_fast(tmp_path / "fast", posts)
    found = read_records(tmp_path / "fast", range(len(posts)))
    assert [pack(record) for record in found] == [pack(post) for post in posts]


def test_posts_of_a_line_are_kept_few_at_a_time(tmp_path: Path) -> None:
    lines = [
        analyzed(
            Document(id=str(n), site="", path=f"{n}.md", url="", title="朝", date=None),
            [(PartKind.TITLE, ["朝"])],
        )
        for n in range(200)
    ]
    with write_fast(tmp_path / "fast", lines).reader() as reader:
        kept = [reader.stored_fields(number)["record"] for number in range(len(lines))]
    assert sum(isinstance(one, tuple) for one in kept) > 2
    again = read_records(tmp_path / "fast", range(len(lines)))
    assert [record.document.id for record in again] == [line.document.id for line in lines]


def test_other_postings_than_those_of_the_records_are_told(
    tmp_path: Path, posts: list[Record]
) -> None:
    write_fast(tmp_path / "fast", posts)
    assert list(different_postings(tmp_path / "fast", posts)) == []
    swapped = [posts[1], posts[0], *posts[2:]]
    assert "other" in next(different_postings(tmp_path / "fast", swapped))
    assert "other terms" in next(different_postings(tmp_path / "fast", posts[:5]))


def test_a_segment_of_one_document_without_words_opens(tmp_path: Path) -> None:
    document = Document(id="a", site="", path="a", url="", title="", date=None)
    index = write_fast(tmp_path / "one", [analyzed(document, [(PartKind.TITLE, [])])])
    with index.searcher() as searcher:
        assert [hit["record"] for hit in searcher.search(query.Term("id", "a"))]


def test_aborting_leaves_nothing(tmp_path: Path) -> None:
    writer = WhooshWriter(tmp_path / "aborted")
    writer.add(random_posts(1, seed=2)[0])
    writer.abort()
    assert list(tmp_path.iterdir()) == []
