"""``sakuin eval``: how good the ranking is, over judged queries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from index.document import Document, Section
from index.errors import SakuinError, UnusableIndexError
from index.runs.pipeline import index_documents
from index.store import FORMAT_VERSION
from search.evaluation import (
    DEPTH,
    Evaluation,
    evaluate,
    read_judgements,
    read_queries,
)
from search.query.params import query_from_values
from search.searcher import Searcher
from web.commands.language import note, padded, said, translated
from web.commands.options import harmless, index_options, json_option, print_json
from web.commands.progress import ProgressBar
from web.engines import analyzer_choice, open_searcher, open_store, run_budget
from web.settings import Settings

CACHE_FOLDER = "eval"
SHOWN_LEFT_OUT = 5


def index_json_lines(path: Path, settings: Settings) -> Path:
    """A data folder with the documents of ``path``, made now or kept from an earlier run.

    It lies inside the usual data folder, under the digest of the file and the analyzer.
    """
    choice = analyzer_choice(settings)
    try:
        digest = hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()
    except OSError as error:
        raise SakuinError(f"{path}: cannot be read: {error.strerror}") from None
    data = settings.data / CACHE_FOLDER / f"{digest}-{choice.fingerprint()}-{FORMAT_VERSION}"
    store = open_store(settings, data)
    try:
        store.current()
    except UnusableIndexError:
        documents, jobs = read_documents(path), run_budget(settings).jobs
        with ProgressBar("Indexing") as progress:
            index_documents(documents, store, choice, jobs=jobs, on_progress=progress.show)
    return data


def read_documents(path: Path) -> Iterator[Document]:
    """Documents with an id, a title and a text; raises SakuinError for a bad line."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                values = json.loads(line)
                identity, title, text = (str(values[key]) for key in ("id", "title", "text"))
            except (ValueError, KeyError, TypeError):
                raise SakuinError(
                    f"{path}:{number}: must be a JSON object with id, title and text"
                ) from None
            yield Document(
                id=identity,
                site="",
                path=identity,
                url=f"/{identity}",
                title=title,
                date=None,
                sections=(Section(heading="", level=0, anchor="", text=text, code=""),),
            )


@click.command("eval")
@click.argument("queries", type=click.Path(path_type=Path))
@click.argument("qrels", type=click.Path(path_type=Path))
@click.option(
    "--documents",
    type=click.Path(path_type=Path),
    help="JSON lines with id, title and text to rank instead of the index.",
)
@index_options
@json_option
def command(
    settings: Settings, /, queries: Path, qrels: Path, documents: Path | None, as_json: bool
) -> None:
    """Rank the judged QUERIES (id, text) by QRELS (id, 0, document, relevance), both TSV.

    \b
    Examples:
      sakuin eval queries.tsv qrels.tsv
      sakuin eval queries.tsv qrels.tsv --documents docs.jsonl
    """
    texts, judgements = read_queries(queries), read_judgements(qrels)
    ranked = index_json_lines(documents, settings) if documents else settings.data
    with (
        open_searcher(settings, ranked) as searcher,
        ProgressBar("Ranking", len(texts)) as progress,
    ):
        judged = {document for of_one in judgements.values() for document in of_one}
        known = _known(searcher, judged)
        if judged and not known:
            raise SakuinError(
                "none of the judged posts is in the index:"
                " name them by their path in the site, such as _posts/2025-10-30-a.md"
            )
        _tell_left_out(texts, judgements, sorted(judged - known))
        rank = _ranker(searcher, settings.today(), judged)
        evaluation = evaluate(texts, judgements, rank, progress.update)
    if as_json:
        print_json(asdict(evaluation))
    else:
        _print(evaluation)


def _ranker(
    searcher: Searcher, today: date, judged: Collection[str]
) -> Callable[[str], Sequence[str]]:
    """Names hits by their path, or with the site before it where the judgements do."""

    def rank(text: str) -> list[str]:
        query = query_from_values({"q": text, "per_page": DEPTH}, today)
        hits = searcher.search(query).hits
        return [hit.id if hit.id in judged else hit.path for hit in hits]

    return rank


def _known(searcher: Searcher, judged: Collection[str]) -> set[str]:
    """Those of the judged documents that there are, under their path or with the site before it."""
    before = ("", *(f"{site.name}/" for site in searcher.sites))
    return {name for name in judged if any(searcher.document(site + name) for site in before)}


def _tell_left_out(
    texts: Mapping[str, str], judgements: Mapping[str, Mapping[str, int]], missing: Sequence[str]
) -> None:
    """What of the two files says nothing about the ranking, on standard error."""
    unjudged = [one for one in texts if max(judgements.get(one, {"": 0}).values()) <= 0]
    for what, names in (
        ("judged posts that are not in the index: {count} ({names})", missing),
        ("queries without a relevant post, which do not count: {count} ({names})", unjudged),
        ("judged queries that do not exist: {count} ({names})", sorted({*judgements} - {*texts})),
    ):
        if names:
            shown = [*names[:SHOWN_LEFT_OUT], *("…" if len(names) > SHOWN_LEFT_OUT else "")]
            listed = translated(", ").join(map(harmless, shown))
            note(what, count=len(names), names=listed)
    if missing:
        note("posts are named by their path in the site, such as _posts/2025-10-30-a.md")


def _print(evaluation: Evaluation) -> None:
    without = said("{count:,} without a hit", count=evaluation.without_hits)
    times = (f"{evaluation.median_ms:.2f} ms", f"95% {evaluation.p95_ms:.2f} ms")
    for label, figure in (
        ("queries", f"{evaluation.queries} ({without})"),
        (f"MRR@{DEPTH}", f"{evaluation.mrr:.4f}"),
        (f"Recall@{DEPTH}", f"{evaluation.recall:.4f}"),
        (f"nDCG@{DEPTH}", f"{evaluation.ndcg:.4f}"),
        ("latency", translated(", ").join(times)),
    ):
        click.echo(f"{padded(translated(label), 14)} {figure}")
