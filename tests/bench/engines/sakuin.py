"""Sakuin itself: the command for indexing, the searcher of the service for queries."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from search.query.params import query_from_values
from tests.bench.corpus import BenchPost
from tests.bench.engines import PAGE
from web.engines import live_searcher
from web.settings import Settings

TODAY = date(2026, 1, 1)


class Sakuin:
    """With Janome's tokens, on all cores."""

    tokenizer = "janome"

    def build(self, site: Path, posts: Sequence[BenchPost], folder: Path) -> dict[str, float]:
        began = time.perf_counter()
        report = run_index(site, folder, self.tokenizer)
        total = time.perf_counter() - began
        stages = {f"{name} (CPU)": seconds for name, seconds in report.get("stages", {}).items()}
        return {"command": total, **stages}

    def open(self, folder: Path) -> None:
        self.searcher = live_searcher(Settings(data=folder))
        self.searcher.current()
        gc.set_threshold(20_000)  # a service looks for garbage as seldom,
        gc.collect()
        gc.freeze()  # and never in what it has loaded

    def top(self, query: str) -> int:
        return self._search({"q": query, "per_page": PAGE, "facets": []})

    def full(self, query: str) -> int:
        return self._search({"q": query, "per_page": PAGE})

    def suggest(self, text: str) -> int:
        """Completions of what has been typed so far; how many."""
        return len(self.searcher.current().suggest(text))

    def _search(self, values: dict[str, object]) -> int:
        return len(self.searcher.current().search(query_from_values(values, TODAY)).hits)


class SakuinMecab(Sakuin):
    """With MeCab's: the same terms."""

    tokenizer = "mecab"


def command(*arguments: str) -> list[str]:
    """The ``sakuin`` command of this environment."""
    return [sys.executable, "-m", "web", *arguments]


def run_index(site: Path, folder: Path, tokenizer: str) -> dict[str, dict[str, float]]:
    """Runs ``sakuin index``; its report."""
    done = subprocess.run(
        command("index", str(site), "--data", str(folder), "--json"),
        env=_environment(tokenizer),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"sakuin index ended with {done.returncode}: {done.stderr[-500:]}")
    report: dict[str, dict[str, float]] = json.loads(done.stdout)
    return report


def _environment(tokenizer: str) -> dict[str, str]:
    """With compiled modules kept, as where it is installed: else each command compiles them."""
    environment = {**os.environ, "SAKUIN_TOKENIZER": tokenizer}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment
