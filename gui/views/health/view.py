"""What is worth telling about the run, in sentences, with buttons for what can be done."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from core.messages import tr
from core.training.health.findings import Finding
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.csv_table import CsvTable
from gui.views.health.finding_row import FindingRow
from gui.views.view import SnapshotView
from gui.widgets.readout import set_label_text


class HealthView(SnapshotView):
    """Say what was found, causes before what they explain; a healthy run is said to be one.

    `accepted` carries the SuggestedFix of a finding whose button was pressed.
    """

    accepted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("health", tr("Health"), parent)
        self.rows: list[FindingRow] = []
        self.well = QLabel()
        self._shown: tuple[Finding, ...] | None = None
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.TIGHT)
        self._rows.addWidget(self.well)
        self._rows.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        column.addWidget(theme.make_muted(QLabel(tr("Health")), theme.heading_font()))
        column.addWidget(self._scrolled(), 1)

    def draw(self, snapshot: Snapshot) -> None:
        well = tr("Nothing to worry about.") if snapshot.iteration else tr("Not trained yet.")
        set_label_text(self.well, well)
        if snapshot.findings != self._shown:
            self._shown = snapshot.findings
            self._show(snapshot.findings)

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per finding."""
        rows = (
            (finding.key, finding.level, finding.layer, finding.sentence())
            for finding in snapshot.findings
        )
        return CsvTable(("finding", "level", "layer", "in words"), rows)

    def recolour(self) -> None:
        self._shown = None

    def _show(self, findings: tuple[Finding, ...]) -> None:
        self.well.setVisible(not findings)
        while len(self.rows) < len(findings):
            row = FindingRow()
            row.accepted.connect(self.accepted)
            self._rows.insertWidget(len(self.rows) + 1, row)
            self.rows.append(row)
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(findings))
            if i < len(findings):
                row.show_finding(findings[i])

    def _scrolled(self) -> QScrollArea:
        inside, area = QWidget(), QScrollArea()
        inside.setLayout(self._rows)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        return area
