"""The layout is documentation: every file that is written is described, and none is missing."""

from __future__ import annotations

import re
from pathlib import Path

from index.columns import layout
from index.columns.layout import KEYWORDS
from index.record import PartKind
from index.weights import PART_WEIGHTS
from tests.contract.corpus import POSTS
from tests.index.columns.segments import columns_of


def test_every_file_of_a_segment_is_described(tmp_path: Path) -> None:
    written = {path.name for path in columns_of(tmp_path, list(POSTS)).iterdir()}
    arrays = re.findall(
        r"^``(\w+)`` +(?:[uif]\d|at |in |common )", layout.__doc__ or "", re.MULTILINE
    )
    texts = re.findall(r"``(\w+\.(?:lines|bin))``", layout.__doc__ or "")
    common = re.findall(r"^``(\w+)`` +common ", layout.__doc__ or "", re.MULTILINE)
    arrays += [name + part for name in common for part in ("_table", "_rare_at", "_rare")]
    names = [f"{name}.npy" for name in arrays] + texts
    described = {
        name.replace("NAME", row.name) for name in names for row in KEYWORDS if "NAME" in name
    } | {name for name in names if "NAME" not in name}
    assert written == described


def test_every_part_of_a_post_has_a_weight_that_halves_can_hold() -> None:
    assert set(PART_WEIGHTS) == set(PartKind)
    assert all(weight * 2 == int(weight * 2) > 0 for weight in PART_WEIGHTS.values())
