"""The network drawn with the numbers of the picked sample, and what its answer costs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from core.calculation.sample import SampleCalculation
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.calculation.cost_sentences import cost_text, loss_text
from gui.views.calculation.page import CalculationPage
from gui.widgets.plain_text import plain_label


class NetworkPage(CalculationPage):
    """Show the picked sample's loss beside the cost of all training samples."""

    def __init__(self) -> None:
        super().__init__()
        self.loss, self.cost = plain_label(), plain_label()
        self.loss.setObjectName("calculation_loss")
        self.cost.setObjectName("calculation_cost")
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.TIGHT)
        for label in (self.loss, self.cost):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            body.addWidget(label)
        body.addStretch(1)

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the calculation, or leave what is there until it comes."""
        seen: SampleCalculation | None = snapshot.probes.get("calculation")
        if seen is not None:
            self.loss.setText(loss_text(snapshot, seen))
            self.cost.setText(cost_text(snapshot, seen))
