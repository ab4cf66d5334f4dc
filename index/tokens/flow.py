"""Documents in, analysed documents out, in the same order, with tokenising in the background.

A window of documents is under way at a time: while their new sentences are tokenised in other
processes, those that are complete are handed on to be written. So writing overlaps tokenising,
and memory is bounded by the window, not by the number of posts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from index.progress import Stopwatch
from index.record import Record
from index.tokens.assemble import PreparedDocument, assemble
from index.tokens.cache import SentenceKeys, TokenCache, Vocabulary
from index.tokens.packed_sentences import renumber
from index.tokens.pool import AnalyzedSentences, Pool, analyze_sentences, result_of

WINDOW = 48
"""Documents under way: enough to keep some cores busy behind one very long post."""
TASK = 20_000
"""Characters given to a process at a time: half a second of Janome."""
COMMIT_EVERY = 200
"""Documents between two commits of the cache: what a killed run has to do again."""


@dataclass(frozen=True, slots=True)
class Task:
    """New sentences that some process is tokenising."""

    keys: tuple[bytes, ...]
    future: Future[AnalyzedSentences]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document, and the tasks that must be done before it can be put together."""

    prepared: PreparedDocument
    keys: tuple[bytes, ...]
    tasks: tuple[Task, ...]


class AnalysisFlow:
    """Analyses documents; each distinct sentence goes to the tokenizer once."""

    def __init__(
        self,
        pool: Pool,
        cache: TokenCache,
        vocabulary: Vocabulary,
        fingerprint: str,
        watch: Stopwatch,
    ) -> None:
        self._pool = pool
        self._cache = cache
        self._vocabulary = vocabulary
        self._key = SentenceKeys(fingerprint)
        self._watch = watch
        self._under_way: dict[bytes, Task] = {}

    def analyzed(self, documents: Iterable[PreparedDocument]) -> Iterator[Record]:
        """Analyses documents in their order."""
        waiting: deque[Waiting] = deque()
        for count, prepared in enumerate(documents, 1):
            waiting.append(self._begin(prepared))
            while waiting and (len(waiting) > WINDOW or _is_done(waiting[0])):
                yield self._complete(waiting.popleft())
            if count % COMMIT_EVERY == 0:
                self._cache.commit()
        while waiting:
            yield self._complete(waiting.popleft())
        self._cache.forget()

    def _begin(self, prepared: PreparedDocument) -> Waiting:
        """Sends the new sentences of a document to be tokenised."""
        with self._watch.stage("analyse"):
            keys = {sentence: self._key(sentence) for sentence in dict.fromkeys(prepared.sentences)}
            under_way = self._under_way
            tasks = {id(task): task for key in keys.values() if (task := under_way.get(key))}
            known = self._cache.get([key for key in keys.values() if key not in under_way])
            new = {
                key: sentence
                for sentence, key in keys.items()
                if key not in known and key not in under_way
            }
        all_tasks = (*tasks.values(), *self._send(new))
        return Waiting(prepared, tuple(keys[text] for text in prepared.sentences), all_tasks)

    def _send(self, new: dict[bytes, str]) -> list[Task]:
        tasks = []
        for sentences in _portions(new):
            future = self._pool.submit(analyze_sentences, tuple(sentences.values()))
            task = Task(tuple(sentences), future)
            self._under_way.update(dict.fromkeys(sentences, task))
            tasks.append(task)
        return tasks

    def _complete(self, waiting: Waiting) -> Record:
        """Waits for the sentences of a document, and puts it together."""
        for task in waiting.tasks:
            if task.keys[0] in self._under_way:
                self._keep(task, result_of(task.future))
        with self._watch.stage("analyse"):
            packed = self._cache.get(waiting.keys)
            return assemble(
                waiting.prepared, [packed[key] for key in waiting.keys], self._vocabulary
            )

    def _keep(self, task: Task, result: AnalyzedSentences) -> None:
        """Puts the tokens of new sentences into the cache."""
        self._watch.add("tokenise", result.seconds)
        with self._watch.stage("analyse"):
            numbers = np.array(self._vocabulary.numbers(result.terms), dtype=np.uint32)
            renumbered = renumber(result.packed, numbers)
            self._cache.put(dict(zip(task.keys, renumbered, strict=True)))
            for key in task.keys:
                del self._under_way[key]


def _is_done(waiting: Waiting) -> bool:
    return all(task.future.done() for task in waiting.tasks)


def _portions(sentences: dict[bytes, str]) -> Iterator[dict[bytes, str]]:
    """Cuts sentences into portions of some :data:`TASK` characters."""
    portion: dict[bytes, str] = {}
    size = 0
    for key, sentence in sentences.items():
        portion[key] = sentence
        size += len(sentence)
        if size >= TASK:
            yield portion
            portion, size = {}, 0
    if portion:
        yield portion
