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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import BinaryIO

import numpy as np
from PIL import (
    AvifImagePlugin,  # each puts its format into Image.OPEN
    BmpImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,  # noqa: F401
    PpmImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

from core.data.file_notes import ImageInfo
from core.data.images.deep_colour import (
    has_deep_colours,
    loses_bits,
    read_deep_colours,
)
from core.data.images.failure import explain_decode_error
from core.data.images.fit import FITS
from core.data.images.grey_range import GreyValues
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
_DETAILS, _TAKEN, _FRACTION = 0x8769, 0x9003, 0x9291
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
            frames = _frames(image, lambda: _opened(file, kind), beside_pixels, inputs)
            frame = _first_non_uniform(frames)
            converted, taken = _converted(image, frame), _taken(image)
            about = ImageInfo(kind.name, size, converted, frame.values, taken)
            return frame.picture, about
    except UNDECODABLE as error:
        raise explain_decode_error(file, kind, error) from error


@dataclass(frozen=True, slots=True)
class _Frame:
    """A frame as plain pixels, with what was done to it and its values of more than 8 bits."""

    picture: Image.Image
    conversion: str
    values: GreyValues | None


def _converted(image: Image.Image, frame: _Frame) -> tuple[str, ...]:
    """Name what was done to a picture that is loaded; see file_notes.CONVERTED."""
    done = [frame.conversion]
    if _TURNS.get(_orientation(image)):
        done.append("turned")
    with contextlib.suppress(*UNDECODABLE):  # a broken second frame does not cost the first
        if getattr(image, "is_animated", False):
            done.append("frames")
    return tuple(filter(None, done))


def _opened(file: BinaryIO, kind: FileType) -> ImageFile.ImageFile:
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


def _first_non_uniform(frames: Iterator[_Frame]) -> _Frame:
    """Find the frame that counts."""
    first = None
    for frame in frames:
        picture = frame.picture
        if picture.getcolors(maxcolors=1) is None or picture.width * picture.height > _FRAME:
            return frame
        # The next frame may be drawn over this one.
        first = replace(frame, picture=picture.copy()) if first is None else first
    if first is None:
        raise EOFError("no frame in it")
    return first


def _frames(
    image: ImageFile.ImageFile,
    again: Callable[[], ImageFile.ImageFile],
    beside_pixels: int,
    inputs: PictureInputs,
) -> Iterator[_Frame]:
    """Decode frame after frame, as long as all of them together keep to the limit.

    `again` opens the same file once more; `beside_pixels` are bytes that the decoder has, too. Of
    colours of 16 bits the first frame counts.
    """
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
        need = check_decode_memory(image, beside_pixels, inputs.colour)
        deep = not number and has_deep_colours(image)
        with _one_large_at_a_time(need):
            frame = _deep_frame(image, again, inputs) if deep else _frame(image, inputs)
            picture = _upright(image, frame.picture, need > _LARGE, inputs)
        yield replace(frame, picture=picture)
        if deep:
            return


def _frame(image: ImageFile.ImageFile, inputs: PictureInputs) -> _Frame:
    upper_bits = loses_bits(image)
    image.load()
    name = "upper_bits" if upper_bits else conversion_name(image, inputs.colour)
    values = grey_values(image)
    return _Frame(to_8_bit(image, inputs), name, values)


def _deep_frame(
    image: ImageFile.ImageFile, again: Callable[[], ImageFile.ImageFile], inputs: PictureInputs
) -> _Frame:
    """Make plain pixels of deep colours; without a range for all pictures, of their upper bits."""
    colours = read_deep_colours(image, again)
    values = colours.values()
    picture = colours.stretched(inputs.grey_range) if inputs.grey_range else colours.upper
    return _Frame(to_8_bit(picture, inputs), "deep", values)


def _upright(
    image: Image.Image, picture: Image.Image, large: bool, inputs: PictureInputs
) -> Image.Image:
    """Turn the picture that was made of an image as the image says."""
    turn = _TURNS.get(_orientation(image))
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


def _taken(image: Image.Image) -> float | None:
    """Read when a picture was taken, in seconds of the camera's clock; None where it is not said.

    DateTimeOriginal and SubSecTimeOriginal of EXIF 2.32.
    """
    try:
        details = image.getexif().get_ifd(_DETAILS)
        whole = datetime.strptime(str(details[_TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except UNDECODABLE:
        return None
    digits = str(details.get(_FRACTION, "")).strip("\0 ")
    fraction = float(f"0.{digits}") if digits.isascii() and digits.isdigit() else 0.0
    return whole.replace(tzinfo=UTC).timestamp() + fraction
