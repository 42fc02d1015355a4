"""PNG files without their words: a broken or huge comment must not cost the picture."""

import io
import struct
from typing import BinaryIO

# What decides the pixels; every other chunk (texts, profiles, times) is left out.
_ESSENTIAL = frozenset(
    (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf", b"acTL", b"fcTL", b"fdAT")
)
_SIGNATURE = 8
_HEADER = struct.Struct(">I4s")
_CHECKSUM = 4


def essential(file: BinaryIO) -> BinaryIO:
    """Copy a PNG file with only the chunks that decide its pixels; a cut one stays cut."""
    file.seek(0)
    copy = io.BytesIO()
    copy.write(file.read(_SIGNATURE))
    while len(header := file.read(_HEADER.size)) == _HEADER.size:
        length, name = _HEADER.unpack(header)
        if name in _ESSENTIAL:
            copy.write(header + file.read(length + _CHECKSUM))
        else:
            file.seek(length + _CHECKSUM, io.SEEK_CUR)
        if name == b"IEND":
            break
    copy.seek(0)
    return copy
