"""Marks on a plot where the learning rate was changed while the run went on."""

import pyqtgraph as pg

from core.messages import tr
from gui import theme
from gui.plots.running_range import Interval
from gui.widgets.number_format import significant

KEPT = 12
# Labels nearer than this share of the plot's width would lie on each other.
APART = 0.14
BESIDE = {"position": 0.93, "anchors": [(0, 0.5), (0, 0.5)]}


class RateMarks:
    """Stand an upright line at each of the last changes, with the new rate beside it."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.marks: list[tuple[float, float]] = []
        self._plot = plot
        self._lines: list[pg.InfiniteLine] = []

    def show(self, marks: list[tuple[float, float]], span: Interval) -> None:
        """Draw the last of these pairs (x, new rate)."""
        marks = marks[-KEPT:]
        if marks == self.marks == []:
            return
        self.marks = marks
        distance = APART * (span[1] - span[0])
        while len(self._lines) < len(marks):
            self._lines.append(self._new_line())
        for i, line in enumerate(self._lines):
            line.setVisible(i < len(marks))
            if i < len(marks):
                at, rate = marks[i]
                line.setValue(at)
                free = i + 1 == len(marks) or marks[i + 1][0] - at > distance
                # At the right edge the words stand left of their line.
                right = at + distance > span[1]
                line.label.anchors = [(1.0 if right else 0.0, 0.5)] * 2
                line.label.setFormat(
                    tr("rate {rate}").format(rate=significant(rate, 3)) if free else ""
                )

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        for line in self._lines:
            _recolour(line)

    def _new_line(self) -> pg.InfiniteLine:
        line = pg.InfiniteLine(angle=90, label="", labelOpts=BESIDE)
        line.setZValue(-1)
        _recolour(line)
        self._plot.addItem(line, ignoreBounds=True)
        return line


def _recolour(line: pg.InfiniteLine) -> None:
    line.setPen(theme.pen("note", dashed=True))
    line.label.setColor(theme.colour("note"))
    # The words are read above the curves.
    line.label.fill = pg.mkBrush(theme.colour("base", 0.85))
