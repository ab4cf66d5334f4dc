"""Growth in an OpenSearch cluster on this machine, with one, two and three nodes.

::

    python -m tests.bench.nodes SITE --out DIR --run 24000:3 --run 24000:1 --run 100000:3

Posts of 1,500 characters are made of the sentences of a real site. For each number of posts and of
nodes: time, processor time and disk of a first run, latency of searches asked one after the other,
and searches a second that one and two services answer to eight clients. A table, JSON and a plot
are written after each, so that a run may be ended at any time. All nodes and services share the
machine, so more of them answer no faster here; what more machines would give follows from the
processor time of a search.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.corpus import even_site, read_posts
from tests.bench.engines.sakuin import command
from tests.bench.http_load import load, service
from tests.bench.measure import GROWTH_LENGTH
from tests.bench.queries import ORDINARY, make_queries
from tests.bench.report import save_for_manual, summary
from tests.cluster.nodes import Nodes, ask, running_nodes

CLIENTS = 8
UNCOUNTED = 0.4
"""Of the queries, asked until the nodes' code is compiled: the first take ten times as long."""
_TICKS = os.sysconf("SC_CLK_TCK")


def measure(
    site: Path, work: Path, count: int, queries: Sequence[str], nodes: int, seconds: float
) -> dict[str, Any]:
    """One number of posts on one number of nodes."""
    work.mkdir()
    with running_nodes(work / "nodes", nodes, best_compiler=True) as cluster:
        config = _configure(work, site, cluster, replicas=min(1, nodes - 1))
        environment = {**os.environ, "SAKUIN_CONFIG": str(config)}
        began, used = time.perf_counter(), _processor_seconds(cluster)
        subprocess.run(
            command("index", "--json"), env=environment, check=True, stdout=subprocess.DEVNULL
        )
        result: dict[str, Any] = {
            "posts": count,
            "nodes": nodes,
            "index": time.perf_counter() - began,
            "index_cpu": _processor_seconds(cluster) - used,
            "disk_mb": _disk(cluster) / 1e6,
        }
        warming = int(UNCOUNTED * len(queries))
        with ExitStack() as stack:
            data = work / "data"
            ports = [stack.enter_context(service(data, config)) for _ in range(2)]
            for port, share in zip(ports, (2, 0.5), strict=True):  # the nodes are warm then
                load((port,), queries[:warming], 1, share * seconds)
            used = _processor_seconds(cluster)
            result["times"] = load(ports[:1], queries[warming:], 1, seconds)
            used = _processor_seconds(cluster) - used
            result["search_cpu_ms"] = 1000 * used / len(result["times"])
            for services in (1, 2):
                began = time.perf_counter()
                answered = load(ports[:services], queries[warming:], CLIENTS, seconds)
                rate = len(answered) / (time.perf_counter() - began)
                result[f"per_second_{services}"] = rate
    return result


def _configure(work: Path, site: Path, cluster: Nodes, replicas: int) -> Path:
    config = work / "sakuin.toml"
    config.write_text(
        f'engine = "opensearch"\ntokenizer = "mecab"\ndata = "data"\n'
        f"[sites]\nblog = {json.dumps(str(site))}\n"
        f"[opensearch]\nurls = {json.dumps(cluster.urls)}\nreplicas = {replicas}\ntimeout = 30\n",
        "utf-8",
    )
    return config


def _processor_seconds(cluster: Nodes) -> float:
    """What all nodes have used together."""
    seconds = 0.0
    for process in cluster.processes():
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / _TICKS
    return seconds


def _disk(cluster: Nodes) -> int:
    """Bytes of all indices, every copy."""
    found = ask(f"{cluster.urls[0]}/sakuin-*/_stats/store")
    return int(found["_all"]["total"]["store"]["size_in_bytes"])


def table(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield (
        "| posts | nodes | index, s | nodes' CPU, s | disk, MB | median, ms | 95%, ms "
        "| nodes' CPU a search, ms | searches/s, 1 service | 2 services |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for one in results:
        answers = summary(one["times"])
        yield (
            f"| {one['posts']:,} | {one['nodes']} | {one['index']:.0f} | {one['index_cpu']:.0f} "
            f"| {one['disk_mb']:.0f} | {answers['median']:.1f} | {answers['p95']:.1f} "
            f"| {one['search_cpu_ms']:.1f} | {one['per_second_1']:.0f} "
            f"| {one['per_second_2']:.0f} |"
        )


def plot(results: Sequence[dict[str, Any]], path: Path) -> None:
    """Searches a second and latency by nodes, a line for each number of posts."""
    plt: Any = import_module("matplotlib.pyplot")
    plt.switch_backend("Agg")
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for count in sorted({one["posts"] for one in results}):
        some = sorted((one for one in results if one["posts"] == count), key=lambda o: o["nodes"])
        nodes = [one["nodes"] for one in some]
        for services in (1, 2):
            rates = [one[f"per_second_{services}"] for one in some]
            label = f"{count:,} posts, {services} service{'s' * (services > 1)}"
            left.plot(nodes, rates, "o-", label=label)
        for key, name in (("median", "median"), ("p95", "95%")):
            times = [summary(one["times"])[key] for one in some]
            right.plot(nodes, times, "o-", label=f"{count:,} posts, {name}")
    left.set(ylabel="searches a second")
    right.set(ylabel="a search, ms")
    for panel in (left, right):
        panel.set(xlabel="nodes", xticks=sorted({one["nodes"] for one in results}))
        panel.set_ylim(0, 1.1 * panel.dataLim.ymax)
        panel.legend(fontsize=7)
    save_for_manual(plt, figure, path)
    plt.close(figure)


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes what is there after each measurement, and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.nodes", description=__doc__)
    parser.add_argument("site", type=Path, help="whose sentences the posts are made of")
    parser.add_argument("--out", type=Path, default=Path("bench-results"))
    parser.add_argument(
        "--run", action="append", metavar="POSTS:NODES", help="in this order; may be repeated"
    )
    parser.add_argument("--seconds", type=float, default=15, help="of each load")
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    results: list[dict[str, Any]] = []
    source = read_posts(asked.site)
    with tempfile.TemporaryDirectory(prefix="sakuin-bench-") as scratch:
        for run in asked.run or ("24000:3", "24000:2", "24000:1"):
            count, nodes = map(int, run.split(":"))
            site = Path(scratch) / f"site-{count}"
            if not site.exists():
                even_site(source, count, GROWTH_LENGTH, site)
            queries = make_queries(read_posts(site), 1_000)[ORDINARY]
            work = Path(scratch) / f"{count}-{nodes}"
            results.append(measure(site, work, count, queries, nodes, asked.seconds))
            shutil.rmtree(work)
            (asked.out / "nodes.json").write_text(json.dumps(results), "utf-8")
            (asked.out / "nodes.md").write_text("\n".join(table(results)) + "\n", "utf-8")
            plot(results, asked.out / "nodes.svg")
            print(list(table(results))[-1], file=sys.stderr, flush=True)
    print("\n".join(table(results)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
