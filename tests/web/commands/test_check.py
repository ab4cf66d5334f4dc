"""``sakuin check``: sound, or which file is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import write_by_another_version
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


def test_an_index_that_no_search_can_use_is_not_called_sound(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sakuin(capsys, "index", site)
    write_by_another_version(Path(".sakuin"), analyzer="janome 0.1")
    for repair in ((), ("--repair",)):
        status, out, err = sakuin(capsys, "check", *repair)
        assert (status, out) == (1, "")
        assert "other analyzer settings or dictionaries (janome 0.1, now" in err
        assert "run `sakuin index SITE` again" in err
    sakuin(capsys, "index", site)
    assert sakuin(capsys, "check")[0] == 0
