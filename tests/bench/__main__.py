"""``python -m tests.bench SITE --out DIR``: measures, and writes JSON, a table and plots."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import measure, report
from tests.bench.engines import ENGINES
from tests.bench.http_load import measure_http

PARTS = ("index", "latency", "growth", "changes", "http")


def main() -> None:
    """Runs the parts that are asked for; each is written as soon as it is there."""
    asked = _arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.machine()}.",
    }
    for part in asked.only or PARTS:
        with tempfile.TemporaryDirectory(prefix="sakuin-bench-") as work:
            results[part] = _measure(part, asked, Path(work))
        _write(results, asked.out)
    print(report.markdown(results))


def _measure(part: str, asked: argparse.Namespace, work: Path) -> dict[str, Any]:
    engines = asked.engine or ENGINES
    if part == "index":
        return measure.measure_index(asked.site, work, engines, asked.sample, asked.repeats, _say)
    if part == "latency":
        return measure.measure_latency(asked.site, work, engines, asked.queries, _say)
    if part == "growth":
        return measure.measure_growth(
            asked.site, work, engines, asked.posts or measure.GROWTH, asked.queries, _say
        )
    if part == "changes":
        return measure.measure_changes(asked.site, work, asked.repeats, _say)
    return measure_http(asked.site, work, asked.queries, asked.seconds, _say)


def _write(results: dict[str, Any], folder: Path) -> None:
    (folder / "results.json").write_text(json.dumps(results, ensure_ascii=False), "utf-8")
    (folder / "results.md").write_text(report.markdown(results), "utf-8")
    report.plots(results, folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("site", type=Path, help="the root of a site")
    parser.add_argument("--out", type=Path, default=Path("bench-results"), help="where to write")
    parser.add_argument("--only", choices=PARTS, action="append", help="may be repeated")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="may be repeated")
    parser.add_argument(
        "--posts", type=int, action="append", help="of which growth is measured; may be repeated"
    )
    parser.add_argument("--sample", type=int, default=300, help="posts that are indexed in turn")
    parser.add_argument("--queries", type=int, default=200, help="of each kind, asked once")
    parser.add_argument("--repeats", type=int, default=3, help="turns at indexing")
    parser.add_argument("--seconds", type=float, default=10, help="of load over HTTP")
    return parser.parse_args()


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
