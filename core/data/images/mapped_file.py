"""A nameless file of bytes that stands in for memory; it is gone when nobody uses it any more."""

import os
import shutil
import sys
import tempfile

import numpy as np

from core.errors import DataError
from core.files import shown

_BLOCK = bytes(1 << 20)


def cache_folder() -> str:
    """Name the user's folder for what can be made again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "layerbench")


def free_disk() -> int | None:
    """Count the bytes that are free where the cache folder is; None if the system does not say."""
    place = cache_folder()
    while not os.path.isdir(place) and os.path.dirname(place) != place:
        place = os.path.dirname(place)
    try:
        return shutil.disk_usage(place).free
    except OSError:
        return None


def rows_on_disk(count: int, n: int) -> np.ndarray:
    """Return zeros, uint8 (count, n), in a file whose room on the disk is there already.

    The file has no name (on Windows: one that goes with it), so it goes with the last that
    uses it, whatever ends this program. Raises DataError where there is no room for it.
    """
    folder, size = cache_folder(), max(1, count * n)
    try:
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            _reserve(file.fileno(), size)
            mapped = np.memmap(file, np.uint8, "r+", shape=(count, n))
    except OSError as error:
        raise DataError(
            "{folder}: no file of {size:,.1f} GB can be made there ({reason}). Free some space on "
            "that disk, or take a smaller data.size.",
            folder=shown(folder),
            size=size / 1e9,
            reason=error.strerror or error,
        ) from error
    return np.asarray(mapped)


def _reserve(number: int, size: int) -> None:
    """Take room on the disk now: a full one, met later while writing, would end the program."""
    if sys.platform == "linux":
        os.posix_fallocate(number, 0, size)
    else:
        for start in range(0, size, len(_BLOCK)):
            os.write(number, _BLOCK[: size - start])
