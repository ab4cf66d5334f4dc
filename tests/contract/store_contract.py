"""The suite that a store must pass.

A new store's test file says how to open it, and nothing else::

    class TestMyStore(StoreContract):
        @pytest.fixture
        def store(self, tmp_path):
            return MyStore(tmp_path)

        @pytest.fixture
        def another(self, tmp_path):
            return MyStore(tmp_path / "another")
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.document import Section
from index.errors import BusyError, DamagedIndexError, NoIndexError, SakuinError
from index.fields import own_field, with_own
from index.packing import pack
from index.progress import Progress, Stopwatch
from index.record import Record
from index.store import FORMAT_VERSION, AnalyzerRecord, Generation, Meta, SiteRecord, Store
from tests.contract.corpus import POSTS
from tests.support import make_document, make_records

META = Meta(
    AnalyzerRecord("abc", {"tokenizer": "janome", "user_dictionary": ""}),
    (SiteRecord("", "jekyll", "https://example.jp", "Asia/Tokyo", "日記", "ja"),),
    with_own([own_field("series", facet=True), own_field("level", "number")]),
)
FULL = make_document(
    "full",
    {
        "title": "ｾﾝｶｸ①の記事",
        "text": "Ｆｕｌｌ　ｗｉｄｔｈ、半角ｶﾅ、㍿。",
        "code": "ls -l",
        "headings": {"見出し": "その下。", "次": ""},
        "excerpt": "要約",
        "image": "/a.png",
        "site": "notes",
        "authors": ["森"],
        "fields": {"series": ("索引入門",), "level": (2.5, 1), "good": (True,)},
    },
)
"""One that has everything, and whose folded text is another than its own."""
RECORDS = make_records([*POSTS, replace(FULL, kind="page")])
KYOTO, TOKYO, KANSAI = RECORDS[:3]
CHANGED = make_records(
    [replace(POSTS[0], title="京都の新しい寺", sections=(Section("", 0, "", "新しい本文。", ""),))]
)[0]
"""Another version of the post ``kyoto``."""


def publish(
    store: Store,
    *records: Record,
    base: Generation | None = None,
    deleted: tuple[str, ...] = (),
    extras: dict[str, bytes] | None = None,
) -> Generation:
    with store.exclusive():
        draft = store.begin(base, Stopwatch())
        for record in records:
            draft.put(record)
        for identity in deleted:
            draft.delete(identity)
        return draft.publish(META, extras or {})


def held(store: Store, generation: Generation) -> dict[str, bytes]:
    """The packed records of a generation by identity."""
    return {record.document.id: pack(record) for record in store.records(generation)}


def expected(*records: Record) -> dict[str, bytes]:
    return {record.document.id: pack(record) for record in records}


class StoreContract:
    """Subclass it as ``Test…`` and define the fixtures ``store`` and ``another``: empty ones."""

    def test_what_was_published_is_what_is_served(self, store: Store) -> None:
        generation = publish(store, *RECORDS)
        assert store.current() == generation
        assert store.current_name() == generation.name
        assert held(store, generation) == expected(*RECORDS)
        assert generation.documents == len(RECORDS)
        assert generation.characters == sum(len(record.original) for record in RECORDS)
        assert generation.meta == META
        assert generation.to_json()["format_version"] == FORMAT_VERSION
        assert store.site_names() == ("",)

    def test_without_anything_the_next_step_is_named(self, store: Store) -> None:
        with pytest.raises(NoIndexError, match="sakuin index"):
            store.current_name()
        with pytest.raises(NoIndexError, match="sakuin index"):
            store.current()
        assert store.site_names() == ()
        assert store.damage() is None

    def test_an_empty_generation_is_one(self, store: Store) -> None:
        generation = publish(store)
        assert (generation.documents, generation.characters) == (0, 0)
        assert held(store, store.current()) == {}
        assert store.verify(generation).problems == ()

    def test_nobody_sees_a_draft(self, store: Store) -> None:
        first = publish(store, KYOTO)
        with store.exclusive():
            draft = store.begin(first, Stopwatch())
            draft.put(TOKYO)
            draft.delete("kyoto")
            assert store.current() == first
            assert held(store, first) == expected(KYOTO)
            draft.abort()
        assert store.current() == first
        assert held(store, first) == expected(KYOTO)

    def test_a_draft_that_was_given_up_leaves_nothing(self, store: Store) -> None:
        with store.exclusive():
            draft = store.begin(None, Stopwatch())
            draft.put(KYOTO)
            draft.abort()
            draft.abort()  # a second time does no harm
        with pytest.raises(NoIndexError):
            store.current()
        assert held(store, publish(store, TOKYO)) == expected(TOKYO)

    def test_a_draft_that_a_crash_has_left_leaves_nothing(self, store: Store) -> None:
        first = publish(store, KYOTO)
        with store.exclusive():
            store.begin(first, Stopwatch()).put(TOKYO)  # and the process ends
        second = publish(store, KANSAI, base=first)
        assert held(store, second) == expected(KYOTO, KANSAI)
        assert store.verify(second).problems == ()

    def test_without_a_base_nothing_is_taken_over(self, store: Store) -> None:
        publish(store, KYOTO)
        assert held(store, publish(store, TOKYO)) == expected(TOKYO)

    def test_the_base_is_taken_over(self, store: Store) -> None:
        first = publish(store, KYOTO, TOKYO)
        second = publish(store, KANSAI, base=first, deleted=("tokyo", "nowhere"))
        assert held(store, second) == expected(KYOTO, KANSAI)
        assert second.documents == 2
        assert second.characters == len(KYOTO.original) + len(KANSAI.original)

    def test_a_document_of_the_same_identity_is_replaced(self, store: Store) -> None:
        first = publish(store, KYOTO, TOKYO)
        second = publish(store, CHANGED, base=first)
        assert held(store, second) == expected(TOKYO, CHANGED)
        assert second.characters == len(TOKYO.original) + len(CHANGED.original)
        third = publish(store, KYOTO, CHANGED, KYOTO, base=second)  # the last one counts
        assert held(store, third) == expected(TOKYO, KYOTO)
        assert store.verify(third).problems == ()

    def test_a_document_may_come_back(self, store: Store) -> None:
        first = publish(store, KYOTO, TOKYO)
        second = publish(store, base=first, deleted=("kyoto",))
        assert held(store, publish(store, KYOTO, base=second)) == expected(KYOTO, TOKYO)

    def test_what_was_put_may_be_deleted_again(self, store: Store) -> None:
        assert held(store, publish(store, KYOTO, TOKYO, deleted=("kyoto",))) == expected(TOKYO)

    def test_what_is_published_does_not_change(self, store: Store) -> None:
        first = publish(store, KYOTO, TOKYO)
        publish(store, CHANGED, base=first, deleted=("tokyo",))
        assert held(store, first) == expected(KYOTO, TOKYO)

    def test_names_rise(self, store: Store) -> None:
        names = [publish(store, KYOTO).name for _ in range(4)]
        assert names == sorted(set(names))
        assert store.current_name() == names[-1]

    def test_two_stores_share_neither_names_nor_posts(self, store: Store, another: Store) -> None:
        """Answers are kept by the name of a generation, and an index may come from elsewhere."""
        first, second = publish(store, KYOTO), publish(another, TOKYO)
        assert first.name != second.name
        assert held(store, store.current()) == expected(KYOTO)
        assert held(another, another.current()) == expected(TOKYO)

    def test_one_run_at_a_time(self, store: Store) -> None:
        with store.exclusive(), pytest.raises(BusyError), store.exclusive():
            pass
        with pytest.raises(RuntimeError), store.exclusive():
            raise RuntimeError
        with store.exclusive():
            pass

    def test_extras_are_kept_with_their_generation(self, store: Store) -> None:
        first = publish(store, KYOTO, extras={"ledger": b"one"})
        second = publish(store, TOKYO, extras={"ledger": b"two", "other": b"\0\n"})
        assert store.extra(first, "ledger") == b"one"
        assert store.extra(second, "ledger") == b"two"
        assert store.extra(second, "other") == b"\0\n"
        third = publish(store, KANSAI, base=second)
        for generation, name in ((first, "other"), (third, "ledger")):
            with pytest.raises(DamagedIndexError):
                store.extra(generation, name)

    def test_an_extra_is_replaced_alone(self, store: Store) -> None:
        generation = publish(store, KYOTO, extras={"ledger": b"one", "other": b"kept"})
        with store.exclusive():
            store.replace_extra(generation, "ledger", b"more")
        assert store.extra(store.current(), "ledger") == b"more"
        assert store.extra(store.current(), "other") == b"kept"
        assert store.current() == generation

    def test_tidying_changes_no_document(self, store: Store) -> None:
        generation: Generation | None = None
        for record in RECORDS:
            generation = publish(store, record, base=generation, extras={"ledger": b"kept"})
        with store.exclusive():
            tidied = store.tidy(Stopwatch())
        assert store.current() == tidied
        assert held(store, tidied) == expected(*RECORDS)
        assert store.extra(tidied, "ledger") == b"kept"
        assert (tidied.analyzer, tidied.sites) == (META.analyzer, META.sites)
        assert store.verify(tidied).problems == ()

    def test_repairing_what_is_whole_changes_no_document(self, store: Store) -> None:
        publish(store, *RECORDS, extras={"ledger": b"kept"})
        with store.exclusive():
            repaired = store.repair(Stopwatch())
        assert store.current() == repaired
        assert held(store, repaired) == expected(*RECORDS)
        assert store.extra(repaired, "ledger") == b"kept"

    def test_collecting_spares_what_somebody_may_still_open(self, store: Store) -> None:
        oldest, before, served = (publish(store, record) for record in RECORDS[:3])
        with store.exclusive():
            store.collect()
        assert held(store, served) == expected(KANSAI)
        assert held(store, before) == expected(TOKYO)
        assert store.is_kept(served.name)
        assert store.is_kept(before.name)
        assert store.size(served).generations == (before.name, served.name)
        with pytest.raises(SakuinError):
            held(store, oldest)

    def test_a_reader_reads_on_while_its_generation_is_collected(self, store: Store) -> None:
        records = store.records(publish(store, *RECORDS))
        first = next(records)
        for record in RECORDS[:3]:
            publish(store, record)
        with store.exclusive():
            store.collect()
        try:
            read = [first, *records]
        except SakuinError:
            return  # told, and not half of it
        assert sorted(map(pack, read)) == sorted(map(pack, RECORDS))

    def test_verifying_reads_everything(self, store: Store) -> None:
        generation = publish(store, *RECORDS)
        told: list[Progress] = []
        check = store.verify(generation, told.append)
        assert told[-1] == Progress("check", len(RECORDS), len(RECORDS))
        assert (check.generation, check.documents) == (generation.name, len(RECORDS))
        assert check.terms == len({term for record in RECORDS for term in record.terms})
        assert check.ids == tuple(sorted(record.document.id for record in RECORDS))
        assert check.size > 0
        assert check.problems == ()
        assert store.damage() is None

    def test_it_knows_how_much_it_keeps(self, store: Store) -> None:
        small = publish(store, KYOTO)
        large = publish(store, *RECORDS)
        assert 0 < store.size(small).served < store.size(large).served
        assert store.size(large).kept >= store.size(small).served + store.size(large).served
