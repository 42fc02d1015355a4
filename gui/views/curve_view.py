"""The base of views of curves: a title, a readout, a plot, and a sentence while it is empty."""

from enum import Enum
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from core.messages import listed, paragraph, to_translate, tr, translate
from core.training.analyses.seed_runs import Band, SeedResults
from core.training.history import Curve
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.commands import keys_of
from gui.plots.plot import Plot
from gui.plots.running_range import Interval
from gui.views.seed_band import Scale, SeedBand
from gui.views.view import SnapshotView
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.help_button import help_button
from gui.widgets.number_format import grouped, round_up
from gui.widgets.plain_text import plain_tip
from gui.widgets.readout import Part, Readout, set_label_text

HEADER = 28


class Wording(Enum):
    """How long the readout is: with words for what is in brackets, without, or figures alone.

    BARE figures have fewer digits, and no unit.
    """

    FULL = "full"
    SHORT = "short"
    FIGURES = "figures"
    BARE = "bare"


# A view lower than this leaves its room to the curves, so high, and their values: no more notes
# stand there than leave that, and what the others say is said where the mouse rests.
LOW, LEAST_PLOT = 150, 90
NOTHING = to_translate("Nothing to show yet: press Train ({keys}).")
NO_DATA = to_translate("Nothing to show yet: open data to train on.")
UNITS = {"iteration": to_translate("iteration"), "epoch": to_translate("epoch")}


class CurveView(SnapshotView):
    """Curves over iterations, with the values under the mouse, or else the newest.

    A subclass implements `main_curve`, `frame`, `draw_curves`, `values_at` and `leaving_text`.
    `picked` carries the iteration that was clicked, None for now; `reached` the end of x, which
    the other plot takes too. `skipped` says that the newest snapshot was not this view's turn.
    """

    picked = Signal(object)
    reached = Signal(float)

    def __init__(self, name: str, label: str, plot: Plot, parent: QWidget | None = None) -> None:
        super().__init__(name, label, parent)
        self.plot = plot
        self.plot.setAccessibleName(label)
        self.readout = Readout(HEADER)
        self.header = QHBoxLayout()
        self.header.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        self.header.setSpacing(theme.SPACE)
        self._buttons, self._written = QWidget(), QWidget()
        self.buttons = QHBoxLayout(self._buttons)
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self._lines = QVBoxLayout(self._written)
        self._lines.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        self._notes: list[QLabel] = []
        self.leaving = self.add_note()
        self._pointed: float | None = None
        self._seed_results: SeedResults | None = None
        self._before = (0, 0)
        self._least_end = 0.0
        self.skipped = False
        self.train_band = SeedBand(plot, "train")
        self.test_band = SeedBand(plot, "test")
        self.other_band = SeedBand(plot, "quiet")
        self._pages = QStackedLayout()
        self._lay_out(label)
        self.plot.moved.connect(self.redraw)
        self.plot.hovered.connect(self.point_at)
        self.plot.clicked.connect(self._pick)

    def reach(self, end: float) -> None:
        """Let x end here at least, where the plot beside this one ends."""
        if end != self._least_end:
            self._least_end = end
            self.redraw()

    def show_seed_results(self, seed_results: SeedResults | None) -> None:
        """Draw these runs behind the curves of their own experiment from now on, or none."""
        self._seed_results = seed_results
        self.redraw()

    def seed_runs_of(self, snapshot: Snapshot) -> SeedResults | None:
        """Return the runs of other seeds that belong to a run, if there are any."""
        seed_results = self._seed_results
        known = seed_results is not None and len(seed_results.seeds) > 1
        return (
            seed_results
            if seed_results and known and seed_results.is_of(snapshot.experiment)
            else None
        )

    def show_bands(
        self, train: Band | None, test: Band | None, scale: Scale, other: Band | None = None
    ) -> None:
        """Draw the band of each, or none; `other` is what the test's is compared with."""
        bands = ((self.train_band, train), (self.test_band, test), (self.other_band, other))
        for drawn, band in bands:
            drawn.show(band if band is not None and len(band.at) else None, scale, self.plot.x_span)

    def main_curve(self, snapshot: Snapshot) -> Curve:
        """Return the curve whose points the mouse finds."""
        raise NotImplementedError

    def frame(self, snapshot: Snapshot) -> tuple[Interval, Interval]:
        """Return the intervals of x and y that fit everything."""
        raise NotImplementedError

    def draw_curves(self, snapshot: Snapshot) -> None:
        """Draw the curves on a plot whose frame fits."""
        raise NotImplementedError

    def values_at(self, snapshot: Snapshot, at: float, wording: Wording) -> list[Part]:
        """Return the readout's parts for this x: pairs of a colour's name and a text.

        Of figures alone the colours say what they are.
        """
        raise NotImplementedError

    def leaving_text(self, snapshot: Snapshot) -> str:
        """Say how far a curve goes that leaves the plot, nothing where none does."""
        raise NotImplementedError

    def has_anything(self, snapshot: Snapshot) -> bool:
        """Tell whether there is something to draw."""
        return len(self.main_curve(snapshot).at) > 0 or self.seed_runs_of(snapshot) is not None

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the curves and the readout, unless it is the turn of the views inside the network.

        While a run goes on, curves are not drawn for a snapshot with new layers: half the work
        for each, and something new at every frame.
        """
        before, self._before = self._before, (snapshot.run, snapshot.inside_version)
        new = before[0] == snapshot.run and before[1] != snapshot.inside_version
        self.skipped = new and not self.skipped and snapshot.state is State.RUNNING
        if self.skipped:
            return
        anything = self.has_anything(snapshot)
        self._pages.setCurrentIndex(int(anything))
        set_label_text(self.empty, _nothing_text(snapshot.dataset.blank))
        if anything:
            self.plot.set_unit(translate(UNITS[snapshot.unit]))
            self.plot.set_frame(*self.frame(snapshot))
            self.draw_curves(snapshot)
            self.plot.mark(shown_iteration(snapshot))
        self.write_note(self.leaving, self.leaving_text(snapshot))
        if snapshot.state is not State.RUNNING:
            # For who cannot see the curves, and not at every frame.
            self.plot.setAccessibleDescription(self._in_words(snapshot))
        self._say(snapshot)

    def point_at(self, x: float | None) -> None:
        """Read the values near x; None reads the newest."""
        self._pointed = x
        if self.newest is not None:
            self._say(self.newest)

    def memory(self) -> Any:
        """Return the intervals that its user looks at, None while all is shown."""
        return None if self.plot.following else (self.plot.x_span, self.plot.y_span)

    def remember(self, memory: Any) -> None:
        if memory:
            self.plot.zoom_to(*memory)

    def recolour(self) -> None:
        self.plot.recolour()
        self.train_band.recolour()
        self.test_band.recolour()
        self.other_band.recolour()

    def minimumSizeHint(self) -> QSize:
        """Return the least size, without the notes, which go where there is no room for them."""
        notes = self._lines.totalMinimumSize().height()
        return super().minimumSizeHint() - QSize(0, notes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = event.size().height() < LOW
        self._buttons.setHidden(low)
        self.plot.set_unit_shown(not low)
        self._fit_notes()

    def add_note(self, name: str = "") -> QLabel:
        """Add a line of text above the plot, whose end is left out where the view is narrow.

        The first that is added is the last to go where the view is low.
        """
        note = theme.make_muted(ElidedLabel())
        note.setObjectName(name)
        note.hide()
        self._lines.addWidget(note)
        self._notes.append(note)
        return note

    def write_note(self, note: QLabel, text: str, details: str = "") -> None:
        """Write in a line above the plot, with more `details` under the mouse, or nothing."""
        set_label_text(note, text, details or text)
        self._fit_notes()

    def _fit_notes(self) -> None:
        said = [note for note in self._notes if note.text()]
        room = len(said)
        if self.height() < LOW:
            free = self.height() - HEADER - LEAST_PLOT
            room = min(room, max(0, free // self.fontMetrics().height()))
        for note in self._notes:
            note.setVisible(note in said[:room])
        unsaid = "\n".join(note.text() for note in said[room:])
        self.plot.setToolTip(plain_tip(unsaid) if unsaid else "")

    def _say(self, snapshot: Snapshot) -> None:
        at = self.main_curve(snapshot).at
        if not len(at):
            self.plot.point_at(None)
            self.readout.show_parts([])
            return
        back = shown_iteration(snapshot) if self._pointed is None else self._pointed
        # Curves end at different places: without a place, each is read at its own end.
        x = np.inf if back is None else float(at[nearest(at, back)])
        self.plot.point_at(None if self._pointed is None else x)
        exact = self._pointed is not None or x == back
        place = "" if back is None else _place(snapshot.unit, x, exact)
        self.readout.show_parts(
            _listed(place, self.values_at(snapshot, x, Wording.FULL)),
            _listed(place, self.values_at(snapshot, x, Wording.SHORT)),
            _listed("", self.values_at(snapshot, x, Wording.FIGURES)),
            _listed("", self.values_at(snapshot, x, Wording.BARE)),
        )

    def _in_words(self, snapshot: Snapshot) -> str:
        """Say how the curves begin and end, and where the main one is lowest and highest."""
        curve, unit = self.main_curve(snapshot), translate(UNITS[snapshot.unit])
        if not len(curve.at):
            return ""

        def values(at: float) -> object:
            return listed(text for _, text in self.values_at(snapshot, at, Wording.SHORT))

        text = tr("From {first}, {unit} {start}, to {last}, {unit} {end}.").format(
            first=values(float(curve.at[0])),
            last=values(np.inf),
            unit=unit,
            start=grouped(curve.at[0]),
            end=grouped(curve.at[-1]),
        )
        real = np.flatnonzero(np.isfinite(curve.values))
        if not len(real):
            return text
        ends = (curve.at[real[choose(curve.values[real])]] for choose in (np.argmin, np.argmax))
        low, high = map(float, ends)
        turns = tr("Lowest at {unit} {low}: {least}; highest at {unit} {high}: {most}.").format(
            unit=unit, low=grouped(low), least=values(low), high=grouped(high), most=values(high)
        )
        return paragraph(text, turns)

    def _pick(self, x: float | None) -> None:
        if self.newest is not None and self.newest.iteration:
            self.picked.emit(None if x is None else self.newest.iteration_at(x))

    def _lay_out(self, label: str) -> None:
        self.title = theme.make_muted(QLabel(label), theme.heading_font())
        self.header.addWidget(self.title)
        self.header.addWidget(self.readout, 1)
        self.header.addWidget(self._buttons)
        self.header.addWidget(help_button(f"{self.objectName()}_help", lambda: self))
        empty = self.empty = theme.make_muted(QLabel(_nothing_text(False)))
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.header)
        layout.addWidget(self._written)
        layout.addLayout(self._pages, 1)
        # Only now: a page without a parent would be shown for a moment as a window of its own.
        for page in (empty, self.plot):
            self._pages.addWidget(page)


def _nothing_text(blank: bool) -> str:
    return translate(NO_DATA) if blank else translate(NOTHING).format(keys=keys_of("train"))


def _place(unit: str, x: float, exact: bool) -> str:
    text = tr("{unit} {number}: ") if exact else tr("nearest point, {unit} {number}: ")
    return text.format(unit=translate(UNITS[unit]), number=grouped(x))


def _listed(place: str, values: list[Part]) -> list[Part]:
    """Put commas between values, behind the place that they are of."""
    parts: list[Part] = [("text", place)]
    for value in values:
        parts += [("text", ", ")] * (len(parts) > 1) + [value]
    return parts


def nearest(at: np.ndarray, x: float) -> int:
    """Return the index of the value nearest to x in a growing vector."""
    right = int(np.clip(np.searchsorted(at, x), 1, max(len(at) - 1, 1)))
    if len(at) == 1:
        return 0
    return right if at[right] - x < x - at[right - 1] else right - 1


def value_at(curve: Curve, x: float) -> float | None:
    """Return the curve's value nearest to x; None for an empty curve."""
    return float(curve.values[nearest(curve.at, x)]) if len(curve.at) else None


def shown_iteration(snapshot: Snapshot) -> float | None:
    """Return the x of the earlier iteration that is shown; None for the newest."""
    return snapshot.place_of(snapshot.inside) if snapshot.looking_back else None


def planned_end(snapshot: Snapshot) -> float:
    """Return the x at which this run will end."""
    return snapshot.place_of(snapshot.iterations)


def end_of(snapshot: Snapshot, curves: list[np.ndarray]) -> float:
    """Return the end of x that fits curves with these `at`: round, and never after the plan.

    A round end stands still while the run grows towards it.
    """
    newest = max((float(at[-1]) for at in curves if len(at)), default=0.0)
    return max(min(round_up(newest), planned_end(snapshot)), 1.0)
