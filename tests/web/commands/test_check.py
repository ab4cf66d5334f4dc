"""``sakuin check``: sound, or which file is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.commands.blog import sakuin


def test_a_sound_index_is_called_sound(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", site)
    status, out, err = sakuin(capsys, "check")
    assert (status, err) == (0, "sound\n")
    assert "2 posts" in out


def test_a_damaged_file_is_named_and_the_status_is_1(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sakuin(capsys, "index", site)
    (terms,) = Path(".sakuin").glob("segments/*/columns/terms.lines")
    content = bytearray(terms.read_bytes())
    content[len(content) // 2] ^= 1
    terms.write_bytes(content)
    status, out, err = sakuin(capsys, "check")
    assert status == 1
    assert "columns/terms.lines has changed since it was written" in out
    assert "sakuin index --full" in err
    status, out, _ = sakuin(capsys, "check", "--json")
    assert (status, len(json.loads(out)["problems"])) == (1, 1)
