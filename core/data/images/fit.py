"""The ways to make a picture of any shape square."""

from collections.abc import Callable

from PIL import Image

from core.experiment.inputs import PictureInputs

Fitting = Callable[[Image.Image, PictureInputs], Image.Image]

# Shrinking by a whole number first; the filter then works on at least twice the size.
_GAP = 2.0


def _stretch(picture: Image.Image, inputs: PictureInputs) -> Image.Image:
    return _resized(picture, inputs.size, inputs.size)


def _crop(picture: Image.Image, inputs: PictureInputs) -> Image.Image:
    """Keep the middle."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return _stretch(picture.crop((left, top, left + side, top + side)), inputs)


def _pad(picture: Image.Image, inputs: PictureInputs) -> Image.Image:
    """Keep everything, in the middle of the background."""
    scale = inputs.size / max(picture.size)
    width, height = (max(1, round(side * scale)) for side in picture.size)
    square = Image.new("RGB", (inputs.size, inputs.size), inputs.background)
    square = square.convert(picture.mode)
    place = (inputs.size - width) // 2, (inputs.size - height) // 2
    square.paste(_resized(picture, width, height), place)
    return square


def _resized(picture: Image.Image, width: int, height: int) -> Image.Image:
    if picture.size == (width, height):
        return picture
    return picture.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=_GAP)


FITS: dict[str, Fitting] = {"stretch": _stretch, "crop": _crop, "pad": _pad}
