"""A small picture exactly as the network receives it, enlarged without blurring."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

LEAST, MOST = 64, 128
"""Pixels of its side on the screen: smaller ones are enlarged by whole factors."""


def side(size: int) -> int:
    """Give the side on the screen of pictures of this size."""
    return min(size * max(1, LEAST // size), MOST)


def thumbnail(pixels: np.ndarray) -> QImage:
    """Turn pixels, uint8 (size, size, 1 or 3), into a picture of `side` that owns them."""
    size, _, channels = pixels.shape
    factor = max(1, LEAST // size)
    large = np.ascontiguousarray(pixels.repeat(factor, axis=0).repeat(factor, axis=1))
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_Grayscale8
    height, width, _ = large.shape
    image = QImage(large.tobytes(), width, height, width * channels, kind)
    if width <= MOST:
        return image.copy()
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(MOST, MOST, mode=smooth)
