"""Colour tables for the pixels of an image, from the lowest value to the highest."""

from functools import cache

import numpy as np

from gui import theme


@cache
def activation_colours() -> np.ndarray:
    """Return the colours of theme.activation_map: uint32 (256,), 0xAARRGGBB."""
    return _words(theme.activation_map().getLookupTable(nPts=256))


@cache
def signed_colours() -> np.ndarray:
    """Return the colours of theme.signed_map: uint32 (256,), 0xAARRGGBB."""
    return _words(theme.signed_map().getLookupTable(nPts=256))


def _words(table: np.ndarray) -> np.ndarray:
    red, green, blue = table.T.astype(np.uint32)
    return (255 << 24) + (red << 16) + (green << 8) + blue
