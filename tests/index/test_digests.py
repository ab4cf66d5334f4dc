"""The digest of the rules: it changes with what they do, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.digests import digest_of_files

MODULE = '''"""What it is."""

LIMIT = 3
"""Why three."""


def double(number: int) -> int:
    """Twice."""
    return number * 2
'''


def digest_of(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return digest_of_files([folder / name])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""What it is."""', '"""Something else."""'),
        ('"""Why three."""', ""),
        ('    """Twice."""\n', "    # two times\n"),
        ("\n\n\ndef", "\n\n\n# a remark\ndef"),
    ],
)
def test_remarks_change_nothing(tmp_path: Path, old: str, new: str) -> None:
    assert old in MODULE
    changed = MODULE.replace(old, new)
    assert digest_of(tmp_path, "a.py", changed) == digest_of(tmp_path, "a.py", MODULE)


@pytest.mark.parametrize(("old", "new"), [("= 3", "= 4"), ("* 2", "* 3"), ("number:", "n:")])
def test_code_does(tmp_path: Path, old: str, new: str) -> None:
    changed = MODULE.replace(old, new)
    assert digest_of(tmp_path, "a.py", changed) != digest_of(tmp_path, "a.py", MODULE)


def test_of_other_files_every_byte_counts(tmp_path: Path) -> None:
    assert digest_of(tmp_path, "a.txt", "海\n") != digest_of(tmp_path, "a.txt", "海 \n")
