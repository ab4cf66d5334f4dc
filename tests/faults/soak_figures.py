"""What a service takes while it runs, as a table and as a plot.

``python -m tests.faults.soak_figures soak.csv soak.png`` draws the table that
``python -m tests.faults.soak --csv soak.csv`` wrote; it needs matplotlib (the extra ``bench``).
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from importlib import import_module
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """What the service takes at one moment, with all its processes."""

    seconds: float
    answers: int
    generations: int
    processes: int
    megabytes: float
    """Of memory, what is shared with no other process and held by no file."""
    descriptors: int
    mappings: int
    disk: float
    """Megabytes of the data folder."""


FLAT = ("megabytes", "descriptors", "mappings", "disk")
"""What must not grow."""


def sample(
    seconds: float, answers: int, generations: int, processes: Iterable[int], data: Path
) -> Sample:
    found = [Path(f"/proc/{one}") for one in processes]
    return Sample(
        round(seconds, 1),
        answers,
        generations,
        len(found),
        round(sum(map(_private_megabytes, found)), 1),
        sum(_entries(one / "fd") for one in found),
        sum(_text(one / "maps").count("\n") for one in found),
        round(_megabytes(data), 2),
    )


def write_table(path: Path, samples: Iterable[Sample]) -> None:
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(field.name for field in fields(Sample))
        table.writerows(map(astuple, samples))


def _private_megabytes(process: Path) -> float:
    lines = _text(process / "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) / 1024


def _entries(folder: Path) -> int:
    try:
        return len(list(folder.iterdir()))
    except OSError:
        return 0  # it has just been killed


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _megabytes(folder: Path) -> float:
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                size += (Path(place) / name).stat().st_size
            except OSError:
                continue  # it has just been replaced
    return size / 1_000_000


def main(arguments: Sequence[str]) -> int:
    """Draws the figures of a table over time, one below the other."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    with Path(arguments[0]).open(newline="") as file:
        rows = list(csv.DictReader(file))
    pyplot: Any = import_module("matplotlib.pyplot")
    names = ("answers", *FLAT)
    figure, panels = pyplot.subplots(len(names), figsize=(9, 9), sharex=True, layout="constrained")
    minutes = [float(row["seconds"]) / 60 for row in rows]
    for name, panel in zip(names, panels, strict=True):
        panel.plot(minutes, [float(row[name]) for row in rows])
        panel.set_ylabel(name)
        panel.set_ylim(bottom=0)
    panels[-1].set_xlabel("minutes")
    figure.savefig(arguments[1], dpi=120)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
