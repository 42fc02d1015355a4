"""The network drawn with the numbers of the picked sample, and one unit of it written out."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from core.calculation.sample import SampleCalculation
from core.messages import tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.calculation.cost_sentences import cost_text, loss_text
from gui.views.calculation.network_drawing import NetworkDrawing
from gui.views.calculation.page import CalculationPage
from gui.views.calculation.unit_page import UnitPage
from gui.views.lazy_view import NO_SAMPLES
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import plain_label


class NetworkPage(CalculationPage):
    """Show the whole network over the loss and the cost; a click on a unit zooms to it."""

    def __init__(self) -> None:
        super().__init__()
        self.loss, self.cost = plain_label(), plain_label()
        self.legend = theme.make_muted(plain_label())
        self.loss.setObjectName("calculation_loss")
        self.cost.setObjectName("calculation_cost")
        self.legend.setObjectName("calculation_legend")
        self.drawing, self.unit_page = NetworkDrawing(), UnitPage()
        whole = QWidget()
        body = QVBoxLayout(whole)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.TIGHT)
        body.addWidget(self.drawing, 1)
        for label in (self.legend, self.loss, self.cost):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            body.addWidget(label)
        self.zoom = QStackedLayout(self)
        self.no_samples = theme.make_muted(plain_label(translate(NO_SAMPLES)))
        self.no_samples.setWordWrap(True)
        self.no_samples.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for page in (whole, self.unit_page, self.no_samples):
            self.zoom.addWidget(page)
        self.drawing.opened.connect(self.open_unit)
        self.unit_page.left.connect(self.show_whole)

    def open_unit(self, layer: int, unit: int) -> None:
        """Zoom to a unit, from 0, of a layer from 1."""
        self.zoom.setCurrentIndex(1)
        self.unit_page.open_unit(layer, unit)

    def show_whole(self) -> None:
        """Show the whole network again."""
        self.zoom.setCurrentIndex(0)
        self.drawing.setFocus()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the calculation, or leave what is there until it comes."""
        seen: SampleCalculation | None = snapshot.probes.get("calculation")
        empty = snapshot.dataset.blank and snapshot.sample.pixels is None
        if empty or self.zoom.currentWidget() is self.no_samples:
            self.zoom.setCurrentIndex(2 if empty else 0)
        if seen is None or empty:
            return
        self.drawing.show_calculation(snapshot, seen)
        self.unit_page.show_calculation(snapshot, seen)
        self.legend.setText(self._legend())
        self.loss.setText(loss_text(snapshot, seen))
        self.cost.setText(cost_text(snapshot, seen))

    def recolour(self) -> None:
        self.unit_page.recolour()
        self.drawing.update()

    def _legend(self) -> str:
        whole, left_out = self.drawing.left_out
        text = tr(
            "Units: red where a is above 0, blue below. Edges: red where w is above 0, blue below, "
            "as wide as |w|. All {whole} weights are drawn."
        )
        if left_out:
            text = tr(
                "Units: red where a is above 0, blue below. Edges: red where w is above 0, blue "
                "below, as wide as |w|. Drawn are the units and {drawn} of {whole} weights that "
                "matter most for this sample."
            )
        return text.format(whole=grouped(whole), drawn=grouped(whole - left_out))
