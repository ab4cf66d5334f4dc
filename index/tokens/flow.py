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
from index.tokens.cache import RECENT, TokenCache, Vocabulary, key_of
from index.tokens.packed_sentences import renumber
from index.tokens.pool import AnalyzedSentences, Pool, analyze_sentences, result_of

WINDOW = 48
"""Documents under way: enough to keep some cores busy behind one very long post."""
TASK = 20_000
"""Characters given to a process at a time: half a second of Janome."""


@dataclass(frozen=True, slots=True)
class Task:
    """New sentences that some process is tokenising."""

    keys: tuple[bytes, ...]
    future: Future[AnalyzedSentences]
    done: dict[bytes, bytes]
    """Filled when the result has come: the packed tokens of each."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document, and the tasks that must be done before it can be put together."""

    prepared: PreparedDocument
    keys: tuple[bytes, ...]
    """Of its sentences."""
    known: dict[bytes, bytes]
    """The packed tokens of those that need no waiting."""
    tasks: tuple[Task, ...]


class AnalysisFlow:
    """Analyses documents; each distinct sentence goes to the tokenizer once."""

    def __init__(self, pool: Pool, watch: Stopwatch, sentences: int = RECENT) -> None:
        self._pool = pool
        self._watch = watch
        self._cache = TokenCache(sentences)
        self._vocabulary = Vocabulary()
        self._under_way: dict[bytes, Task] = {}

    def analyzed(self, documents: Iterable[PreparedDocument]) -> Iterator[Record]:
        """Analyses documents in their order."""
        waiting: deque[Waiting] = deque()
        for prepared in documents:
            waiting.append(self._begin(prepared))
            while waiting and (len(waiting) > WINDOW or _is_done(waiting[0])):
                yield self._complete(waiting.popleft())
        while waiting:
            yield self._complete(waiting.popleft())

    def _begin(self, prepared: PreparedDocument) -> Waiting:
        """Sends the new sentences of a document to be tokenised."""
        with self._watch.stage("analyse"):
            keys = {sentence: key_of(sentence) for sentence in dict.fromkeys(prepared.sentences)}
            known: dict[bytes, bytes] = {}
            new: dict[bytes, str] = {}
            tasks: dict[int, Task] = {}
            for sentence, key in keys.items():
                task = self._under_way.get(key)
                if task:
                    tasks[id(task)] = task
                elif (found := self._cache.get(key)) is not None:
                    known[key] = found
                else:
                    new[key] = sentence
        return Waiting(
            prepared,
            tuple(keys[text] for text in prepared.sentences),
            known,
            (*tasks.values(), *self._send(new)),
        )

    def _send(self, new: dict[bytes, str]) -> list[Task]:
        tasks = []
        for sentences in _portions(new):
            future = self._pool.submit(analyze_sentences, tuple(sentences.values()))
            task = Task(tuple(sentences), future, {})
            self._under_way.update(dict.fromkeys(sentences, task))
            tasks.append(task)
        return tasks

    def _complete(self, waiting: Waiting) -> Record:
        """Waits for the sentences of a document, and puts it together."""
        for task in waiting.tasks:
            if not task.done:
                self._keep(task, result_of(task.future))
        with self._watch.stage("analyse"):
            packed = waiting.known
            for task in waiting.tasks:
                packed |= task.done
            return assemble(
                waiting.prepared, [packed[key] for key in waiting.keys], self._vocabulary
            )

    def _keep(self, task: Task, result: AnalyzedSentences) -> None:
        """Puts the tokens of new sentences into the cache."""
        self._watch.add("tokenise", result.seconds)
        with self._watch.stage("analyse"):
            numbers = np.array(self._vocabulary.numbers(result.terms), dtype=np.uint32)
            renumbered = renumber(result.packed, numbers)
            task.done.update(zip(task.keys, renumbered, strict=True))
            for key, packed in task.done.items():
                self._cache.put(key, packed)
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
