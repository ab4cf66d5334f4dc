"""Whether all engines answer alike: totals, facets and the best ten for every query of some files.

The records of a data folder are put, as they are, into a cluster of three nodes on this machine;
``columns`` is what the others are compared with::

    python -m tests.relevance.same_engines --data .sakuin queries-title.tsv queries-tag.tsv
    python -m tests.relevance.same_engines --data .sakuin --engine whoosh --every 10 queries.tsv
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from index.opensearch.client import Cluster
from index.opensearch.store import OpenSearchStore
from index.progress import Stopwatch
from index.runs.ledger import LEDGER_FILE
from index.store import Store
from search.evaluation import read_queries
from search.live import Engine, LiveSearcher
from search.query.params import query_from_values
from search.results import Results
from search.searcher import Searcher
from tests.cluster.nodes import running_nodes
from web.engines import engine_over, local_store

TODAY = date(2026, 11, 1)
ENGINES = ("whoosh", "opensearch")


def main() -> int:
    """Prints what differs; the exit status is 1 where totals or facets do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".sakuin"), help="an index")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="all by default")
    parser.add_argument("--every", type=int, default=1, help="only every so many queries")
    parser.add_argument("--shards", type=int, default=1, help="of the cluster's index")
    parser.add_argument("queries", type=Path, nargs="+", help="lines of id, tab, query")
    asked = parser.parse_args()
    texts = [text for path in asked.queries for text in read_queries(path).values()]
    texts = texts[:: asked.every]
    right = answers(
        LiveSearcher(engine_over(local_store(asked.data), "columns")).current(), "columns", texts
    )
    differ = 0
    for name in asked.engine or ENGINES:
        with opened(name, asked.data, asked.shards) as engine:
            found = answers(LiveSearcher(engine).current(), name, texts)
        differ += compared(texts, right, found)
    return 1 if differ else 0


def answers(searcher: Searcher, name: str, texts: list[str]) -> list[Results]:
    """What an engine finds, and how long it takes."""
    found, times = [], []
    for text in texts:
        query = query_from_values({"q": text}, TODAY)
        began = time.perf_counter()
        found.append(searcher.search(query))
        times.append(1000 * (time.perf_counter() - began))
    late = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    print(f"{name}: median {statistics.median(times):.1f} ms, 95% {late:.1f} ms")
    return found


def compared(texts: list[str], right: list[Results], found: list[Results]) -> int:
    """Prints how many answers are alike; gives how many have other totals or facets."""
    totals = facets = first = sets = orders = 0
    for text, one, other in zip(texts, right, found, strict=True):
        tens = [[hit.id for hit in results.hits] for results in (one, other)]
        if one.total != other.total:
            print(f"total: {text!r}: {one.total} and {other.total}")
        elif one.facets != other.facets:
            print(f"facets: {text!r}")
        totals += one.total == other.total
        facets += one.facets == other.facets
        first += tens[0][:1] == tens[1][:1]
        sets += sorted(tens[0]) == sorted(tens[1])
        orders += tens[0] == tens[1]
    print(
        f"of {len(texts)}: {totals} totals, {facets} facets, {first} first hits, "
        f"{sets} with the same ten, {orders} in the same order"
    )
    return len(texts) - facets


@contextmanager
def opened(name: str, data: Path, shards: int) -> Iterator[Engine]:
    """An engine over the records of a data folder."""
    if name == "whoosh":
        yield engine_over(local_store(data), "whoosh")
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        nodes = stack.enter_context(running_nodes(folder, best_compiler=True))
        store = OpenSearchStore(Cluster(nodes.urls, index="same", shards=shards, timeout=30.0))
        began = time.perf_counter()
        copy(local_store(data), store)
        print(f"opensearch: records put in within {time.perf_counter() - began:.0f} s")
        yield engine_over(store, "opensearch")


def copy(source: Store, target: Store) -> None:
    """Publishes the records of one store in another."""
    generation = source.current()
    with target.exclusive():
        draft = target.begin(None, Stopwatch())
        for record in source.records(generation):
            draft.put(record)
        draft.publish(generation.meta, {LEDGER_FILE: source.extra(generation, LEDGER_FILE)})


if __name__ == "__main__":
    sys.exit(main())
