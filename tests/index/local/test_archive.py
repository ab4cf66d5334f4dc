"""Export and import of a generation: the same posts elsewhere, or nothing at all."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import tarfile
from pathlib import Path

import pytest

from index.errors import NoIndexError
from index.local.archive import ArchiveError, export_generation, import_generation
from index.local.generations import current
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
        listing = json.dumps({name: hashlib.sha256(b"x").hexdigest()}).encode()
        for member, content in (("checksums.json", listing), (name, b"x")):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    with pytest.raises(ArchiveError, match="unexpected member"):
        import_generation(path, tmp_path / "data")
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize(
    "listing", [b"[]", b"null", b"1", b"{", b'{"segments/a/b/c": 1}', b"\xff", b"[" * 100_000]
)
def test_a_listing_that_is_none_is_refused(tmp_path: Path, listing: bytes) -> None:
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as tar:
        info = tarfile.TarInfo("checksums.json")
        info.size = len(listing)
        tar.addfile(info, io.BytesIO(listing))
    with pytest.raises(ArchiveError, match="no archive"):
        import_generation(path, tmp_path / "data")


def test_what_the_listing_does_not_know_is_refused(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar"
    export_generation(data, path)
    with tarfile.open(path) as tar:
        names = [name for name in tar.getnames() if name.startswith("segments/")]
    with tarfile.open(path, "a") as tar:
        tar.addfile(tarfile.TarInfo(names[0].rpartition("/")[0] + "/extra"))
    with pytest.raises(ArchiveError, match="unexpected member"):
        import_generation(path, tmp_path / "other")


def test_other_damaged_compressions_are_refused(data: Path, tmp_path: Path) -> None:
    export_generation(data, tmp_path / "backup.tar")
    content = bytearray(lzma.compress((tmp_path / "backup.tar").read_bytes()))
    content[len(content) // 2] ^= 255
    (tmp_path / "backup.tar.xz").write_bytes(content)
    # Where the byte lies tells whether it cannot be unpacked, or gives another content.
    with pytest.raises(ArchiveError, match=r"no archive|is damaged"):
        import_generation(tmp_path / "backup.tar.xz", tmp_path / "other")


def test_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as tar:
        content = b'{"segments/a/files": ""}'
        listing = tarfile.TarInfo("checksums.json")
        listing.size = len(content)
        tar.addfile(listing, io.BytesIO(content))
        link = tarfile.TarInfo("segments/a/files")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(ArchiveError, match="unexpected member"):
        import_generation(path, tmp_path / "data")
