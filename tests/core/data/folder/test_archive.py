"""Facts about zips of pictures that are unpacked beside themselves."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from core.data.folder.archive import is_zip, unpack
from core.errors import Cancelled, DataError


def _zip(file: Path, *names: str, data: bytes = b"x" * 10) -> str:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return str(file)


def _quiet(done: int, total: int) -> None:
    """Report to nobody."""


def test_that_a_zip_is_unpacked_beside_itself_without_rubbish(tmp_path: Path) -> None:
    names = ("pets/cat/1.png", "pets/dog/1.png", "__MACOSX/pets/cat/._1.png", "pets/.DS_Store")
    file = _zip(tmp_path / "photos.zip", *names)
    assert is_zip(file)
    reports: list[tuple[int, int]] = []
    folder = unpack(file, lambda done, total: reports.append((done, total)))
    assert folder == str(tmp_path / "photos" / "pets")
    assert sorted(os.listdir(folder)) == ["cat", "dog"]
    assert reports[-1] == (20, 20)
    assert unpack(file, _quiet) == str(tmp_path / "photos 2" / "pets")


@pytest.mark.parametrize("name", ["../out.png", "/tmp/out.png", "a\\..\\..\\out.png", "C:/out.png"])
def test_that_a_name_that_leads_outside_unpacks_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    file = _zip(tmp_path / "in" / "p.zip", name)
    with pytest.raises(DataError, match="leads outside"):
        unpack(file, _quiet)
    assert os.listdir(tmp_path) == ["in"]
    assert os.listdir(tmp_path / "in") == ["p.zip"]


def test_that_a_link_in_a_zip_unpacks_nothing(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr(link, "/etc")
    with pytest.raises(DataError, match="leads outside"):
        unpack(str(tmp_path / "p.zip"), _quiet)


def test_that_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = _zip(tmp_path / "p.zip", "a/1.png", data=bytes(100_000_000))
    with pytest.raises(DataError, match="more than pictures ever do"):
        unpack(file, _quiet)
    assert os.listdir(tmp_path) == ["p.zip"]


def test_that_a_damaged_a_cut_and_a_doubled_zip_leave_nothing(tmp_path: Path) -> None:
    file = Path(_zip(tmp_path / "p.zip", "a/1.png", data=os.urandom(5000)))
    whole = file.read_bytes()
    for broken in (whole[:3000], whole[:100] + b"\0\0\0" + whole[103:]):
        file.write_bytes(broken)
        with pytest.raises(DataError, match="is damaged"):
            unpack(str(file), _quiet)
        assert os.listdir(tmp_path) == ["p.zip"]
    with pytest.warns(UserWarning, match="Duplicate"):
        _zip(file, "a/1.png", "a/1.png")
    with pytest.raises(DataError, match="two files are called"):
        unpack(str(file), _quiet)


def test_that_a_cancelled_unpacking_leaves_nothing(tmp_path: Path) -> None:
    file = _zip(tmp_path / "p.zip", "a/1.png", "b/1.png")

    def cancel(done: int, total: int) -> None:
        if done > 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        unpack(file, cancel)
    assert os.listdir(tmp_path) == ["p.zip"]
