"""A run holds no more at once than the memory that it is given has room for."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.columns.part import ColumnPart
from index.local.store import LocalStore
from index.runs.budget import A_CHARACTER, FIXED, PROCESS, Budget, budget
from index.runs.ledger import check
from index.runs.pipeline import Options, SiteSource, reindex
from index.whoosh.part import WhooshPart
from tests.support import post_source, served_segments, write_site
from web.setting_types import LEAST_MEMORY

MB = 1_000_000


def test_without_a_limit_a_run_takes_what_is_quickest() -> None:
    assert budget(0, None) == Budget()
    assert budget(0, 3) == Budget(3)


@pytest.mark.parametrize("memory", (LEAST_MEMORY, 300 * MB, 700 * MB, 1_500 * MB, 8_000 * MB))
@pytest.mark.parametrize("jobs", (None, 1, 4))
def test_what_is_held_stays_within_the_limit(memory: int, jobs: int | None) -> None:
    allowed = budget(memory, jobs)
    assert allowed.jobs is not None and 1 <= allowed.jobs <= (jobs or 256)
    others = allowed.jobs * PROCESS if allowed.jobs > 1 else 0
    held = allowed.segment_characters * A_CHARACTER
    assert FIXED + others + held <= memory
    assert allowed.segment_characters >= MB


def test_more_memory_never_gives_less_room() -> None:
    rooms = [budget(size * MB, 1).segment_characters for size in (200, 300, 500, 1_000, 4_000)]
    assert rooms == sorted(rooms)


def test_posts_of_many_words_fill_a_segment_sooner(tmp_path: Path) -> None:
    def segments(name: str, texts: list[str]) -> int:
        posts = {f"2025-01-{at:02}-a.md": post_source("題", t) for at, t in enumerate(texts, 1)}
        root, data = write_site(tmp_path / name, posts), tmp_path / f"{name}-data"
        store = LocalStore(data, WhooshPart(), (ColumnPart(),), segment_characters=1_000)
        reindex([SiteSource(root)], store, AnalyzerChoice(), Options(jobs=1))
        return len(served_segments(data))

    words = " ".join("海山川空雨雪風花鳥月星森林池湖島岩石土火水木金銀銅鉄糸布紙筆本机窓門橋道")
    few = " ".join("海" * (len(words) // 2 + 1))
    assert len(words) == len(few)
    assert segments("many", [words] * 24) > segments("few", [few] * 24)


def test_segments_end_at_their_limit_and_are_not_merged_beyond_it(tmp_path: Path) -> None:
    text = "今日は晴れ。" * 20
    posts = {f"2025-01-{day:02}-a.md": post_source(f"第{day}回", text) for day in range(1, 25)}
    root, data = write_site(tmp_path / "site", posts), tmp_path / "data"
    store = LocalStore(data, WhooshPart(), (ColumnPart(),), segment_characters=500)
    run = reindex([SiteSource(root)], store, AnalyzerChoice(), Options(jobs=1))
    assert run.posts == len(posts)
    segments = served_segments(data)
    assert len(segments) >= 4
    assert all(segment.characters < 2 * 500 for segment in segments)
    assert check(store).problems == ()
