"""A zip of pictures, unpacked beside itself: nothing outside, nothing too large, all or nothing."""

import os
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO

from core.data.folder.level_check import deepest_folder
from core.data.folder.listing import system_file_kind
from core.errors import DataError
from core.file_type import HEADER_BYTES, ZIP, detect
from core.files import new_folder, shown
from core.io_threads import Report
from core.open_file import open_regular_file, read_start

MOST_FILES = 300_000
MOST_BYTES = 50_000_000_000
# More than deflate makes of pictures of one colour; a bomb reaches 1,000.
_LARGEST_RATIO, _SMALL = 200, 64_000_000
_DISK_SHARE = 0.9
_CHUNK = 1_000_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1
_DRIVE = re.compile(r"[A-Za-z]:")


def is_zip(path: str) -> bool:
    """Return whether an ordinary file begins as a zip does."""
    try:
        return detect(read_start(path, HEADER_BYTES)) is ZIP
    except DataError:
        return False


def unpack(path: str, report: Report) -> str:
    """Unpack a zip into a new folder beside it, and return the folder that holds the classes.

    `report(done, total)` counts bytes and may raise, such as Cancelled; then nothing is left.
    Raises DataError for a zip that is damaged, encrypted, too large or leads elsewhere, and
    OutputError where nothing can be written beside it.
    """
    target = _free_name(os.path.splitext(os.path.abspath(path))[0])
    try:
        with open_regular_file(path) as file, zipfile.ZipFile(file) as archive:
            members = _checked(path, archive)
            total = sum(info.file_size for info in members)
            _check_size(path, len(members), total)
            with new_folder(target) as folder:
                done = 0
                for info in members:
                    with archive.open(info) as packed, _created(folder, info.filename) as unpacked:
                        for size in _copied(packed, unpacked):
                            done += size
                            report(done, total)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise DataError("{file} is damaged: {reason}.", file=shown(path), reason=error) from error
    return deepest_folder(target)


def _checked(path: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files in a zip but the systems' rubbish; raise DataError for what is no file."""
    members = [info for info in archive.infolist() if not info.is_dir()]
    for info in members:
        parts = info.filename.replace("\\", "/").split("/")
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        if is_link or not parts[0] or ".." in parts or _DRIVE.match(parts[0]):
            raise DataError(
                "{file}: {name} in it leads outside of its folder, so nothing was unpacked.",
                file=shown(path),
                name=shown(info.filename),
            )
        if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
            raise DataError(
                "{file} is encrypted, or packed in a way that is not read here: unpack it with "
                "another program, and open the folder.",
                file=shown(path),
            )
    return [info for info in members if not any(map(system_file_kind, info.filename.split("/")))]


def _check_size(path: str, count: int, total: int) -> None:
    if count > MOST_FILES or total > MOST_BYTES:
        raise DataError(
            "{file} holds {count:,} files of {size:,.1f} GB: unpack it with another program.",
            file=shown(path),
            count=count,
            size=total / 1e9,
        )
    if total > max(_SMALL, _LARGEST_RATIO * os.path.getsize(path)):
        raise DataError(
            "{file} claims to hold {size:,.1f} GB, more than pictures ever do: it is not unpacked.",
            file=shown(path),
            size=total / 1e9,
        )
    free = shutil.disk_usage(os.path.dirname(os.path.abspath(path))).free * _DISK_SHARE
    if total > free:
        raise DataError(
            "{file} needs {size:,.1f} GB on the disk, and {free:,.1f} GB are free.",
            file=shown(path),
            size=total / 1e9,
            free=free / 1e9,
        )


def _free_name(wanted: str) -> str:
    number, name = 1, wanted
    while os.path.lexists(name):
        number += 1
        name = f"{wanted} {number}"
    return name


def _created(folder: str, name: str) -> BinaryIO:
    """Open a new file; a second one of the same name is refused as damage."""
    path = os.path.join(folder, *filter(None, name.replace("\\", "/").split("/")))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        return open(path, "xb")
    except FileExistsError as error:
        raise zipfile.BadZipFile(f"two files are called {shown(name)}") from error


def _copied(packed: IO[bytes], unpacked: BinaryIO) -> Iterator[int]:
    """Copy a part at a time, and yield how many bytes each has."""
    while part := packed.read(_CHUNK):
        unpacked.write(part)
        yield len(part)
