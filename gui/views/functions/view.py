"""The activation function of a layer and its slope, under the sums that it really gets."""

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.messages import paragraph, to_translate, tr, translate
from core.training.snapshots.probes.preactivations import PreActivations
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.colour_range import ROBUST_PERCENTILE, subsample
from gui.views.csv_table import CsvTable
from gui.views.flat_units_text import flat_units_text
from gui.views.functions.function_plot import FunctionPlot
from gui.views.functions.layer_function import LayerFunction, function_of
from gui.views.probe_view import ProbeView
from gui.widgets.fitting_row import FittingRow
from gui.widgets.number_format import count_percent, percent, round_up, significant
from gui.widgets.pickers import LayerBox
from gui.widgets.plain_text import plain_label
from gui.widgets.readout import set_label_text

BINS, POINTS = 60, 241
# A plot that is smaller, in pixels, cannot be read.
LEAST_PLOT = QSize(260, 140)
# However small the sums are, the function is shown this far to either side.
LEAST = 4.0


class FunctionsView(ProbeView):
    """Show g(z) and its slope for one layer, with the share of sums that are saturated."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("functions_view", tr("Functions"), "preactivations", parent)
        self.layer = LayerBox("functions_layer")
        self.title, self.words = plain_label(), plain_label()
        self.g, self.slope = FunctionPlot(tr("a = g(z)")), FunctionPlot(tr("slope g'(z)"))
        self._lay_out()
        self.layer.picked.connect(self.redraw)

    def draw_probe(self, snapshot: Snapshot, sums: PreActivations) -> None:
        """Draw the chosen layer."""
        self.layer.offer(len(sums.Z))
        function = function_of(snapshot, self.layer.number)
        values = subsample(function.argument(sums.Z[self.layer.number - 1]))
        shares, reach = shares_of(values)
        z = np.linspace(-reach, reach, POINTS)
        for plot, heights in ((self.g, function.g(z)), (self.slope, function.slope(z))):
            plot.show_function(z, heights, function.ends, shares, translate(function.variable))
        text = tr("{label}: g(z) = {formula}").format(
            label=function.label, formula=function.formula
        )
        set_label_text(self.title, text)
        if function.slope_formula:
            text = tr("{label}: g(z) = {formula}, with the slope g'(z) = {slope}").format(
                label=function.label, formula=function.formula, slope=function.slope_formula
            )
        self.title.setToolTip(text)
        units = ""
        if self.layer.number <= len(snapshot.layers):
            layer = snapshot.layers[self.layer.number - 1]
            units = flat_units_text(layer.activation, layer.A)
        set_label_text(self.words, words(function, values, reach, units))

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return z of the chosen layer: one row per unit, one column per numbered sample."""
        sums: PreActivations | None = snapshot.probes.get("preactivations")
        if sums is None:
            return None
        names = [f"sample {number + 1}" for number in snapshot.shown.tolist()]
        Z = sums.Z[min(self.layer.number, len(sums.Z)) - 1]
        return CsvTable(("unit", *names), ((unit, *z.tolist()) for unit, z in enumerate(Z, 1)))

    def recolour(self) -> None:
        for plot in (self.g, self.slope):
            plot.recolour()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        top.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        top.addWidget(self.layer)
        top.addWidget(self.title)
        top.addStretch(1)
        self.words.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        self.words.setObjectName("functions_words")
        for label in (self.title, self.words):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words.setWordWrap(True)
        top.setStretchFactor(self.title, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.words)
        self.body.addWidget(FittingRow([self.g, self.slope], LEAST_PLOT), 1)


def shares_of(values: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the shares of values in even bins from -reach to reach, and that reach."""
    finite = values[np.isfinite(values)]
    far = float(np.percentile(np.abs(finite), ROBUST_PERCENTILE)) if len(finite) else 0.0
    reach = round_up(max(far, LEAST))
    counts, _ = np.histogram(finite, BINS, (-reach, reach))
    return counts / max(len(values), 1), reach


def words(function: LayerFunction, values: np.ndarray, reach: float, units: str = "") -> str:
    """Say how many of the sums are saturated or flat, how many cannot be seen, and of `units`."""
    low, high = function.ends
    below = float(np.mean(values <= low)) if low is not None else 0.0
    above = float(np.mean(values >= high)) if high is not None else 0.0
    sentences = [_flat(function, below, above)]
    if below + above and function.loss_slope:
        sentences.append(
            tr("The loss makes up for it there: {slope}.").format(slope=function.loss_slope)
        )
    elif below + above:
        sentences.append(_passing(function))
    if units:
        sentences.append(tr("Units: {units}.").format(units=units))
    beyond = int(np.sum(np.abs(values) > reach))
    if beyond:
        share = count_percent(beyond, values.size)
        sentences.append(tr("{share} lie beyond this plot.").format(share=share))
    broken = int(np.sum(~np.isfinite(values)))
    if broken:
        share = count_percent(broken, values.size)
        sentences.append(tr("{share} are not finite.").format(share=share))
    return paragraph(*sentences)


def _flat(function: LayerFunction, below: float, above: float) -> str:
    low, high = function.ends
    if low is None and high is None:
        return tr("This function is flat nowhere.")
    if not function.saturation:
        text = to_translate(
            "{all} of all z lie on the flat side up to {low}, where the slope is {flat}."
        )
    elif high is None:
        text = to_translate(
            "{all} of all z are saturated: on the flat end of the curve up to {low}."
        )
    else:
        text = to_translate(
            "{all} of all z are saturated: on a flat end of the curve, {below} up to {low} and "
            "{above} from {high} on."
        )
    return translate(text).format(
        all=percent(below + above),
        below=percent(below),
        above=percent(above),
        low=significant(low or 0.0, 3),
        high=significant(high or 0.0, 3),
        flat=significant(function.slopes[0], 3),
    )


def _passing(function: LayerFunction) -> str:
    """Say how much of a gradient passes at a flat end, and at the other side of a function."""
    flat, steep = function.slopes
    if function.saturation:
        return tr("Hardly any gradient passes there.")
    text = tr("Hardly any gradient passes there; on the other side the slope is {steep}.")
    if flat == 0:
        text = tr("No gradient passes there; on the other side the slope is {steep}.")
    return text.format(steep=significant(steep, 3))
