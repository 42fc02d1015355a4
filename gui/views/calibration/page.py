"""What a page of the view Calibration is: one probe drawn, or why there is nothing to draw."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from core.messages import listed, tr
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.csv_table import CsvTable
from gui.widgets.plain_text import plain_label
from gui.widgets.readout import set_label_text


class CalibrationPage(QWidget):
    """Draw the probe of a snapshot whenever the page is on top.

    A subclass names its `probe`, and implements `why_empty` and `draw_probe`; its widgets go into
    `body`. `changes` carries settings that the user takes over, as a dict.
    """

    changes = Signal(dict)
    probe = ""

    def __init__(self) -> None:
        super().__init__()
        self.empty = theme.make_muted(plain_label())
        self.empty.setObjectName(f"calibration_{self.probe}_empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.SPACE)
        self._pages = QStackedLayout(self)
        for page in (self.empty, content):
            self._pages.addWidget(page)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw, and words say why."""
        return self._pages.currentIndex() == 0

    def draw(self, snapshot: Snapshot) -> None:
        """Draw a snapshot, whose probe need not have come yet."""
        seen = snapshot.probes.get(self.probe)
        why = self.why_empty(snapshot)
        if why:
            set_label_text(self.empty, why)
            self._pages.setCurrentIndex(0)
        elif seen is not None:
            self._pages.setCurrentIndex(1)
            self.draw_probe(snapshot, seen)

    def why_empty(self, snapshot: Snapshot) -> str:
        """Say why the page has nothing to draw of such data, and what to do; else nothing."""
        raise NotImplementedError

    def draw_probe(self, snapshot: Snapshot, seen: Any) -> None:
        """Draw a snapshot and its probe."""
        raise NotImplementedError

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return the numbers that the page shows, if they have come."""
        return None

    def recolour(self) -> None:
        """Take the colours of the present theme; called before the first drawing, too."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a row of a table: its button says `label`, and `tip` under the mouse."""

    name: str
    label: str
    tip: str
    make: Callable[[], CalibrationPage]


class FigureGrid(QWidget):
    """A small table of figures under heads, whose first column says what they are."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.WIDE)
        self._grid.setVerticalSpacing(theme.TIGHT)
        self._cells: dict[tuple[int, int], QLabel] = {}

    def show_figures(self, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        """Show rows of texts, each as long as the heads."""
        texts_of = {
            (row, column): text
            for row, texts in enumerate([heads, *rows])
            for column, text in enumerate(texts)
        }
        for place, cell in self._cells.items():
            if place not in texts_of and not cell.isHidden():
                cell.hide()
        for place, text in texts_of.items():
            label = self._cell(*place)
            if text != label.text():
                label.setText(text)
                # What stands beside a column that shrank would be painted anew.
                label.setMinimumWidth(max(label.minimumWidth(), label.sizeHint().width()))
            if label.isHidden():
                label.show()
        self.setAccessibleDescription("\n".join(str(listed(texts)) for texts in (heads, *rows)))

    def text(self, row: int, column: int) -> str:
        """Return what stands in a cell; row 0 are the heads."""
        return self._cells[row, column].text()

    def _cell(self, row: int, column: int) -> QLabel:
        if (row, column) not in self._cells:
            label = self._cells[row, column] = plain_label()
            if not row or not column:
                theme.make_muted(label)
            if column:
                label.setFont(theme.figure_font())
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(label, row, column)
        return self._cells[row, column]


def no_test_samples() -> str:
    """Say that there are none, and what to do."""
    return tr(
        "There are no test samples, and those that it learned from would flatter it. Keep some: "
        "set Test share in the settings of the data, or give a test folder."
    )
