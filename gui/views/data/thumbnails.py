"""The small pictures of a data set, made when they are first looked at."""

import numpy as np
from PySide6.QtGui import QImage, QPixmap

from core.data.dataset import Dataset
from core.data.folder.items import SampleItem, Side
from core.experiment.inputs import PictureInputs

MOST = 4096
"""Small pictures that are kept at a time."""
SIDE = 64
"""Pixels of a small picture; larger ones are thinned to between one and two times that."""


class Thumbnails:
    """Make small pictures of items and keep them, also of items that were excluded since."""

    def __init__(self) -> None:
        self._dataset: Dataset | None = None
        self._kept: dict[object, QPixmap] = {}

    def show_dataset(self, dataset: Dataset) -> None:
        """Take the pictures from this data from now on."""
        old = self._dataset
        if old is None or old.inputs != dataset.inputs or not dataset.train.names:
            self._kept.clear()
        self._dataset = dataset

    def forget(self) -> None:
        """Make every picture again: the files may have changed."""
        self._kept.clear()

    def picture(self, item: SampleItem) -> QPixmap | None:
        """Return the small picture; None where the item is not in the data."""
        key = (item.name and item.path) or (item.side, item.column)
        if key not in self._kept:
            pixmap = self._make(item)
            if pixmap is None:
                return None
            if len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = pixmap
        return self._kept[key]

    def whole(self, item: SampleItem) -> QPixmap | None:
        """Return the picture in full; None where the item is not in the data."""
        x, inputs = self._sample(item)
        return None if x is None else QPixmap.fromImage(image(inputs.picture(x)))

    def differs(self, item: SampleItem, inputs: PictureInputs, seen: np.ndarray) -> bool:
        """Tell whether a file gives other pixels now than those that are in the data."""
        x, here = self._sample(item)
        return (
            x is not None and here.unscaled == inputs and not np.array_equal(here.picture(x), seen)
        )

    @property
    def mixes(self) -> bool:
        """Return whether the samples of the data are no pictures, but mixtures of all."""
        inputs = self._dataset.inputs if self._dataset else None
        return isinstance(inputs, PictureInputs) and not inputs.is_one_picture

    def _make(self, item: SampleItem) -> QPixmap | None:
        x, inputs = self._sample(item)
        return None if x is None else QPixmap.fromImage(image(_thin(x, inputs)))

    def _sample(self, item: SampleItem) -> tuple[np.ndarray | None, PictureInputs]:
        dataset = self._dataset
        if dataset is None or not isinstance(dataset.inputs, PictureInputs):
            return None, PictureInputs(1, colour=False)
        samples = {Side.TRAIN: dataset.train, Side.TEST: dataset.test}.get(item.side)
        return None if samples is None else samples.X[:, item.column], dataset.inputs


def image(pixels: np.ndarray) -> QImage:
    """Turn pixels, uint8 (height, width, 1 or 3), into an image that owns them."""
    height, width, channels = pixels.shape
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_Grayscale8
    return QImage(pixels.tobytes(), width, height, width * channels, kind).copy()


def _thin(x: np.ndarray, inputs: PictureInputs) -> np.ndarray:
    """Turn a sample into pixels, of which large pictures give only every second, third, ...."""
    step = max(1, inputs.size // SIDE)
    whole = x.reshape(inputs.size, inputs.size, inputs.channels)
    thinned = whole[::step, ::step]
    small = PictureInputs(len(thinned), inputs.colour, mean=inputs.mean, deviation=inputs.deviation)
    return small.picture(thinned)
