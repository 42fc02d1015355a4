"""The close-ups of the activations: a unit, or a sample, and the ways between them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from core.training.snapshots.snapshot import Snapshot
from gui.views.activations.detail import DetailPage
from gui.views.activations.sample_detail import SampleDetail
from gui.views.activations.unit_detail import UnitDetail


class Details(QStackedWidget):
    """Show one unit or one sample in the place of all layers.

    `changed` says that something else is to be shown, `left` that nothing is any more.
    """

    changed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.unit, self.sample = UnitDetail(), SampleDetail()
        self.shown: DetailPage | None = None
        for detail in (self.unit, self.sample):
            self.addWidget(detail)
            detail.left.connect(self._leave)
            detail.picked.connect(self.changed)
        self.unit.sample_chosen.connect(lambda sample: self.choose(1, -1, sample - 1))
        self.sample.unit_chosen.connect(lambda layer, unit: self.choose(layer, unit - 1, -1))

    @property
    def probes(self) -> frozenset[str]:
        """Give the names of the looks that what is shown needs."""
        return self.shown.probes if self.shown else frozenset()

    @property
    def open(self) -> bool:
        """Tell whether anything is shown from close by."""
        return self.shown is not None

    def choose(self, layer: int, unit: int, sample: int) -> None:
        """Show a unit of a layer, counted from 1, or else a sample; both count from 0."""
        if unit >= 0:
            self.unit.show_unit(layer, unit + 1)
        else:
            self.sample.show_sample(sample + 1)
        self.shown = self.unit if unit >= 0 else self.sample
        self.setCurrentWidget(self.shown)
        self.changed.emit()
        self.shown.back.setFocus()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Bring what is chosen to the screen."""
        if self.shown:
            self.shown.show_snapshot(snapshot)

    def _leave(self) -> None:
        self.shown = None
        self.left.emit()
