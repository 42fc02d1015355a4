"""How a GIF file is laid out: looked at before anything walks through endless blocks."""

import io
from typing import BinaryIO

from core.errors import DataError

FRAMES = 100
"""No later frame is looked at."""

_MOST_BLOCKS = 20_000
_SCREEN, _FRAME = 6, 9


def check_blocks(file: BinaryIO) -> None:
    """Raise DataError where there is more beside the frames than any program writes."""
    file.seek(_SCREEN)
    _skip_table(file, file.read(7)[4:5])
    others, frames = 0, 0
    while frames < FRAMES and (start := file.read(1)) not in (b"", b";"):
        if start == b",":
            _skip_table(file, file.read(_FRAME)[8:9])
            file.seek(1, io.SEEK_CUR)
            _skip_parts(file)
            frames += 1
        elif start == b"!":
            file.seek(1, io.SEEK_CUR)
            others += _skip_parts(file)
        others += start != b","
        if others > _MOST_BLOCKS:
            raise DataError("a GIF with more than {most:,} blocks of words", most=_MOST_BLOCKS)


def _skip_table(file: BinaryIO, flags: bytes) -> None:
    if flags and flags[0] & 0x80:
        file.seek(3 << ((flags[0] & 7) + 1), io.SEEK_CUR)


def _skip_parts(file: BinaryIO) -> int:
    count = 0
    while (length := file.read(1)) not in (b"", b"\0"):
        file.seek(length[0], io.SEEK_CUR)
        count += 1
    return count
