"""Why a picture could not be decoded: cut short, damaged, or too large."""

import io
import re
import struct
from typing import BinaryIO, Literal

from PIL import Image, TiffImagePlugin

from core.errors import DataError
from core.file_type import AVIF, HEIF, FileType
from core.messages import Message, to_translate
from core.open_file import problem_of

_TAIL = 1024
# How a whole file ends, where the format has an end of its own.
_ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND", "GIF": b";"}
# Where the first bytes say how long the file is, and what to add to that.
_LENGTHS = {"BMP": (2, 0), "WEBP": (4, 8)}
# What Pillow says of a picture that it has no way to read.
_UNREAD = re.compile(r"unknown pixel mode|unsupported|not supported|unknown compression", re.I)
_BITS, _PACKING, _SAMPLES, _FORM = 258, 259, 277, 339
_FORMS = {
    1: to_translate("whole numbers"),
    2: to_translate("whole numbers with a sign"),
    3: to_translate("fractions"),
    5: to_translate("complex numbers"),
    6: to_translate("complex numbers"),
}
_MOST_BOXES, _BOX = 100, 8
_UNREADABLE_TAGS = (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error)
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
        return (
            _cut_short(file, kind, str(error))
            or _not_read_here(file, kind, error)
            or DataError(
                "damaged: its {kind} data cannot be decoded ({reason})",
                kind=kind.words,
                reason=_reason(error),
            )
        )
    except OSError as worse:
        return problem_of(worse)


def _reason(error: BaseException) -> str:
    """Return one line; some of Python's own errors bring a bare index, or nothing."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if isinstance(error, LookupError) else words


def _not_read_here(file: BinaryIO, kind: FileType, error: BaseException) -> DataError | None:
    """Name a whole picture of a layout that Pillow does not read."""
    if kind.name == "TIFF" and (packing := _unknown_packing(file)):
        return DataError(
            "a TIFF packed in a way that is not read here (compression {packing}): save it as PNG, "
            "or as a TIFF with LZW",
            packing=packing,
        )
    if isinstance(error, LookupError) or not _UNREAD.search(str(error)):
        return None
    if kind.name != "TIFF" or not (layout := _tiff_layout(file)):
        return DataError(
            "a {kind} of a layout that is not read here ({reason}): save it as PNG",
            kind=kind.words,
            reason=error,
        )
    samples, bits, form = layout
    return DataError(
        "a TIFF of {samples} x {bits} bits a pixel ({form}), which is not read here: save it as "
        "PNG, or as a TIFF of 8 bits, or of 16 bits in grey",
        samples=samples,
        bits=bits,
        form=form,
    )


def _tiff_layout(file: BinaryIO) -> tuple[int, int, Message] | None:
    """Read how many numbers a pixel has, of how many bits and of which form."""
    try:
        tags = _tiff_tags(file)
        samples, bits = tags.get(_SAMPLES, 1), tags.get(_BITS, (1,))
        forms = tags.get(_FORM, (1,))
        return int(samples), int(bits[0]), Message(_FORMS.get(int(forms[0]), _FORMS[1]))
    except _UNREADABLE_TAGS:
        return None


def _unknown_packing(file: BinaryIO) -> int:
    """Return the number of a compression that Pillow does not know; 0 where it does."""
    try:
        packing = int(_tiff_tags(file).get(_PACKING, 1))
    except _UNREADABLE_TAGS:
        return 0
    return 0 if packing in TiffImagePlugin.COMPRESSION_INFO else packing


def _tiff_tags(file: BinaryIO) -> TiffImagePlugin.ImageFileDirectory_v2:
    file.seek(0)
    tags = TiffImagePlugin.ImageFileDirectory_v2(file.read(8))
    file.seek(tags.next)
    tags.load(file)
    return tags


def _cut_short(file: BinaryIO, kind: FileType, reason: str) -> DataError | None:
    size = file.seek(0, io.SEEK_END)
    length = _length(file, kind)
    if length > size:
        return DataError("cut short: {size:,} of {length:,} bytes", size=size, length=length)
    if "truncated" in reason or not _has_end(file, kind, size):
        return DataError("cut short after {size:,} bytes", size=size)
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
    if kind in (AVIF, HEIF):
        return _length_of_boxes(file)
    if kind.name not in _LENGTHS:
        return 0
    place, more = _LENGTHS[kind.name]
    file.seek(place)
    return int.from_bytes(file.read(4), "little") + more


def _length_of_boxes(file: BinaryIO) -> int:
    """Add up the boxes of a file of AVIF or HEIC, each of which begins with its length."""
    end = 0
    for _ in range(_MOST_BOXES):
        file.seek(end)
        length = int.from_bytes(file.read(4), "big")
        if length < _BOX:  # the rest of the file, or more than 4 GB
            break
        end += length
    return end


def _too_large(reason: str) -> DataError:
    pixels = re.search(r"\d+", reason)
    megapixels = int(pixels[0]) / 1e6 if pixels else 0
    return DataError("{megapixels:,.0f} megapixels: too large", megapixels=megapixels)
