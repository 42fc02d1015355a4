"""A preview of samples: a mosaic of small pictures, or points in the plane."""

from itertools import chain, zip_longest

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from core.data.dataset import Dataset
from core.experiment.inputs import PictureInputs
from core.messages import tr
from gui import theme
from gui.widgets.thumbnail import array_image

COLUMNS, MAX_PICTURES = 8, 24
SIDE, GAP = 34, 3  # of a small picture, in pixels
SHARPNESS = 2  # pixels of the mosaic per pixel of a usual screen
PLANE_HEIGHT, MAX_POINTS = 104, 600


class SampleStrip(QWidget):
    """Show the first samples of each class."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("samples")
        self.setAccessibleName(tr("The first samples of each class"))
        self._mosaic: QPixmap | None = None
        self.cells: list[int] = []
        self._points: list[list[QPointF]] = []

    def show_dataset(self, dataset: Dataset) -> None:
        """Show samples that are pictures or have two features; hide the strip for others."""
        self._mosaic, self._points = None, []
        if isinstance(dataset.inputs, PictureInputs):
            self.cells = _choose(dataset)
            inputs, X = dataset.inputs, dataset.train.X
            self.show_pictures([inputs.picture(X[:, i]) for i in self.samples])
        elif dataset.inputs.is_plane:
            self._points = _points(dataset)
            self.setMinimumHeight(PLANE_HEIGHT)
        self.setVisible(self._mosaic is not None or bool(self._points))
        self.update()

    @property
    def samples(self) -> list[int]:
        """The indices of the training samples that are shown."""
        return [sample for sample in self.cells if sample >= 0]

    def show_pictures(self, pictures: list[np.ndarray]) -> None:
        """Show other pixels, uint8 (size, size, channels), of the samples that are shown."""
        self._mosaic = _mosaic(self.cells, pictures)
        self.setMinimumHeight(self._mosaic.height() // SHARPNESS)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._mosaic is not None:
            self._paint_mosaic(painter, self._mosaic)
        elif self._points:
            self._paint_points(painter)

    def _paint_mosaic(self, painter: QPainter, mosaic: QPixmap) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = mosaic.size() / SHARPNESS
        if size.width() > self.width() or size.height() > self.height():
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawPixmap(QRect(self.rect().topLeft(), size), mosaic)

    def _paint_points(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.pen("border"))
        painter.setBrush(theme.colour("base"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        side = self.height() - 16.0
        painter.translate(self.width() / 2 - side / 2, 8)
        for number, points in enumerate(self._points):
            painter.setPen(QPen(theme.class_colour(number), 3, c=Qt.PenCapStyle.RoundCap))
            painter.drawPoints([point * side for point in points])


def _first_of_each(dataset: Dataset, each: int) -> list[np.ndarray]:
    """Return the indices of the first `each` samples of every class."""
    labels = dataset.train.labels
    return [np.flatnonzero(labels == number)[:each] for number in range(len(dataset.classes))]


def _choose(dataset: Dataset) -> list[int]:
    """Return indices of samples, -1 for a gap: a row for each of few classes, else in turn."""
    classes = len(dataset.classes)
    if classes <= MAX_PICTURES // COLUMNS:
        rows = _first_of_each(dataset, COLUMNS)
        return [int(i) for row in rows for i in (*row, *[-1] * (COLUMNS - len(row)))]
    rounds = zip_longest(*_first_of_each(dataset, max(1, MAX_PICTURES // classes)))
    return [int(i) for i in chain(*rounds) if i is not None][:MAX_PICTURES]


def _mosaic(cells: list[int], pictures: list[np.ndarray]) -> QPixmap:
    step, side = (SIDE + GAP) * SHARPNESS, SIDE * SHARPNESS
    rows = -(-len(cells) // COLUMNS)
    mosaic = QPixmap(COLUMNS * step - GAP * SHARPNESS, rows * step - GAP * SHARPNESS)
    mosaic.fill(Qt.GlobalColor.transparent)
    painter = QPainter(mosaic)
    filled = [cell for cell, sample in enumerate(cells) if sample >= 0]
    for cell, pixels in zip(filled, pictures, strict=True):
        row, column = divmod(cell, COLUMNS)
        painter.drawImage(column * step, row * step, _scaled(array_image(pixels), side))
    painter.end()
    return mosaic


def _scaled(picture: QImage, side: int) -> QImage:
    smooth = picture.width() > side
    modes = Qt.TransformationMode
    mode = modes.SmoothTransformation if smooth else modes.FastTransformation
    return picture.scaled(side, side, mode=mode)


def _points(dataset: Dataset) -> list[list[QPointF]]:
    """Return the points of every class in a unit square, the second feature upwards."""
    X, labels = dataset.train.X[:, :MAX_POINTS], dataset.train.labels[:MAX_POINTS]
    low, high = X.min(axis=1, keepdims=True), X.max(axis=1, keepdims=True)
    across = max(float((high - low).max()), 1e-12)
    scaled = (X - (low + high) / 2) / across + 0.5
    classes = range(len(dataset.classes))
    return [[QPointF(x, 1 - y) for x, y in scaled[:, labels == n].T] for n in classes]
