"""A preview of samples: a mosaic of small pictures, or points in the plane."""

from itertools import chain, zip_longest

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from core.data.dataset import Dataset
from core.data.sample import Sample
from core.data.true_words import true_words
from core.experiment.inputs import PictureInputs
from core.files import shown
from core.messages import tr
from gui import theme
from gui.widgets.place_tip import PlaceTip
from gui.widgets.plain_text import plain_tip
from gui.widgets.thumbnail import array_image

COLUMNS, MAX_PICTURES = 8, 24
SIDE, GAP = 34, 3  # of a small picture, in pixels
SHARPNESS = 2  # pixels of the mosaic per pixel of a usual screen
PLANE_HEIGHT, MAX_POINTS = 104, 600
# A click reaches a point so many pixels away, and the ring around the picked one is as wide.
REACH, RING = 8.0, 5.0


class SampleStrip(QWidget):
    """Show the first samples of each class; a click, or an arrow key, picks one.

    `sample_picked` carries it, a Sample of the training set.
    """

    sample_picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("samples")
        self.setAccessibleName(tr("The first samples of each class"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        PlaceTip(self, lambda place: self._tip(self._sample_at(QPointF(place))))
        self._dataset: Dataset | None = None
        self._mosaic: QPixmap | None = None
        self.cells: list[int] = []
        self._points: list[list[QPointF]] = []
        self._places = np.empty((2, 0))
        self._picked = -1

    def show_dataset(self, dataset: Dataset) -> None:
        """Show samples that are pictures or have two features; hide the strip for others."""
        self._dataset, self._mosaic = dataset, None
        self._points, self._places = [], np.empty((2, 0))
        if isinstance(dataset.inputs, PictureInputs):
            self.cells = _choose(dataset)
            inputs, X = dataset.inputs, dataset.train.X
            self.show_pictures([inputs.picture(X[:, i]) for i in self.samples])
        elif dataset.inputs.is_plane:
            self._places = _places(dataset)
            self._points = _points(dataset, self._places)
            self.setMinimumHeight(PLANE_HEIGHT)
        self.setVisible(self._mosaic is not None or bool(self._points))
        self.update()

    @property
    def samples(self) -> list[int]:
        """The indices of the training samples that are shown as pictures."""
        return [sample for sample in self.cells if sample >= 0]

    def show_sample(self, sample: Sample) -> None:
        """Mark the picked sample, where it is one of those that are shown."""
        picked = -1 if sample.test or sample.pixels is not None else sample.number
        if picked != self._picked:
            self._picked = picked
            self.update()

    def show_pictures(self, pictures: list[np.ndarray]) -> None:
        """Show other pixels, uint8 (size, size, channels), of the samples that are shown."""
        self._mosaic = _mosaic(self.cells, pictures)
        self.setMinimumHeight(self._mosaic.height() // SHARPNESS)
        self.update()

    def place_of(self, sample: int) -> QRectF | None:
        """Return where a training sample is painted, None where it is not shown."""
        if self._mosaic is not None and sample in self.cells:
            row, column = divmod(self.cells.index(sample), COLUMNS)
            scale = SHARPNESS * self._mosaic_size(self._mosaic).width() / self._mosaic.width()
            step, side = (SIDE + GAP) * scale, SIDE * scale
            return QRectF(column * step, row * step, side, side)
        if self._mosaic is None and 0 <= sample < self._places.shape[1]:
            centre = self._corner + QPointF(*self._places[:, sample]) * self._side
            return QRectF(centre.x() - RING, centre.y() - RING, 2 * RING, 2 * RING)
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        sample = self._sample_at(event.position())
        if sample is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pick(sample)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        shown_samples = self._shown
        if step is None or not shown_samples:
            super().keyPressEvent(event)
            return
        here = self._picked in shown_samples
        place = shown_samples.index(self._picked) + step if here else 0
        if 0 <= place < len(shown_samples):
            self._pick(shown_samples[place])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._mosaic is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self._mosaic_size(self._mosaic)
            painter.drawPixmap(QRect(self.rect().topLeft(), size), self._mosaic)
        elif self._points:
            self._paint_points(painter)
        place = self.place_of(self._picked)
        if place is not None:
            self._paint_mark(painter, place)

    @property
    def _shown(self) -> list[int]:
        """The indices of the training samples that are shown, in their order on the screen."""
        return self.samples if self._mosaic is not None else [*range(self._places.shape[1])]

    @property
    def _side(self) -> float:
        """The side of the square of points, in pixels."""
        return self.height() - 16.0

    @property
    def _corner(self) -> QPointF:
        return QPointF(self.width() / 2 - self._side / 2, 8)

    def _mosaic_size(self, mosaic: QPixmap) -> QSize:
        """Return how large the mosaic is painted."""
        size = mosaic.size() / SHARPNESS
        if size.width() > self.width() or size.height() > self.height():
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return size

    def _sample_at(self, point: QPointF) -> int | None:
        """Return the training sample at a place, or the nearest of the points around it."""
        if self._mosaic is not None:
            places = ((sample, self.place_of(sample)) for sample in self.samples)
            return next((sample for sample, at in places if at and at.contains(point)), None)
        if not self._places.shape[1]:
            return None
        x, y = ((point - self._corner) / self._side).toTuple()
        apart = np.hypot(self._places[0] - x, self._places[1] - y) * self._side
        nearest = int(apart.argmin())
        return nearest if apart[nearest] <= REACH else None

    def _pick(self, sample: int) -> None:
        if self._dataset is not None:
            self.sample_picked.emit(Sample.of(self._dataset, sample))

    def _tip(self, number: int | None) -> str:
        """Return the name and the class of a sample, or what can be done with all."""
        if number is None or self._dataset is None:
            return tr("Click a sample to look at it in all views, or use the arrow keys")
        sample = Sample.of(self._dataset, number)
        name = true_words(self._dataset, number)
        text = tr("{sample}, {name}").format(
            sample=shown(sample.name) or tr("sample {number}").format(number=number + 1), name=name
        )
        return plain_tip(text)

    def _paint_mark(self, painter: QPainter, place: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen("accent", 3.0 if self.hasFocus() else 2.0))
        if self._mosaic is None:
            painter.drawEllipse(place)
        else:
            painter.drawRect(place.adjusted(1, 1, -1, -1))

    def _paint_points(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.pen("border"))
        painter.setBrush(theme.colour("base"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        corner, side = self._corner, self._side
        for number, points in enumerate(self._points):
            painter.setPen(QPen(theme.class_colour(number), 3, c=Qt.PenCapStyle.RoundCap))
            painter.drawPoints([corner + point * side for point in points])


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


def _places(dataset: Dataset) -> np.ndarray:
    """Return the first samples in a unit square, (2, samples), the second feature upwards."""
    X = dataset.train.X[:, :MAX_POINTS]
    low, high = X.min(axis=1, keepdims=True), X.max(axis=1, keepdims=True)
    across = max(float((high - low).max()), 1e-12)
    x1, x2 = (X - (low + high) / 2) / across + 0.5
    return np.stack([x1, 1 - x2])


def _points(dataset: Dataset, places: np.ndarray) -> list[list[QPointF]]:
    """Return the points of every class."""
    labels = dataset.train.labels[: places.shape[1]]
    classes = range(len(dataset.classes))
    return [[QPointF(*place) for place in places[:, labels == n].T.tolist()] for n in classes]
