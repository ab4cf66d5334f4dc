"""Export and import of a generation: the same posts elsewhere, or nothing at all."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from index.archive import ArchiveError, export_generation, import_generation
from index.errors import NoIndexError
from index.generations import current
from tests.support import build_index


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return build_index(tmp_path, {"a": ("東京", "東京の天気"), "b": ("大阪", "大阪の検索")})


@pytest.mark.parametrize("name", ["backup.tar", "backup.tar.gz"])
def test_an_index_moves_to_another_folder(data: Path, tmp_path: Path, name: str) -> None:
    archive = export_generation(data, tmp_path / name)
    imported = import_generation(tmp_path / name, tmp_path / "other")
    assert imported.documents == archive.documents == 2
    assert imported.sha256 == archive.sha256
    assert current(tmp_path / "other").characters == current(data).characters
    assert not (tmp_path / "other" / "import.new").exists()


def test_an_import_replaces_what_is_served(data: Path, tmp_path: Path) -> None:
    other = build_index(tmp_path / "more", {"c": "別の記事"})
    export_generation(data, tmp_path / "backup.tar")
    before = current(other).name
    imported = import_generation(tmp_path / "backup.tar", other)
    assert imported.generation > before
    assert current(other).documents == 2
    again = import_generation(tmp_path / "backup.tar", other)
    assert again.generation > imported.generation


def test_a_damaged_archive_changes_nothing(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar"
    export_generation(data, path)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 600] = bytes(600)
    path.write_bytes(content)
    before = current(data).name
    with pytest.raises(ArchiveError):
        import_generation(path, data)
    assert current(data).name == before


@pytest.mark.parametrize("length", [0, 100, 5_000])
def test_a_shortened_archive_is_refused(data: Path, tmp_path: Path, length: int) -> None:
    path = tmp_path / "backup.tar"
    export_generation(data, path)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ArchiveError):
        import_generation(path, tmp_path / "other")
    with pytest.raises(NoIndexError):
        current(tmp_path / "other")


@pytest.mark.parametrize("name", ["../evil", "/evil", "segments/../../evil", "evil", "segments/a"])
def test_members_stay_inside(tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as tar:
        for member, content in (("checksums.json", b"{}"), (name, b"x")):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    with pytest.raises(ArchiveError, match="unexpected member"):
        import_generation(path, tmp_path / "data")
    assert not list(tmp_path.rglob("evil"))


def test_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as tar:
        listing = tarfile.TarInfo("checksums.json")
        listing.size = 2
        tar.addfile(listing, io.BytesIO(b"{}"))
        link = tarfile.TarInfo("segments/a/files")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(ArchiveError, match="unexpected member"):
        import_generation(path, tmp_path / "data")
