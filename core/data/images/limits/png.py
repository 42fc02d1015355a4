"""PNG files without their words: a broken or huge comment must not cost the picture."""

import io
import itertools
import struct
from bisect import bisect_right
from typing import BinaryIO

from core.errors import DataError

# What decides the pixels; every other chunk (texts, profiles, times) is left out.
_ESSENTIAL = frozenset(
    (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf", b"acTL", b"fcTL", b"fdAT")
)
_MOST_CHUNKS = 200_000
_SIGNATURE = 8
_HEADER = struct.Struct(">I4s")
_CHECKSUM = 4


def essential(file: BinaryIO) -> BinaryIO:
    """Return a PNG file with only the chunks that decide its pixels; a cut one stays cut."""
    return io.BufferedReader(_Parts(file, essential_parts(file)))


def essential_parts(file: BinaryIO) -> list[tuple[int, int]]:
    """Return where the signature and each of these chunks start and end.

    Raises DataError for more chunks than any program writes.
    """
    size = file.seek(0, io.SEEK_END)
    at, chunks = _SIGNATURE, 0
    parts = [(0, _SIGNATURE)]
    while len(header := _read(file, at)) == _HEADER.size:
        length, name = _HEADER.unpack(header)
        end = min(at + _HEADER.size + length + _CHECKSUM, size)
        if name in _ESSENTIAL:
            parts.append((at, end))
        at, chunks = end, chunks + 1
        if chunks > _MOST_CHUNKS:
            raise DataError("a PNG in more than {most:,} pieces", most=_MOST_CHUNKS)
        if name == b"IEND":
            break
    return parts


def _read(file: BinaryIO, at: int) -> bytes:
    file.seek(at)
    return file.read(_HEADER.size)


class _Parts(io.RawIOBase):
    """Read parts of a file, (start, end) each, as if they were a file without the rest."""

    def __init__(self, file: BinaryIO, parts: list[tuple[int, int]]) -> None:
        self._file, self._parts, self._at = file, parts, 0
        lengths = (end - start for start, end in parts)
        self._begins = list(itertools.accumulate(lengths, initial=0))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = (0, self._at, self._begins[-1])[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._at >= self._begins[-1]:
            return 0
        number = bisect_right(self._begins, self._at) - 1
        start, end = self._parts[number]
        place = start + self._at - self._begins[number]
        self._file.seek(place)
        data = self._file.read(min(len(buffer), end - place))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
