"""Arrays as small pictures: samples as they are, weights by their sign, answers over a plane."""

import numpy as np
from PIL import Image

from core.experiment.inputs import PictureInputs
from core.png import png
from core.report.charts import COLOURS
from core.report.contents import Picture

LARGEST = 64
"""Pixels of a side; a report is to be a small file."""
_SMALLEST, _SIGNED_COLOURS = 32, 64
_POSITIVE, _NEGATIVE = np.array([178, 24, 43]), np.array([33, 102, 172])
_WHITE = np.array([255, 255, 255])


def sample_picture(inputs: PictureInputs, x: np.ndarray, caption: str = "") -> Picture:
    """Return one sample (n[0],) as the picture that the network saw."""
    return picture(inputs.picture(x), caption)


def weights_picture(
    inputs: PictureInputs, w: np.ndarray, reach: float, caption: str = ""
) -> Picture:
    """Return the weights (n[0],) of a unit: red adds, blue takes away, white is 0.

    Those of the channels of a pixel are added up; `reach` has the strongest colour.
    """
    values = w.reshape(inputs.size, inputs.size, inputs.channels).sum(axis=-1)
    return picture(signed_pixels(values, reach), caption, _SIGNED_COLOURS)


def signed_pixels(values: np.ndarray, reach: float) -> np.ndarray:
    """Return numbers (rows, columns) as pixels, uint8 (rows, columns, 3)."""
    share = np.clip(np.nan_to_num(values) / (reach or 1.0), -1, 1)[..., np.newaxis]
    end = np.where(share > 0, _POSITIVE, _NEGATIVE)
    return np.rint(_WHITE + np.abs(share) * (end - _WHITE)).astype(np.uint8)


def answered_pixels(winner: np.ndarray, certainty: np.ndarray, classes: int) -> np.ndarray:
    """Return the classes that are answered over a plane, the paler the less sure, uint8.

    Both arrays are [row of x2, column of x1]; x2 goes up in the picture.
    """
    colours = np.array([_rgb(COLOURS[place % len(COLOURS)]) for place in range(classes)])
    by_lot = 1 / classes
    share = np.clip((certainty - by_lot) / (1 - by_lot), 0, 1)[..., np.newaxis] * 0.55
    mixed = _WHITE + share * (colours[winner] - _WHITE)
    return np.rint(mixed).astype(np.uint8)[::-1]


def picture(pixels: np.ndarray, caption: str = "", colours: int = 0) -> Picture:
    """Return pixels, uint8 (rows, columns, 1 or 3), as a picture of at most LARGEST a side.

    With `colours` it is of so many at most, which makes the file of noise a third.
    """
    image = Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
    image.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    if max(image.size) < _SMALLEST:  # a browser would smear a few pixels
        times = -(-_SMALLEST // max(image.size))
        size = image.width * times, image.height * times
        image = image.resize(size, Image.Resampling.NEAREST)
    if colours:
        image = image.quantize(colours)
    return Picture(png(image), image.width, image.height, caption)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
