"""How a JPEG file is laid out: told by its markers, before anything of it is decoded."""

import io
import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from core.errors import DataError

_FRAMES = (0xC0, 0xC1, 0xC2)
_PROGRESSIVE, _SCAN = 0xC2, 0xDA
# Between two markers there are codes, in which 255 is followed by 0.
_MARKER = re.compile(rb"\xff[\xd9\xda]")
_BLOCK = 1 << 20
_MOST_BEFORE, _MOST_PIECES = 8_000_000, 10_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Blocks of 8 x 8 numbers over all colours, and how often the decoder goes over them.

    `buffered` tells whether it has to keep all of them, 128 bytes each, until the end.
    """

    blocks: int
    scans: int
    buffered: bool


def layout(file: BinaryIO) -> Layout | None:
    """Read the layout of a JPEG file; None where its markers make no sense.

    Raises DataError where there is more before the picture than any camera writes.
    """
    file.seek(2)
    blocks, colours, kind, pieces = 0, 0, 0, 0
    while len(head := file.read(4)) == 4 and head[0] == 0xFF:
        marker, length = head[1], int.from_bytes(head[2:], "big")
        pieces += 1
        if pieces > _MOST_PIECES or file.tell() > _MOST_BEFORE:
            raise DataError(
                "a JPEG with {pieces:,} pieces and {size:,.0f} MB before its picture",
                pieces=pieces,
                size=file.tell() / 1e6,
            )
        if marker == 0xFF:  # padding
            file.seek(-3, io.SEEK_CUR)
            continue
        data = file.read(length - 2) if marker in (*_FRAMES, _SCAN) else b""
        if marker in _FRAMES and len(data) >= 6:
            kind, colours, blocks = marker, data[5], _blocks(data)
        if marker == _SCAN:
            buffered = kind == _PROGRESSIVE or data[:1] != bytes([colours])
            return Layout(blocks, _scans(file) if buffered else 1, buffered)
        if not data:
            file.seek(length - 2, io.SEEK_CUR)
    return None


def _blocks(frame: bytes) -> int:
    height, width = struct.unpack_from(">HH", frame, 1)
    shares = [(byte >> 4) * (byte & 15) for byte in frame[7::3]]
    most = max(((byte >> 4) for byte in frame[7::3]), default=1)
    tallest = max(((byte & 15) for byte in frame[7::3]), default=1)
    units = -(-width // (8 * max(1, most))) * -(-height // (8 * max(1, tallest)))
    return units * sum(shares)


def _scans(file: BinaryIO) -> int:
    """Count the scans from the present one to the end of the picture."""
    count, rest = 1, b""
    while data := file.read(_BLOCK):
        for marker in _MARKER.findall(rest + data):
            if marker == b"\xff\xd9":
                return count
            count += 1
        rest = data[-1:] if data[-1:] == b"\xff" else b""
    return count
