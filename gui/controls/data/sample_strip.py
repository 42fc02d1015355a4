"""A few samples to look at: small pictures in one mosaic, or points in the plane."""

from itertools import chain, zip_longest

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from core.data.dataset import Dataset
from core.experiment.inputs import PictureInputs
from core.messages import tr
from gui import theme

ACROSS, MOST = 8, 24
SIDE, GAP = 34, 3  # of a small picture, in pixels
SHARPNESS = 2  # pixels of the mosaic per pixel of a usual screen
PLANE_HEIGHT, MOST_POINTS = 104, 600


class SampleStrip(QWidget):
    """Show the first samples of each class."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("samples")
        self.setAccessibleName(tr("The first samples of each class"))
        self._mosaic: QPixmap | None = None
        self.places: list[int] = []
        self._points: list[list[QPointF]] = []

    def show_dataset(self, dataset: Dataset) -> None:
        """Show samples of this data; samples that are neither picture nor point are not shown."""
        self._mosaic, self._points = None, []
        if isinstance(dataset.inputs, PictureInputs):
            self.places = _chosen(dataset)
            inputs, X = dataset.inputs, dataset.train.X
            self.show_pictures([inputs.picture(X[:, place]) for place in self.samples])
        elif dataset.inputs.count == 2:
            self._points = _points(dataset)
            self.setMinimumHeight(PLANE_HEIGHT)
        self.setVisible(self._mosaic is not None or bool(self._points))
        self.update()

    @property
    def samples(self) -> list[int]:
        """Give the places of the training samples that are shown."""
        return [place for place in self.places if place >= 0]

    def show_pictures(self, pictures: list[np.ndarray]) -> None:
        """Show these pixels, uint8 (size, size, channels), in place of the same samples."""
        self._mosaic = _mosaic(self.places, pictures)
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
    """Give the places of the first few samples, class by class."""
    labels = dataset.train.labels
    return [np.flatnonzero(labels == number)[:each] for number in range(len(dataset.classes))]


def _chosen(dataset: Dataset) -> list[int]:
    """Choose samples: a row a class where there are few classes, else class after class."""
    classes = len(dataset.classes)
    if classes <= MOST // ACROSS:
        rows = _first_of_each(dataset, ACROSS)
        return [int(i) for row in rows for i in (*row, *[-1] * (ACROSS - len(row)))]
    rounds = zip_longest(*_first_of_each(dataset, max(1, MOST // classes)))
    return [int(i) for i in chain(*rounds) if i is not None][:MOST]


def _mosaic(places: list[int], pictures: list[np.ndarray]) -> QPixmap:
    step, side = (SIDE + GAP) * SHARPNESS, SIDE * SHARPNESS
    rows = -(-len(places) // ACROSS)
    mosaic = QPixmap(ACROSS * step - GAP * SHARPNESS, rows * step - GAP * SHARPNESS)
    mosaic.fill(Qt.GlobalColor.transparent)
    painter = QPainter(mosaic)
    filled = [place for place, sample in enumerate(places) if sample >= 0]
    for place, pixels in zip(filled, pictures, strict=True):
        row, column = divmod(place, ACROSS)
        painter.drawImage(column * step, row * step, _scaled(_image(pixels), side))
    painter.end()
    return mosaic


def _image(pixels: np.ndarray) -> QImage:
    colour = pixels.shape[2] == 3
    kind = QImage.Format.Format_RGB888 if colour else QImage.Format.Format_Grayscale8
    height, width, channels = pixels.shape
    # The copy owns its pixels: the array may go.
    return QImage(pixels.tobytes(), width, height, width * channels, kind).copy()


def _scaled(picture: QImage, side: int) -> QImage:
    smooth = picture.width() > side
    how = Qt.TransformationMode
    mode = how.SmoothTransformation if smooth else how.FastTransformation
    return picture.scaled(side, side, mode=mode)


def _points(dataset: Dataset) -> list[list[QPointF]]:
    """Give the points of every class in a square of side 1, the second feature upwards."""
    X, labels = dataset.train.X[:, :MOST_POINTS], dataset.train.labels[:MOST_POINTS]
    low, high = X.min(axis=1, keepdims=True), X.max(axis=1, keepdims=True)
    across = max(float((high - low).max()), 1e-12)
    scaled = (X - (low + high) / 2) / across + 0.5
    classes = range(len(dataset.classes))
    return [[QPointF(x, 1 - y) for x, y in scaled[:, labels == n].T] for n in classes]
