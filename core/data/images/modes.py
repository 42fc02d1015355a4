"""Plain pixels: any kind of picture as 8 bits of grey or of red, green and blue.

The rules: transparency shows the background; 16 bits are divided by 257 (values that all fit in
12 bits are taken as a 12-bit camera's and divided by 16.06); whole numbers of 32 bits and
fractions are stretched from their smallest to their largest value; nothing is clipped.
"""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from core.errors import DataError
from core.experiment.inputs import WHITE

_WIDE = ("I", "F")
_MODES = {"RGB": "", "L": "grey", "1": "black_and_white", "P": "palette", "CMYK": "cmyk"}
_TIFF_COLOURS = 262
_TIFF_SIGNS = 339
_WHITE_IS_ZERO = 0
_UNSIGNED = 1
_DEPTHS = (12, 16)
_ENDS = (np.min, np.max)
# As many values at a time.
_BAND = 1_000_000


def to_8_bit(image: Image.Image, colour: bool, background: str = WHITE) -> Image.Image:
    """Turn a loaded picture into mode RGB or L; raise DataError if its values cannot be.

    One that has this mode is given back itself.
    """
    if is_16_bits(image):
        image = _from_16_bits(image, background)
    elif image.mode in _WIDE:
        image = _from_range(image)
    elif image.has_transparency_data:
        image = _composite(image, background)
    mode = "RGB" if colour else "L"
    return image if image.mode == mode else image.convert(mode)


def conversion_name(image: Image.Image, colour: bool) -> str:
    """Name what `to_8_bit` does to a picture, see file_notes.CONVERTED; empty for what is usual."""
    if is_16_bits(image):
        return "deep"
    if image.mode in _WIDE:
        return "wide"
    if image.has_transparency_data:
        return "transparent"
    return _MODES.get(image.mode, "other_colours") if image.mode != "L" or colour else ""


def is_16_bits(image: Image.Image) -> bool:
    """Return whether a picture has one number of 16 bits a pixel."""
    return image.mode.startswith("I;16")


def _composite(image: Image.Image, background: str) -> Image.Image:
    image = image if image.mode == "RGBA" else image.convert("RGBA")
    below = Image.new("RGB", image.size, background)
    below.paste(image, mask=image)
    return below


def _from_16_bits(image: Image.Image, background: str) -> Image.Image:
    largest = max(int(values.max()) for values in _bands(image))
    white = next(2**bits - 1 for bits in _DEPTHS if largest < 2**bits)
    grey = np.rint(np.arange(2**16) * (255 / white)).clip(0, 255).astype(np.uint8)
    if tag(image, _TIFF_COLOURS) == _WHITE_IS_ZERO:
        grey[: white + 1] = grey[white::-1].copy()
    if isinstance(see_through := image.info.get("transparency"), int):
        grey[see_through] = np.asarray(Image.new("L", (1, 1), background))[0, 0]
    return _from_bands(image, (grey[values] for values in _bands(image)))


def _from_range(image: Image.Image) -> Image.Image:
    unsigned = image.mode == "I" and tag(image, _TIFF_SIGNS, _UNSIGNED) == _UNSIGNED

    def measured() -> Iterator[np.ndarray]:
        bands = _bands(image)
        return (values.view(np.uint32) for values in bands) if unsigned else bands

    ends = [(float(values.min()), float(values.max())) for values in measured()]
    low, high = (float(take([end[place] for end in ends])) for place, take in enumerate(_ENDS))
    if not np.isfinite(high - low):
        raise DataError("holds values that are no numbers (NaN or infinite), not grey levels")
    scale = 255 / (high - low) if high > low else 0.0
    levels = (np.rint((values.astype(np.float64) - low) * scale) for values in measured())
    return _from_bands(image, (band.astype(np.uint8) for band in levels))


def _bands(image: Image.Image) -> Iterator[np.ndarray]:
    """Return the values of a picture some rows at a time, which spares memory."""
    rows = max(1, _BAND // image.width)
    for top in range(0, image.height, rows):
        bottom = min(top + rows, image.height)
        yield np.asarray(image.crop((0, top, image.width, bottom)))


def _from_bands(image: Image.Image, bands: Iterator[np.ndarray]) -> Image.Image:
    """Put grey levels of 8 bits, some rows at a time, into one picture."""
    image_8_bit, top = Image.new("L", image.size), 0
    for band in bands:
        image_8_bit.paste(Image.fromarray(band), (0, top))
        top += len(band)
    return image_8_bit


def tag(image: Image.Image, number: int, default: object = None) -> object:
    """Read a tag of a TIFF file; other pictures have none."""
    value: object = getattr(image, "tag_v2", {}).get(number, default)
    return value[0] if isinstance(value, tuple) else value
