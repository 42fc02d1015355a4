"""Why a picture could not be decoded: cut short, damaged, or too large."""

import io
import re
from typing import BinaryIO, Literal

from PIL import Image

from core.errors import DataError
from core.file_type import FileType
from core.open_file import problem_of

_TAIL = 1024
# How a whole file ends, where the format has an end of its own.
_ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND", "GIF": b";"}
# Where the first bytes say how long the file is, and what to add to that.
_LENGTHS = {"BMP": (2, 0), "WEBP": (4, 8)}
# Where the first bytes of a TIFF file say at which byte its table of contents is.
_CONTENTS = 4


def explain_decode_error(file: BinaryIO, kind: FileType | None, error: BaseException) -> DataError:
    """Say in plain words why decoding a file of this kind ended in this error."""
    if isinstance(error, MemoryError):
        return DataError("too large for the memory that is free")
    if isinstance(error, Image.DecompressionBombError):
        return _too_large(str(error))
    if kind is None or (isinstance(error, OSError) and error.errno):
        return problem_of(error if isinstance(error, OSError) else OSError(str(error)))
    try:
        return _cut_short(file, kind, str(error)) or DataError(
            "damaged: its {kind} data cannot be decoded ({reason})", kind=kind.name, reason=error
        )
    except OSError as worse:
        return problem_of(worse)


def _cut_short(file: BinaryIO, kind: FileType, reason: str) -> DataError | None:
    size = file.seek(0, io.SEEK_END)
    length = _length(file, kind)
    if length > size:
        return DataError("cut short: {size:,} of {length:,} bytes", size=size, length=length)
    if "truncated" in reason or not _has_end(file, kind, size):
        return DataError("cut short: only {size:,} bytes of it are there", size=size)
    return None


def _has_end(file: BinaryIO, kind: FileType, size: int) -> bool:
    if kind.name == "TIFF":
        file.seek(0)
        order: Literal["little", "big"] = "little" if file.read(1) == b"I" else "big"
        file.seek(_CONTENTS)
        return int.from_bytes(file.read(4), order) < size
    file.seek(max(0, size - _TAIL))
    return _ENDS.get(kind.name, b"") in file.read(_TAIL)


def _length(file: BinaryIO, kind: FileType) -> int:
    """Read how long the file says that it is; 0 if it does not say."""
    if kind.name not in _LENGTHS:
        return 0
    place, more = _LENGTHS[kind.name]
    file.seek(place)
    return int.from_bytes(file.read(4), "little") + more


def _too_large(reason: str) -> DataError:
    pixels = re.search(r"\d+", reason)
    megapixels = int(pixels[0]) / 1e6 if pixels else 0
    return DataError("{megapixels:,.0f} megapixels: too large", megapixels=megapixels)
