"""Plain pixels: any kind of picture as 8 bits of grey or of red, green and blue.

The rules: transparency shows the background; values of more than 8 bits are stretched from
`grey_range` of the inputs to 0..255, and cut off beyond. Where the inputs have none, 16 bits are
divided by 257 (values that all fit in 12 bits are taken as a 12-bit camera's and divided by
16.06), whole numbers of 32 bits and fractions are stretched from the smallest to the largest
value of that picture.
"""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from core.data.images.grey_range import GreyValues
from core.errors import DataError
from core.experiment.inputs import GreyRange, PictureInputs

_WIDE = ("I", "F")
_MODES = {"RGB": "", "L": "grey", "1": "black_and_white", "P": "palette", "CMYK": "cmyk"}
_TIFF_BITS = 258
_TIFF_COLOURS = 262
_TIFF_SIGNS = 339
_WHITE_IS_ZERO = 0
_UNSIGNED = 1
_DEPTHS = (12, 16)
_ENDS = (np.min, np.max)
_DEEPEST = 2**16 - 1
# As many values at a time.
_BAND = 1_000_000


def to_8_bit(image: Image.Image, inputs: PictureInputs) -> Image.Image:
    """Turn a loaded picture into mode RGB or L as the inputs say; raise DataError if it cannot be.

    One that has this mode is given back itself.
    """
    if is_16_bits(image):
        image = _from_16_bits(image, inputs)
    elif image.mode in _WIDE:
        image = _from_range(image, inputs.grey_range)
    elif image.has_transparency_data:
        image = _composite(image, inputs.background)
    mode = "RGB" if inputs.colour else "L"
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


def grey_values(image: Image.Image) -> GreyValues | None:
    """Measure a loaded picture of more than 8 bits a number; None of any other."""
    if image.mode in _WIDE:
        bands = _wide_bands(image)
        return GreyValues(_ends(bands), _full_range(image))
    if not is_16_bits(image):
        return None
    shown = image.info.get("transparency")
    bands = (values[values != shown] for values in _bands(image))
    low, high = _ends(values for values in bands if values.size)
    if _is_inverted(image):
        low, high = _DEEPEST - high, _DEEPEST - low
    return GreyValues((low, high), _full_range(image))


def _full_range(image: Image.Image) -> GreyRange:
    """Return the ends of a picture's kind of number: of fractions, or of as many bits."""
    if image.mode == "F":
        return 0.0, 1.0
    usual = 32 if image.mode == "I" and image.format != "PPM" else 16
    bits = int(str(tag(image, _TIFF_BITS, usual)))
    if tag(image, _TIFF_SIGNS, _UNSIGNED) == _UNSIGNED:
        return 0.0, 2.0**bits - 1
    return -(2.0 ** (bits - 1)), 2.0 ** (bits - 1) - 1


def is_16_bits(image: Image.Image) -> bool:
    """Return whether a picture has one number of 16 bits a pixel."""
    return image.mode.startswith("I;16")


def _composite(image: Image.Image, background: str) -> Image.Image:
    image = image if image.mode == "RGBA" else image.convert("RGBA")
    below = Image.new("RGB", image.size, background)
    below.paste(image, mask=image)
    return below


def _from_16_bits(image: Image.Image, inputs: PictureInputs) -> Image.Image:
    white = _DEEPEST if inputs.grey_range else _guessed_white(image)
    low, high = inputs.grey_range or (0, white)
    values = np.arange(2**16)
    values = white - values if _is_inverted(image) else values
    grey = np.rint((values - low) * (255 / (high - low))).clip(0, 255).astype(np.uint8)
    if isinstance(see_through := image.info.get("transparency"), int):
        grey[see_through] = np.asarray(Image.new("L", (1, 1), inputs.background))[0, 0]
    return _from_bands(image, (grey[values] for values in _bands(image)))


def _guessed_white(image: Image.Image) -> int:
    largest = max(int(values.max()) for values in _bands(image))
    return next(2**bits - 1 for bits in _DEPTHS if largest < 2**bits)


def _is_inverted(image: Image.Image) -> bool:
    return tag(image, _TIFF_COLOURS) == _WHITE_IS_ZERO


def _from_range(image: Image.Image, grey_range: GreyRange | None) -> Image.Image:
    own = _ends(_wide_bands(image))
    if not np.isfinite(own[1] - own[0]):
        raise DataError("holds values that are no numbers (NaN or infinite), not grey levels")
    low, high = grey_range or own
    scale = 255 / (high - low) if high > low else 0.0
    bands = ((values.astype(np.float64) - low) * scale for values in _wide_bands(image))
    return _from_bands(image, (np.rint(band).clip(0, 255).astype(np.uint8) for band in bands))


def _wide_bands(image: Image.Image) -> Iterator[np.ndarray]:
    unsigned = image.mode == "I" and tag(image, _TIFF_SIGNS, _UNSIGNED) == _UNSIGNED
    return (values.view(np.uint32) if unsigned else values for values in _bands(image))


def _ends(bands: Iterator[np.ndarray]) -> GreyRange:
    """Return the smallest and the largest value; 0 and 0 of none."""
    ends = [(float(values.min()), float(values.max())) for values in bands] or [(0.0, 0.0)]
    low, high = (float(take([end[place] for end in ends])) for place, take in enumerate(_ENDS))
    return low, high


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
