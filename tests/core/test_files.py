"""Facts about saving: a whole file or the old one, and nothing else left behind."""

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import OutputError
from core.files import shown, write_together, write_whole


def _write(data: bytes):
    return lambda file: file.write(data)


def _fails(error: BaseException):
    def write(file: BinaryIO) -> None:
        file.write(b"half")
        raise error

    return write


def test_that_what_is_written_is_there_and_nothing_else(tmp_path: Path):
    write_whole(tmp_path / "a", _write(b"new"))
    assert (tmp_path / "a").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize("error", [RuntimeError("bug"), KeyboardInterrupt(), ValueError("no")])
def test_that_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, error):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(type(error)):
        write_whole(tmp_path / "a", _fails(error))
    assert (tmp_path / "a").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "used up"),
        (errno.EACCES, "permission"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "Input/output"),
    ],
)
def test_that_a_full_or_closed_disk_is_told_in_words(tmp_path: Path, number: int, word: str):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(OutputError, match=word) as told:
        write_whole(tmp_path / "a", _fails(OSError(number, os.strerror(number))))
    assert str(tmp_path / "a") in str(told.value)
    assert (tmp_path / "a").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_that_a_missing_folder_is_told(tmp_path: Path):
    with pytest.raises(OutputError, match="folder does not exist"):
        write_whole(tmp_path / "none" / "a", _write(b""))


@pytest.mark.parametrize("name", ["", ".", "folder", "new/"])
def test_that_a_folder_is_no_place_for_a_file(tmp_path: Path, name: str):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        write_whole(f"{tmp_path}/{name}", _write(b""))


def test_that_a_file_is_no_folder(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(OutputError, match="not a folder"):
        write_whole(tmp_path / "a" / "b", _write(b""))


def test_that_a_device_or_pipe_is_never_replaced(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="not an ordinary file"):
        write_whole(tmp_path / "pipe", _write(b""))
    assert stat.S_ISFIFO(os.stat(tmp_path / "pipe").st_mode)


def test_that_a_name_too_long_is_told_and_one_of_full_length_works(tmp_path: Path):
    write_whole(tmp_path / ("a" * 255), _write(b"x"))
    with pytest.raises(OutputError, match="too long"):
        write_whole(tmp_path / ("a" * 256), _write(b"x"))
    assert os.listdir(tmp_path) == ["a" * 255]


@pytest.mark.parametrize("there", [True, False])
def test_that_a_link_stays_and_the_file_it_leads_to_is_written(tmp_path: Path, there: bool):
    (tmp_path / "far").mkdir()
    if there:
        (tmp_path / "far" / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("far/target")
    write_whole(tmp_path / "link", _write(b"new"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "far" / "target").read_bytes() == b"new"


def test_that_the_old_mode_is_kept(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o640)
    write_whole(tmp_path / "a", _write(b"new"))
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_that_a_new_file_has_the_mode_of_any_other_new_file(tmp_path: Path):
    (tmp_path / "other").write_bytes(b"")
    write_whole(tmp_path / "a", _write(b"new"))
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_that_a_folder_without_permission_is_told(tmp_path: Path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="no permission"):
        write_whole(tmp_path / "a", _write(b"new"))
    tmp_path.chmod(0o700)


@given(st.binary(max_size=40))
def test_that_any_name_can_be_printed(name: bytes):
    text = shown(name)
    text.encode("utf-8")
    assert "\n" not in text
    assert "\x1b" not in text


def test_that_odd_bytes_and_turned_directions_show():
    assert shown(b"caf\xe9.jpg") == "caf\\xe9.jpg"
    assert shown("a\nb\u202eg\ud800") == "a\\nb\\u202eg\\ud800"
    assert shown("a\uffff") == "a\\uffff"
    assert shown("Grüße 😀.jpg") == "Grüße 😀.jpg"


def test_that_of_two_files_none_is_written_where_one_cannot_be(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(OutputError, match="folder does not exist"):
        write_together([(tmp_path / "a", _write(b"new")), (tmp_path / "none" / "b", _write(b"x"))])
    assert (tmp_path / "a").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_that_two_files_appear_together(tmp_path: Path):
    write_together([(tmp_path / "a", _write(b"1")), (tmp_path / "b", _write(b"2"))])
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a": b"1", "b": b"2"}


def _left(folder: Path, process: int, hours: float) -> Path:
    file = folder / f".layerbench-{process}-{'ab' * 8}.tmp"
    file.write_bytes(b"half")
    then = time.time() - 3600 * hours
    os.utime(file, (then, then))
    return file


def _ended() -> int:
    """Return the number of a process that is no more."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_that_the_next_save_takes_away_what_a_killed_one_left(tmp_path: Path):
    old = _left(tmp_path, _ended(), hours=2)
    write_whole(tmp_path / "x", lambda file: file.write(b"new"))
    assert not old.exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["x"]


def test_that_what_may_still_be_written_stays(tmp_path: Path):
    stay = [
        _left(tmp_path, _ended(), hours=0.5),  # perhaps of another machine
        _left(tmp_path, os.getpid(), hours=2),
    ]
    other = tmp_path / ".layerbench-notes.tmp"
    other.write_bytes(b"mine")
    os.utime(other, (0, 0))
    write_whole(tmp_path / "x", lambda file: file.write(b"new"))
    assert all(file.exists() for file in (*stay, other))
