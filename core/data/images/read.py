"""One picture file into pixels, upright and in the size that the network sees.

Decoding goes by content, never by the name. The picture is turned upright as its EXIF
data says, made 8-bit (see modes.py) and made square (see fit.py) with Pillow's
antialiased BICUBIC filter; one that already has the size keeps every pixel. Of several
frames or pages the first that is not all of one colour counts, of large ones the first.
Large JPEGs are decoded at a reduced scale of at least twice the size, which moves the
result by 0.3 grey levels on average.
"""

import contextlib
import os
import struct
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from PIL import (
    AvifImagePlugin,  # each puts its format into Image.OPEN
    BmpImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    JpegImagePlugin,
    PngImagePlugin,  # noqa: F401
    PpmImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

from core.data.file_notes import ImageInfo
from core.data.images.failure import explain_decode_error
from core.data.images.fit import FITS
from core.data.images.limits.decode_memory import (
    check_decode_memory,
    check_file,
    check_size,
    decoder_overhead,
)
from core.data.images.limits.gif import FRAMES
from core.data.images.limits.png import essential
from core.data.images.modes import conversion_name, grey_values, to_8_bit
from core.experiment.inputs import PictureInputs
from core.file_type import AVIF, HEADER_BYTES, FileType, detect
from core.open_file import check_unchanged, open_regular_file

# Broken EXIF data and TIFF tables that are cut short are checked or harmless here.
warnings.filterwarnings("ignore", module=r"PIL\.")

# What Pillow raises for a file that it cannot decode; anything else is a bug.
UNDECODABLE = (
    OSError,
    SyntaxError,
    MemoryError,
    ValueError,
    TypeError,
    NotImplementedError,
    OverflowError,
    EOFError,
    RuntimeError,  # of the libraries that decode AVIF and HEIC
    LookupError,  # a GIF cut within a table, a TIFF of a palette without its colours
    struct.error,
    Image.DecompressionBombError,
    AssertionError,  # a palette picture without its palette
)

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# From this orientation on width and height change places.
_ON_ITS_SIDE = 5
_GREY = ("1", "L", "LA", "I", "F")

# Several threads read, but of the pictures that fill hundreds of megabytes one at a time. Of a
# file so many times its size may be in memory as soon as it is opened.
_LARGE, _WHOLE = 64_000_000, 3
_large_one = threading.RLock()

# Of several frames none of more pixels is looked at, nor more pixels in all.
_FRAME, _ALL_FRAMES = 8_000_000, 25_000_000


def read_picture(path: str, inputs: PictureInputs) -> np.ndarray:
    """Read a picture file as uint8 (size, size, channels).

    Raises DataError with a plain reason, which says what the file is instead.
    """
    return read_with_info(path, inputs)[0]


def read_with_info(path: str, inputs: PictureInputs) -> tuple[np.ndarray, ImageInfo]:
    """Read a picture file as `read_picture` does, and say what it is."""
    with open_regular_file(path) as file:
        before = os.fstat(file.fileno())
        picture, about = _decoded(file, inputs)
        check_unchanged(before, os.fstat(file.fileno()))
    picture = FITS[inputs.fit](picture, inputs)
    return np.array(picture).reshape(inputs.size, inputs.size, inputs.channels), about


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What the header of a picture file says: (width, height) as it is seen, and if of colours."""

    size: tuple[int, int]
    colour: bool


def read_header(path: str) -> ImageHeader:
    """Read no more than the header of a picture file; raises DataError as `read_picture` does."""
    kind = None
    with open_regular_file(path) as file:
        try:
            check_file(file)
            kind = detect(file.read(HEADER_BYTES))
            if kind.role != "picture":
                raise kind.problem()
            with _opened(file, kind) as image:
                check_size(image)
                width, height = image.size
                turned = _orientation(image) >= _ON_ITS_SIDE
                grey = image.mode in _GREY or image.mode.startswith("I;16")
                return ImageHeader((height, width) if turned else (width, height), not grey)
        except UNDECODABLE as error:
            raise explain_decode_error(file, kind, error) from error


def _decoded(file: BinaryIO, inputs: PictureInputs) -> tuple[Image.Image, ImageInfo]:
    kind = None
    try:
        check_file(file)
        kind = detect(file.read(HEADER_BYTES))
        if kind.role != "picture":
            raise kind.problem()
        beside_pixels = decoder_overhead(file, kind)
        large = max(beside_pixels, _WHOLE * os.fstat(file.fileno()).st_size)
        with _one_large_at_a_time(large), _opened(file, kind) as image:
            size = image.size
            picture = _first_non_uniform_frame(image, beside_pixels, inputs)
            return picture, ImageInfo(
                kind.name, size, _converted(image, inputs), grey_values(image)
            )
    except UNDECODABLE as error:
        raise explain_decode_error(file, kind, error) from error


def _converted(image: Image.Image, inputs: PictureInputs) -> tuple[str, ...]:
    """Name what was done to a picture that is loaded; see file_notes.CONVERTED."""
    done = [conversion_name(image, inputs.colour)]
    if _TURNS.get(_orientation(image)):
        done.append("turned")
    with contextlib.suppress(*UNDECODABLE):  # a broken second frame does not cost the first
        if getattr(image, "is_animated", False):
            done.append("frames")
    return tuple(filter(None, done))


def _opened(file: BinaryIO, kind: FileType) -> Image.Image:
    """Open a picture without Image.open, whose own limit warns or raises before ours."""
    file.seek(0)
    if kind.name == "JPEG":  # and no other: the pictures that may follow it do not count
        return JpegImagePlugin.JpegImageFile(file, "")
    if kind.missing and not _has_reader(kind):
        raise kind.problem()
    factory, _ = Image.OPEN[kind.name]
    return factory(essential(file) if kind.name == "PNG" else file, "")


def _has_reader(kind: FileType) -> bool:
    """Return whether Pillow has, or can be given, what reads a kind that not every Pillow reads."""
    if kind == AVIF:
        return AvifImagePlugin.SUPPORTED
    if kind.name not in Image.OPEN:
        with contextlib.suppress(ImportError):
            from pillow_heif import register_heif_opener

            register_heif_opener()
    return kind.name in Image.OPEN


def _first_non_uniform_frame(
    image: Image.Image, beside_pixels: int, inputs: PictureInputs
) -> Image.Image:
    """Find the frame that counts; `beside_pixels` are bytes that the decoder has, too."""
    first = None
    for frame in _frames(image, beside_pixels, inputs):
        if frame.getcolors(maxcolors=1) is None or frame.width * frame.height > _FRAME:
            return frame
        # The next frame may be drawn over this one.
        first = frame.copy() if first is None else first
    if first is None:
        raise EOFError("no frame in it")
    return first


def _frames(image: Image.Image, beside_pixels: int, inputs: PictureInputs) -> Iterator[Image.Image]:
    """Decode frame after frame, as long as all of them together keep to the limit."""
    seen = 0
    for number in range(1 if image.format == "JPEG" else FRAMES):
        try:
            image.seek(number)
        except EOFError:
            return
        pixels = image.width * image.height
        seen += pixels
        if number and (pixels > _FRAME or seen > _ALL_FRAMES):
            return
        check_size(image)
        if image.format == "JPEG":  # others would take a thumbnail
            image.draft(None, (2 * inputs.size, 2 * inputs.size))
        yield _upright(image, check_decode_memory(image, beside_pixels, inputs.colour), inputs)


def _upright(image: Image.Image, need: int, inputs: PictureInputs) -> Image.Image:
    large = need > _LARGE
    with _one_large_at_a_time(need):
        image.load()
        turn = _TURNS.get(_orientation(image))
        picture = to_8_bit(image, inputs)
        if turn is None:
            return picture
        return (_reduced(picture, inputs.size) if large else picture).transpose(turn)


def _one_large_at_a_time(need: int) -> contextlib.AbstractContextManager[object]:
    """Wait for the other large ones, if so many bytes make this one large."""
    return _large_one if need > _LARGE else contextlib.nullcontext()


def _reduced(picture: Image.Image, size: int) -> Image.Image:
    """Make a picture smaller, to twice the size at least, because turning it takes a copy."""
    across, down = (max(1, side // (2 * size)) for side in picture.size)
    return picture.reduce((across, down))


def _orientation(image: Image.Image) -> int:
    """Read how the camera was held: 1, upright, if that is broken or missing."""
    try:
        turn = image.getexif().get(_ORIENTATION, 1)
    except UNDECODABLE:
        return 1
    return turn if isinstance(turn, int) else 1
