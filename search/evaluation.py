"""How good a ranking is: MRR, recall and nDCG over judged queries.

The files are tab-separated: queries are ``id, text``; judgements (TREC qrels) are
``id, 0, document, relevance``. Queries without a relevant document do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from index.errors import SakuinError

DEPTH = 10
"""The hits of a first page."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Means over ``queries`` judged queries; times in milliseconds."""

    queries: int
    mrr: float
    """1 ÷ rank of the first relevant hit among ten, else 0."""
    recall: float
    """Relevant documents among the first ten ÷ those that could be there (at most ten)."""
    ndcg: float
    """Discounted gain of the first ten ÷ the best possible (Järvelin and Kekäläinen 2002)."""
    without_hits: int
    median_ms: float
    p95_ms: float


def evaluate(
    queries: Mapping[str, str],
    judgements: Mapping[str, Mapping[str, int]],
    rank: Callable[[str], Sequence[str]],
    progress: Callable[[int], None] = lambda done: None,
) -> Evaluation:
    """Ranks every judged query; ``rank`` gives ids or paths of the first ten hits, best first."""
    scores: list[tuple[float, float, float]] = []
    times: list[float] = []
    empty = 0
    for identity, text in queries.items():
        relevant = {name: gain for name, gain in judgements.get(identity, {}).items() if gain > 0}
        if not relevant:
            continue
        started = perf_counter()
        ranked = rank(text)[:DEPTH]
        times.append(1000 * (perf_counter() - started))
        empty += not ranked
        scores.append(score(ranked, relevant))
        progress(len(scores))
    if not scores:
        raise SakuinError("no query has a relevant document: do the two files belong together?")
    mrr, recall, ndcg = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    cuts = quantiles([*times, times[-1]], n=20, method="inclusive")
    return Evaluation(len(scores), mrr, recall, ndcg, empty, cuts[9], cuts[18])


def score(ranked: Sequence[str], relevant: Mapping[str, int]) -> tuple[float, float, float]:
    """Reciprocal rank, recall and nDCG of one ranking."""
    gains = [relevant.get(name, 0) for name in ranked]
    first = next((1 / rank for rank, gain in enumerate(gains, 1) if gain), 0.0)
    recall = sum(1 for gain in gains if gain) / min(len(relevant), DEPTH)
    best = sorted(relevant.values(), reverse=True)[:DEPTH]
    return first, recall, _discounted(gains) / _discounted(best)


def read_queries(path: Path) -> dict[str, str]:
    """Query texts by id; raises SakuinError for a bad line."""
    texts: dict[str, str] = {}
    for number, (identity, text) in _rows(path, 2):
        if identity in texts:
            raise SakuinError(f"{path}:{number}: the id of two queries is {identity!r}")
        texts[identity] = text
    return texts


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Relevance by query id and document; raises SakuinError for a bad line."""
    judgements: dict[str, dict[str, int]] = {}
    for number, (identity, _, document, gain) in _rows(path, 4):
        try:
            relevance = int(gain)
        except ValueError:
            raise SakuinError(f"{path}:{number}: {gain!r} is no relevance") from None
        if judgements.setdefault(identity, {}).setdefault(document, relevance) != relevance:
            raise SakuinError(
                f"{path}:{number}: two judgements of {document!r} for {identity!r} differ"
            )
    return judgements


def _rows(path: Path, columns: int) -> Iterable[tuple[int, list[str]]]:
    """The lines of a TSV, numbered; empty ones and comments of one column are passed over."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise SakuinError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SakuinError(f"{path}: not UTF-8; save the file as UTF-8") from None
    for number, line in enumerate(lines, 1):
        if not line.strip() or (line.startswith("#") and "\t" not in line):
            continue
        cells = line.split("\t")
        if len(cells) != columns:
            raise SakuinError(f"{path}:{number}: {columns} columns wanted, {len(cells)} found")
        yield number, cells


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))
