"""A sweep over three settings or more: an axis for each, a line a trial, and what matters."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from core.messages import listed, tr, translate
from core.sweeps.goals import Goal
from gui import theme
from gui.views.map.setting_axis import SettingAxis
from gui.views.map.trial_row import TrialRow
from gui.widgets.number_format import percent, significant

TOP, BOTTOM, SIDE, NEAR = 22, 20, 46, 12.0
TICKS = 5
# More lines than this are drawn without smooth edges, which take ten times as long.
SMOOTH = 60


class ParallelPlot(QWidget):
    """Draw a line through the values of each trial, the best ones brightest and on top.

    `picked` carries the trial whose line was clicked.
    """

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("map_lines")
        self.setAccessibleName(tr("A line for every trial, across an axis for every setting"))
        self._axes: tuple[SettingAxis, ...] = ()
        self._goal: Goal | None = None
        self._numbers: list[int] = []
        self._shares = np.empty((0, 0))
        self._figures = np.empty(0)
        self._chosen = -1

    def sizeHint(self) -> QSize:
        return QSize(300, 150)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 96)

    def show_trials(
        self, rows: Sequence[TrialRow], axes: Sequence[SettingAxis], goal: Goal, chosen: int = -1
    ) -> None:
        """Draw the trials that have a result."""
        known = [row for row in rows if math.isfinite(row.figures(goal.name)[0])]
        known.sort(key=lambda row: -goal.loss(row.figures(goal.name)[0]))
        self._axes, self._goal, self._chosen = tuple(axes), goal, chosen
        self._numbers = [row.number for row in known]
        self._figures = np.array([row.figures(goal.name)[0] for row in known])
        shares = []
        for axis in axes:
            low, high = axis.ends
            shares.append([_share(axis.place(row.settings[axis.key]), low, high) for row in known])
        # The last axis is even in the rank: a few bad runs would squeeze all others.
        ranks = np.arange(len(known)) / max(len(known) - 1, 1)
        self._shares = np.array([*shares, ranks.tolist()])
        self.update()

    def choose(self, number: int) -> None:
        """Bring out the line of a trial, or none."""
        self._chosen = number
        self.update()

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(self._numbers) <= SMOOTH)
        painter.setFont(theme.small_font())
        if self._goal is None:
            return
        chosen = None
        ranks = np.arange(len(self._numbers)) / max(len(self._numbers) - 1, 1)
        xs = self._xs()
        for place, number in enumerate(self._numbers):
            line = self._line(place, xs)
            if number == self._chosen:
                chosen = line
            painter.setPen(QPen(theme.rank_colour(float(ranks[place])), 1))
            painter.drawPolyline(line)
        if chosen is not None:
            painter.setPen(QPen(theme.colour("accent"), 3))
            painter.drawPolyline(chosen)
        self._paint_axes(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._numbers or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        near = [
            (_distance(self._line(place, self._xs()), event.position()), number)
            for place, number in enumerate(self._numbers)
        ]
        distance, number = min(near)
        if distance <= NEAR:
            self.picked.emit(number)

    def _xs(self) -> list[float]:
        places = np.linspace(SIDE, max(self.width() - SIDE, SIDE + 1), len(self._axes) + 1)
        return [float(x) for x in places]

    def _height(self, share: float) -> float:
        return float(self.height() - BOTTOM - share * (self.height() - TOP - BOTTOM))

    def _line(self, place: int, xs: list[float]) -> QPolygonF:
        pairs = zip(xs, self._shares[:, place].tolist(), strict=True)
        return QPolygonF([QPointF(x, self._height(share)) for x, share in pairs])

    def _paint_axes(self, painter: QPainter) -> None:
        assert self._goal
        names = [axis.label for axis in self._axes] + [translate(self._goal.label)]
        ticks = [
            [(_share(at, *axis.ends), text) for at, text in axis.ticks(TICKS)]
            for axis in self._axes
        ]
        ticks.append(self._goal_ticks())
        xs = self._xs()
        room = (xs[1] - xs[0]) if len(xs) > 1 else self.width()
        metrics = painter.fontMetrics()
        for x, name, marks in zip(xs, names, ticks, strict=True):
            painter.setPen(theme.pen("border", 1.5))
            painter.drawLine(QPointF(x, self._height(0)), QPointF(x, self._height(1)))
            painter.setPen(theme.colour("text"))
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room) - 4)
            left = min(max(x - room / 2, 0), self.width() - room)
            painter.drawText(QRectF(left, 0, room, TOP - 4), Qt.AlignmentFlag.AlignCenter, text)
            for share, words in marks:
                y, width = self._height(share), metrics.horizontalAdvance(words) + 6
                ground = QRectF(x + 4, y - 7, width, 14)
                if ground.right() > self.width():
                    ground.moveRight(x - 4)
                painter.fillRect(ground, theme.colour("base", 0.8))
                painter.setPen(theme.colour("quiet"))
                painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, words)

    def _goal_ticks(self) -> list[tuple[float, str]]:
        if not len(self._figures) or self._goal is None:
            return []
        places = np.unique(np.linspace(0, len(self._figures) - 1, TICKS).round().astype(int))
        write = percent if self._goal.more_is_better else significant
        last = max(len(self._figures) - 1, 1)
        return [(place / last, write(float(self._figures[place]))) for place in places.tolist()]


class ImportanceBars(QWidget):
    """Draw for every setting the share of the results' spread that it explains by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("map_importance")
        self.setAccessibleName(tr("How much each setting matters"))
        self.setToolTip(
            tr(
                "The share of the spread of the ranks that the setting explains by itself: epsilon "
                "squared, Kelley 1935. The rest is other settings, what they do together, and luck."
            )
        )
        self._shares: list[tuple[str, float]] = []

    def sizeHint(self) -> QSize:
        return QSize(200, (len(self._shares) + 1) * (self.fontMetrics().height() + 2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_shares(self, shares: Sequence[tuple[str, float]]) -> None:
        """Show (setting, share) pairs, the largest first."""
        known = [pair for pair in shares if math.isfinite(pair[1])]
        self._shares = sorted(known, key=lambda pair: -pair[1])
        said = str(listed(f"{name} {percent(share, 0)}" for name, share in self._shares))
        self.setAccessibleDescription(said)
        self.setVisible(bool(self._shares))
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        metrics = painter.fontMetrics()
        height = metrics.height() + 2
        words = max((metrics.horizontalAdvance(name) for name, _ in self._shares), default=0)
        # An advance is rounded down, and a name that fits is not to be cut.
        words = min(words + 2, self.width() // 2)
        figure = metrics.horizontalAdvance("100 %") + 8
        painter.setPen(theme.colour("quiet"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QRectF(0, 0, self.width(), height), left, tr("How much each setting matters by itself")
        )
        room = self.width() - words - figure - 16
        for line, (name, share) in enumerate(self._shares, 1):
            y = line * height
            painter.setPen(theme.colour("text"))
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, words)
            painter.drawText(QRectF(0, y, words, height), left, text)
            painter.fillRect(QRectF(words + 8, y + 3, room, height - 6), theme.colour("groove"))
            painter.fillRect(
                QRectF(words + 8, y + 3, room * share, height - 6), theme.colour("accent")
            )
            place = QRectF(words + room + 12, y, figure, height)
            painter.drawText(place, left, percent(share, 0))


def _share(place: float, low: float, high: float) -> float:
    return (place - low) / (high - low)


def _distance(line: QPolygonF, point: QPointF) -> float:
    """Return how far a point is above or below a line of growing x."""
    points = [line.at(place) for place in range(line.count())]
    xs, ys = [p.x() for p in points], [p.y() for p in points]
    return abs(float(np.interp(point.x(), xs, ys)) - point.y())
