"""A cluster of OpenSearch processes on this machine.

Nodes listen on 127.0.0.1 only. They end with the process that started them, whatever ends it.
JNA is kept from loading its native part: without it OpenSearch cannot tell that it runs as root,
which it refuses.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.cluster.jars import distribution, javas

STARTS_WITHIN = 240.0
"""Seconds; a node is there after 5 on a machine that has nothing else to do."""
HEAP = "512m"
_FLAGS = {17: ["-Djava.security.manager=allow"], 21: ["--enable-native-access=ALL-UNNAMED"]}


class Nodes:
    """Some nodes that form one cluster, numbered from 0."""

    def __init__(
        self, folder: Path, count: int = 3, least_java: int = 17, *, best_compiler: bool = False
    ) -> None:
        if least_java not in javas():
            raise RuntimeError(
                f"the tests of the opensearch engine need Java {least_java}: "
                f"apt-get install openjdk-{least_java}-jre-headless"
            )
        self.home = distribution(least_java)
        self._java = [str(javas()[least_java]), *_FLAGS[least_java]]
        self._tier = 4 if best_compiler else 1
        self._folder = folder
        ports = free_ports(2 * count)
        self._http, self._transport = ports[:count], ports[count:]
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * count
        self.urls = tuple(f"http://127.0.0.1:{port}" for port in self._http)

    def start(self) -> None:
        """Starts all nodes that do not run, and waits until they are one cluster."""
        for number in range(len(self.urls)):
            self.launch(number)
        self.await_ready()

    def launch(self, number: int) -> None:
        """Starts a node, with the data it had, without waiting for it."""
        if self._processes[number] is not None:
            return
        folder = self._folder / f"node-{number}"
        for name in ("config", "data", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(self.home / "config/log4j2.properties", folder / "config")
        settings = json.dumps(self._settings(number, folder))  # JSON is YAML
        (folder / "config/opensearch.yml").write_text(settings, "utf-8")
        with (folder / "log").open("ab") as log:
            self._processes[number] = subprocess.Popen(
                self._command(folder),
                cwd=folder,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _settings(self, number: int, folder: Path) -> dict[str, Any]:
        names = [f"node-{n}" for n in range(len(self.urls))]
        return {
            "cluster.name": "sakuin-tests",
            "node.name": names[number],
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
            "network.host": "127.0.0.1",
            "http.port": self._http[number],
            "transport.port": self._transport[number],
            "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in self._transport],
            "cluster.initial_cluster_manager_nodes": names,
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "action.auto_create_index": False,
            "node.processors": 1,
            "bootstrap.system_call_filter": False,
        }

    def _command(self, folder: Path) -> list[str]:
        properties = {
            "java.io.tmpdir": folder / "tmp",
            "jna.nosys": "true",
            "jna.noclasspath": "true",
            "jna.nounpack": "true",
            "log4j2.disable.jmx": "true",
            "opensearch.path.home": self.home,
            "opensearch.path.conf": folder / "config",
            "io.netty.noUnsafe": "true",
            "io.netty.noKeySetOptimization": "true",
            "io.netty.recycler.maxCapacityPerThread": "0",
        }
        return [
            # Ends the node when the process that started it is killed.
            *("setpriv", "--pdeathsig", "KILL"),
            *self._java,
            # G1, since the memory breaker counts the garbage of a SerialGC; the first compiler
            # alone starts in half the time, and answers more slowly.
            *(f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseG1GC", f"-XX:TieredStopAtLevel={self._tier}"),
            *("-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData"),
            *(f"-D{name}={value}" for name, value in properties.items()),
            *("-cp", f"{self.home}/lib/*", "org.opensearch.bootstrap.OpenSearch"),
        ]

    def await_ready(self, *, status: str = "yellow") -> None:
        """Waits until the running nodes are one cluster with every primary shard."""
        wanted = f"wait_for_nodes={len(self.running)}&wait_for_status={status}&timeout=5s"
        until = time.monotonic() + STARTS_WITHIN
        for number in self.running:
            while not self._is_ready(number, wanted):
                process = self._processes[number]
                ended = process is not None and process.poll() is not None
                if ended or time.monotonic() > until:
                    raise RuntimeError(
                        f"node {number} {'has ended' if ended else 'is late'}: {self._told(number)}"
                    )
                self._retry(number)

    def _retry(self, number: int) -> None:
        """A copy that could not be made five times, on a busy machine, is not tried again by
        itself."""
        with suppress(OSError, ValueError):
            ask(f"{self.urls[number]}/_cluster/reroute?retry_failed=true&metric=none", {}, "POST")

    def _told(self, number: int) -> str:
        """Why a node is not ready: what the cluster says of its shards, and the end of the log."""
        explained = ""
        with suppress(OSError, ValueError):  # an error where every shard has its copies
            explained = json.dumps(ask(f"{self.urls[number]}/_cluster/allocation/explain"))
        log = self._folder / f"node-{number}" / "log"
        return f"{explained[:2000]}\n{log.read_text('utf-8', 'replace')[-2000:]}"

    def _is_ready(self, number: int, wanted: str) -> bool:
        try:
            return not ask(f"{self.urls[number]}/_cluster/health?{wanted}")["timed_out"]
        except (OSError, ValueError):
            time.sleep(0.1)  # refused at once: there is nothing to wait at yet
            return False

    @property
    def running(self) -> list[int]:
        return [n for n, process in enumerate(self._processes) if process is not None]

    def processes(self) -> list[int]:
        """The ids of the processes that run."""
        return [process.pid for process in self._processes if process is not None]

    def kill(self, number: int) -> None:
        """Kill -9, and waits until it is gone."""
        process = self._processes[number]
        if process is not None:
            process.send_signal(signal.SIGKILL)
            process.wait()
            self._processes[number] = None

    def stop(self) -> None:
        for number in self.running:
            self.kill(number)


def ask(url: str, body: Any = None, method: str | None = None, seconds: float = 30) -> Any:
    """The answer of a node, for what tests do beside the product."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code == 408:  # what was waited for has not come
            return json.load(error)
        raise


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on; all are held until the last has been found.

    They lie below those of outgoing connections, one of which could take them in the meantime.
    """
    sockets = [socket.socket() for _ in range(count)]
    try:
        return [_bound(one) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _bound(unbound: socket.socket) -> int:
    while True:
        with suppress(OSError):  # taken
            unbound.bind(("127.0.0.1", port := random.randrange(15_000, 32_000)))
            return port


@contextmanager
def running_nodes(
    folder: Path, count: int = 3, least_java: int = 17, *, best_compiler: bool = False
) -> Iterator[Nodes]:
    nodes = Nodes(folder, count, least_java, best_compiler=best_compiler)
    try:
        nodes.start()
        yield nodes
    finally:
        nodes.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch, running_nodes(Path(scratch)) as started:
        print(*started.urls, flush=True)
        sys.stdin.read()
