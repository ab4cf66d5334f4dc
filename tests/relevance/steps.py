"""How often each step of the ladder answers the queries of judged sets, and how long they take.

``strict`` is what has given nothing up; the others are named as in answers (``relaxed``)::

    python -m tests.relevance.steps --data .sakuin queries-title.tsv queries-tag.tsv
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time

from search.evaluation import read_queries
from search.query.params import query_from_values
from tests.support import open_live

TODAY = date(2026, 11, 1)


def main() -> None:
    """Prints a line for each file of queries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".sakuin"), help="an index")
    parser.add_argument("queries", type=Path, nargs="+", help="lines of id, tab, query")
    asked = parser.parse_args()
    searcher = open_live(asked.data).current()
    for path in asked.queries:
        steps: Counter[str] = Counter()
        times = []
        for text in read_queries(path).values():
            query = query_from_values({"q": text}, TODAY)
            began = process_time()
            results = searcher.search(query)
            times.append(1000 * (process_time() - began))
            steps[(results.interpreted.relaxed or "strict") if results.total else "nothing"] += 1
        counts = ", ".join(f"{step} {count}" for step, count in steps.most_common())
        print(f"{path.name}: {counts}; median of the processor time {median(times):.2f} ms")


if __name__ == "__main__":
    main()
