"""What decoding a picture would take, reckoned from its header: too much is refused."""

import io
import struct
from typing import BinaryIO

from PIL import Image

from core.data.images.deep_colour import has_deep_colours
from core.data.images.limits.gif import check_blocks
from core.data.images.limits.jpeg import Layout, layout
from core.data.images.limits.largest import most_megapixels, most_memory
from core.data.images.limits.png import essential_parts
from core.data.images.limits.tiff import check_tables
from core.data.images.modes import is_16_bits, tag
from core.errors import DataError
from core.file_type import FileType

MOST_BYTES = 200_000_000
"""A larger file is refused unread."""

# Bytes that Pillow takes for a pixel, where they are not 4; and what it needs beside the
# picture: a WebP canvas and its copy, the planes of AVIF and HEIC and what is made of them.
_PIXEL = {"1": 1, "L": 1, "P": 1}
# What it takes for a row, in the picture and in a copy.
_ROW = 16
_DEEP_PPM = 18
_BESIDE = {"WEBP": 8, "AVIF": 8, "HEIF": 5}
# Kinds that are read as a whole, and how often their bytes are then in memory; a PNG may have
# one of its parts in memory so.
_WHOLE, _PARTS = {"WEBP": 3, "AVIF": 2, "HEIF": 2}, 2
# Bytes and pixels of a BMP that is packed in runs, and where it says its size and so.
_MOST_RUNS, _MOST_RUN_PIXELS = 1_000_000, 4_000_000
_BMP_SIZE, _BMP_PACKED = struct.Struct("<ii"), 30
# Bytes of a PNM picture in words.
_MOST_PLAIN = 8_000_000
# Numbers of a block that a JPEG keeps, and how many blocks may be gone over in all.
_KEPT, _VISITS = 128, 75_000_000
_TILE, _ROWS = (322, 323), 278


def check_file(file: BinaryIO) -> None:
    """Refuse a file that is larger than any picture."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MOST_BYTES:
        raise DataError(
            "{size:,.0f} MB; the limit of a picture file is {limit:,.0f} MB",
            size=size / 1e6,
            limit=MOST_BYTES / 1e6,
        )


def decoder_overhead(file: BinaryIO, kind: FileType) -> int:
    """Count what the decoder of a kind keeps beside the pixels, before it is asked to open it.

    Raises DataError for what would keep it busy, or fill the memory, already then.
    """
    size = file.seek(0, io.SEEK_END)
    need = _WHOLE.get(kind.name, 0) * size
    if kind.name == "TIFF":
        check_tables(file)
    elif kind.name == "GIF":
        check_blocks(file)
    elif kind.name == "BMP" and _is_run_length(file):
        _check_runs(file, size)
    elif kind.name == "PPM" and _is_plain(file) and size > _MOST_PLAIN:
        raise DataError(
            "a PNM picture in words, of {size:,.0f} MB: save it as PNG", size=size / 1e6
        )
    elif kind.name == "PNG":
        need = _PARTS * max(end - start for start, end in essential_parts(file))
    elif kind.name == "JPEG":
        need = _of_jpeg(layout(file))
    if need > most_memory():
        raise DataError(
            "{size:,.0f} MB, which take {need:,.0f} MB to decode; the limit is {limit:,.0f} MB",
            size=size / 1e6,
            need=need / 1e6,
            limit=most_memory() / 1e6,
        )
    return need


def check_size(image: Image.Image) -> None:
    """Refuse more pixels than the limit."""
    megapixels = image.width * image.height / 1e6
    if megapixels > most_megapixels():
        raise DataError(
            "{width} x {height} = {megapixels:,.0f} megapixels; the limit is {limit}: "
            "save it smaller",
            width=image.width,
            height=image.height,
            megapixels=megapixels,
            limit=most_megapixels(),
        )


def check_decode_memory(image: Image.Image, decoder_overhead: int, colour: bool) -> int:
    """Return the bytes that decoding takes, with those beside the pixels; refuse too many."""
    need = _of_pixels(image, colour) + decoder_overhead
    if image.format == "TIFF":
        need += _of_strip(image)
    if need <= most_memory():
        return need
    raise DataError(
        "{width} x {height} pixels of this kind take {need:,.0f} MB to decode; the limit is "
        "{limit:,.0f} MB: save it smaller",
        width=image.width,
        height=image.height,
        need=need / 1e6,
        limit=most_memory() / 1e6,
    )


def _is_run_length(file: BinaryIO) -> bool:
    """Return whether a BMP is packed in runs, which Pillow unpacks in Python, one by one."""
    file.seek(_BMP_PACKED)
    return file.read(4) in (b"\1\0\0\0", b"\2\0\0\0")


def _check_runs(file: BinaryIO, size: int) -> None:
    """Refuse what would take seconds to unpack, also where few runs fill many pixels."""
    file.seek(_BMP_PACKED - 12)
    width, height = _BMP_SIZE.unpack(file.read(_BMP_SIZE.size).ljust(_BMP_SIZE.size, b"\0"))
    if size > _MOST_RUNS or abs(width * height) > _MOST_RUN_PIXELS:
        raise DataError(
            "a BMP packed in runs, of {size:,.1f} MB and {megapixels:,.1f} megapixels: "
            "save it as PNG",
            size=size / 1e6,
            megapixels=abs(width * height) / 1e6,
        )


def _is_plain(file: BinaryIO) -> bool:
    """Return whether a PNM picture is written in words, which Pillow reads in Python."""
    file.seek(0)
    return file.read(2) in (b"P1", b"P2", b"P3")


def _of_jpeg(jpeg: Layout | None) -> int:
    if jpeg and jpeg.blocks * jpeg.scans > _VISITS:
        raise DataError(
            "a JPEG in {scans:,} scans, more than any camera or program makes", scans=jpeg.scans
        )
    return jpeg.blocks * _KEPT if jpeg and jpeg.buffered else 0


def _of_pixels(image: Image.Image, colour: bool) -> int:
    """Count the picture itself, and the copies on the way to plain pixels."""
    mode, converted = ("RGB", 4) if colour else ("L", 1)
    original = 2 if is_16_bits(image) else _PIXEL.get(image.mode, 4)
    if has_deep_colours(image):  # once more for the lower bits
        original = _DEEP_PPM if image.format == "PPM" else 8
    if is_16_bits(image) or image.mode in ("I", "F"):
        copies = 2 + converted
    elif image.has_transparency_data:
        copies = 4 * (image.mode != "RGBA") + 4 + (not colour)
    else:
        copies = converted * (image.mode != mode)
    pixel = original + copies + _BESIDE.get(image.format or "", 0)
    return image.height * (image.width * pixel + _ROW)


def _of_strip(image: Image.Image) -> int:
    """Count one tile or strip of a TIFF, which is unpacked as a whole."""
    across, down = (tag(image, number, 0) for number in _TILE)
    if not across or not down:
        across, down = image.width, min(image.height, _number(tag(image, _ROWS, image.height)))
    return _number(across) * _number(down) * (2 if is_16_bits(image) else 4)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
