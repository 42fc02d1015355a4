"""One hidden layer in the view of activations: title, heat map, colour scale, histogram."""

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.data.sample import Sample
from core.data.true_words import true_words
from core.messages import fill, to_translate, tr, translate
from core.network.activations import ACTIVATIONS
from core.training.snapshots.snapshot import LayerActivations, Snapshot
from gui import theme
from gui.plots.colour_range import colour_range
from gui.plots.heat_map import HeatMap, short
from gui.plots.painted_strip import PaintedStrip
from gui.views.activations import colour_bar, histogram
from gui.views.activations.colour_bar import ColourBar
from gui.views.activations.details import picked_place
from gui.views.activations.histogram import Histogram
from gui.views.flat_units_text import flat_units_text
from gui.widgets.button import Button, link_button
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.number_format import grouped, significant
from gui.widgets.plain_text import plain_label, plain_tip
from gui.widgets.readout import Readout, set_label_text

DETAILS = to_translate(
    "Click the map to pick the sample of that column, for all views, and to see the details of "
    "that row's unit; with Shift, or on the strip of classes, to see those of the sample"
)
SPREAD = to_translate(
    "The mean of A, of all units on all samples of this map, and how far A spreads about it (the "
    "standard deviation). tanh gives values around 0, which suits the next layer; those of a "
    "sigmoid are never below 0."
)
# A row narrower than this has no room for its link, in pixels, nor for its whole title.
NARROW, LEAST = 520, 180


class LayerRow(QWidget):
    """Show one hidden layer; any other layer can be shown in its place.

    A click wants to see a unit and picks a sample, on the strip of classes (or with Shift) it
    wants to see the sample: both count from 0, and -1 is none.
    """

    clicked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.note, self.pointed = plain_label(), plain_label(), ElidedLabel()
        self.pointed.setTextFormat(Qt.TextFormat.PlainText)
        self.pointed.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.make_muted(self.pointed)
        self.details = _units_button()
        self.spread = Readout()
        self.heat_map, self.colour_bar, self.histogram = HeatMap(), ColourBar(), Histogram()
        self.strip = PaintedStrip(
            self.heat_map,
            (self.colour_bar, colour_bar.WIDTH),
            (self.histogram, histogram.WIDTH),
        )
        self._titles = "", ""
        self._titled: tuple[object, ...] = ()
        self._fitted: tuple[object, ...] = ()
        self._snapshot: Snapshot | None = None
        self._order = np.empty(0, np.intp)
        self._picked = ""
        self._lay_out()
        self.strip.moved.connect(self._point)
        self.strip.left.connect(lambda: self.pointed.setText(self._picked))
        self.strip.clicked.connect(self._click)
        # Over the strip it would hide the rows that it speaks of.
        self.title.setToolTip(translate(DETAILS))
        self.details.clicked.connect(lambda: self.clicked.emit(0, -1))

    def show_layer(
        self,
        layer: LayerActivations,
        snapshot: Snapshot,
        order: np.ndarray,
        groups: np.ndarray,
        names: tuple[str, ...],
    ) -> None:
        """Show a layer with its samples in this order, which sorts them by their `groups`."""
        self._snapshot, self._order, total = snapshot, order, snapshot.train_count
        scale = colour_range(ACTIVATIONS[layer.activation].range, layer.A)
        titled = layer.number, layer.activation, layer.A.shape, total
        if titled != self._titled:
            self._titled, self._titles = titled, (title(layer, total), brief_title(layer))
        set_label_text(self.note, flat_units_text(layer.activation, layer.A))
        brief, whole = spread_texts(layer.A, snapshot.inside)
        self.spread.show_text(brief)
        self._fit_title()
        self.spread.setToolTip(plain_tip("\n".join((whole, translate(SPREAD)))))
        place = picked_place(snapshot)
        picked = int(np.flatnonzero(order == place)[0]) if place >= 0 else -1
        self.heat_map.show(layer.A[:, order], groups, names, scale, picked)
        self.colour_bar.show(scale, bool(layer.A.max() > scale[1]))
        self.histogram.show(layer.activation, layer.A)
        self.strip.update()

    def forget_data(self) -> None:
        """Hold the data no longer; what was drawn stays."""
        self._snapshot = None

    def say_picked(self, picked: str) -> None:
        """Say which sample is marked, or why none is, while the mouse points at nothing."""
        if picked != self._picked:
            self._picked = picked
            self.pointed.setText(picked)
            self.pointed.setToolTip(plain_tip(picked))

    def read(self, place: QPointF) -> str:
        """Say unit, sample and value under a place of the strip; nothing beside the picture."""
        unit, column = self.heat_map.cell(place) or (-1, -1)
        snapshot = self._snapshot
        if unit < 0 or snapshot is None:
            return ""
        index = int(self._order[column])
        sample = Sample.of(snapshot.dataset, int(snapshot.shown[index]))
        text = tr("unit {unit}, training sample {number} ({name}): {value}")
        if sample.name:
            text = tr("unit {unit}, training sample {number} ({file}): {value}")
        return text.format(
            unit=grouped(unit + 1),
            number=grouped(sample.number + 1),
            name=short(true_words(snapshot.dataset, sample.number)),
            file=short(sample.name),
            value=significant(float(self.heat_map.A[unit, column])),
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.strip.recolour()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.WIDE)
        for label in (self.title, self.note):
            top.addWidget(label)
        top.addWidget(self.spread)
        top.addWidget(self.pointed, 1)
        top.addWidget(self.details)
        top.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.strip, 1)

    def _fit_title(self) -> None:
        """Where there is no room for the whole title, say less and do without the link."""
        narrow = self.width() < NARROW
        self._fit_spread()
        fitted = self.width(), self._titles, self.note.text(), self.spread.minimumWidth()
        if fitted == self._fitted:
            return
        self._fitted = fitted
        self.details.setVisible(not narrow)
        beside = [self.note.sizeHint().width(), self.spread.minimumWidth()]
        beside += [] if narrow else [self.details.sizeHint().width()]
        room = self.width() - 2 * theme.SPACE - sum(beside) - (len(beside) + 1) * theme.WIDE
        needed = self.title.fontMetrics().horizontalAdvance(self._titles[0])
        set_label_text(self.title, self._titles[narrow or needed > room])

    def _fit_spread(self) -> None:
        """Keep room for the longest figures so far, which stands still while they change."""
        needed = self.spread.fontMetrics().horizontalAdvance(self.spread.text())
        narrow = self.width() < NARROW
        self.spread.setMinimumWidth(0 if narrow else max(needed, self.spread.minimumWidth()))
        # A layout gives what it is to ignore no width, and its least width then lies on others.
        policy = QSizePolicy.Policy.Ignored if narrow else QSizePolicy.Policy.Fixed
        self.spread.setSizePolicy(policy, QSizePolicy.Policy.Preferred)

    def _click(self, position: QPointF, keys: Qt.KeyboardModifier) -> None:
        cell = self.heat_map.cell(position)
        if cell:
            unit, column = cell
            sample = bool(keys & Qt.KeyboardModifier.ShiftModifier)
            self.clicked.emit(-1 if sample else unit, int(self._order[column]))

    def _point(self, position: QPointF) -> None:
        self.pointed.setText(self.read(position))


def title(layer: LayerActivations, total: int) -> str:
    """Say which layer this is, and on how many of all training samples it is seen."""
    units, samples = layer.A.shape
    text = tr(
        "layer {number} - {units} {units:unit|units} x {samples} {samples:sample|samples}, "
        "{activation}"
    )
    if samples < total:
        text = tr(
            "layer {number} - {units} {units:unit|units} x {samples} of {total} samples, "
            "{activation}"
        )
    return fill(
        text,
        number=layer.number,
        units=grouped(units),
        samples=grouped(samples),
        total=grouped(total),
        activation=translate(ACTIVATIONS[layer.activation].label),
    )


def brief_title(layer: LayerActivations) -> str:
    """Say which layer this is."""
    return tr("layer {number}, {activation}").format(
        number=layer.number, activation=translate(ACTIVATIONS[layer.activation].label)
    )


def spread_texts(A: np.ndarray, iteration: int) -> tuple[str, str]:
    """Say the mean and the standard deviation of a layer's A, in brief and at length."""
    with np.errstate(all="ignore"):
        mean, deviation = float(A.mean()), float(A.std())
    values = {"mean": significant(mean, 3), "deviation": significant(deviation, 3)}
    whole = tr("mean of A {mean}, standard deviation {deviation}, at iteration {iteration}")
    brief = tr("mean of A {mean} ± {deviation}")
    return brief.format(**values), whole.format(iteration=grouped(iteration), **values)


def _units_button() -> Button:
    return link_button(
        "layer_units",
        tr("Units one by one"),
        tr("Show the samples that each unit answers most and least, and the unit's weights"),
    )
