"""The timeline: slide to any earlier iteration of the run, and train on from there."""

from PySide6.QtCore import QPointF, QSignalBlocker, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QLabel, QWidget

from core.messages import to_translate, tr, translate
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.widgets.button import push_button
from gui.widgets.drag_slider import RADIUS, DragSlider
from gui.widgets.number_format import grouped
from gui.widgets.readout import Readout

PAGES = 20  # Page Up and Page Down move by the run's length divided by this
TIP = to_translate(
    "Show the network as it was at any earlier iteration: drag, or use the arrow keys, "
    "Page Up and Page Down, Home and End. At the right end it is now. Tick marks show where "
    "the run left an earlier one."
)


class Timeline(QWidget):
    """Choose an iteration to show; None is the newest.

    `iteration_chosen` carries it, `branch_requested` the one to train on from.
    """

    iteration_chosen = Signal(object)
    branch_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._chosen: int | None = None
        self._newest: Snapshot | None = None
        self.slider = MarkedSlider()
        self.slider.setObjectName("timeline")
        self.slider.setAccessibleName(tr("Timeline"))
        self.slider.setToolTip(translate(TIP))
        self.label = Readout()
        self.label.setObjectName("timeline_label")
        self.now = push_button("back_to_now", tr("&Back to now"), tr("Show the newest iteration"))
        tip = tr("Train on from this iteration, with the settings as they are now: a new run")
        self.go_on = push_button("branch", tr("&Go on from here"), tip)
        self._build()
        self.slider.valueChanged.connect(self._slide)
        self.now.clicked.connect(lambda: self.go(None))
        self.go_on.clicked.connect(self._ask_branch)

    def go(self, iteration: int | None) -> None:
        """Choose an iteration to show; None, or one that is not earlier, is the newest."""
        if iteration is not None and iteration >= self._end:
            iteration = None
        if iteration != self._chosen:
            self._chosen = iteration
            self._move_handle()
            self.iteration_chosen.emit(iteration)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the length of the run so far, and which iteration is shown."""
        if self._newest is None or snapshot.run != self._newest.run:
            self._chosen = None
            self.slider.setSliderDown(False)
        new = self._newest is None or snapshot.inside_version != self._newest.inside_version
        self._newest = snapshot
        if snapshot.state is State.RUNNING and not new:
            # While it runs the label follows the slower snapshots of the layers.
            return
        self._move_handle()
        self.slider.show_marks(snapshot.branches)
        self._show_text(snapshot)
        for button in (self.now, self.go_on):
            button.setEnabled(snapshot.looking_back)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._newest is not None:
            self._show_text(self._newest)

    def _show_text(self, snapshot: Snapshot) -> None:
        """Show the full text, or the brief one where there is no room."""
        full = timeline_text(snapshot)
        fits = self.label.fontMetrics().horizontalAdvance(full) <= self.label.width()
        self.label.show_text(full if fits else timeline_text(snapshot, brief=True))
        self.label.setToolTip(full)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        row.setSpacing(theme.SPACE)
        row.addWidget(theme.make_muted(QLabel(tr("Timeline")), theme.heading_font()))
        row.addWidget(self.slider, 1)
        row.addWidget(self.label, 1)
        for button in (self.now, self.go_on):
            button.setEnabled(False)
            row.addWidget(button)

    def _move_handle(self) -> None:
        """Move the handle to the chosen iteration, unless it is being dragged."""
        end = self._end
        if not self.slider.isSliderDown():
            self.slider.set_position(end if self._chosen is None else self._chosen, end)
        self.slider.setEnabled(end > 0)

    @property
    def _end(self) -> int:
        return self._newest.iteration if self._newest else 0

    def _slide(self, value: int) -> None:
        self.go(value if value < self.slider.maximum() else None)

    def _ask_branch(self) -> None:
        if self._newest is not None:
            self.branch_requested.emit(self._newest.inside)


class MarkedSlider(DragSlider):
    """A slider over iterations, with ticks where the run branched off an earlier one."""

    def __init__(self) -> None:
        super().__init__(0, 0)
        self._marks: tuple[int, ...] = ()

    def show_marks(self, marks: tuple[int, ...]) -> None:
        """Show ticks at these values."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def set_position(self, value: int, end: int) -> None:
        """Set the range to 0 ... end and the value; repaint only where that changes a pixel."""
        before = self._handle_centre(), self.maximum() if self._marks else 0
        with QSignalBlocker(self):
            self.setRange(0, end)
            self.setPageStep(max(1, end // PAGES))
            self.setValue(value)
        if before != (self._handle_centre(), end if self._marks else 0):
            self.update()

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        if not self.signalsBlocked():
            super().sliderChange(change)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(theme.pen("note", 2))
        for mark in self._marks:
            point = self._point_at(mark / max(1, self.maximum()))
            for side in (-1, 1):
                end = QPointF(0, side * (RADIUS + 3))
                painter.drawLine(point + QPointF(0, side * 4), point + end)


def timeline_text(snapshot: Snapshot, brief: bool = False) -> str:
    """Return "iteration 1 200 of 2 500 - looking back", the epoch first where curves count it."""
    if not snapshot.iteration:
        return "" if brief else tr("nothing to look back at yet")
    text = tr("iteration {inside}") if brief else tr("iteration {inside}, now")
    if snapshot.looking_back and not brief:
        text = tr("iteration {inside} of {iteration} - looking back")
    if snapshot.unit == "epoch" and not brief:
        text = tr("epoch {epoch}, iteration {inside}, now")
        if snapshot.looking_back:
            text = tr("epoch {epoch}, iteration {inside} of {iteration} - looking back")
    return text.format(
        inside=grouped(snapshot.inside),
        iteration=grouped(snapshot.iteration),
        epoch=grouped(snapshot.inside // snapshot.updates_per_point),
    )
