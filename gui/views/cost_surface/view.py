"""The cost over two directions in weight space, and the path that training took across it."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from core.experiment.settings import Experiment
from core.messages import fill, paragraph, to_translate, tr, translate
from core.training.analyses.cost_surface import Plane, Surface
from core.training.analyses.surface_comparison import (
    COMPARISONS,
    ComparedSurfaces,
    Comparison,
    ComparisonChoice,
)
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.views.cost_surface.plane_choice import PlaneChoice
from gui.views.cost_surface.surface_pair import SurfacePair
from gui.views.cost_surface.surface_plot import SurfacePlot, surface_rows
from gui.views.csv_table import CsvTable
from gui.views.view import SnapshotView
from gui.widgets.field_outline import OutlinedBox
from gui.widgets.number_format import percent

NOTHING = to_translate(
    "The surface is drawn when the run stands still: pause it, or let it finish."
)
WORKING = to_translate("The surface is being worked out.")
BROKEN = to_translate(
    "There is no surface: about iteration {iteration} the cost is no finite number anywhere. Try "
    "a lower learning rate."
)
CAPTION = to_translate(
    "Cost of {samples:,} samples about iteration {iteration:,}. The path from the dot to the star "
    "is laid down onto this plane: only at the star is the colour its own cost."
)
NO_PATH = to_translate(
    "Cost of {samples:,} samples about iteration {iteration:,}, as seen from above; the path to "
    "the star was not kept."
)
COMPARING = to_translate(
    "Two short runs from the same first weights and their surfaces are made: {share} done."
)
COMPARED = to_translate(
    "The same network on the same data from the same first weights; each path is from the dot to "
    "the star, and each surface has colours of its own."
)
NO_CHOICE = to_translate("There is nothing to compare here: only one choice suits the targets.")
Request = Plane | Comparison
# What is said besides, of random directions and of a moment that is looked back to.
LENGTH = to_translate(
    "A step of 1 changes the weights of a layer by their own length, or by 1 where they are all 0."
)
WITHOUT = to_translate("{penalty} is not in it.")
RING = to_translate("The ring is iteration {iteration:,}.")


class CostSurfaceView(SnapshotView):
    """Show the surface about the run where it stands; it is asked for at rest, and only then.

    In place of the run's own surface it compares two, as a row of COMPARISONS says. `requested`
    carries the Plane of a surface, or the Comparison, that somebody wants to see.
    """

    requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("cost_surface_view", tr("Cost surface"), parent)
        self.sentence = theme.make_muted(QLabel(translate(NOTHING)))
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self.mode = OutlinedBox()
        self.mode.setObjectName("surface_mode")
        self.mode.addItem(tr("this run"))
        self.mode.addItems([translate(row.label) for row in COMPARISONS.values()])
        self.mode.setAccessibleName(tr("What the surface is of"))
        self.choice, self.plot, self.pair = PlaneChoice(), SurfacePlot(), SurfacePair()
        self.caption = theme.make_muted(QLabel())
        self._asked: tuple[int, int | Experiment, Request] | None = None
        self._awaited = 0
        self.choice.changed.connect(self.redraw)
        self.pair.changed.connect(self.redraw)
        self.mode.currentIndexChanged.connect(self._change_mode)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.sentence)
        self._pages.addWidget(self.plot)
        self._pages.addWidget(self.pair)
        self._build()

    def draw(self, snapshot: Snapshot) -> None:
        self.choice.show_sizes(sizes_of(snapshot))
        if self._comparison:
            self.pair.offer(tuple(self._comparison.sides(snapshot.targets.name)))
        request = self._request(snapshot)
        if request is None:
            self._say_instead(translate(NO_CHOICE))
            return
        if request == self._asked and self._pages.currentWidget() is self.pair:
            return
        if snapshot.state is State.RUNNING:
            self._asked = None
            self._say_instead(translate(NOTHING))
            return
        if self._pages.currentWidget() is self.plot:
            self._mark(snapshot)
        if request != self._asked:
            self._asked = request
            self.show_progress(0.0)
            self._awaited += 1
            self.requested.emit(request[-1])

    def show_progress(self, share: float) -> None:
        """Say how much of what was asked for is done."""
        if self._asked:
            text = translate(COMPARING if self._comparison else WORKING)
            self.sentence.setText(fill(text, share=percent(share, 0)))

    def show_result(self, request: Request, result: Surface | ComparedSurfaces | None) -> None:
        """Show what was worked out; ask again for what was ended, unless something else is due."""
        self._awaited -= 1
        if self._asked is None or request != self._asked[-1]:
            return
        if result is None:
            # A request ends the one before: with another on its way a third would end that.
            if not self._awaited:
                self._asked = None
                self.redraw()
            return
        if self.newest is None or result.run != self.newest.run:
            return
        if isinstance(result, ComparedSurfaces):
            self.caption.setText(translate(COMPARED))
            self.pair.show_surfaces(result, self.newest.targets)
            self._pages.setCurrentWidget(self.pair)
        else:
            self._show_surface(result, self.newest)

    def _show_surface(self, surface: Surface, snapshot: Snapshot) -> None:
        if not np.isfinite(surface.costs).any():
            iteration = int(surface.iterations[-1])
            self._say_instead(translate(BROKEN).format(iteration=iteration))
            return
        self.plot.show_surface(surface)
        self._mark(snapshot)
        self._pages.setCurrentWidget(self.plot)

    def _request(self, snapshot: Snapshot) -> tuple[int, int | Experiment, Request] | None:
        """Return the run, what of it is seen, and what to ask for; None without a choice."""
        if self._comparison is None:
            return snapshot.run, snapshot.iteration, self.choice.plane
        sides = self.pair.sides
        if sides is None:
            return None
        comparison = Comparison(sides, self.choice.plane, self._comparison.with_rates)
        return snapshot.run, snapshot.experiment, comparison

    @property
    def _comparison(self) -> ComparisonChoice | None:
        """Return what is compared, None where the surface is the run's own."""
        rows = (None, *COMPARISONS.values())
        return rows[self.mode.currentIndex()]

    def _change_mode(self) -> None:
        """Compare over two weights and widely: near where it ends most surfaces are alike."""
        if self._comparison:
            self.choice.show_two_weights()
        self._asked = None
        self._say_instead("")
        self.redraw()

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per grid point, then one per point of the path with its iteration."""
        if self._comparison:
            shown = self.pair.shown
            if shown is None or shown.run != snapshot.run:
                return None
            names = shown.surfaces[0].surface.names
            columns = ("surface", *names, "cost", "iteration of the descent")
            return CsvTable(columns, self.pair.rows())
        surface = self.plot.surface
        if surface is None or surface.run != snapshot.run:
            return None
        return CsvTable((*surface.names, "cost", "iteration of the run"), surface_rows(surface))

    def run_ended(self, last: Snapshot) -> None:
        self._pages.setCurrentWidget(self.sentence)
        self.caption.clear()

    def memory(self) -> int:
        """Return how many surfaces are on their way: they come here though others asked."""
        return self._awaited

    def remember(self, memory: int) -> None:
        self._awaited = memory

    def recolour(self) -> None:
        self.plot.recolour()
        self.pair.recolour()

    def _mark(self, snapshot: Snapshot) -> None:
        """Mark the moment that is looked back to, and say what is drawn."""
        surface = self.plot.surface
        if surface is None:
            return
        self.plot.mark_iteration(snapshot.inside if snapshot.looking_back else None)
        now = int(surface.iterations[-1])
        caption = NO_PATH if now and len(surface.iterations) == 1 else CAPTION
        sentences = [fill(translate(caption), samples=surface.samples, iteration=now)]
        if snapshot.penalty:
            sentences.append(fill(translate(WITHOUT), penalty=snapshot.penalties))
        if snapshot.looking_back:
            sentences.append(fill(translate(RING), iteration=snapshot.inside))
        if surface.plane.weights is None:
            sentences.append(translate(LENGTH))
        text = paragraph(*sentences)
        self.caption.setText(text)
        self.caption.setToolTip(text)

    def _say_instead(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self._pages.setCurrentWidget(self.sentence)
        self.caption.clear()

    def _build(self) -> None:
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.caption.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self.mode)
        top.addWidget(self.choice)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        column.addLayout(top)
        column.addWidget(self.caption)
        column.addLayout(self._pages, 1)


def sizes_of(snapshot: Snapshot) -> tuple[int, ...]:
    """Return n[0] ... n[L] of the network."""
    data = snapshot.dataset
    return (data.inputs.count, *snapshot.experiment.network.hidden, len(data.train.Y))
