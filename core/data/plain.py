"""Plain pixels: any kind of picture as 8 bits of grey or of red, green and blue.

The rules: transparency shows the background; 16 bits are divided by 257 (values that all fit in
12 bits are taken as a 12-bit camera's and divided by 16.06); whole numbers of 32 bits and
fractions are stretched from their smallest to their largest value; nothing is clipped.
"""

import numpy as np
from PIL import Image

from core.data.inputs import WHITE
from core.errors import DataError

_WIDE = ("I", "F")
_TIFF_COLOURS = 262
_TIFF_SIGNS = 339
_WHITE_IS_ZERO = 0
_UNSIGNED = 1
_DEPTHS = (12, 16)


def plain(image: Image.Image, colour: bool, background: str = WHITE) -> Image.Image:
    """Turn a loaded picture into mode RGB or L; raise DataError if its values cannot be."""
    if image.mode.startswith("I;16"):
        image = _from_16_bits(image, background)
    elif image.mode in _WIDE:
        image = _from_range(image)
    elif image.has_transparency_data:
        image = _over(image, background)
    return image.convert("RGB" if colour else "L")


def _over(image: Image.Image, background: str) -> Image.Image:
    image = image.convert("RGBA")
    below = Image.new("RGB", image.size, background)
    below.paste(image, mask=image)
    return below


def _from_16_bits(image: Image.Image, background: str) -> Image.Image:
    values = np.asarray(image)
    largest = int(values.max())
    white = next(2**bits - 1 for bits in _DEPTHS if largest < 2**bits)
    grey = np.rint(np.arange(2**16) * (255 / white)).clip(0, 255).astype(np.uint8)
    if _tag(image, _TIFF_COLOURS) == _WHITE_IS_ZERO:
        grey[: white + 1] = grey[white::-1].copy()
    pixels = grey[values]
    if isinstance(see_through := image.info.get("transparency"), int):
        pixels[values == see_through] = np.asarray(Image.new("L", (1, 1), background))[0, 0]
    return Image.fromarray(pixels)


def _from_range(image: Image.Image) -> Image.Image:
    values = np.asarray(image)
    if image.mode == "I" and _tag(image, _TIFF_SIGNS, _UNSIGNED) == _UNSIGNED:
        values = values.view(np.uint32)
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(high - low):
        raise DataError("holds values that are no numbers (NaN or infinite), not grey levels")
    scale = 255 / (high - low) if high > low else 0.0
    pixels = np.empty(values.shape, np.uint8)
    for row, measured in zip(pixels, values, strict=True):  # row by row spares memory
        row[:] = np.rint((measured.astype(np.float64) - low) * scale)
    return Image.fromarray(pixels)


def _tag(image: Image.Image, number: int, default: object = None) -> object:
    """Read a tag of a TIFF file; other pictures have none."""
    value: object = getattr(image, "tag_v2", {}).get(number, default)
    return value[0] if isinstance(value, tuple) else value
