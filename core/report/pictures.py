"""Arrays as small pictures: samples as they are, weights by their sign, answers over a plane."""

import io
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.experiment.inputs import PictureInputs
from core.report.charts import COLOURS
from core.report.contents import Picture
from core.report.drawing import (
    TEXT_COLOUR,
    Bitmap,
    Box,
    Dots,
    Drawing,
    Line,
    Shape,
    Text,
)

LARGEST = 64
"""Pixels of a side; a report is to be a small file."""
_SMALLEST, _SIGNED_COLOURS = 32, 64
_POSITIVE, _NEGATIVE = np.array([178, 24, 43]), np.array([33, 102, 172])
_WHITE = np.array([255, 255, 255])
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


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
    return Picture(_png(image), image.width, image.height, caption)


def png(pixels: np.ndarray) -> bytes:
    """Return pixels, uint8 (rows, columns, 3), as a PNG of their own size."""
    return _png(Image.fromarray(pixels))


def raster(drawing: Drawing, times: int = 2) -> bytes:
    """Return a drawing as a PNG, so many pixels for each of its own."""
    image = Image.new("RGB", (round(drawing.width * times), round(drawing.height * times)), "white")
    canvas = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        _paint(shape, image, canvas, times)
    return _png(image)


def _paint(shape: Shape, image: Image.Image, canvas: ImageDraw.ImageDraw, times: int) -> None:
    match shape:
        case Line():
            points = [(x * times, y * times) for x, y in shape.points]
            canvas.line(points, shape.colour, max(1, round(shape.width * times)))
        case Box():
            corner = (shape.x + shape.width) * times, (shape.y + shape.height) * times
            canvas.rectangle((shape.x * times, shape.y * times, *corner), shape.colour)
        case Dots():
            colours = (None, shape.colour) if shape.hollow else (shape.colour, None)
            for x, y in shape.points:
                canvas.circle((x * times, y * times), shape.radius * times, *colours)
        case Text():
            _write(shape, image, canvas, times)
        case Bitmap():
            size = round(shape.width * times), round(shape.height * times)
            below = Image.open(io.BytesIO(shape.png)).resize(size)
            image.paste(below, (round(shape.x * times), round(shape.y * times)))


def _write(text: Text, image: Image.Image, canvas: ImageDraw.ImageDraw, times: int) -> None:
    font = ImageFont.load_default(text.size * times)
    place, anchor = (text.x * times, text.y * times), _ANCHORS[text.anchor]
    if not text.upwards:
        canvas.text(place, text.text, TEXT_COLOUR, font, anchor)
        return
    width = math.ceil(font.getlength(text.text))
    across = Image.new("RGBA", (width + 2, round(text.size * times * 1.4)))
    base = round(text.size * times)
    ImageDraw.Draw(across).text((0, base), text.text, TEXT_COLOUR, font, "ls")
    turned = across.rotate(90, expand=True)
    image.paste(turned, (round(place[0] - base), round(place[1] - width / 2)), turned)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
