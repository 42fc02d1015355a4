"""The activations of one layer as an image: one row per unit, one column per sample."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPolygonF

from core.files import shown
from core.messages import tr
from gui import theme
from gui.plots.colour_tables import activation_colours, signed_colours
from gui.plots.painted_strip import StripPart, paint_upright
from gui.plots.running_range import Interval
from gui.widgets.number_format import grouped

# Room in pixels: for the units' numbers, for the classes' names, above, and around the class strip.
LEFT, BOTTOM, TOP = 40, 18, 7
GAP, STRIP = 2, 6
NAME, LEAST_NAME = 28, 12
# Half the width of the mark above the picked sample's column.
MARK = 5.0


class HeatMap(StripPart):
    """Show the activations as an image, the strip of classes beneath it, and their names."""

    def __init__(self) -> None:
        super().__init__()
        self.A = np.empty((0, 0))
        self._colour_range: Interval = (0.0, 1.0)
        self._labels = np.empty(0, np.intp)
        self._classes: tuple[str, ...] = ()
        self.picked = -1

    @property
    def moving(self) -> QRectF:
        return self.picture

    @property
    def picture(self) -> QRectF:
        """Return the rectangle of the image."""
        return self.box.adjusted(LEFT, TOP, 0, -(GAP + STRIP + BOTTOM))

    def show(
        self,
        A: np.ndarray,
        labels: np.ndarray,
        classes: tuple[str, ...],
        colour_range: Interval,
        picked: int = -1,
    ) -> None:
        """Show activations (units, samples) whose samples are sorted by class.

        The column `picked`, from 0, is marked; -1 marks none.
        """
        self.picked = picked
        self.stale |= len(A) != len(self.A) or classes != self._classes
        self.stale |= not np.array_equal(labels, self._labels)
        self.A, self._colour_range, self._labels, self._classes = A, colour_range, labels, classes

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """Return the name of every class and how many of the samples are of it."""
        counts = np.bincount(self._labels, minlength=len(self._classes))
        return tuple(zip(map(shown, self._classes), counts.tolist(), strict=True))

    def cell(self, place: QPointF) -> tuple[int, int] | None:
        """Return unit and sample, from 0, under a point; unit -1 on the class strip, else None."""
        picture = self.picture
        if not (self.A.size and picture.adjusted(0, 0, 0, GAP + STRIP).contains(place)):
            return None
        units, samples = self.A.shape
        unit = min(int((place.y() - picture.top()) / picture.height() * units), units - 1)
        sample = min(int((place.x() - picture.left()) / picture.width() * samples), samples - 1)
        return (unit if picture.contains(place) else -1), sample

    def paint(self, painter: QPainter) -> None:
        picture = self.picture
        if self.A.size and picture.height() >= 1 and picture.width() >= 1:
            A = averaged(self.A, int(picture.height()))
            painter.drawImage(picture, image(A, self._colour_range))
            if self.picked >= 0:
                self._mark(painter, picture, self.picked)

    def column(self, sample: int) -> QRectF:
        """Return the rectangle of a sample's column in the image."""
        picture = self.picture
        width = picture.width() / max(self.A.shape[1], 1)
        return QRectF(picture.left() + sample * width, picture.top(), width, picture.height())

    def _mark(self, painter: QPainter, picture: QRectF, sample: int) -> None:
        """Put a triangle above a column, and lines beside it that leave its colours to be seen."""
        column = self.column(sample)
        left, right = round(column.left()) - 1, max(round(column.right()), round(column.left()) + 1)
        # In two colours, one of which is seen on any other.
        for name, away in (("text", 0), ("base", 1)):
            for edge in (left - away, right + away):
                if picture.left() <= edge < picture.right():
                    line = QRectF(edge, picture.top(), 1, picture.height())
                    painter.fillRect(line, theme.colour(name))
        x, y = column.center().x(), picture.top()
        corners = QPolygonF([QPointF(x - MARK, y - TOP), QPointF(x + MARK, y - TOP), QPointF(x, y)])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        painter.drawPolygon(corners)

    def paint_ground(self, painter: QPainter) -> None:
        if not self.A.size:
            return
        paint_upright(painter, QRectF(0, TOP, 16, self.picture.height()), tr("unit"))
        for place, text in unit_ticks(len(self.A)):
            y = self.picture.top() + place * self.picture.height()
            label_box = QRectF(0, y - 8, LEFT - 4, 16)
            painter.drawText(
                label_box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )
        self._paint_classes(painter)

    def _paint_classes(self, painter: QPainter) -> None:
        metrics, m = QFontMetrics(painter.font()), max(len(self._labels), 1)
        left, width, top = self.picture.left(), self.picture.width(), self.picture.bottom() + GAP
        for i, (name, n) in enumerate(self.groups):
            right = left + width * n / m
            painter.fillRect(QRectF(left, top, right - left, STRIP), theme.class_colour(i))
            label_box = int(right - left) - theme.TIGHT
            text = tr("{name} ({count})").format(name=name, count=grouped(n))
            if metrics.horizontalAdvance(text) > label_box:
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, label_box)
            if label_box > LEAST_NAME:
                below = QRectF(left, top + STRIP, right - left, BOTTOM)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
            left = right


def averaged(A: np.ndarray, most: int) -> np.ndarray:
    """Return at most about twice `most` rows: where there are more, means of neighbours."""
    together = len(A) // max(most, 1)
    if together <= 1:
        return A
    columns = len(A) // together * together
    return A[:columns].reshape(-1, together, A.shape[1]).mean(axis=1)


def image(A: np.ndarray, colour_range: Interval) -> QImage:
    """Return values as colours between both ends; NaN is left transparent."""
    low, high = colour_range
    colours = signed_colours() if low < 0 else activation_colours()
    scaled = (np.minimum(np.maximum(A, low), high) - low) * (len(colours) / (high - low))
    np.minimum(scaled, len(colours) - 1, out=scaled)
    holes = np.isnan(scaled)
    broken = bool(holes.any())
    if broken:
        scaled[holes] = 0
    dots = colours[scaled.astype(np.uint8)]
    if broken:
        dots[holes] = 0
    height, width = dots.shape
    forms = QImage.Format
    form = forms.Format_ARGB32_Premultiplied if broken else forms.Format_RGB32
    # Its own copy: the picture must not outlive the array's memory.
    return QImage(np.ascontiguousarray(dots).data, width, height, 4 * width, form).copy()


def unit_ticks(n: int) -> list[tuple[float, str]]:
    """Return the first unit and every k-th, at the middle of their rows."""
    step = next(s for p in range(9) for s in (10**p, 2 * 10**p, 5 * 10**p) if n / s <= 5)
    chosen = [1, *range(step, n + 1, step)] if step > 2 else range(1, n + 1, step)
    return [((unit - 0.5) / n, grouped(unit)) for unit in chosen]


def short(name: str) -> str:
    """Return a class's name as it can be shown, cut where it would not fit anywhere."""
    name = shown(name)
    return name if len(name) <= NAME else name[: NAME - 1] + "…"
