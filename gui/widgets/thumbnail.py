"""A small picture exactly as the network receives it, enlarged without blurring."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QImage, QPixmap

# Pixels of the side on the screen; smaller pictures are enlarged by whole factors.
MIN_SIDE, MAX_SIDE = 64, 128


def thumbnail_side(size: int) -> int:
    """Return the side on the screen, in pixels, of pictures of this size."""
    return min(size * max(1, MIN_SIDE // size), MAX_SIDE)


def thumbnail(pixels: np.ndarray) -> QImage:
    """Return pixels, uint8 (size, size, 1 or 3), as an image of `thumbnail_side` that owns them."""
    size = pixels.shape[0]
    factor = max(1, MIN_SIDE // size)
    large = np.ascontiguousarray(pixels.repeat(factor, axis=0).repeat(factor, axis=1))
    image = array_image(large)
    if image.width() <= MAX_SIDE:
        return image
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(MAX_SIDE, MAX_SIDE, mode=smooth)


def plain_icon(image: QImage) -> QIcon:
    """Return an image as an icon that keeps its colours where its row is chosen."""
    pixmap, icon = QPixmap.fromImage(image), QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(pixmap, mode)
    return icon


def array_image(pixels: np.ndarray) -> QImage:
    """Return pixels, uint8 (height, width, 1 or 3), as an image that owns a copy of them."""
    height, width, channels = pixels.shape
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_Grayscale8
    return QImage(pixels.tobytes(), width, height, width * channels, kind).copy()
