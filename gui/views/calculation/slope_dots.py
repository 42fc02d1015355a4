"""The slopes that samples give one weight, as dots, and their mean, which training goes by."""

from typing import TypeVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.messages import tr
from gui import theme
from gui.widgets.elided_label import elided
from gui.widgets.number_format import grouped, significant
from gui.widgets.plain_text import plain_tip

RADIUS, MARGIN = 2.5, 30
# Dots lie in so many rows, one after the other, so that equal ones are seen.
ROWS = 5

Place = TypeVar("Place", float, np.ndarray)


class SlopeDots(QWidget):
    """Draw slopes (samples,) on a line from the lowest to the highest, with their mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("calculation_slopes")
        self.setAccessibleName(tr("The samples' own slopes and their mean"))
        self.text = ""
        self._slopes, self._picked = np.empty(0), -1
        self._mean: float | None = None

    def show_slopes(
        self,
        name: str,
        slopes: np.ndarray,
        picked: int,
        all_samples: int,
        mean: float | None,
        penalised: bool,
    ) -> None:
        """Show the slopes by a weight of this name; `picked` is the place of one, or -1.

        `mean` is that over all samples, drawn or not; None where nobody has worked it out. With
        `penalised` the slope that training goes by has a penalty's in it, too.
        """
        self._slopes, self._picked, self._mean = slopes, picked, mean
        text = tr("dL/d{name}, a dot a sample; their mean is dJ/d{name} = {mean}")
        if penalised:
            text = tr("dL/d{name}, a dot a sample; their mean, to which a penalty adds, is {mean}")
        if len(slopes) < all_samples:
            text = tr(
                "dJ/d{name} = {mean}, the mean of dL/d{name} of all {all} samples; {count} of them "
                "are drawn, a dot a sample, whose own mean is {drawn}"
            )
            if penalised:
                text = tr(
                    "{mean} is the mean of dL/d{name} of all {all} samples, to which a penalty "
                    "adds; {count} of them are drawn, a dot a sample, whose own mean is {drawn}"
                )
            if mean is None:
                text = tr(
                    "dL/d{name}, a dot a sample, of {count} of {all} samples, whose own mean is "
                    "{drawn}: dJ/d{name}, the mean of all, may be another"
                )
        with np.errstate(all="ignore"):
            drawn = float(slopes.mean())
        self.text = text.format(
            name=name,
            mean=significant(drawn if mean is None else mean),
            drawn=significant(drawn),
            count=grouped(len(slopes)),
            all=grouped(all_samples),
        )
        marks = tr(
            "The large dot is the picked sample, where it is among them; the line is the mean of "
            "all samples."
        )
        self.setToolTip(plain_tip(f"{self.text}\n{marks}"))
        self.setAccessibleDescription(self.text)
        self.update()

    def minimumSizeHint(self) -> QSize:
        line = QFontMetrics(theme.small_font()).height()
        return QSize(160, int(3 * line + 2 * RADIUS * ROWS))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        finite = self._slopes[np.isfinite(self._slopes)]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small_font())
        line = painter.fontMetrics().height()
        painter.setPen(theme.colour("text"))
        top = QRectF(0, 0, self.width(), 2 * line)
        wrap = Qt.TextFlag.TextWordWrap
        painter.drawText(top, wrap, elided(painter.fontMetrics(), self.text, 2 * self.width() - 40))
        if not len(finite):
            return
        ends = [*(float(end(finite)) for end in (np.min, np.max)), 0.0]
        has_mean = self._mean is not None and np.isfinite(self._mean)
        if self._mean is not None and has_mean:
            ends.append(self._mean)
        low, high = min(ends), max(ends)
        if low == high:
            low, high = -1.0, 1.0
        ground = self.height() - line
        painter.setPen(theme.pen("border"))
        painter.drawLine(0, ground, self.width(), ground)
        self._paint_dots(painter, low, high, ground)
        if self._mean is not None and has_mean:
            self._paint_mean(painter, self._across(self._mean, low, high), 2 * line, ground)
        self._paint_ends(painter, low, high, ground)

    def _paint_dots(self, painter: QPainter, low: float, high: float, ground: int) -> None:
        others = np.flatnonzero(np.isfinite(self._slopes))
        others = others[others != self._picked]
        painter.setPen(QPen(theme.colour("quiet", 0.5), 2 * RADIUS, c=Qt.PenCapStyle.RoundCap))
        painter.drawPoints(self._places(others, low, high, ground))
        if 0 <= self._picked < len(self._slopes) and np.isfinite(self._slopes[self._picked]):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("test"))
            (at,) = self._places(np.array([self._picked]), low, high, ground)
            painter.drawEllipse(at, 1.6 * RADIUS, 1.6 * RADIUS)

    def _places(self, samples: np.ndarray, low: float, high: float, ground: int) -> list[QPointF]:
        """Return the centres of the dots of samples (n,)."""
        x = self._across(self._slopes[samples], low, high)
        y = ground - RADIUS * (1.5 + 2 * (samples % ROWS))
        return list(map(QPointF, x.tolist(), y.tolist()))

    def _paint_mean(self, painter: QPainter, at: float, top: int, ground: int) -> None:
        painter.setPen(theme.pen("accent", 2.0))
        painter.drawLine(QPointF(at, top), QPointF(at, ground))

    def _paint_ends(self, painter: QPainter, low: float, high: float, ground: int) -> None:
        painter.setPen(theme.colour("quiet"))
        box = QRectF(0, ground, self.width(), self.height() - ground)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, significant(low, 3))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, significant(high, 3))
        zero = self._across(0.0, low, high)
        if 2 * MARGIN < zero < self.width() - 2 * MARGIN:
            middle = QRectF(zero - MARGIN, ground, 2 * MARGIN, box.height())
            painter.drawText(middle, Qt.AlignmentFlag.AlignHCenter, "0")

    def _across(self, slope: Place, low: float, high: float) -> Place:
        room = self.width() - 4 * RADIUS
        return 2 * RADIUS + room * (slope - low) / (high - low)
