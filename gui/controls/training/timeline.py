"""The timeline: slide to any earlier iteration of the run, and train on from there."""

import math

from PySide6.QtCore import QPoint, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QHBoxLayout,
    QLabel,
    QWidget,
)

from core.messages import to_translate, tr, translate
from core.training.health.findings import Finding, Level
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.widgets.button import ButtonKind, push_button
from gui.widgets.drag_slider import RADIUS, DragSlider
from gui.widgets.field_outline import OutlinedButton
from gui.widgets.number_format import grouped
from gui.widgets.place_tip import PlaceTip
from gui.widgets.plain_text import plain_tip
from gui.widgets.readout import Readout
from gui.widgets.withheld import MayBeWithheld

PAGES = 20  # Page Up and Page Down move by the line's length divided by this
FLAG = 5.0  # half the width of a finding's mark, in pixels
LEVELS = tuple(Level)
TIP = to_translate(
    "Show the network as it was at any earlier iteration: drag, or use the arrow keys, "
    "Page Up and Page Down, Home and End. At the right end it is now. Tick marks show where "
    "the run left an earlier one, triangles where a finding of Health began: click one, or "
    "press Ctrl and an arrow key, to go there."
)


class WholeLabel(QLabel):
    """A word that is not there where it has no room: a part of it would say nothing."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)


class Timeline(MayBeWithheld, QWidget):
    """Choose an iteration to show; None is the newest.

    `iteration_chosen` carries it, `branch_requested` the one to train on from, and `log_toggled`
    whether the scale is logarithmic from now on.
    """

    iteration_chosen = Signal(object)
    branch_requested = Signal(int)
    log_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._chosen: int | None = None
        self._newest: Snapshot | None = None
        self._heading = theme.make_muted(WholeLabel(tr("Timeline")), theme.heading_font())
        # It must not widen the window before that is known to be low.
        self._heading.setMinimumWidth(1)
        self.slider = MarkedSlider()
        self.slider.setObjectName("timeline")
        self.slider.setAccessibleName(tr("Timeline"))
        self.log = OutlinedButton()
        self.log.setObjectName("timeline_log")
        self.log.setText(tr("Log"))
        self.log.setAccessibleName(tr("Logarithmic timeline"))
        self.log.setToolTip(tr("Give early iterations more room: equal steps are equal factors"))
        self.log.setCheckable(True)
        self.log.toggled.connect(self.slider.set_logarithmic)
        self.log.toggled.connect(self.log_toggled)
        self.label = Readout()
        self.label.setObjectName("timeline_label")
        self.now = push_button("back_to_now", tr("Bac&k to now"), tr("Show the newest iteration"))
        tip = tr("Train on from this iteration, with the settings as they are now: a new run")
        self.go_on = push_button("branch", tr("Go on fro&m here"), tip)
        self._build()
        self.slider.valueChanged.connect(self._slide)
        self.now.clicked.connect(lambda: self.go(None))
        self.go_on.clicked.connect(self._ask_branch)

    def go(self, iteration: int | None) -> None:
        """Choose an iteration to show; None, or one that is not earlier, is the newest.

        What is before the earliest that is known is that one.
        """
        if iteration is not None:
            iteration = max(iteration, self._begin)
            iteration = iteration if iteration < self._end else None
        if iteration != self._chosen:
            self._chosen = iteration
            self._move_handle()
            self.iteration_chosen.emit(iteration)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the length of the run so far, and which iteration is shown."""
        if self._newest is None or snapshot.run != self._newest.run:
            self._chosen = snapshot.inside if snapshot.looking_back else None
            self.slider.setSliderDown(False)
        new = self._newest is None or snapshot.inside_version != self._newest.inside_version
        self._newest = snapshot
        if snapshot.state is State.RUNNING and not new:
            # While it runs the label follows the slower snapshots of the layers.
            return
        self._move_handle()
        self.slider.show_marks(snapshot.branches)
        if not snapshot.looking_back:
            # An earlier iteration knows nothing of what began after it.
            self.slider.show_findings(snapshot.findings)
        self._show_text(snapshot)
        for button in (self.now, self.go_on):
            button.setEnabled(snapshot.looking_back)

    def set_compact(self, on: bool) -> None:
        """Save width, for a low window is a narrow one too: buttons are words alone."""
        self._heading.setHidden(on)
        for button in (self.now, self.go_on):
            button.set_kind(ButtonKind.LINK if on else ButtonKind.PLAIN)

    def _show_text(self, snapshot: Snapshot) -> None:
        """Show the full text, or a briefer one where there is no room."""
        full, *briefer = timeline_texts(snapshot)
        self.label.show_parts([("quiet", full)], *([("quiet", text)] for text in briefer))
        self.label.setToolTip(full)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        row.setSpacing(theme.SPACE)
        row.addWidget(self._heading)
        row.addWidget(self.slider, 1)
        row.addWidget(self.log)
        row.addWidget(self.label, 1)
        for button in (self.now, self.go_on):
            button.setEnabled(False)
            row.addWidget(button)

    def _move_handle(self) -> None:
        """Move the handle to the chosen iteration, unless it is being dragged."""
        end = self._end
        if not self.slider.isSliderDown():
            chosen = end if self._chosen is None else self._chosen
            self.slider.set_position(chosen, end, self._begin)
        self.slider.setEnabled(end > self._begin)

    @property
    def _begin(self) -> int:
        return self._newest.begin if self._newest else 0

    @property
    def _end(self) -> int:
        return self._newest.iteration if self._newest else 0

    def _slide(self, value: int) -> None:
        self.go(value if value < self.slider.maximum() else None)

    def _ask_branch(self) -> None:
        if self._newest is not None:
            self.branch_requested.emit(self._newest.inside)


class MarkedSlider(DragSlider):
    """A slider over iterations, with ticks where the run branched off an earlier one.

    Triangles stand where findings began: a press on one goes there, as Ctrl and an arrow key do.
    On the logarithmic scale iteration i stands at log(1 + i), counted from the first of the line.
    """

    def __init__(self) -> None:
        super().__init__(0, 0)
        self.setToolTip(translate(TIP))
        PlaceTip(self, self._tip_at)
        self._marks: tuple[int, ...] = ()
        self._beginnings: list[tuple[int, Finding]] = []
        self._logarithmic = False

    def set_logarithmic(self, on: bool) -> None:
        """Give the same room to equal factors, or to equal steps."""
        self._logarithmic = on
        self.set_position(self.value(), self.maximum(), self.minimum())
        self.update()

    def show_marks(self, marks: tuple[int, ...]) -> None:
        """Show ticks at these values."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show where these began, the worst on top; those of which that is unknown have no mark."""
        beginnings = [(found.began, found) for found in findings if found.began is not None]
        if beginnings != self._beginnings:
            # Above another is the one that is painted later.
            self._beginnings = sorted(beginnings, key=lambda mark: LEVELS.index(mark[1].level))
            self.update()

    def set_position(self, value: int, end: int, begin: int = 0) -> None:
        """Set the range to begin ... end and the value; repaint only where it changes a pixel."""
        marked = bool(self._marks or self._beginnings)
        before = self._handle_centre(), self.maximum() if marked else 0
        with QSignalBlocker(self):
            self.setRange(begin, end)
            self.setValue(value)
            page = self.value_at(self.share_of(value) + 1 / PAGES) - value
            self.setPageStep(max(1, page))
        if before != (self._handle_centre(), end if marked else 0):
            self.update()

    def share_of(self, value: int) -> float:
        if not self._logarithmic:
            return super().share_of(value)
        length = self.maximum() - self.minimum()
        return math.log1p(value - self.minimum()) / math.log1p(max(1, length))

    def value_at(self, share: float) -> int:
        if not self._logarithmic:
            return super().value_at(share)
        length = self.maximum() - self.minimum()
        return self.minimum() + round(math.expm1(share * math.log1p(length)))

    def grip_at(self, x: float) -> float:
        near = self._near(x)
        return super().grip_at(x) or (x - self._x_of(near[0][0]) if near else 0.0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if not way or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        places = [began for began, _ in self._beginnings if self._is_on_line(began)]
        ahead = [way * began for began in places if way * began > way * self.value()]
        if ahead:
            self.setValue(way * min(ahead))

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        if not self.signalsBlocked():
            super().sliderChange(change)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(theme.pen("note", 2))
        for mark in filter(self._is_on_line, self._marks):
            point = self._point_at(self.share_of(mark))
            for side in (-1, 1):
                end = QPointF(0, side * (RADIUS + 3))
                painter.drawLine(point + QPointF(0, side * 4), point + end)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.pen("window"))
        for began, finding in self._beginnings:
            if self._is_on_line(began):
                x = self._x_of(began)
                painter.setBrush(theme.colour(str(finding.level)))
                corners = (x - FLAG, 0), (x + FLAG, 0), (x, 1.5 * FLAG)
                painter.drawPolygon([QPointF(*corner) for corner in corners])

    def _tip_at(self, place: QPoint) -> str:
        """Return what began there, or what the slider is for."""
        text = "\n".join(finding.sentence() for _, finding in self._near(place.x()))
        return plain_tip(text) if text else translate(TIP)

    def _near(self, x: float) -> list[tuple[int, Finding]]:
        """Return where findings began that a press at x means, the worst of the nearest first."""
        shown = (mark for mark in reversed(self._beginnings) if self._is_on_line(mark[0]))
        near = [mark for mark in shown if abs(self._x_of(mark[0]) - x) <= FLAG]
        return sorted(near, key=lambda mark: abs(self._x_of(mark[0]) - x))

    def _is_on_line(self, iteration: int) -> bool:
        return self.minimum() <= iteration <= self.maximum()

    def _x_of(self, value: int) -> float:
        return self._point_at(self.share_of(value)).x()


def timeline_texts(snapshot: Snapshot) -> list[str]:
    """Return "iteration 1 200 of 2 500 - looking back" and briefer ones, the epoch first if any."""
    if not snapshot.iteration:
        return [tr("nothing to look back at yet"), ""]
    if snapshot.begin == snapshot.iteration:
        return [tr("earlier iterations were not kept")]
    texts = [tr("iteration {inside}, now"), "{inside}"]
    if snapshot.looking_back:
        texts = [
            tr("iteration {inside} of {iteration} - looking back"),
            tr("looking back at iteration {inside}"),
            tr("back at {inside}"),
        ]
    if snapshot.unit == "epoch":
        texts[0] = tr("epoch {epoch}, iteration {inside}, now")
        if snapshot.looking_back:
            texts[0] = tr("epoch {epoch}, iteration {inside} of {iteration} - looking back")
    figures = {
        "inside": grouped(snapshot.inside),
        "iteration": grouped(snapshot.iteration),
        "epoch": grouped(int(snapshot.place_of(snapshot.inside))),
    }
    return [text.format(**figures) for text in texts]
