"""OpenSearch over HTTP: requests that go to the next node when one does not answer.

Own code over urllib3 rather than opensearch-py, which takes a third of a second to import and
brings gRPC, protobuf and requests, none of which is needed for six kinds of request.

Every request may be sent twice: writes carry versions or conditions, so that repeating one does no
harm. What comes back is either whole or an error, see :func:`require_whole`.
"""

from __future__ import annotations

import base64
import itertools
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import urllib3

from index.errors import (
    EngineUnavailableError,
    PartialResultsError,
    SettingsError,
    StorageError,
    UnusableIndexError,
)

ROUNDS = 2
"""How often all nodes are asked before giving up: what is wrong may be over in a moment."""
LEFT_ALONE = 5.0
"""Seconds for which a node that did not answer is asked last."""
CONNECT_SECONDS = 1.0
POOL = 16
"""Connections a node that are kept."""
BULK_SECONDS = 120.0
"""How long writing many documents may take, or opening, closing and merging an index."""
BUSY = frozenset((429, 502, 503, 504))
"""Statuses of a node that may well answer later."""
READ_ONLY = frozenset((403, 429))
"""Statuses of a block that somebody has to lift."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the nodes are and how they are reached: the settings ``[opensearch]``."""

    urls: tuple[str, ...]
    index: str = "sakuin"
    """What the names of all indices begin with; several blogs may share a cluster."""
    user: str = ""
    password_file: Path | None = None
    api_key_file: Path | None = None
    ca: Path | None = None
    """Certificates to trust instead of the system's."""
    replicas: int = 1
    shards: int = 1
    """One is read with half the processor time of three, and holds some 30 GB."""
    timeout: float = 2.0
    """Seconds that a search may take."""


class RefusedError(UnusableIndexError):
    """A node has understood a request and will not do it."""

    def __init__(self, status: int, body: Any) -> None:
        self.status = status
        self.kind = _kind(body)
        super().__init__(f"OpenSearch refused a request ({status}): {_reason(body)}")


class Client:
    """Asks the nodes in turn; safe for any number of threads, and for processes that are forked."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._headers = _credentials(cluster)
        self._process, self._pools = os.getpid(), _pools(cluster)
        self._down = [0.0] * len(self._pools)
        self._turn = itertools.count()

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        params: Mapping[str, object] | None = None,
        seconds: float | None = None,
    ) -> Any:
        """The answer of the first node that gives one.

        ``body`` is JSON, or lines of it as bytes. Raises :class:`RefusedError`, and
        :class:`EngineUnavailableError` when no node answers within ``seconds``. After a node that
        says nothing all that time, another has as much: a hanging node costs time, not the answer.
        """
        data = body if isinstance(body, bytes) or body is None else orjson.dumps(body)
        kind = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        headers = {**self._headers, "Content-Type": kind}
        target = f"{path}?{urlencode(params)}" if params else path
        allowed = seconds or self.cluster.timeout
        until = time.monotonic() + allowed
        silent: set[int] = set()
        problem = "no node has been asked"
        for number in self._order():
            left = until - time.monotonic()
            if left <= 0 or number in silent:
                continue
            wait = urllib3.Timeout(connect=min(CONNECT_SECONDS, left), read=left)
            try:
                answer = self._pool(number).request(
                    method, target, body=data, headers=headers, timeout=wait
                )
                content = _content(answer)
            except urllib3.exceptions.HTTPError as error:
                self._down[number] = time.monotonic() + LEFT_ALONE
                problem = f"{self.cluster.urls[number]}: {_said(error)}"
                if isinstance(error, urllib3.exceptions.ReadTimeoutError):
                    until = until if silent else time.monotonic() + allowed
                    silent.add(number)
                continue
            self._down[number] = 0.0
            if answer.status < 300:
                return content
            _require_later(method, answer.status, content)
            problem = f"{self.cluster.urls[number]}: {answer.status} {_reason(content)}"
        raise EngineUnavailableError(f"OpenSearch does not answer ({problem})")

    def _pool(self, number: int) -> urllib3.HTTPConnectionPool:
        """Connections of this process: one shared with its parent would mix up their answers."""
        if self._process != os.getpid():
            self._pools = _pools(self.cluster)
            self._process = os.getpid()
        return self._pools[number]

    def _order(self) -> list[int]:
        """The nodes, each in its turn; those that have not answered lately come last."""
        count = len(self._pools)
        first = next(self._turn)
        now = time.monotonic()
        order = sorted(
            ((first + n) % count for n in range(count)), key=lambda n: self._down[n] > now
        )
        return order * ROUNDS

    def create_index(self, name: str, body: Mapping[str, Any]) -> None:
        """Creates an index with all its copies, unless it is there.

        An index whose first node goes before a copy is made would stay without its shard.
        """
        nodes = self.ask("GET", path_of("_cluster", "health"))["number_of_data_nodes"]
        copies = 1 + min(body["settings"]["number_of_replicas"], nodes - 1)
        params = {"wait_for_active_shards": copies}
        try:
            self.ask("PUT", path_of(name), body, params=params, seconds=BULK_SECONDS)
        except RefusedError as error:
            if error.kind != "resource_already_exists_exception":
                raise

    def search_all(
        self,
        searches: Iterable[tuple[str, object, Mapping[str, object]]],
        seconds: float | None = None,
    ) -> list[Any]:
        """The whole answers to some searches, in one request.

        A copy of a shard that dies in the middle of an answer fails it: it is asked for once more.
        """
        lines = bytearray()
        for index, body, params in searches:
            # A node that has a copy itself answers from it, without sending ten posts about.
            head = {"index": index, "preference": "_local", "allow_partial_search_results": False}
            lines += orjson.dumps({**head, **params}) + b"\n" + orjson.dumps(body) + b"\n"
        for last in (False, True):
            answers = self.ask("POST", "/_msearch", bytes(lines), seconds=seconds)["responses"]
            try:
                return [require_whole(answer) for answer in answers]
            except EngineUnavailableError:
                if last:
                    raise
        raise AssertionError("one of two rounds returns or raises")

    def find(self, index: str, body: object) -> Any:
        """The whole answer to one search of a run."""
        return self.search_all([(index, body, {})], BULK_SECONDS)[0]

    def find_all(self, index: str, query: object, source: object, most: int) -> Iterator[Any]:
        """All hits of a query in the order of their ids, with ``source`` of each, ``most`` at
        once."""
        body = {"query": query, "_source": source, "size": most, "sort": ["id"]}
        while True:
            hits = self.find(index, {**body, "track_total_hits": False})["hits"]["hits"]
            yield from hits
            if len(hits) < most:
                return
            body["search_after"] = hits[-1]["sort"]


def require_whole(answer: Any) -> Any:
    """The answer, unless shards are missing in it.

    A shard without any copy is not counted as failed, only as not successful.
    """
    if "error" in answer:
        status = int(answer.get("status", 500))
        if status in BUSY or status >= 500:
            raise EngineUnavailableError(f"OpenSearch could not answer: {_reason(answer)}")
        if status == 404:
            raise EngineUnavailableError(f"an index of OpenSearch is gone: {_reason(answer)}")
        raise RefusedError(status, answer)
    shards = answer["_shards"]
    if shards["successful"] < shards["total"] or answer.get("timed_out"):
        raise PartialResultsError(
            f"only {shards['successful']} of {shards['total']} shards of OpenSearch have answered"
        )
    return answer


def _require_later(method: str, status: int, content: Any) -> None:
    """Raises unless another node may answer, or this one later: a shard went with its node, say."""
    if _kind(content) == "cluster_block_exception" and status in READ_ONLY:
        raise StorageError(
            f"OpenSearch refuses to write: {_reason(content)}; a disk of the cluster is full, or "
            "the index is set to be read only; nothing was published"
        )
    if status not in BUSY and (status != 500 or method == "PUT"):
        raise RefusedError(status, content)


def path_of(*parts: str) -> str:
    """A path of parts that may hold anything: ``/blog-meta/_doc/…``."""
    return "".join(f"/{quote(part, safe=',*')}" for part in parts)


def _pools(cluster: Cluster) -> list[urllib3.HTTPConnectionPool]:
    """One a node."""
    options: dict[str, Any] = {"maxsize": POOL, "retries": False}
    trust: dict[str, Any] = {"cert_reqs": "CERT_REQUIRED"}
    if cluster.ca:
        trust["ca_certs"] = str(cluster.ca)
    return [
        urllib3.connection_from_url(url, **options, **(trust if url.startswith("https:") else {}))
        for url in cluster.urls
    ]


def _credentials(cluster: Cluster) -> dict[str, str]:
    """The header that says who asks; secrets are read from files, which only the service can."""
    if cluster.api_key_file:
        return {"Authorization": f"ApiKey {_secret(cluster.api_key_file)}"}
    if cluster.user and cluster.password_file:
        pair = f"{cluster.user}:{_secret(cluster.password_file)}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}
    return {}


def _secret(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read {path}, which [opensearch] names: {error}") from error


def _content(answer: urllib3.BaseHTTPResponse) -> Any:
    """The JSON of an answer; what is none (of a proxy, say) as text."""
    try:
        return orjson.loads(answer.data) if answer.data else None
    except ValueError:
        return answer.data.decode("utf-8", "replace")


def _kind(body: Any) -> str:
    error = body.get("error") if isinstance(body, dict) else None
    return str(error.get("type", "")) if isinstance(error, dict) else ""


def _reason(body: Any) -> str:
    """What a node says is wrong, in one line."""
    error = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(error, dict):
        causes = error.get("root_cause") or [error]
        error = f"{causes[0].get('type')}: {causes[0].get('reason')}"
    return " ".join(str(error).split())[:300]


def _said(error: Exception) -> str:
    return " ".join(str(error).split()).rpartition(": ")[2][:200]
