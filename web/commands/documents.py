"""Documents that come from JSON lines instead of a site: how judged sets are indexed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from index.document import Document, Section
from index.errors import SakuinError, UnusableIndexError
from index.progress import OnProgress, silent
from index.runs.pipeline import index_documents
from index.store import FORMAT_VERSION
from web.engines import analyzer_choice, open_store, run_budget
from web.settings import Settings

CACHE_FOLDER = "eval"


class DocumentsError(SakuinError):
    """A file of documents has a bad line; names the file and the line."""


def index_json_lines(path: Path, settings: Settings, on_progress: OnProgress = silent) -> Path:
    """A data folder with the documents of ``path``, made now or kept from an earlier run.

    It lies inside the usual data folder, under the digest of the file and the analyzer.
    """
    choice = analyzer_choice(settings)
    try:
        digest = hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()
    except OSError as error:
        raise DocumentsError(f"{path}: cannot be read: {error.strerror}") from None
    data = settings.data / CACHE_FOLDER / f"{digest}-{choice.signature()}-{FORMAT_VERSION}"
    store = open_store(settings, data)
    try:
        store.current()
    except UnusableIndexError:
        index_documents(
            read_documents(path),
            store,
            choice,
            jobs=run_budget(settings).jobs,
            on_progress=on_progress,
        )
    return data


def read_documents(path: Path) -> Iterator[Document]:
    """Documents with an id, a title and a text; raises :class:`DocumentsError`."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                values = json.loads(line)
                identity, title, text = (str(values[key]) for key in ("id", "title", "text"))
            except (ValueError, KeyError, TypeError):
                raise DocumentsError(
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
