"""The weights: of the first layer as pictures where the data are pictures, else as matrices."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QStackedWidget,
    QWidget,
)

from core.experiment.inputs import FeatureInputs, Inputs, PictureInputs
from core.messages import tr, translate
from core.training.snapshots.probes.weights import Weights
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots import signed_colours
from gui.plots.colour_scale import ColourScale
from gui.views.csv_table import CsvTable
from gui.views.probe_view import ProbeView
from gui.views.weights.contribution import Contribution
from gui.views.weights.weight_matrix import WeightMatrix
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.field_outline import OutlinedBox
from gui.widgets.image_grid import ImageGrid
from gui.widgets.number_format import grouped, round_up
from gui.widgets.pager import Pager
from gui.widgets.pickers import LayerBox
from gui.widgets.plain_text import plain_label
from gui.widgets.readout import set_label_text

# The sides of the smallest pictures that are worth looking at, in pixels.
SMALLEST, USUAL = 28, 44


class WeightsView(ProbeView):
    """Show one layer's weights on one scale; of the first also what they do to a sample."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("weights_view", tr("Weights"), "weights", parent)
        self.layer, self.signed_colours = LayerBox("weights_layer"), _colours_box()
        self.title, self.pointed = ElidedLabel(), theme.make_muted(plain_label())
        self.legend = theme.make_muted(ElidedLabel())
        self.legend.setObjectName("weights_legend")
        self.pager = Pager("weights_page")
        self.grid = ImageGrid("weights_mosaic", tr("The weights of every unit as a picture"))
        self.matrix, self.scale, self.contribution = WeightMatrix(), ColourScale(), Contribution()
        self._drawings = QStackedWidget()
        self._lay_out()
        self.layer.picked.connect(self.redraw)
        self.signed_colours.currentIndexChanged.connect(lambda _: self.redraw())
        self.pager.turned.connect(self.redraw)
        self.contribution.picked.connect(self._follow)
        self.contribution.sample_picked.connect(self.sample_picked)
        self.contribution.sample_opened.connect(self.sample_opened)
        self.grid.chosen.connect(self._choose)
        self.grid.opened.connect(lambda place: self.unit_opened.emit(1, self._unit(place)))
        self.contribution.unit_opened.connect(
            lambda: self.unit_opened.emit(1, self.contribution.unit.number)
        )
        self.grid.setToolTip(
            tr(
                "Click a unit, or choose it by the arrow keys, for the sum beside;\n"
                "a double click, or Enter, shows the samples that it answers most and least."
            )
        )
        self.matrix.pointed.connect(self.pointed.setText)

    def draw_probe(self, snapshot: Snapshot, weights: Weights) -> None:
        """Draw the chosen layer."""
        self.layer.offer(len(weights.W))
        number, inputs = self.layer.number, snapshot.dataset.inputs
        first = number == 1
        reach = round_up(weights.reach[number - 1])
        pictured = inputs if first and isinstance(inputs, PictureInputs) else None
        self._drawings.setCurrentWidget(self.grid if pictured else self.matrix)
        self.signed_colours.setVisible(pictured is not None and pictured.colour)
        blank = snapshot.dataset.blank and snapshot.sample.pixels is None
        self.contribution.setVisible(first and not blank)
        said = title(weights, number, inputs)
        set_label_text(self.title, said, said)
        if pictured:
            self._draw_grid(weights.W[0], pictured, reach)
        else:
            self._draw_matrix(weights.W[number - 1], inputs, reach)
        self.scale.show_scale(reach, signed_colours.table(self._name, pictured))
        legend = translate(signed_colours.legend(self._name, pictured))
        set_label_text(self.legend, legend, legend)
        if first:
            self.contribution.show_sum(snapshot, weights, self._name, reach)

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return the weights and the bias of the chosen layer, one row per unit."""
        weights: Weights | None = snapshot.probes.get("weights")
        if weights is None:
            return None
        number = min(self.layer.number, len(weights.W))
        W, b = weights.W[number - 1], weights.b[number - 1]
        names = input_names(snapshot.dataset.inputs) if number == 1 else _units(W.shape[1])
        rows = ((unit, *w.tolist(), *b[unit - 1].tolist()) for unit, w in enumerate(W, 1))
        return CsvTable(("unit", *names, "b"), rows)

    def recolour(self) -> None:
        self.matrix.recolour()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.redraw()

    @property
    def _name(self) -> str:
        return str(self.signed_colours.currentData())

    def _draw_grid(self, W: np.ndarray, inputs: PictureInputs, reach: float) -> None:
        self.grid.min_side = min(max(inputs.size, SMALLEST), USUAL)
        self.pager.offer(len(W), self.grid.capacity())
        page = self.pager.page
        captions = [str(unit + 1) for unit in page]
        choice = self.contribution.unit.number - 1
        tiles = signed_colours.tiles(W[page.start : page.stop], inputs, self._name, reach)
        self.grid.show_tiles(tiles, captions, choice - page.start if choice in page else -1)

    def _draw_matrix(self, W: np.ndarray, inputs: object, reach: float) -> None:
        self.pager.offer(len(W), len(W))
        if self.layer.number == 1 and isinstance(inputs, FeatureInputs):
            self.matrix.show_matrix(W, inputs.names, tr("feature"), reach)
        else:
            what = tr("unit of layer {number}").format(number=self.layer.number - 1)
            self.matrix.show_matrix(W, (), what, reach)

    def _choose(self, place: int) -> None:
        self.contribution.unit.pick(self._unit(place))

    def _unit(self, place: int) -> int:
        return self.pager.page.start + place + 1

    def _follow(self) -> None:
        self.pager.turn_to(self.contribution.unit.number - 1)
        self.redraw()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        top.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        for part in (self.layer, self.signed_colours, self.title, self.pointed, self.pager):
            top.addWidget(part, int(part is self.title))
        for drawing in (self.grid, self.matrix):
            self._drawings.addWidget(drawing)
        middle = QHBoxLayout()
        middle.setSpacing(theme.SPACE)
        middle.addWidget(self._drawings, 1)
        middle.addWidget(self.scale)
        middle.addWidget(self.contribution)
        named = QHBoxLayout()
        named.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        named.addWidget(self.legend)
        self.body.addLayout(top)
        self.body.addLayout(named)
        self.body.addLayout(middle, 1)


def title(weights: Weights, number: int, inputs: object) -> str:
    """Say which weights are shown, their shape, and how many are not finite."""
    units, read = weights.W[number - 1].shape
    text = tr("W{number}: {units} x {inputs}")
    if number == 1 and isinstance(inputs, PictureInputs):
        text = tr("W1: {units} x {inputs}, a picture of {size} x {size} a unit")
    said = text.format(
        number=number,
        units=grouped(units),
        inputs=grouped(read),
        size=getattr(inputs, "size", 0),
    )
    broken = weights.broken[number - 1]
    if broken:
        return tr("{said}; {count} not finite").format(said=said, count=grouped(broken))
    return said


def input_names(inputs: Inputs) -> tuple[str, ...]:
    """Name every input: a feature, or a pixel by its row, column and channel from 1."""
    if isinstance(inputs, FeatureInputs):
        return inputs.names
    channels = ("red", "green", "blue") if inputs.colour else ("grey",)
    side = range(1, inputs.size + 1)
    return tuple(f"row {r} column {c} {name}" for r in side for c in side for name in channels)


def _units(count: int) -> tuple[str, ...]:
    return tuple(f"from unit {unit}" for unit in range(1, count + 1))


def _colours_box() -> QComboBox:
    box = OutlinedBox()
    box.setObjectName("weights_shading")
    box.setAccessibleName(tr("Colours"))
    with QSignalBlocker(box):
        for row in signed_colours.SIGNED_COLOURS.values():
            box.addItem(translate(row.label), row.name)
            box.setItemData(box.count() - 1, translate(row.formula), Qt.ItemDataRole.ToolTipRole)
    box.setToolTip(tr("How signed weights become colours"))
    return box
