"""The colours of values as the dots of a picture, from the lowest value to the highest."""

from functools import cache

import numpy as np

from gui import theme


@cache
def activation_colours() -> np.ndarray:
    """Give those of theme.activation_map: 256 words 0xAARRGGBB."""
    return _words(theme.activation_map().getLookupTable(nPts=256))


@cache
def signed_colours() -> np.ndarray:
    """Give those of theme.signed_map: 256 words 0xAARRGGBB."""
    return _words(theme.signed_map().getLookupTable(nPts=256))


def _words(table: np.ndarray) -> np.ndarray:
    red, green, blue = table.T.astype(np.uint32)
    return (255 << 24) + (red << 16) + (green << 8) + blue
