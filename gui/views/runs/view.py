"""Runs that are over, to be compared: their figures, their curves, and what differs in words."""

from operator import attrgetter

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.messages import to_translate, tr, translate
from core.runs.comparison import compare, counted_by
from core.runs.record import Line, Record, final
from core.statistics import finite
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.csv_table import CsvTable
from gui.views.runs.run_plot import CURVE_KINDS, CurveKind, RunPlot
from gui.views.runs.run_table import RunTable
from gui.views.view import SnapshotView
from gui.widgets.button import push_button
from gui.widgets.field_outline import OutlinedBox
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.plain_text import PlainLabel

NOTHING = to_translate("No run is over yet. A run that has been trained to its end is kept here.")
WORDS = 40  # pixels: two lines
# In less of them across, in pixels, table and plot stand one under the other, and high enough.
NARROW, LEAST_TABLE, LEAST_PLOT = 600, 80, 110
CHOOSE = to_translate("Choose two runs or more (Ctrl or Shift with a click) to compare them.")

# What is saved of a run: the ends of these curves, and these settings.
ENDS = ("train_cost", "test_cost", "train_accuracy", "test_accuracy")
SETTINGS = (
    *("data.kind", "data.folder", "network.hidden", "network.activation"),
    *("network.initialisation", "network.scale", "network.seed"),
    *("training.optimiser", "training.learning_rate", "training.batch_size"),
)


class RunsView(SnapshotView):
    """Show the runs that are kept; ask to open one, to rename or remove some, or to undo that.

    `opened` and `opened_with_weights` carry a Record, `renamed` (key, name), `removed` a tuple
    of Records.
    """

    opened = Signal(object)
    opened_with_weights = Signal(object)
    renamed = Signal(str, str)
    removed = Signal(object)
    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("runs_view", tr("Runs"), parent)
        self.listing, self.plot = RunTable(), RunPlot()
        self.kind = OutlinedBox()
        self.kind.setObjectName("runs_curve")
        self.kind.setAccessibleName(tr("Curve to compare"))
        self.kind.addItems([translate(kind.label) for kind in CURVE_KINDS])
        self.words = PlainLabel(html=True)
        self.words.setObjectName("runs_words")
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open = push_button("open_run", tr("Open again"), tr("Put these settings on the bench"))
        self.open_weights = push_button(
            "open_run_weights",
            tr("Open with weights"),
            tr("Put the trained network on the bench, as it was when the run ended"),
        )
        self.remove = push_button("remove_run", tr("Delete"), tr("Keep the chosen runs no longer"))
        self.remove.setShortcut(QKeySequence.StandardKey.Delete)
        self.undo = push_button("undo_run", tr("Undo"), tr("Bring back what was deleted last"))
        self.undo.hide()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._records: tuple[Record, ...] = ()
        self._problems: tuple[str, ...] = ()
        self._plotted: tuple[tuple[Record, ...], CurveKind | None] = ((), None)
        self._lay_out()
        self._connect()
        self._say()

    def show_runs(self, records: tuple[Record, ...], problems: tuple[str, ...]) -> None:
        """Show the runs that are kept, the newest first, and say what is wrong with others."""
        self._problems = problems
        if records != self._records:
            self._records = records
            self.listing.show_runs(records)
        self._say()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the chosen runs, unless they are drawn: the current run is none of these."""
        chosen = self.listing.selected, CURVE_KINDS[self.kind.currentIndex()]
        if chosen != self._plotted:
            self._plotted = chosen
            self.plot.show_runs(*chosen)

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per run: its final figures and its settings."""
        rows = (
            (
                *(record.name, record.kept, record.iterations, record.seconds),
                *(_end(line) for line in attrgetter(*ENDS)(record)),
                *attrgetter(*SETTINGS)(record.experiment),
            )
            for record in self._records
        )
        names = ("run", "over at", "iterations", "seconds", *ENDS, *SETTINGS)
        return CsvTable(names, rows) if self._records else None

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    def recolour(self) -> None:
        self.plot.recolour()
        self.listing.recolour()
        self._say()

    def _choose(self) -> None:
        self.redraw()
        self._say()

    def _say(self) -> None:
        chosen = self.listing.selected
        self.open.setEnabled(len(chosen) == 1)
        self.open_weights.setEnabled(len(chosen) == 1)
        self.remove.setEnabled(len(chosen) > 0)
        lines = [_dotted("error", problem) for problem in self._problems]
        if len(chosen) > 1:
            comparison = compare(chosen)
            lines.append(_plain(comparison.sentence()))
            lines += [_dotted("warning", warning) for warning in comparison.warnings]
        else:
            lines.append(translate(CHOOSE) if self._records else translate(NOTHING))
            lines += [_dotted("warning", said) for said in filter(None, map(counted_by, chosen))]
        self.words.setText("<br>".join(lines))

    def _connect(self) -> None:
        self.listing.chosen.connect(self._choose)
        self.listing.renamed.connect(self.renamed)
        self.kind.currentIndexChanged.connect(lambda _: self.redraw())
        self.open.clicked.connect(lambda: self.opened.emit(self.listing.selected[0]))
        self.open_weights.clicked.connect(
            lambda: self.opened_with_weights.emit(self.listing.selected[0])
        )
        self.remove.clicked.connect(lambda: self.removed.emit(self.listing.selected))
        self.undo.clicked.connect(lambda: self.undone.emit())

    def _lay_out(self) -> None:
        buttons = FlowLayout()
        buttons.setContentsMargins(theme.SPACE, 0, 0, 0)
        for button in (self.open, self.open_weights, self.remove, self.undo):
            buttons.addWidget(button)
        words = QScrollArea()
        words.setWidgetResizable(True)
        words.setFrameShape(QFrame.Shape.NoFrame)
        words.setWidget(self.words)
        words.setMinimumHeight(WORDS)
        left, right = QWidget(), QWidget()
        first, second = _column(left), _column(right)
        first.addWidget(self.listing, 1)
        first.addLayout(buttons)
        second.addWidget(words, 2)
        second.addWidget(self.plot, 3)
        second.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignLeft)
        self.listing.setMinimumHeight(LEAST_TABLE)
        self.plot.setMinimumHeight(LEAST_PLOT)
        split = self._split
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        # The table has what it takes to be read whole at the usual width.
        split.setSizes([700, 300])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)


def _end(line: Line) -> float | None:
    return finite(final(line.curve()))


def _column(side: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(side)
    column.setContentsMargins(0, theme.TIGHT, 0, theme.TIGHT)
    column.setSpacing(theme.TIGHT)
    return column


def _dotted(colour: str, text: str) -> str:
    """Write a line with a dot of this colour before it."""
    return f'<span style="color:{theme.colour(colour).name()}">●</span> {_plain(text)}'


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
