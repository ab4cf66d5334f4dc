"""Results for people: a Markdown table and plots; the JSON has every single figure."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.engines import REFERENCE, TUTORIAL


def markdown(results: dict[str, Any]) -> str:
    """All tables."""
    sections = {
        "index": _index,
        "latency": _latency,
        "growth": _growth,
        "changes": _changes,
        "http": _http,
    }
    lines = [f"# Benchmark, {results['date']}", "", results["machine"], ""]
    for name, write in sections.items():
        if name in results:
            lines += [*write(results[name]), ""]
    return "\n".join(lines)


def summary(times: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile, 99th and the worst, in the unit of the times."""
    ordered = sorted(times)
    return {
        "median": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)],
        "p99": ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)],
        "max": ordered[-1],
    }


def _index(result: dict[str, Any]) -> Iterator[str]:
    yield f"## Indexing {result['posts']} posts, {result['characters']:,} characters"
    yield ""
    yield (
        "| engine | seconds, median (min–max) | of the tutorial's | of tantivy's | and reading "
        "| CPU s | peak MB | MB on disk | stages, s |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    medians = {
        name: statistics.median(run["seconds"] for run in runs)
        for name, runs in result["engines"].items()
    }
    for name, runs in result["engines"].items():
        seconds = sorted(run["seconds"] for run in runs)
        ratio = f"1/{medians[TUTORIAL] / medians[name]:.1f}" if TUTORIAL in medians else "–"
        others = [
            f"{medians[name] / seconds:.2f}" if seconds else "–"
            for seconds in _of_reference(medians, result["reading"], name)
        ]
        last = runs[-1]
        stages = ", ".join(f"{stage} {value:.1f}" for stage, value in last["stages"].items())
        yield (
            f"| {name} | {medians[name]:.1f} ({seconds[0]:.1f}–{seconds[-1]:.1f}) | {ratio} | "
            f"{' | '.join(others)} | {last['cpu']:.1f} | {last['peak_mb']:.0f} | "
            f"{last['disk_mb']:.0f} | {stages} |"
        )

    yield ""
    yield (
        f"Reading the posts and reducing them to text takes {result['reading']:.1f} s in one "
        "process. Sakuin's figures include it, those of the others do not: *and reading* adds it."
    )


def _of_reference(medians: dict[str, float], reading: float, name: str) -> tuple[float, float]:
    """The seconds with which an engine is compared: tantivy's, and with reading the posts."""
    seconds = medians.get(REFERENCE, 0.0)
    own = name.startswith("sakuin")
    return seconds, seconds + reading if seconds and own else 0.0


def _latency(result: dict[str, Any]) -> Iterator[str]:
    yield f"## Queries over {result['posts']} posts, ms"
    for title, key in (("Top 10", "top"), ("Top 10, counts and passages", "full")):
        yield from _table(f"### {title}", result[key])
    for kind, times in result["kinds"].items():
        if any(times.values()):
            yield from _table(f"### Full search: {kind}", times)
    yield from _table("### Suggestions", result["suggest"])
    yield ""
    memory = ", ".join(f"{name} {value:.0f}" for name, value in result["memory_mb"].items())
    yield f"Memory of a process that has answered all, in MB (not counting mapped files): {memory}."


def _table(title: str, times: dict[str, list[float]]) -> Iterator[str]:
    yield from ("", title, "")
    yield "| engine | queries | median | p95 | p99 | max | median and p95, of tantivy's |"
    yield "|---|---|---|---|---|---|---|"
    reference = times.get(REFERENCE)
    for name, of_engine in times.items():
        if not of_engine:
            continue
        found = summary(of_engine)
        ratio = "–"
        if reference:
            best = summary(reference)
            ratio = ", ".join(f"{found[key] / best[key]:.2f}" for key in ("median", "p95"))
        figures = " | ".join(f"{value:.2f}" for value in found.values())
        yield f"| {name} | {len(of_engine)} | {figures} | {ratio} |"


def _growth(result: dict[str, Any]) -> Iterator[str]:
    yield f"## Growth, posts of {result['length']:,} characters"
    yield ""
    yield (
        "| engine | posts | index, s | CPU, s | peak, MB | on disk, MB | × text | median, ms "
        "| 95%, ms | searcher, MB |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for name, counts in result["engines"].items():
        for count, found in counts.items():
            answers = summary(found["times"])
            yield (
                f"| {name} | {int(count):,} | {found['seconds']:.0f} | {found['cpu']:.0f} "
                f"| {found['peak_mb']:.0f} | {found['disk_mb']:.0f} "
                f"| {found['disk_mb'] / found['text_mb']:.2f} | {answers['median']:.1f} "
                f"| {answers['p95']:.1f} | {found['memory_mb']:.0f} |"
            )


def _changes(result: dict[str, Any]) -> Iterator[str]:
    yield "## `sakuin index` after a change, seconds from starting the command"
    yield ""
    yield "| run | median (min–max) |"
    yield "|---|---|"
    yield f"| whole site, Janome's tokens | {result['whole_site']:.1f} |"
    for name, key in (("one post changed", "one_changed"), ("none changed", "none_changed")):
        seconds = sorted(result[key])
        middle = statistics.median(seconds)
        yield f"| {name} | {middle:.2f} ({seconds[0]:.2f}–{seconds[-1]:.2f}) |"


def _http(result: dict[str, Any]) -> Iterator[str]:
    yield f"## Full searches over HTTP, {result['workers']} worker processes, ms"
    yield ""
    yield "| clients | requests/s | median | p95 | p99 | max |"
    yield "|---|---|---|---|---|---|"
    for clients, found in result["clients"].items():
        figures = " | ".join(f"{value:.2f}" for value in summary(found["times"]).values())
        yield f"| {clients} | {found['per_second']:.0f} | {figures} |"


def plots(results: dict[str, Any], folder: Path) -> None:
    """Index time by stage, distribution of latency, growth; PNG files, growth as SVG."""
    plt: Any = import_module("matplotlib.pyplot")
    plt.switch_backend("Agg")
    if "index" in results:
        _plot_index(plt, results["index"]).savefig(folder / "index.png", dpi=120)
    if "latency" in results:
        _plot_latency(plt, results["latency"]["full"]).savefig(folder / "latency.png", dpi=120)
    if "growth" in results:
        save_for_manual(plt, _plot_growth(plt, results["growth"]), folder / "growth.svg")
    plt.close("all")


def save_for_manual(plt: Any, figure: Any, path: Path) -> None:
    """Writes an SVG without the day, so that it is the same for the same figures."""
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "sakuin"}):
        figure.savefig(path, metadata=nothing)


def _plot_index(plt: Any, result: dict[str, Any]) -> Any:
    figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
    for row, (_, runs) in enumerate(result["engines"].items()):
        left = 0.0
        stages = {name: s for name, s in runs[-1]["stages"].items() if name != "command"}
        for stage, seconds in stages.items():
            axes.barh(row, seconds, left=left)
            if seconds > 0.04 * max(run[-1]["seconds"] for run in result["engines"].values()):
                axes.text(left + seconds / 2, row, stage, ha="center", va="center", fontsize=7)
            left += seconds
    axes.set_yticks(range(len(result["engines"])), list(result["engines"]))
    axes.set_xlabel(f"seconds by stage, {result['posts']} posts")
    return figure


def _plot_latency(plt: Any, times: dict[str, list[float]]) -> Any:
    figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
    for name, of_engine in times.items():
        ordered = sorted(of_engine)
        shares = [(rank + 1) / len(ordered) for rank in range(len(ordered))]
        axes.plot(ordered, shares, label=name)
    axes.set_xscale("log")
    axes.set_xlabel("ms for ten hits, counts and passages")
    axes.set_ylabel("share of the answers")
    axes.legend()
    return figure


def _plot_growth(plt: Any, result: dict[str, Any]) -> Any:
    figure, panels = plt.subplots(2, 2, figsize=(9, 7), layout="constrained")
    figures = (("index, s", "seconds"), ("peak, MB", "peak_mb"), ("on disk, MB", "disk_mb"))
    for number, (name, counts) in enumerate(result["engines"].items()):
        colour = f"C{number}"
        sizes = [int(count) for count in counts]
        for panel, (label, key) in zip(panels.flat, figures, strict=False):
            panel.plot(sizes, [found[key] for found in counts.values()], "o-", color=colour)
            panel.set_ylabel(label)
        for key, line in (("median", "o-"), ("p95", "o:")):
            times = [summary(found["times"])[key] for found in counts.values()]
            panels[1][1].plot(sizes, times, line, color=colour, label=f"{name}, {key}")
    panels[1][1].set_ylabel("answer, ms")
    for panel in panels.flat:
        panel.set_xlabel(f"posts of {result['length']:,} characters")
        panel.set_ylim(bottom=0)
    figure.legend(*panels[1][1].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure
