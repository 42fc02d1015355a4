"""The network drawn with the numbers of the picked sample, and one unit of it written out."""

from functools import cached_property

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from core.calculation.sample import SampleCalculation
from core.messages import tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.calculation.cost_sentences import cost_text, loss_text
from gui.views.calculation.network_drawing import NetworkDrawing
from gui.views.calculation.page import CalculationPage
from gui.views.calculation.unit_circle import RADIUS
from gui.views.calculation.unit_page import UnitPage
from gui.views.lazy_view import NO_SAMPLES
from gui.widgets.plain_text import plain_label
from gui.widgets.readout import RunningText
from gui.widgets.top_page_layout import TopPageLayout
from gui.widgets.zoom_transition import Anchor, ZoomTransition


class NetworkPage(CalculationPage):
    """Show the whole network over the loss and the cost; a click on a unit zooms to it.

    `deeper` says that its user zooms further into a unit: to the matrices that it is part of.
    """

    deeper = Signal()
    probes_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Snapshot, SampleCalculation] | None = None
        self.drawing = NetworkDrawing()
        self.legend = theme.make_muted(
            plain_label(
                tr(
                    "Red is above 0 and blue below: a of units and w of edges, which are as wide "
                    "as |w|. Click a unit to see how it comes to its a."
                )
            )
        )
        self.loss, self.cost = RunningText("calculation_loss"), RunningText("calculation_cost")
        self.no_samples = theme.make_muted(plain_label(translate(NO_SAMPLES)))
        self.no_samples.setWordWrap(True)
        self.no_samples.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.whole = QWidget()
        body = QVBoxLayout(self.whole)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.TIGHT)
        body.addWidget(self.drawing, 1)
        self.legend.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.legend.setSizePolicy(policy)
        for words in (self.legend, self.loss, self.cost):
            body.addWidget(words)
        self.zoom = TopPageLayout(self)
        for page in (self.whole, self.no_samples):
            self.zoom.addWidget(page)
        self.transition = ZoomTransition(self, self.zoom.setCurrentWidget)
        self.zoom.currentChanged.connect(self._choose_probes)
        self.drawing.opened.connect(self.open_unit)

    @cached_property
    def unit_page(self) -> UnitPage:
        """Return the page of one unit, which is made when it is first wanted: plots take long."""
        page = UnitPage()
        page.recolour()
        page.left.connect(self.show_whole)
        page.deeper.connect(self.deeper)
        self.zoom.addWidget(page)
        return page

    def enterEvent(self, event: QEnterEvent) -> None:
        """Make the page of a unit before a click wants it."""
        super().enterEvent(event)
        self.unit_page.ensurePolished()

    @property
    def is_at_unit(self) -> bool:
        """Tell whether a unit is written out."""
        return self.zoom.currentWidget() not in (self.whole, self.no_samples)

    @property
    def anchor(self) -> Anchor:
        """Return where a zoom into the matrices begins: the unit, or the middle of the network."""
        if self.is_at_unit:
            return self.unit_page.circle.anchor_in(self)
        return Anchor(QPointF(self.rect().center()), RADIUS)

    def open_unit(self, layer: int, unit: int) -> None:
        """Zoom to a unit, from 0, of a layer from 1."""
        self.unit_page.open_unit(layer, unit)
        if self._shown is None:
            return
        self._fill(self.unit_page)
        if not self.is_at_unit:
            self._start_zoom(inwards=True)

    def show_whole(self) -> None:
        """Zoom out to the whole network, where the unit that was written out has the focus."""
        if self._shown is None or not self.is_at_unit:
            return
        self._fill(self.whole)
        self._start_zoom(inwards=False)
        self.drawing.setFocus()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the calculation, or leave what is there until it comes."""
        seen: SampleCalculation | None = snapshot.probes.get("calculation")
        if snapshot.dataset.blank and snapshot.sample.pixels is None:
            self._shown = None
            self.zoom.setCurrentWidget(self.no_samples)
        elif seen is not None and (self._shown is None or self._shown[1] is not seen):
            # While a run goes on every second snapshot repeats the probe of the one before.
            self._shown = snapshot, seen
            self._choose_probes()
            page = self.unit_page if self.is_at_unit else self.whole
            self._fill(page)
            self.zoom.setCurrentWidget(page)

    def _choose_probes(self) -> None:
        """Ask for the slopes of all samples where a unit shows those of some."""
        few = self._shown and len(self._shown[0].shown) < self._shown[0].train_count
        probes = frozenset({"standing"} if self.is_at_unit and few else ())
        if probes != self.probes:
            self.probes = probes
            self.probes_changed.emit()

    def recolour(self) -> None:
        if "unit_page" in self.__dict__:
            self.unit_page.recolour()
        self.drawing.recolour()

    def memory(self) -> tuple[int, int] | None:
        return self.unit_page.place if self.is_at_unit else None

    def remember(self, memory: tuple[int, int] | None) -> None:
        if memory:
            self.unit_page.open_unit(*memory)
            self.zoom.setCurrentWidget(self.unit_page)

    def _fill(self, page: QWidget) -> None:
        """Put the newest numbers on one of the pages."""
        if self._shown is None:
            return
        snapshot, seen = self._shown
        if page is self.whole:
            self.drawing.show_calculation(snapshot, seen)
            self.loss.show_text(loss_text(snapshot, seen))
            self.cost.show_text(cost_text(snapshot, seen))
        else:
            self.unit_page.show_calculation(snapshot, seen)

    def _start_zoom(self, inwards: bool) -> None:
        for page in (self.whole, self.unit_page):
            page.setGeometry(self.rect())
            # A page that was never seen has no places of its parts yet.
            page.ensurePolished()
            layout = page.layout()
            if layout is not None:
                layout.activate()
        place = self.unit_page.place
        self.drawing.keep(*place)
        start = self.drawing.anchor(*place)
        start = start._replace(centre=self.drawing.mapTo(self.whole, start.centre))
        self.transition.start(
            (self.whole, start),
            (self.unit_page, self.unit_page.circle.anchor_in(self.unit_page)),
            inwards,
            self.unit_page.circle.colour,
        )
