"""One unit on the picked sample: how it comes to its a, and what goes back through it."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from core.calculation.sample import SampleCalculation, UnitCalculation
from core.calculation.step import Standing
from core.experiment.inputs import PictureInputs
from core.messages import tr
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.plots import signed_colours
from gui.views.calculation.back_text import back_text, difference_text, forward_text
from gui.views.calculation.names import number_name, numbers_title, output_name
from gui.views.calculation.point_plot import PointPlot
from gui.views.calculation.slope_dots import SlopeDots
from gui.views.calculation.term_table import TermTable, Total
from gui.views.calculation.unit_circle import UnitCircle
from gui.widgets.button import Button, link_button
from gui.widgets.fitting_row import FittingRow
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.image_grid import ImageGrid
from gui.widgets.number_format import round_up
from gui.widgets.pickers import LayerBox, Picker
from gui.widgets.readout import RunningText
from gui.widgets.zoom_transition import ZoomWheel

MOST_TERMS, POINTS = 60, 121
# However near 0 z is, its function is shown this far to either side.
LEAST_REACH = 4.0
# The least width of what is written of a, and the least size of a column, in pixels.
LEAST_TEXT, LEAST_COLUMN = 300, QSize(245, 210)


class UnitPage(QWidget):
    """Write out one unit; `left` says that its user wants to see the whole network again.

    `deeper` says that its user wants to see the matrices that the unit is part of.
    """

    left = Signal()
    deeper = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("calculation_unit_page")
        self._snapshot: Snapshot | None = None
        self._seen: SampleCalculation | None = None
        self._wanted: tuple[int, int] | None = None
        self._wheel = ZoomWheel()
        self.back = Button(tr("← Whole network"))
        self.back.setObjectName("calculation_back")
        self.back.setToolTip(tr("Show the whole network again (Escape)"))
        self.layer = LayerBox("calculation_layer")
        self.unit = Picker(
            "calculation_unit",
            tr("unit"),
            tr("The unit that is written out; choose any other of its layer"),
        )
        self.circle = UnitCircle()
        self.forward = RunningText("calculation_forward")
        self.backward = RunningText("calculation_backward")
        self.terms = TermTable("calculation_terms", tr("The terms of z, the largest first"), True)
        self.check = link_button(
            "calculation_check",
            tr("Check dL/dz by differences"),
            tr("Work the loss out on both sides of z, and compare its slope with the trainer's"),
        )
        self.above = TermTable("calculation_above", tr("What comes back from the units above"))
        self.pictures = ImageGrid(
            "calculation_pictures", tr("The picture, and what its pixels add to z"), 40, False
        )
        self.function = PointPlot("calculation_function", tr("g(z) with this sample's point"))
        self.loss = PointPlot("calculation_loss_plot", tr("The loss with this sample's point"))
        self.slopes = SlopeDots()
        self._lay_out()
        self.terms.chosen.connect(self._redraw)
        self.back.clicked.connect(self.left)
        self.check.clicked.connect(self._check)
        self.layer.picked.connect(self._redraw)
        self.unit.picked.connect(self._redraw)

    def open_unit(self, layer: int, unit: int) -> None:
        """Choose a unit, from 0, of a layer from 1, for the next numbers that are shown."""
        self._wanted = layer, unit
        self.terms.choice = 0

    def show_calculation(self, snapshot: Snapshot, seen: SampleCalculation) -> None:
        """Show these numbers of the unit that is chosen, or of the last one of a smaller layer."""
        self._snapshot, self._seen = snapshot, seen
        with QSignalBlocker(self.layer), QSignalBlocker(self.unit.box):
            self.layer.offer(len(seen.layers))
            if self._wanted:
                self.layer.setCurrentIndex(self._wanted[0] - 1)
            self.unit.offer(seen.network.sizes[self.layer.number])
            if self._wanted:
                self.unit.pick(self._wanted[1] + 1)
        self._wanted = None
        self._redraw()

    @property
    def place(self) -> tuple[int, int]:
        """Return which unit is written out: its layer, from 1, and its number, from 0."""
        return self.layer.number, self.unit.number - 1

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom out to the whole network, or further in."""
        steps = self._wheel.steps(self, event)
        event.setAccepted(bool(steps))
        if steps < 0:
            self.left.emit()
        elif steps:
            self.deeper.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.back.setFocus()

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        for plot in (self.function, self.loss):
            plot.recolour()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _redraw(self) -> None:
        snapshot, seen = self._snapshot, self._seen
        if snapshot is None or seen is None:
            return
        layer = self.layer.number
        self.unit.offer(seen.network.sizes[layer])
        numbers = seen.unit(layer, self.unit.number - 1, MOST_TERMS)
        value, slope = seen.function(layer)
        self.circle.show_unit(seen, layer, numbers.unit)
        self.forward.show_text(forward_text(snapshot, seen, numbers, value.plain))
        self.backward.show_text(back_text(seen, numbers, slope.plain))
        self.check.setVisible(numbers.dz is not None)
        self._show_terms(snapshot, numbers)
        self._show_pictures(snapshot, seen, numbers)
        self._show_above(snapshot, seen, numbers)
        self._show_function(seen, numbers)
        self._show_loss(seen, numbers)
        self._show_slopes(snapshot, seen, numbers)
        if snapshot.state is not State.RUNNING:
            for table in (self.terms, self.above):
                table.describe()

    def _check(self) -> None:
        """Add to the way back what differences of the loss make of it."""
        if self._seen is None:
            return
        numbers = self._seen.unit(self.layer.number, self.unit.number - 1, MOST_TERMS)
        _, slope = self._seen.function(numbers.layer)
        written = back_text(self._seen, numbers, slope.plain)
        self.backward.show_text(f"{written}\n{difference_text(self._seen, numbers)}")

    def _show_terms(self, snapshot: Snapshot, numbers: UnitCalculation) -> None:
        below = numbers.layer - 1
        x = "a" if below else "x"
        titles = [numbers_title(snapshot, below), "w", x, f"w · {x}", "dL/dw"]
        names = [number_name(snapshot, below, int(i)) for i in numbers.terms.places]
        totals = [Total("b", numbers.b, numbers.dz), Total(tr("sum z"), numbers.z)]
        self.terms.show_terms(titles, names, numbers.terms, totals, numbers.dw)

    def _show_pictures(
        self, snapshot: Snapshot, seen: SampleCalculation, numbers: UnitCalculation
    ) -> None:
        inputs = snapshot.dataset.inputs
        pictured = isinstance(inputs, PictureInputs) and numbers.layer == 1
        self.pictures.setVisible(pictured)
        if not pictured or not isinstance(inputs, PictureInputs):
            return
        picture = signed_colours.pictures(seen.x[:, np.newaxis], inputs)[0]
        with np.errstate(all="ignore"):
            product = (seen.layers[0].W[numbers.unit] * seen.x)[np.newaxis]
        reach = signed_colours.reach_of(product.reshape(-1, inputs.channels).mean(-1))
        tile = signed_colours.tiles(product, inputs, "mean", reach)[0]
        text = tr("w · x, red adds")
        self.pictures.show_tiles([picture, tile], ["x", text])

    def _show_above(
        self, snapshot: Snapshot, seen: SampleCalculation, numbers: UnitCalculation
    ) -> None:
        above = numbers.above
        self.above.setVisible(above is not None)
        if above is None or numbers.da is None:
            return
        layer = numbers.layer + 1
        last = layer == len(seen.layers)
        text = tr("unit {unit}")
        names = [
            output_name(snapshot, int(k)) if last else text.format(unit=int(k) + 1)
            for k in above.places
        ]
        title = tr("output") if last else tr("layer {layer}").format(layer=layer)
        titles = [title, "w", "dL/dz", "w · dL/dz"]
        self.above.show_terms(titles, names, above, [Total(tr("sum dL/da"), numbers.da)])

    def _show_function(self, seen: SampleCalculation, numbers: UnitCalculation) -> None:
        output = seen.network.loss.output_layer(seen.network.sizes[-1])
        z, variable = numbers.z, "z"
        if numbers.layer == len(seen.layers):
            sums = output.argument(seen.layers[-1].z[:, np.newaxis])
            z = float(sums[numbers.unit, 0])
            variable = tr("z - ln Σ e^z of others") if output.other_slope else "z"
        at = _around(z)
        hidden = numbers.layer < len(seen.layers)
        a = seen.network.activations[numbers.layer - 1].g(at) if hidden else output.g(at)
        titles = variable, tr("a = g(z)")
        self.function.show_point(titles, (at, a), (z, numbers.a), numbers.slope)

    def _show_loss(self, seen: SampleCalculation, numbers: UnitCalculation) -> None:
        """Draw the loss over a of an output, while all other outputs stay as they are."""
        shown = numbers.layer == len(seen.layers) and seen.y is not None
        self.loss.setVisible(shown)
        if not shown or seen.y is None or seen.loss is None:
            return
        at = _around(numbers.z)
        curve = loss_curve(seen, numbers.unit, at, seen.y)
        binary = len(seen.y) == 1 and seen.y[0] in (0, 1)
        other = loss_curve(seen, 0, at, 1 - seen.y) if binary else None
        top = max(4.0, round_up(1.2 * seen.loss)) if binary else None
        text = tr("a;  dark: y = {y}, faint: y = {other}") if binary else "a"
        y = float(seen.y[numbers.unit])
        titles = text.format(y=f"{y:g}", other=f"{1 - y:g}"), tr("loss L")
        self.loss.show_point(titles, curve, (numbers.a, seen.loss), other=other, top=top)

    def _show_slopes(
        self, snapshot: Snapshot, seen: SampleCalculation, numbers: UnitCalculation
    ) -> None:
        """Draw the slopes of the samples that are shown by the weight of the chosen term."""
        place = int(numbers.terms.places[self.terms.choice])
        inputs = inputs_of_samples(snapshot, numbers.layer, place)
        self.slopes.setVisible(bool(seen.dZ) and inputs is not None)
        if not seen.dZ or inputs is None:
            return
        slopes = seen.dZ[numbers.layer - 1][numbers.unit] * inputs
        sample = snapshot.sample
        inside = not sample.test and sample.pixels is None
        found = np.flatnonzero(inside & (snapshot.shown == sample.number))
        name = tr("w of {name}").format(name=number_name(snapshot, numbers.layer - 1, place))
        picked = int(found[0]) if len(found) else -1
        penalised = bool(snapshot.penalties)
        mean = _mean_slope(snapshot, slopes, (numbers.layer, numbers.unit, place))
        self.slopes.show_slopes(name, slopes, picked, snapshot.train_count, mean, penalised)

    def _lay_out(self) -> None:
        for words in (self.forward, self.backward):
            words.setFont(theme.figure_font())
        self.forward.setMinimumWidth(LEAST_TEXT)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.forward.setSizePolicy(policy)
        top = FlowLayout(theme.SPACE)
        for part in (self.back, self.layer, self.unit, self.circle, self.forward):
            top.addWidget(part)
        columns = [
            _column((self.terms, 3), (self.pictures, 2)),
            _column((self.function, 1), (self.loss, 1)),
            _column((self.above, 1), (self.backward, 0), (self.check, 0), (self.slopes, 0)),
        ]
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.TIGHT)
        body.addLayout(top)
        body.addWidget(FittingRow(columns, LEAST_COLUMN), 1)


def inputs_of_samples(snapshot: Snapshot, layer: int, place: int) -> np.ndarray | None:
    """Return one input of a layer, from 1, of the samples that are shown, (samples,).

    None where it would take long: pixels that are kept as bytes or in a file.
    """
    if layer > 1:
        A: np.ndarray = snapshot.layers[layer - 2].A
        return A[place]
    X = snapshot.dataset.train.X
    return X[place, snapshot.shown] if isinstance(X, np.ndarray) else None


def _mean_slope(
    snapshot: Snapshot, slopes: np.ndarray, weight: tuple[int, int, int]
) -> float | None:
    """Return the mean slope over all training samples by a weight: of a layer from 1, from 0.

    None where only some samples are drawn and the slope of all has not come, or takes too long.
    """
    if len(slopes) == snapshot.train_count:
        with np.errstate(all="ignore"):
            return float(slopes.mean())
    standing = snapshot.probes.get("standing")
    if not isinstance(standing, Standing):
        return None
    layer, unit, place = weight
    return float(standing.loss_gradients.W[layer - 1][unit, place])


def loss_curve(
    seen: SampleCalculation, unit: int, at: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return a of one output and the loss for a target y (n[L],) where its z is each of these."""
    loss = seen.network.loss
    Z = np.repeat(seen.layers[-1].z[:, np.newaxis], len(at), axis=1)
    Z[unit] = at
    A = np.empty_like(Z)
    loss.output(Z, A)
    return A[unit], loss.sample_losses(Z, np.repeat(y[:, np.newaxis], len(at), axis=1))


def _around(z: float) -> np.ndarray:
    reach = 1.25 * abs(z)
    # In round steps, so that axes stand still while z moves.
    reach = round_up(reach) if LEAST_REACH < reach < np.inf else LEAST_REACH
    return np.linspace(-reach, reach, POINTS)


def _column(*parts: tuple[QWidget, int]) -> QWidget:
    column = QWidget()
    body = QVBoxLayout(column)
    body.setContentsMargins(0, 0, theme.WIDE, 0)
    body.setSpacing(theme.TIGHT)
    for part, stretch in parts:
        body.addWidget(part, stretch)
    body.addStretch()
    return column
