"""A service over a cluster that is asked all the time, and a site that tells right from wrong.

All posts of the site say which generation they are of, as a tag. An answer is whole if all it holds
(hits, their number, counts of tags) is one generation, all of it; with posts of that one missing it
is partial; anything else is wrong. A service may also say that it cannot answer: that has failed.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from tests.contract.corpus import POSTS
from web.app import create_app
from web.engines import live_searcher
from web.settings import Settings, load_settings

SHOWN = 100
"""Hits of an answer, at most."""
PAUSE = 0.05
"""Seconds between two questions of one asker."""
PATIENCE = 300.0
"""Seconds within which answers have come again, on a machine that has much else to do."""


@dataclass(slots=True)
class Tally:
    """What came of the questions; appended to by many threads."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    failed: int = 0
    rude: list[str] = field(default_factory=list)
    """Failures that are not the 503 that clients are promised."""
    silence: float = 0.0
    """The longest time without an answer, in seconds."""
    answered: float = field(default_factory=time.monotonic)

    @property
    def faults(self) -> list[str]:
        return [*self.wrong, *self.partial, *self.rude]


class Site:
    """Posts in a folder, all written anew for every generation, in differing numbers."""

    def __init__(self, folder: Path, posts: int) -> None:
        self.folder = folder
        self.posts = posts
        self.generation = 0
        self.acceptable: set[int] = set()
        """Generations that may be served now."""

    def size(self, generation: int) -> int:
        return self.posts + generation % 3

    def write_next(self) -> None:
        self.generation += 1
        folder = self.folder / "_posts"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for number in range(self.size(self.generation)):
            text = POSTS[number % len(POSTS)].sections[0].text
            (folder / f"2024-01-01-post-{number}.md").write_text(
                f"---\ntitle: 記事{number}\ntags: [世代{self.generation}]\n---\n"
                f"検索の話、第{self.generation}版。{text}\n",
                "utf-8",
            )


class Service:
    """The product over a cluster: its commands as processes, its pages asked within this one."""

    def __init__(
        self, folder: Path, cluster: dict[str, Any], *, posts: int = 60, tokenizer: str = "janome"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.site = Site(folder / "site", posts)
        self.site.folder.mkdir()
        table = "".join(f"{name} = {json.dumps(value)}\n" for name, value in cluster.items())
        self._config = folder / "sakuin.toml"
        self._config.write_text(
            f'engine = "opensearch"\ndata = "data"\ntokenizer = "{tokenizer}"\njobs = 1\n'
            f"[sites]\nblog = {json.dumps(str(self.site.folder))}\n[opensearch]\n{table}",
            "utf-8",
        )
        self._questions = itertools.count()
        self._published = 0
        """The generation of the last run, if that has published."""
        self._app: Flask | None = None

    @property
    def settings(self) -> Settings:
        return load_settings(config=self._config, environment={})

    def command(self, *arguments: str) -> subprocess.Popen[str]:
        """A command of Sakuin that has been started."""
        return subprocess.Popen(
            [sys.executable, "-m", "web", "--config", str(self._config), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def begin_run(self, *options: str) -> subprocess.Popen[str]:
        """A run over the next generation of the site; from now on either may be served.

        A service opens what has been published beside the old, which it serves until then.
        """
        if self._published and self._is_served(self._published):
            self.site.acceptable = {self._published}
        self.site.write_next()
        self.site.acceptable.add(self.site.generation)
        return self.command("index", *options)

    def run(self, *options: str) -> tuple[bool, str]:
        """Whether a whole run has published, and what it has said."""
        return self.end(self.begin_run(*options))

    def end(self, run: subprocess.Popen[str]) -> tuple[bool, str]:
        said = run.communicate()[0]
        self._published = 0 if run.returncode else self.site.generation
        return run.returncode == 0, said

    def _is_served(self, generation: int) -> bool:
        """Waits until a generation is served, unless nothing is."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status, body, _ = self.get("/api/v1/facets/tag")
            if status != 200 or f"世代{generation}" in str(body):
                return status == 200
            time.sleep(PAUSE)
        raise RuntimeError(f"generation {generation} is not served")

    def check(self) -> str:
        """What ``sakuin check`` finds wrong; it reads every post."""
        check = self.command("check")
        said = check.communicate()[0]
        return "" if check.returncode == 0 else said

    def ask(self, tally: Tally) -> None:
        """Asks what has not been asked before, and judges what comes."""
        # What is served may change between the question and the answer.
        acceptable = set(self.site.acceptable)
        status, body, headers = self.get(
            f"/api/v1/search?q=検索 -無{next(self._questions)}番&per_page={SHOWN}&facets=tag"
        )
        now = time.monotonic()
        if status == 200:
            self.judge(body, acceptable | self.site.acceptable, tally)
            tally.silence = max(tally.silence, now - tally.answered)
            tally.answered = now
        else:
            tally.failed += 1
            if status != 503 or not int(headers.get("Retry-After", 0)):
                tally.rude.append(f"{status}: {str(body)[:200]}")

    def get(self, path: str) -> tuple[int, Any, Any]:
        """Status, body (JSON where it is) and headers."""
        if self._app is None:
            self._app = create_app(self.settings, live_searcher(self.settings))
        answer = self._app.test_client().get(path)
        return answer.status_code, answer.get_json(silent=True) or answer.text, answer.headers

    def judge(self, body: Any, acceptable: set[int], tally: Tally) -> None:
        """Right, partial or wrong."""
        tags = {one["value"]: one["count"] for one in body["facets"]["tag"]}
        tags_of_hits = {tag for hit in body["hits"] for tag in hit["tags"]}
        told = f"{body['total']} found, {len(body['hits'])} shown, {tags}, {tags_of_hits}"
        generations = {int(tag.removeprefix("世代")) for tag in {*tags, *tags_of_hits}}
        if len(generations) > 1 or not generations <= acceptable:
            tally.wrong.append(f"{told}, but {acceptable} was right")
            return
        generation = max(generations, default=max(acceptable))
        right = self.site.size(generation)
        counted = (body["total"], len(body["hits"]), sum(tags.values()))
        if counted == (right, min(right, SHOWN), right):
            tally.right += 1
        elif max(counted) <= right:
            tally.partial.append(told)
        else:
            tally.wrong.append(told)

    @contextmanager
    def asked(self, tally: Tally, askers: int = 2) -> Iterator[None]:
        """Asks on and on meanwhile."""
        ended = threading.Event()
        tally.answered = time.monotonic()

        def ask_on() -> None:
            while not ended.wait(PAUSE):
                self.ask(tally)

        threads = [threading.Thread(target=ask_on) for _ in range(askers)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def await_answers(self, tally: Tally, count: int = 5) -> float:
        """Seconds until so many more right answers have come, while they are asked for."""
        began = time.monotonic()
        wanted = tally.right + count
        while tally.right < wanted:
            if time.monotonic() - began > PATIENCE:
                raise RuntimeError(f"no answers for {PATIENCE:.0f} s")
            time.sleep(PAUSE)
        return time.monotonic() - began

    def await_questions(self, tally: Tally, count: int = 10) -> None:
        """Waits until so many more questions have been answered or refused."""
        wanted = asked_in(tally) + count
        until = time.monotonic() + PATIENCE
        while asked_in(tally) < wanted and time.monotonic() < until:
            time.sleep(PAUSE)


def asked_in(tally: Tally) -> int:
    return tally.right + tally.failed + len(tally.wrong) + len(tally.partial)
