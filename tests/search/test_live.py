"""Answers while the index is replaced: the same as ever, from any number of threads."""

from __future__ import annotations

import gc
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from index.analysis.choice import AnalyzerChoice
from index.durable import sealed, unsealed
from index.errors import IndexMismatchError, NoIndexError
from index.runs.pipeline import index_documents
from index.store import Generation, Store
from search.live import POLL_SECONDS, REST_SECONDS, Engine, LiveSearcher
from search.query.planner import Planner
from search.query.query import Asker, Filters, Query, Word
from search.searcher import Capability, Searcher
from tests.contract.corpus import POSTS, post
from tests.support import open_live, write_index
from web.engines import engine_over, local_store

QUERIES = [Query(text=text, wanted=(Word(text),)) for text in ("京都", "空港", "サーバー", "の")]


def answers(live: LiveSearcher) -> list[tuple[str, ...]]:
    """Ids and marked titles for all queries."""
    found = [live.current().search(query) for query in QUERIES]
    return [tuple(f"{hit.id} {hit.marked_title}" for hit in result.hits) for result in found]


def test_eight_threads_get_the_same_answers_while_the_index_is_replaced(tmp_path: Path) -> None:
    live = open_live(write_index(tmp_path, POSTS))
    expected = answers(live)
    stop = threading.Event()

    def ask_on() -> int:
        asked = 0
        while not stop.is_set():
            assert answers(live) == expected
            asked += 1
        return asked

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask_on) for _ in range(8)]
        try:
            for _ in range(4):
                write_index(tmp_path, POSTS)
                live.refresh()
        finally:
            stop.set()
        assert all(done.result() > 0 for done in asking)


def test_a_new_generation_is_picked_up_without_being_told(tmp_path: Path) -> None:
    live = open_live(write_index(tmp_path, POSTS))
    before = live.current().generation
    write_index(tmp_path, [*POSTS, post("new", "新しい記事", "書きたての本文。")])
    deadline = time.monotonic() + 60
    while live.current().generation == before and time.monotonic() < deadline:
        threading.Event().wait(POLL_SECONDS / 5)
    assert live.current().document("new") is not None


def test_a_new_generation_that_cannot_be_opened_is_told_once_while_the_old_one_answers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As when a newer Sakuin writes the index of a service that has not been restarted."""
    live = open_live(write_index(tmp_path, POSTS))
    before = live.current().generation
    data = write_index(tmp_path, [*POSTS, post("new", "新しい記事", "書きたての本文。")])
    manifest = data / "generations" / local_store(data).current_name() / "manifest"
    written = manifest.read_bytes()

    def fail_twice() -> None:
        manifest.write_bytes(sealed(unsealed(written) | {"format_version": 99}))
        for _ in range(2):
            live._checked = 0.0
            attempt = threading.Event()
            deadline = time.monotonic() + 60
            while live._checked < time.monotonic() and time.monotonic() < deadline:
                assert live.current().generation == before
                attempt.wait(POLL_SECONDS / 5)

    fail_twice()
    (told,) = [record.getMessage() for record in caplog.records]
    assert "format 99" in told
    assert "goes on answering" in told

    manifest.write_bytes(written)
    before = live.refresh().generation  # it is mended, and breaks once more
    data = write_index(tmp_path, POSTS)
    manifest = data / "generations" / local_store(data).current_name() / "manifest"
    written = manifest.read_bytes()
    fail_twice()
    assert [record.getMessage() for record in caplog.records] == [told, told]


def test_a_system_that_has_no_thread_for_it_puts_a_new_generation_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at a unit's limit of tasks: the old one answers, and the new one comes later."""
    live = open_live(write_index(tmp_path, POSTS))
    before = live.current().generation
    write_index(tmp_path, [*POSTS, post("new", "新しい記事", "書きたての本文。")])
    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", lambda _: (_ for _ in ()).throw(RuntimeError("no")))
        live._checked = 0.0
        assert live.current().generation == before
    assert live.refresh().document("new") is not None


class _SlowStore:
    """A store far away: who asks it for the newest generation waits until all may go on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked = 0
        self.reached, self.answers = threading.Event(), threading.Event()

    def current_name(self) -> str:
        self.asked += 1
        self.reached.set()
        assert self.answers.wait(60)
        return self._store.current_name()

    def is_kept(self, name: str) -> bool:
        """Only the newest one is."""
        return name == self._store.current_name()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def _opened_slowly(folder: Path) -> tuple[_SlowStore, LiveSearcher]:
    """A searcher over POSTS, and its store, which answers at once as yet."""
    engine = engine_over(local_store(write_index(folder, POSTS)), "columns")
    store = _SlowStore(engine.store)
    store.answers.set()
    return store, LiveSearcher(replace(engine, store=cast(Store, store)))


def test_one_request_looks_for_a_new_generation_while_the_others_are_answered(
    tmp_path: Path,
) -> None:
    store, live = _opened_slowly(tmp_path)
    opened = live.current()
    store.answers.clear()
    store.reached.clear()
    store.asked, live._checked = 0, time.monotonic() - 2 * POLL_SECONDS
    with ThreadPoolExecutor(4) as pool:
        looking = pool.submit(live.current)
        assert store.reached.wait(60)
        live._checked = time.monotonic() - 2 * POLL_SECONDS  # however long this test has taken
        assert [pool.submit(live.current).result(60) for _ in range(3)] == [opened] * 3
        assert not looking.done()
        store.answers.set()
        assert looking.result(60) is opened
    assert store.asked == 1


def test_after_a_rest_nobody_is_answered_before_a_new_generation_was_looked_for(
    tmp_path: Path,
) -> None:
    store, live = _opened_slowly(tmp_path)
    before = live.current().generation
    write_index(tmp_path, [*POSTS, post("new", "新しい記事", "書きたての本文。")])
    store.answers.clear()
    store.reached.clear()
    live._checked = time.monotonic() - 2 * REST_SECONDS
    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(live.current) for _ in range(3)]
        assert store.reached.wait(60)
        assert not any(one.done() for one in asking)
        store.answers.set()
        assert all(one.result(60).generation != before for one in asking)


def test_what_was_opened_answers_on_when_its_files_are_gone(tmp_path: Path) -> None:
    data = write_index(tmp_path, POSTS)
    kept, gone = open_live(data).current(), open_live(data).current()
    shutil.rmtree(data)
    query = Query(text="京都", wanted=(Word("京都"),), facets=("tag", "author", "date"))
    assert gone.search(query).total
    assert gone.search(Query(text="きょうと", wanted=(Word("きょうと"),))).total
    assert gone.suggest("きょ")
    assert gone.similar("kyoto")
    assert gone.document("kyoto") == kept.document("kyoto") == POSTS[0]
    assert gone.statistics().terms


@pytest.mark.parametrize("engine", ["columns", "whoosh"])
def test_a_generation_gives_its_files_back_at_once_when_another_follows(
    engine: str, tmp_path: Path
) -> None:
    """A service has some thousand descriptors, and the collector of cycles comes when it likes."""
    live = LiveSearcher(engine_over(local_store(write_index(tmp_path, POSTS)), engine))
    counts = []
    gc.disable()
    try:
        for _ in range(4):
            write_index(tmp_path, POSTS)
            searcher = live.refresh()
            within = Filters(values={"tag": ("AI",)})
            for wanted in ("とうきょう", "京都 空港", "サーバ"):
                words = tuple(map(Word, wanted.split()))
                searcher.search(Query(text=wanted, wanted=words, asker=Asker(within)))
                searcher.search(Query(text=wanted, wanted=words, explain=True))
            if Capability.SUGGEST in searcher.capabilities:
                searcher.suggest("と", asker=Asker(within))
            searcher.similar(POSTS[0].id)
            del searcher
            counts.append(sum(1 for _ in Path("/proc/self/fd").iterdir()))
    finally:
        gc.enable()
    assert len(set(counts)) == 1, counts


def test_a_generation_that_goes_while_it_is_opened_is_left_for_the_next(tmp_path: Path) -> None:
    engine = engine_over(local_store(write_index(tmp_path, POSTS)), "columns", warm=False)

    def open_slowly(generation: Generation, planner: Planner) -> Searcher:
        if generation.name.startswith("00000001"):  # four runs follow each other meanwhile
            for _ in range(4):
                write_index(tmp_path, POSTS)
        return engine.open(generation, planner)

    live = LiveSearcher(Engine("slow", engine.store, open_slowly))
    assert live.current().generation == engine.store.current_name()
    assert live.current().search(QUERIES[0]).total


def test_names_with_line_breaks_are_found(tmp_path: Path) -> None:
    names = ["a\nb", "c\u2028d", "e\x85\x1c\x0bf", "g\r\nh"]
    live = open_live(write_index(tmp_path, [post(name, "京都", "") for name in names]))
    for name in names:
        document = live.current().document(name)
        assert document
        assert document.id == name


def test_synonyms_work_as_soon_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_text("傘 => 晴れ\n", "utf-8")
    data = write_index(tmp_path, [post("rain", "雨の話", ""), post("umbrella", "傘の話", "")])
    live = open_live(data, synonyms=path)
    query = Query(text="傘", wanted=(Word("傘"),))

    def found() -> list[str]:
        return [hit.id for hit in live.refresh().search(query).hits]

    assert found() == ["umbrella"]
    before = live.current().version
    path.write_text("傘, 雨, かさ\n", "utf-8")
    assert found() == ["umbrella", "rain"]
    assert live.current().version != before
    path.write_text("傘, 雨, かさ, ,\n傘, 雨\n", "utf-8")  # one that says nothing, one that does
    assert found() == ["umbrella", "rain"]
    path.write_bytes("傘, 雨\n".encode("shift_jis"))
    assert found() == ["umbrella", "rain"]  # what cannot be read at all changes nothing


def test_no_synonym_file_keeps_a_service_from_starting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = write_index(tmp_path, [post("rain", "雨の話", "")])
    broken = tmp_path / "synonyms.txt"
    broken.write_text("".join("傘,\n" for _ in range(1000)), "utf-8")
    for path in (broken, tmp_path / "none.txt"):
        live = open_live(data, synonyms=path)
        assert live.current().search(Query(text="雨", wanted=(Word("雨"),))).total == 1
    told = [record.getMessage() for record in caplog.records]
    assert f"{broken}:1: " in told[0]
    assert "980 more lines" in told[-2]
    assert "none.txt cannot be read" in told[-1]
    assert told[-1].endswith("only the synonyms of Sakuin are used")
    assert len(told) < 30


def test_without_an_index_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError, match="sakuin index"):
        open_live(tmp_path).current()


@pytest.mark.parametrize("now", [None, "平成,へいせい\n", "令和," * 9])
def test_what_was_published_answers_whatever_becomes_of_the_user_dictionary(
    tmp_path: Path, now: str | None
) -> None:
    """A service is started again before the next run, or a backup restored on another machine."""
    words = tmp_path / "words.csv"
    words.write_text("索引君|の旅,さくいんくんのたび\n", "utf-8")
    data = tmp_path / "data"
    posts = [*POSTS, post("kun", "日記", "索引君の旅がはじまる。")]
    index_documents(posts, local_store(data), AnalyzerChoice("janome", words), jobs=1)
    asked = Query(text="索引君", wanted=(Word("索引君"),))
    assert [hit.id for hit in open_live(data).current().search(asked).hits] == ["kun"]
    if now is None:
        words.unlink()
    else:
        words.write_text(now, "utf-8")
    moved = data.rename(tmp_path / "elsewhere")
    assert [hit.id for hit in open_live(moved).current().search(asked).hits] == ["kun"]


def test_an_index_that_cannot_be_used_costs_requests_nothing_until_it_is_replaced(
    tmp_path: Path,
) -> None:
    words = tmp_path / "words.csv"
    words.write_text("令和,れいわ\n", "utf-8")
    data = tmp_path / "data"
    index_documents(POSTS, local_store(data), AnalyzerChoice("janome", words), jobs=1)
    (manifest,) = data.glob("generations/*/manifest")
    told = unsealed(manifest.read_bytes())
    told["analyzer"]["settings"]["words"] = "平成,へいせい\n"  # as another analyzer would
    manifest.write_bytes(sealed(told))
    live = open_live(data)

    def refusals(count: int) -> float:
        began = time.process_time()
        for _ in range(count):
            with pytest.raises(IndexMismatchError, match="sakuin index"):
                live.current()
        return time.process_time() - began

    once = refusals(1)
    assert refusals(50) < 5 * once
    write_index(tmp_path, POSTS)
    assert live.current().search(QUERIES[0]).total


def test_an_index_of_another_analyzer_is_refused(tmp_path: Path) -> None:
    generation = local_store(write_index(tmp_path, POSTS)).current()
    with pytest.raises(IndexMismatchError, match="sakuin index"):
        generation.require_analyzer("another")
