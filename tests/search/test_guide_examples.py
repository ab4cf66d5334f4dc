"""The examples of the manual are cases that are tested: what it promises is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web
from tests.contract.test_japanese_cases import CASES

GUIDE = Path(web.__file__).parent / "guide"
FOUND = {
    (search["query"], str(case["posts"][search["finds"][0][0]]))
    for case in CASES
    for search in case.get("search", ())
    if search.get("finds")
}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_example_is_a_case(language: str) -> None:
    page = (GUIDE / language / "spelling.md").read_text(encoding="utf-8")
    examples = re.findall(r"^[|] `(.+)` [|] (.+) [|]$", page, re.MULTILINE)
    assert len(examples) > 50
    assert [example for example in examples if example not in FOUND] == []
