"""The gradients of every layer: how large over the run, how far they move, how they are spread."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from core.messages import to_translate, tr, translate
from core.training.snapshots.probes.gradients import Gradients
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.commands import keys_of
from gui.views.csv_table import CsvTable, curve_table
from gui.views.curve_view import nearest, value_at
from gui.views.gradients.layer_curves import LayerCurves
from gui.views.gradients.size_histogram import SizeHistogram
from gui.views.probe_view import ProbeView
from gui.widgets.fitting_row import FittingRow
from gui.widgets.number_format import NO_BREAK_SPACE, grouped, significant

# A rule of thumb for what is neither too slow nor too wild (Karpathy, CS231n, "Babysitting").
USUAL_RATIO = 1e-3
# A plot that is smaller, in pixels, cannot be read.
LEAST_PLOT = QSize(170, 150)
NORM, RATIO = to_translate("norm of dW"), to_translate("step / size of W")


class GradientsView(ProbeView):
    """Compare layers by their gradients: the legend above says the values under the mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("gradients_view", tr("Gradients"), "gradients", parent)
        self.legend = QLabel()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setWordWrap(True)
        self.legend.setFont(theme.figure_font())
        self.legend.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        self.norms = LayerCurves(
            translate(NORM), tr("The root of the sum of the squares of all gradients of a layer")
        )
        self.ratios = LayerCurves(
            tr("step / size of W (dashed: 1e-3)"),
            tr(
                "How far an update moves a layer's weights, as a share of their norm. Around 1e-3 "
                "is usual: far below it a layer hardly learns, far above it is thrown about."
            ),
            USUAL_RATIO,
        )
        self.histogram = SizeHistogram()
        self._pointed: tuple[str, float] | None = None
        plots = FittingRow([self.norms, self.ratios, self.histogram], LEAST_PLOT)
        self.body.addWidget(self.legend)
        self.body.addWidget(plots, 1)
        self.norms.hovered.connect(lambda x: self._point(NORM, x))
        self.ratios.hovered.connect(lambda x: self._point(RATIO, x))
        for part in (self.norms, self.ratios):
            part.plot.moved.connect(self.redraw)

    def draw_probe(self, snapshot: Snapshot, gradients: Gradients) -> None:
        """Draw the curves of all layers."""
        self.norms.show_curves(snapshot, snapshot.gradient_norms)
        self.ratios.show_curves(snapshot, snapshot.update_ratios)
        self.histogram.show_gradients(gradients, snapshot.train_count)
        self._say(snapshot)

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return the gradient norms and update ratios of every layer."""
        curves = {}
        for l, curve in enumerate(snapshot.gradient_norms, 1):
            curves[f"norm of dW{l}"] = curve
        for l, curve in enumerate(snapshot.update_ratios, 1):
            curves[f"step / size of W{l}"] = curve
        return curve_table(snapshot.unit, curves)

    def recolour(self) -> None:
        for part in (self.norms, self.ratios, self.histogram):
            part.recolour()

    def _point(self, what: str, x: float | None) -> None:
        self._pointed = None if x is None else (what, x)
        if self.newest is not None:
            self._say(self.newest)

    def _say(self, snapshot: Snapshot) -> None:
        curves = snapshot.gradient_norms
        if not curves or not len(curves[0].at):
            text = tr("Nothing measured yet: press Train ({keys}).")
            self.legend.setText(text.format(keys=keys_of("train")))
            return
        at = curves[0].at
        what, x = self._pointed or (NORM, float(at[-1]))
        x = float(at[nearest(at, x)])
        shown = snapshot.update_ratios if what == RATIO else curves
        head = tr("{what} at iteration {iteration}:")
        if snapshot.unit == "epoch":
            head = tr("{what} at epoch {epoch}, iteration {iteration}:")
        head = head.format(
            what=translate(what),
            epoch=grouped(int(x)),
            iteration=grouped(snapshot.iteration_at(x)),
        )
        layers = [_entry(l, len(shown), value_at(curve, x)) for l, curve in enumerate(shown, 1)]
        self.legend.setText("&nbsp; ".join([head, *layers]))


def _entry(number: int, layers: int, value: float | None) -> str:
    name = tr("layer {number}").format(number=number) if number < layers else tr("output")
    value_text = tr("none: W is 0") if value is None else significant(value)
    text = f"■ {name} {value_text}".replace(" ", NO_BREAK_SPACE)
    return f'<span style="color:{theme.layer_colour(number, layers).name()}">{text}</span>'
