"""``sakuin export`` and ``sakuin import``: an index goes to another machine."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from tests.web.commands.blog import sakuin


@pytest.mark.parametrize("name", ["backup.tar", "backup.tar.gz"])
def test_an_exported_index_is_searched_elsewhere(
    site: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    sakuin(capsys, "index", site)
    status, out, err = sakuin(capsys, "export", name)
    assert (status, "2 posts" in err) == (0, True)
    assert out.split() == [hashlib.sha256(Path(name).read_bytes()).hexdigest(), name]
    status, out, _ = sakuin(capsys, "import", name, "--data", "elsewhere")
    assert (status, "2 posts" in out) == (0, True)
    found = json.loads(sakuin(capsys, "search", "東京", "--data", "elsewhere", "--json")[1])
    assert [hit["title"] for hit in found["hits"]] == ["東京の天気"]


def test_what_is_no_export_is_refused_in_one_line(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = sakuin(capsys, "import", site / "_config.yml")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "no archive of an index" in err
    assert sakuin(capsys, "search", "東京")[0] == 1


def test_without_an_index_there_is_nothing_to_export(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = sakuin(capsys, "export", "backup.tar")
    assert (status, Path("backup.tar").exists()) == (1, False)
    assert "sakuin index SITE" in err


def test_a_device_is_not_replaced_by_an_export(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As root, the rename would put a file in the place of ``/dev/null``."""
    os.mkfifo("pipe")
    sakuin(capsys, "index", site)
    status, _, err = sakuin(capsys, "export", "pipe")
    assert (status, "no ordinary file" in err) == (2, True)
    assert Path("pipe").is_fifo()
