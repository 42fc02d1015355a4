"""What is worth telling about the run, in sentences, with buttons for what can be done."""

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.messages import Message, tr
from core.training.health.findings import Finding, Level
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.views.csv_table import CsvTable
from gui.views.health.finding_row import FindingRow
from gui.views.view import SnapshotView
from gui.widgets.button import link_button
from gui.widgets.help_button import help_button
from gui.widgets.plain_text import plain_label
from gui.widgets.readout import Readout, set_label_text
from gui.widgets.withheld import MayBeWithheld

SHARE = 6
"""All findings take this share of the window at most: the view above keeps half of its room."""


class HealthView(MayBeWithheld, SnapshotView):
    """Say what was found, causes before what they explain, or else how good the network is.

    That is said, too, where all that was found is information.

    While a run goes on, and while the mouse is there, findings keep their places and new ones
    come below, so that no button moves away from who is about to press it.
    `accepted` carries the SuggestedFix of a finding whose button was pressed.
    """

    accepted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("health", tr("Health"), parent)
        self.rows: list[FindingRow] = []
        self._compact = self._is_quiet = False
        self.well = plain_label()
        self.well.setWordWrap(True)
        self._summary: Message | None = None
        self._moment: Message | None = None
        self._shown: tuple[Finding, ...] | None = None
        self._run = 0
        self._places: dict[tuple[object, ...], int] = {}
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.TIGHT)
        self._rows.addWidget(self.well)
        self._rows.addStretch(1)
        self._inside, self._area = QWidget(), QScrollArea()
        self._inside.setLayout(self._rows)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self._inside)
        self._area.viewport().installEventFilter(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        line.setSpacing(theme.WIDE)
        self.heading = Readout()
        self.heading.setFont(theme.heading_font())
        self.heading.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._show_heading(tr("Health"), dated=False)
        self.more = link_button("health_more")
        self.more.hide()
        self._whole = False
        self.more.clicked.connect(self._show_more)
        left = QVBoxLayout()
        left.setSpacing(0)
        heading = QHBoxLayout()
        heading.addWidget(self.heading)
        heading.addWidget(help_button("health_help", lambda: self))
        heading.addStretch(1)
        left.addLayout(heading)
        left.addWidget(self.more)
        left.addStretch(1)
        line.addLayout(left)
        line.addWidget(self._area, 1)
        # As high as its findings, and never at the cost of what stands below it.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._fit()

    def be_quiet(self, quiet: bool) -> None:
        """Say nothing of the run while a lesson asks what one expects of it."""
        if quiet != self._is_quiet:
            self._is_quiet = quiet
            self.redraw()

    def draw(self, snapshot: Snapshot) -> None:
        summary = snapshot.summary
        if self._is_quiet:
            summary = Message("Is told once you have said what you expect.")
        # To compare what is said takes less than to say it.
        if summary != self._summary:
            self._summary = summary
            set_label_text(self.well, str(summary))
        self._show_moment(snapshot)
        findings = () if self._is_quiet else self._in_places(snapshot)
        if findings != self._shown:
            self._shown = findings
            self._show(findings)

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per finding."""
        rows = (
            (finding.key, finding.level, finding.layer, finding.sentence())
            for finding in snapshot.findings
        )
        return CsvTable(("finding", "level", "layer", "in words"), rows)

    def recolour(self) -> None:
        self._shown = None

    def leaveEvent(self, event: QEvent) -> None:
        self.redraw()
        super().leaveEvent(event)

    def set_compact(self, on: bool) -> None:
        """Save width, for a low window is a narrow one too: buttons are words alone."""
        self._compact = on
        self.heading.setHidden(on)
        for row in self.rows:
            row.set_compact(on)
        self._fit()

    def _show_moment(self, snapshot: Snapshot) -> None:
        """Say of which iteration this is, except at rest, or that settings have changed."""
        calm = all(found.level is Level.INFORMATION for found in snapshot.findings)
        moment = snapshot.inside if calm else snapshot.checked
        text = Message("Health")
        dated = snapshot.state is State.RUNNING or snapshot.looking_back
        if dated:
            text = Message("Health at iteration {iteration:,}", iteration=moment)
        elif snapshot.is_changed:
            text = Message("Health before these changes")
        if text != self._moment:
            self._moment = text
            self._show_heading(str(text), dated)
        told = dated or snapshot.is_changed
        self.heading.setHidden(self._compact and not told)

    def _show_heading(self, text: str, dated: bool) -> None:
        """Show a heading in as much room as it needs, or once needed while the run goes on."""
        self.heading.show_text(text)
        width = self.heading.fontMetrics().horizontalAdvance(text)
        self.heading.setFixedWidth(max(width, self.heading.minimumWidth()) if dated else width)

    def _in_places(self, snapshot: Snapshot) -> tuple[Finding, ...]:
        """Return the findings in the order in which they are to stand."""
        findings, kept = snapshot.findings, snapshot.state is State.RUNNING or self.underMouse()
        if kept and snapshot.run == self._run:
            last = len(self._places)
            # What is as it may be has no button, and stands below what comes later and matters.
            by_place = sorted(
                findings,
                key=lambda one: (
                    one.level is Level.INFORMATION,
                    self._places.get(_subject(one), last),
                ),
            )
            findings = tuple(by_place)
        self._run = snapshot.run
        self._places = {_subject(finding): i for i, finding in enumerate(findings)}
        return findings

    def _show(self, findings: tuple[Finding, ...]) -> None:
        self.well.setVisible(all(found.level is Level.INFORMATION for found in findings))
        self._whole = False
        while len(self.rows) < len(findings):
            row = FindingRow()
            row.set_compact(self._compact)
            row.accepted.connect(self.accepted)
            self._rows.insertWidget(len(self.rows) + 1, row)
            self.rows.append(row)
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(findings))
            if i < len(findings):
                offered = [finding.offer for finding in findings[:i]]
                row.show_finding(findings[i], findings[i].offer not in offered)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the room that the findings take: a few lines, or all that are wanted."""
        least = self.fontMetrics().height()
        most = self.window().height() // SHARE if self._whole else self._few_lines
        return QSize(400, min(max(self._height, least), most) + 2 * theme.TIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 2 * theme.TIGHT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._area.viewport():
            self._fit()
        return super().eventFilter(watched, event)

    @property
    def _height(self) -> int:
        """The height of all findings."""
        width, rows = self._area.viewport().width(), self._rows
        return rows.heightForWidth(width) if rows.hasHeightForWidth() else rows.sizeHint().height()

    @property
    def _few_lines(self) -> int:
        """A tenth of the window, in whole lines."""
        line = self.fontMetrics().lineSpacing()
        return line * max(1, self.window().height() // 10 // line)

    def _show_more(self) -> None:
        self._whole = not self._whole
        self._fit()

    def _fit(self) -> None:
        for row in self.rows:
            row.fit(self._area.viewport().width())
            # A sentence that is new is told to the rows only at the next turn of the loop.
            row.updateGeometry()
        self._rows.invalidate()
        found = sum(not row.isHidden() for row in self.rows)
        self.more.setText(
            tr("Less")
            if self._whole
            else tr("All {count}").format(count=found)
            if found > 1
            else tr("More")
        )
        self.more.setAccessibleName(self.more.text())
        self.more.setVisible(found > 0 and self._height > self._few_lines)
        self.updateGeometry()


def _subject(finding: Finding) -> tuple[object, ...]:
    """Return what a finding is about, which stays while its numbers change."""
    return finding.key, finding.layer, finding.values.get("name")
