"""What is worth telling about the run, in sentences."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from core.training.findings import Finding, Level
from core.training.snapshot import Snapshot
from core.words import tr
from gui import theme
from gui.views.view import SnapshotView


class HealthView(SnapshotView):
    """Say what was found, the worst first; a healthy run is said to be one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("health", tr("Health"), parent)
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        column.addWidget(theme.quiet(QLabel(tr("Health")), theme.heading_font()))
        column.addWidget(_scrolled(self.label), 1)

    def draw(self, snapshot: Snapshot) -> None:
        worst_first = sorted(snapshot.findings, key=lambda found: ORDER.index(found.level))
        well = tr("Nothing to worry about.") if snapshot.iteration else tr("Not trained yet.")
        self.label.setText("<br>".join(map(_line, worst_first)) or well)


def _scrolled(label: QLabel) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(label)
    return area


ORDER = (Level.ERROR, Level.WARNING, Level.NOTE)


def _line(finding: Finding) -> str:
    colour = theme.colour(str(finding.level)).name()
    sentence = finding.sentence().replace("&", "&amp;").replace("<", "&lt;")
    return f'<span style="color:{colour}">●</span> {sentence}'
