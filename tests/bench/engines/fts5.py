"""SQLite's full-text index: over three letters at a time, and over words that MeCab found."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.corpus import BenchPost
from tests.bench.engines import PAGE
from tests.bench.engines.words import spaced

_TRIGRAM = 3


class Trigram:
    """``tokenize='trigram'``: texts as they are; words of fewer letters find nothing."""

    tokenize = "trigram"

    def prepare(self, text: str) -> str:
        """What is indexed of a text, and asked of a query."""
        return text

    def build(self, site: Path, posts: Sequence[BenchPost], folder: Path) -> dict[str, float]:
        began = time.perf_counter()
        prepared = [(self.prepare(post.title), self.prepare(post.text)) for post in posts]
        written = time.perf_counter()
        base = sqlite3.connect(folder / "index.db")
        base.execute(
            f"CREATE VIRTUAL TABLE post USING fts5(title, body, tokenize='{self.tokenize}')"
        )
        base.execute("CREATE TABLE label (post INTEGER, kind TEXT, value TEXT)")
        for number, (post, texts) in enumerate(zip(posts, prepared, strict=True), 1):
            base.execute("INSERT INTO post (rowid, title, body) VALUES (?, ?, ?)", (number, *texts))
            values = [("tag", tag) for tag in post.tags]
            values += [("category", category) for category in post.categories]
            values.append(("month", post.month))
            base.executemany(
                "INSERT INTO label VALUES (?, ?, ?)", [(number, *value) for value in values]
            )
        base.execute("CREATE INDEX labels ON label (post, kind, value)")
        base.execute("INSERT INTO post (post) VALUES ('optimize')")
        base.commit()
        base.close()
        return {"tokenise": written - began, "write": time.perf_counter() - written}

    def open(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "index.db", check_same_thread=False)

    def match(self, query: str) -> str:
        """All words, each as a phrase."""
        words = [word for word in self.prepare(query).split() if len(word) >= _TRIGRAM]
        return " AND ".join('"' + word.replace('"', '""') + '"' for word in words)

    def top(self, query: str) -> int:
        wanted = self.match(query)
        if not wanted:
            return 0
        rows = self._base.execute(
            f"SELECT rowid, title FROM post WHERE post MATCH ? ORDER BY bm25(post, 10, 1) "
            f"LIMIT {PAGE}",
            (wanted,),
        )
        return len(rows.fetchall())

    def full(self, query: str) -> int:
        wanted = self.match(query)
        if not wanted:
            return 0
        rows = self._base.execute(
            "SELECT title, snippet(post, 1, '<mark>', '</mark>', '…', 64) FROM post "
            f"WHERE post MATCH ? ORDER BY bm25(post, 10, 1) LIMIT {PAGE}",
            (wanted,),
        ).fetchall()
        self._base.execute(
            "SELECT kind, value, count(*) FROM label WHERE post IN "
            "(SELECT rowid FROM post WHERE post MATCH ?) GROUP BY kind, value",
            (wanted,),
        ).fetchall()
        return len(rows)


class Words(Trigram):
    """``unicode61`` over words with spaces between."""

    tokenize = "unicode61"

    def prepare(self, text: str) -> str:
        return spaced(text)

    def match(self, query: str) -> str:
        words = [word for word in self.prepare(query).split() if any(map(str.isalnum, word))]
        return " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
