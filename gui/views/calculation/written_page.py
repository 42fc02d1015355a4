"""The network's matrices with their entries, for the picked sample."""

from functools import partial

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QFontDatabase, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from core.calculation.sample import SampleCalculation
from core.calculation.written_out import write_out
from core.messages import tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui.views.calculation.names import number_name, output_name
from gui.views.calculation.page import CalculationPage
from gui.views.lazy_view import NO_SAMPLES
from gui.widgets.zoom_transition import Anchor, ZoomWheel

# How large a unit's circle would be here, were it drawn.
RADIUS = 40


class WrittenPage(CalculationPage):
    """Write Z = W A + b and the way back with their numbers, as text that can be copied.

    `left` says that its user zooms out again.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = ZoomedText()
        self.text.setObjectName("calculation_matrices")
        self.text.setAccessibleName(tr("The calculation, written out"))
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.left.connect(self.left)
        self._unit = (0, 0)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.text)

    @property
    def anchor(self) -> Anchor:
        """Return where a zoom into the matrices leads: to those of the unit's layer."""
        place = self.text.cursorRect().center()
        return Anchor(QPointF(self.text.viewport().mapTo(self, place)), RADIUS)

    def want_unit(self, layer: int, unit: int) -> None:
        """Write out the rows of a unit, from 0, wherever they stand in their layer, from 1."""
        self._unit = layer, unit

    def draw(self, snapshot: Snapshot) -> None:
        """Write the numbers of now; where somebody has scrolled to, the text stays."""
        seen: SampleCalculation | None = snapshot.probes.get("calculation")
        if snapshot.dataset.blank and snapshot.sample.pixels is None:
            self._write(translate(NO_SAMPLES))
        elif seen is not None:
            self._write(write_out(seen, partial(_name, snapshot, seen), self._unit))

    def scroll_to_layer(self, layer: int) -> None:
        """Bring the lines of a layer, from 1, to the top of what is seen."""
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        found = self.text.document().find(f"Z{layer} (")
        found.clearSelection()
        self.text.setTextCursor(found)
        self.text.ensureCursorVisible()
        self.text.setFocus()

    def _write(self, text: str) -> None:
        if text == self.text.toPlainText():
            return
        bars = self.text.verticalScrollBar(), self.text.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self.text.setPlainText(text)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)


class ZoomedText(QPlainTextEdit):
    """Text that a turn of the wheel with the Ctrl key, or where nothing scrolls, zooms out of."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wheel = ZoomWheel()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._wheel.steps(self, event) < 0:
            self.left.emit()
            event.accept()
        else:
            super().wheelEvent(event)


def _name(snapshot: Snapshot, seen: SampleCalculation, layer: int, unit: int) -> str:
    """Name a row: an input, a unit, or an output."""
    if layer == len(seen.layers):
        return output_name(snapshot, unit)
    return tr("unit {unit}").format(unit=unit + 1) if layer else number_name(snapshot, 0, unit)
