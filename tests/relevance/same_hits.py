"""Whether the command line and the service give the same hits for every query of some files.

Starts ``sakuin serve`` over an index of one's own, asks it each query, and runs ``sakuin search``
with the same words::

    python -m tests.relevance.same_hits --data .sakuin queries-title.tsv queries-tag.tsv
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import web.engines
from search.evaluation import read_queries
from search.live import LiveSearcher
from tests.bench.http_load import service
from tests.support import open_live
from web.commands.cli import run
from web.settings import Settings

WORDS_OF_BOTH = ("query", "total", "hits", "facets", "interpreted", "did_you_mean")
"""All of an answer but how long it took."""


def main() -> int:
    """Prints the queries whose answers differ; the exit status is 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".sakuin"), help="an index")
    parser.add_argument("queries", type=Path, nargs="+", help="lines of id, tab, query")
    asked = parser.parse_args()
    queries = [text for path in asked.queries for text in read_queries(path).values()]
    began = time.monotonic()
    # The command line opens the index for each query; here one opening serves all of them.
    searchers = open_live(asked.data)

    def opened(settings: Settings, data: Path | None = None, *, warm: bool = True) -> LiveSearcher:
        return searchers

    web.engines.live_searcher = opened
    with service(asked.data) as port:
        different = [text for text in queries if over_http(port, text) != on_line(asked.data, text)]
    for text in different:
        print(f"differs: {text}")
    print(
        f"{len(queries)} queries, {len(different)} with other answers, "
        f"in {time.monotonic() - began:.0f} s"
    )
    return 1 if different else 0


def over_http(port: int, text: str) -> dict[str, Any]:
    with urlopen(f"http://127.0.0.1:{port}/api/v1/search?q={quote(text)}", timeout=30) as answer:
        return _compared(json.load(answer))


def on_line(data: Path, text: str) -> dict[str, Any]:
    output = io.StringIO()
    with redirect_stdout(output):
        status = run(["search", "--data", str(data), "--json", "--", text])
    if status:
        raise RuntimeError(f"sakuin search ended with {status} for {text!r}")
    return _compared(json.loads(output.getvalue()))


def _compared(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: answer.get(name) for name in WORDS_OF_BOTH}


if __name__ == "__main__":
    sys.exit(main())
