"""The answer along the one input of a network, over the samples, with the units' hinges on it."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data.byte_matrix import as_float
from core.data.dataset import Dataset, Samples
from core.data.sample import Sample
from core.files import shown
from core.messages import fill, tr
from core.training.snapshots.probes.answer_curve import AnswerCurve
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.plane_plot import RING, PlanePlot
from gui.widgets.elided_label import ElidedLabel

LINE, PART, HINGE = 2.5, 1.0, 11
# A click picks a sample that is so many pixels away at most.
REACH = 14.0
# The plot goes on this far above and below the samples, as a share of their height.
MARGIN = 0.2


class CurvePanel(QWidget):
    """Draw an answer curve; `sample_picked` carries the sample nearest to a click."""

    sample_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_curve")
        self.caption = theme.make_muted(ElidedLabel())
        self.plot = PlanePlot()
        self.plot.setAccessibleName(tr("Answer curve"))
        self.parts = pg.PlotCurveItem(connect="finite")
        self.curve = pg.PlotCurveItem(connect="finite")
        self.hinges = pg.ScatterPlotItem(size=HINGE, symbol="d")
        for part in (self.parts, self.curve, self.hinges):
            self.plot.getPlotItem().addItem(part, ignoreBounds=True)
        self.plot.pressed.connect(self._pick)
        self._dataset: Dataset | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        column.addWidget(self.caption)
        column.addWidget(self.plot, 1)

    def show_curve(self, snapshot: Snapshot, seen: AnswerCurve) -> None:
        """Draw the curve, its hinges and what each unit adds, over the samples."""
        dataset = snapshot.dataset
        if dataset is not self._dataset:
            self._dataset = dataset
            self._show_samples(dataset, seen)
        self.curve.setData(seen.x, _finite(seen.answers))
        # One line of all parts, broken between them, is drawn in a fraction of the time of many.
        gaps = np.full((len(seen.parts), 1), np.nan)
        self.parts.setData(
            np.tile(np.append(seen.x, np.nan), len(seen.parts)),
            np.hstack([_finite(seen.parts), gaps]).ravel(),
        )
        self.hinges.setData(seen.hinges, _finite(seen.bends))
        self.plot.show_picked(_place(dataset, snapshot.sample))
        self._say(snapshot, seen)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.plot.recolour()
        self.curve.setPen(theme.pen("accent", LINE))
        self.parts.setPen(pg.mkPen(theme.colour("quiet", 0.5), width=PART))
        self.hinges.setPen(pg.mkPen(theme.colour("base"), width=1))
        self.hinges.setBrush(pg.mkBrush(theme.colour("text")))
        self.forget()

    def forget(self) -> None:
        """Draw the samples anew the next time: they, or the colours, are others."""
        self._dataset = None

    def _show_samples(self, dataset: Dataset, seen: AnswerCurve) -> None:
        self.plot.set_names(shown(_name(dataset)), shown(dataset.classes[0]))
        train, test = dataset.train, dataset.test
        self.plot.train.setPen(pg.mkPen(theme.colour("base"), width=0.7))
        self.plot.train.setBrush(pg.mkBrush(theme.colour("train", 0.7)))
        self.plot.train.setData(*_points(dataset, train))
        self.plot.test.setBrush(None)
        self.plot.test.setPen(pg.mkPen(theme.colour("test"), width=RING))
        self.plot.test.setData(*(_points(dataset, test) if test else ([], [])))
        numbers = dataset.in_own_unit(train.Y)[0]
        low, high = float(numbers.min()), float(numbers.max())
        room = MARGIN * (high - low) or 1.0
        span = (low - room, high + room)
        self.plot.setRange(xRange=seen.span, yRange=span, padding=0, disableAutoRange=True)

    def _say(self, snapshot: Snapshot, seen: AnswerCurve) -> None:
        text = tr("thick: {name} answered; points: samples, rings of the test")
        if len(seen.hinges):
            text = tr(
                "thick: {name} answered; {count} {count:mark|marks}: hinges of units, x = -b / w; "
                "rings: test"
            )
        if len(seen.parts):
            text = tr(
                "thick: {name} answered; {count} {count:mark|marks}: hinges of units, x = -b / w; "
                "thin: what each unit adds; rings: test"
            )
        told = fill(text, name=shown(snapshot.classes[0]), count=len(seen.hinges))
        self.caption.setText(told)
        self.caption.setToolTip(told)

    def _pick(self, place: QPointF) -> None:
        dataset, best, picked = self._dataset, REACH, None
        if dataset is None:
            return
        width, height = self.plot.pixel()
        for part, test in ((dataset.train, False), (dataset.test, True)):
            if part:
                x, y = _points(dataset, part)
                apart = np.hypot((x - place.x()) / width, (y - place.y()) / height)
                nearest = int(apart.argmin())
                if apart[nearest] < best:
                    best, picked = float(apart[nearest]), Sample.of(dataset, nearest, test)
        if picked:
            self.sample_picked.emit(picked)


def _name(dataset: Dataset) -> str:
    names: tuple[str, ...] = getattr(dataset.inputs, "names", ("x",))
    return names[0]


def _points(dataset: Dataset, samples: Samples) -> tuple[np.ndarray, np.ndarray]:
    return as_float(samples.X)[0], dataset.in_own_unit(samples.Y)[0]


def _place(dataset: Dataset, sample: Sample) -> np.ndarray:
    y = sample.y(dataset)
    if y is None:
        return np.empty(0)
    return np.append(sample.x(dataset)[:1], dataset.in_own_unit(y[:, np.newaxis])[0])


def _finite(numbers: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(numbers), numbers, np.nan)
