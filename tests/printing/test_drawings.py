"""Drawings in pixels, for programs that know no vectors."""

import io

import numpy as np
from PIL import Image

from core.png import png
from core.report.drawing import Bitmap, Box, Dots, Drawing, Line, Text
from printing.drawings import png_of


def pixels(*shapes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png_of(Drawing(40, 30, shapes), 2))))


def test_that_letters_are_those_of_the_system_whatever_their_script(qapp) -> None:
    first, second = (pixels(Text(4, 20, letter)) for letter in ("训", "试"))
    assert (first < 128).any()
    assert (first != second).any()


def test_that_every_shape_is_where_it_is_to_be(qapp) -> None:
    red = np.full((2, 2, 3), (255, 0, 0), np.uint8)
    found = pixels(
        Box(0, 0, 10, 10, "#0000ff"),
        Line(((20, 5), (40, 5)), "#008000", 4.0),
        Dots(((5, 20),), "#000000", 3.0),
        Bitmap(20, 20, 10, 5, png(red)),
    )
    assert found.shape == (60, 80, 3)
    places = ((5, 5), (10, 60), (40, 10), (45, 50), (55, 75))
    colours = [tuple(found[place].tolist()) for place in places]
    assert colours == [(0, 0, 255), (0, 128, 0), (0, 0, 0), (255, 0, 0), (255, 255, 255)]
