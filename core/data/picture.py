"""One picture file into pixels, upright and in the size that the network sees.

Decoding goes by content, never by the name. The picture is turned upright as its EXIF
data says, made plain (see plain.py) and made square (see fits.py) with Pillow's
antialiased BICUBIC filter; one that already has the size keeps every pixel. Of several
frames or pages the first that is not all of one colour counts. Large JPEGs are decoded at a
reduced scale of at least twice the size, which moves the result by 0.3 grey levels on average.
"""

import contextlib
import struct
import threading
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from PIL import (
    BmpImagePlugin,  # noqa: F401  each puts its format into Image.OPEN
    GifImagePlugin,  # noqa: F401
    Image,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

from core.data.damage import damage
from core.data.fits import FITS
from core.data.inputs import PictureInputs
from core.data.kind import HEAD, Kind, kind_of
from core.data.ordinary import open_ordinary
from core.data.plain import plain
from core.data.png import essential
from core.data.quiet import quiet_pillow
from core.errors import DataError

LIMIT = 100
"""Megapixels; a larger picture is refused before it is decoded."""

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

# Several threads read, but of the pictures that fill hundreds of megabytes one at a time.
_LARGE = 16_000_000
_large_one = threading.Lock()


def read_picture(path: str, inputs: PictureInputs) -> np.ndarray:
    """Read a picture file as uint8 (size, size, channels).

    Raises DataError with a plain reason, which says what the file is instead.
    """
    return see_picture(path, inputs)[0]


def see_picture(path: str, inputs: PictureInputs) -> tuple[np.ndarray, tuple[int, int]]:
    """Read a picture file as `read_picture` does, and its own width and height as it is stored."""
    with open_ordinary(path) as file:
        picture, size = _decoded(file, inputs)
    picture = FITS[inputs.fit](picture, inputs)
    return np.array(picture).reshape(inputs.size, inputs.size, inputs.channels), size


def _decoded(file: BinaryIO, inputs: PictureInputs) -> tuple[Image.Image, tuple[int, int]]:
    kind = None
    try:
        kind = kind_of(file.read(HEAD))
        if kind.role != "picture":
            raise kind.problem()
        with quiet_pillow(), _opened(file, kind) as image:
            size = image.size
            return _first_shown(image, inputs), size
    except UNDECODABLE as error:
        raise damage(file, kind, error) from error


def _opened(file: BinaryIO, kind: Kind) -> Image.Image:
    """Open a picture without Image.open, whose own limit warns or raises before ours."""
    file.seek(0)
    factory, _ = Image.OPEN[kind.name]
    return factory(essential(file) if kind.name == "PNG" else file, "")


def _first_shown(image: Image.Image, inputs: PictureInputs) -> Image.Image:
    first = None
    for frame in _frames(image, inputs):
        first = frame if first is None else first
        if frame.getcolors(maxcolors=1) is None:
            return frame
    if first is None:
        raise EOFError("no frame in it")
    return first


def _frames(image: Image.Image, inputs: PictureInputs) -> Iterator[Image.Image]:
    """Decode frame after frame, as long as all of them together keep to the limit."""
    seen = 0
    for number in range(1 if image.format == "MPO" else LIMIT):
        try:
            image.seek(number)
        except EOFError:
            return
        seen += image.width * image.height
        if number and seen > LIMIT * 1_000_000:
            return
        _check_size(image)
        image.draft(None, (2 * inputs.size, 2 * inputs.size))
        yield _upright(image, inputs)


def _check_size(image: Image.Image) -> None:
    megapixels = image.width * image.height / 1e6
    if megapixels > LIMIT:
        raise DataError(
            "{width} x {height} = {megapixels:,.0f} megapixels; the limit is {limit}: "
            "save it smaller",
            width=image.width,
            height=image.height,
            megapixels=megapixels,
            limit=LIMIT,
        )


def _upright(image: Image.Image, inputs: PictureInputs) -> Image.Image:
    large = image.width * image.height > _LARGE
    with _large_one if large else contextlib.nullcontext():
        image.load()
        turn = _TURNS.get(_orientation(image))
        picture = plain(image, inputs.colour, inputs.background)
        return picture if turn is None else picture.transpose(turn)


def _orientation(image: Image.Image) -> int:
    """Read how the camera was held: 1, upright, if that is broken or missing."""
    try:
        turn = image.getexif().get(_ORIENTATION, 1)
    except (*UNDECODABLE, LookupError):
        return 1
    return turn if isinstance(turn, int) else 1
