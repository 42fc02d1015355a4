"""A small network's matrices with all entries, for the picked sample."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from core.calculation.sample import SampleCalculation
from core.calculation.written_out import write_out
from core.messages import tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui.views.calculation.page import CalculationPage
from gui.views.lazy_view import NO_SAMPLES


class WrittenPage(CalculationPage):
    """Write Z = W A + b and the way back with their numbers, as text that can be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setObjectName("calculation_written")
        self.text.setAccessibleName(tr("The calculation, written out"))
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.text)

    def draw(self, snapshot: Snapshot) -> None:
        """Write the numbers of now; where somebody has scrolled to, the text stays."""
        seen: SampleCalculation | None = snapshot.probes.get("calculation")
        if snapshot.dataset.blank and snapshot.sample.pixels is None:
            self._write(translate(NO_SAMPLES))
        elif seen is not None:
            self._write(write_out(seen))

    def _write(self, text: str) -> None:
        if text == self.text.toPlainText():
            return
        bars = self.text.verticalScrollBar(), self.text.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self.text.setPlainText(text)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)
