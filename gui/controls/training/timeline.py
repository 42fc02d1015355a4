"""The timeline: slide to any earlier iteration of the run, and train on from there."""

from PySide6.QtCore import QPointF, QSignalBlocker, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QLabel, QWidget

from core.messages import tr
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.widgets.button import push_button
from gui.widgets.drag_slider import RADIUS, DragSlider
from gui.widgets.number_format import grouped
from gui.widgets.readout import Readout

PAGES = 20  # a run is this many of the steps that Page Up and Page Down take
TIP = (
    "Look at the network as it was at any earlier iteration: drag, or use the arrow keys, "
    "Page Up and Page Down, Home and End. At the right end it is now. Tick marks show where "
    "the run left an earlier one."
)


class Timeline(QWidget):
    """Ask to look at an iteration (None is now), and to train on from it."""

    looked = Signal(object)
    branched = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._wished: int | None = None
        self._newest: Snapshot | None = None
        self.slider = MarkedSlider()
        self.slider.setObjectName("timeline")
        self.slider.setAccessibleName(tr("Timeline"))
        self.slider.setToolTip(tr(TIP))
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
        """Ask to look at an iteration; None, or one that is not behind, is now."""
        if iteration is not None and iteration >= self._end:
            iteration = None
        if iteration != self._wished:
            self._wished = iteration
            self._place()
            self.looked.emit(iteration)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show how far the run is, and which iteration is looked at."""
        if self._newest is None or snapshot.run != self._newest.run:
            self._wished = None
            self.slider.setSliderDown(False)
        new = self._newest is None or snapshot.inside_version != self._newest.inside_version
        self._newest = snapshot
        if snapshot.state is State.RUNNING and not new:
            # Where it stands is shown with each new inside: nobody reads it more often.
            return
        self._place()
        self.slider.show_marks(snapshot.branches)
        self._say(snapshot)
        for button in (self.now, self.go_on):
            button.setEnabled(snapshot.looking_back)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._newest is not None:
            self._say(self._newest)

    def _say(self, snapshot: Snapshot) -> None:
        """Say where it looks in full, or in brief where there is no room."""
        full = words(snapshot)
        fits = self.label.fontMetrics().horizontalAdvance(full) <= self.label.width()
        self.label.show_text(full if fits else words(snapshot, brief=True))
        self.label.setToolTip(full)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        row.setSpacing(theme.SPACE)
        row.addWidget(theme.quiet(QLabel(tr("Timeline")), theme.heading_font()))
        row.addWidget(self.slider, 1)
        row.addWidget(self.label, 1)
        for button in (self.now, self.go_on):
            button.setEnabled(False)
            row.addWidget(button)

    def _place(self) -> None:
        """Put the handle where it is wished; a range that the hand holds stays."""
        end = self._end
        if not self.slider.isSliderDown():
            self.slider.place(end if self._wished is None else self._wished, end)
        self.slider.setEnabled(end > 0)

    @property
    def _end(self) -> int:
        return self._newest.iteration if self._newest else 0

    def _slide(self, value: int) -> None:
        self.go(value if value < self.slider.maximum() else None)

    def _ask_branch(self) -> None:
        if self._newest is not None:
            self.branched.emit(self._newest.inside)


class MarkedSlider(DragSlider):
    """A slider over iterations, with ticks where the run left an earlier one."""

    def __init__(self) -> None:
        super().__init__(0, 0)
        self._marks: tuple[int, ...] = ()

    def show_marks(self, marks: tuple[int, ...]) -> None:
        """Tick these values."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def place(self, value: int, end: int) -> None:
        """Stand at a value of 0 ... end; it is painted again only where that looks different."""
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
            place = self._point_at(mark / max(1, self.maximum()))
            for way in (-1, 1):
                far = QPointF(0, way * (RADIUS + 3))
                painter.drawLine(place + QPointF(0, way * 4), place + far)


def words(snapshot: Snapshot, brief: bool = False) -> str:
    """Write "iteration 1 200 of 2 500 - looking back", with the epoch where curves count those."""
    if not snapshot.iteration:
        return "" if brief else tr("nothing to look back at yet")
    text = tr("iteration {inside}") if brief else tr("iteration {inside}, now")
    if snapshot.looking_back and not brief:
        text = tr("iteration {inside} of {iteration} - looking back")
    if snapshot.unit == "epoch" and not brief:
        text = tr("epoch {epoch}, ") + text
    return text.format(
        inside=grouped(snapshot.inside),
        iteration=grouped(snapshot.iteration),
        epoch=grouped(snapshot.inside // snapshot.updates_per_point),
    )
