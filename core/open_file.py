"""Open ordinary files and nothing else: a pipe or a device must never hang the bench."""

import errno
import os
import stat
from typing import BinaryIO

from core.errors import DataError
from core.messages import to_translate

Stamp = tuple[int, ...]
"""What changes with a file: while it is the same, so is what was read."""

_PROBLEMS = {
    errno.ENOENT: to_translate("no such file or folder"),
    errno.EACCES: to_translate("no permission to read"),
    errno.EPERM: to_translate("no permission to read"),
    errno.ELOOP: to_translate("a link that leads to itself"),
    errno.ENAMETOOLONG: to_translate("its path is too long for this system"),
    errno.ENXIO: to_translate("not an ordinary file"),
}


def open_regular_file(path: str) -> BinaryIO:
    """Open a file for reading; raise DataError with a plain reason if it cannot be."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise DataError("not an ordinary file")
        return os.fdopen(os.open(path, _FLAGS), "rb")
    except OSError as error:
        raise problem_of(error) from error
    except ValueError as error:  # a NUL in the name
        raise DataError("no such file or folder") from error


def read_start(path: str, size: int) -> bytes:
    """Read the first bytes of a file; raise DataError with a plain reason if that cannot be."""
    with open_regular_file(path) as file:
        try:
            return file.read(size)
        except OSError as error:
            raise problem_of(error) from error


def file_stamp(path: str) -> Stamp | None:
    """Return the stamp of a file: device, number, bytes and times; None where it cannot be seen."""
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return None
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns


def check_unchanged(before: os.stat_result, after: os.stat_result) -> None:
    """Raise DataError where a file was written to between two looks at it."""
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise DataError("changed while it was read")


def problem_of(error: OSError) -> DataError:
    """Say in plain words why the system refused a file or a folder."""
    text = _PROBLEMS.get(error.errno or 0, to_translate("cannot be read ({reason})"))
    return DataError(text, reason=error.strerror or str(error))


# Should the file turn into a pipe between the look and the opening, nobody waits for it.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
