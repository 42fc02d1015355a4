"""How the network computes its answer to the picked sample, and how the error goes back."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.calculation.one_weight import WeightUpdate
from core.calculation.sample import SampleCalculation
from core.data.sample import Sample
from core.files import shown
from core.messages import to_translate, tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.calculation.formulas_page import FormulasPage
from gui.views.calculation.network_page import NetworkPage
from gui.views.calculation.page import CalculationPage, Page
from gui.views.calculation.shapes_page import ShapesPage
from gui.views.calculation.step_page import StepPage
from gui.views.calculation.weight_page import WeightPage
from gui.views.calculation.written_page import WrittenPage
from gui.views.csv_table import CsvTable
from gui.views.sample_picker import SamplePicker
from gui.views.view import SnapshotView
from gui.widgets.button import push_button
from gui.widgets.elided_lines import ElidedLines
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.top_page_layout import TopPageLayout
from gui.widgets.zoom_transition import ZoomTransition

PAGES = (
    Page(
        "network",
        to_translate("Network"),
        to_translate("The network drawn with the numbers of the picked sample"),
        NetworkPage,
    ),
    Page(
        "written",
        to_translate("Written out"),
        to_translate("Every matrix of a small network with all of its entries"),
        WrittenPage,
    ),
    Page(
        "shapes",
        to_translate("Shapes"),
        to_translate("Every line of forward, backward and update with the sides of its matrices"),
        ShapesPage,
    ),
    Page(
        "step",
        to_translate("One update"),
        to_translate("An update in four stages: forward, cost, backward, update"),
        StepPage,
    ),
    Page(
        "weight",
        to_translate("One weight"),
        to_translate("The cost over a single weight, its slope, and the step of the present rate"),
        WeightPage,
    ),
    Page(
        "formulas",
        to_translate("Formulas"),
        to_translate("The formulas of this network as text, in LaTeX, or as a NumPy program"),
        FormulasPage,
    ),
)


# So many buttons of pages stay side by side.
HALF = 3


class CalculationView(SnapshotView):
    """Show one of PAGES, which are made when they are first chosen.

    `wanted` carries the order of a page for work beside the window, and `numbers_wanted` says that
    the arrays of the NumPy program are to be saved.
    """

    shows_inside_alone = True
    wanted = Signal(object)
    numbers_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("calculation_view", tr("Calculation"), parent)
        self.sample = SamplePicker("calculation_sample")
        self.previous = push_button(
            "calculation_previous", "‹", tr("The sample before, here and in all other views")
        )
        self.next = push_button(
            "calculation_next", "›", tr("The next sample, here and in all other views")
        )
        self.previous.setAccessibleName(tr("Previous sample"))
        self.next.setAccessibleName(tr("Next sample"))
        self.name = ElidedLines("calculation_sample_name", least=1)
        self.buttons = QButtonGroup(self)
        self.stack, self.area = QWidget(), QScrollArea()
        self.pages = TopPageLayout(self.stack)
        self._places: dict[int, CalculationPage] = {}
        self._lay_out()
        self.transition = ZoomTransition(self.stack, self.pages.setCurrentWidget)
        self.sample.picked.connect(self.sample_picked)
        self.previous.clicked.connect(partial(self._step, -1))
        self.next.clicked.connect(partial(self._step, 1))
        self.buttons.idClicked.connect(self._choose_page)
        self.open_page(0)

    @property
    def page(self) -> CalculationPage:
        """Return the page on top."""
        return self._places[self.buttons.checkedId()]

    def open_page(self, place: int) -> None:
        """Bring a page to the top, by its place in PAGES; it is made now if it is not there.

        Between the network and its matrices, the third depth, it zooms.
        """
        self.buttons.button(place).setChecked(True)
        if place not in self._places:
            self._places[place] = self._made(PAGES[place])
        before, page = self.pages.currentWidget(), self._places[place]
        for outer, inner in ((before, page), (page, before)):
            if isinstance(outer, NetworkPage) and isinstance(inner, WrittenPage):
                self._start_zoom(outer, inner, inwards=inner is page)
        self.pages.setCurrentWidget(page)
        self.area.verticalScrollBar().setValue(0)
        self.probes_changed.emit()
        self.redraw()

    def _choose_page(self, place: int) -> None:
        """Bring the page of a button to the top; that of the network is the whole of it."""
        self.open_page(place)
        if isinstance(self.page, NetworkPage):
            self.page.show_whole()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the page on top."""
        sample = snapshot.sample
        self.sample.show_sample(snapshot.dataset, sample)
        for part in (self.sample, self.previous, self.next):
            part.setVisible(not snapshot.dataset.blank)
        self.name.show_text(shown(sample.name))
        for button, step in ((self.previous, -1), (self.next, 1)):
            button.setEnabled(self._stepped(step) is not None)
        self.page.draw(snapshot)

    def show_first_page(self) -> None:
        """Show the whole network."""
        self._choose_page(0)

    def show_news(self, news: WeightUpdate) -> None:
        """Pass on what came of work that a page wanted."""
        for page in self._places.values():
            page.show_news(news)

    @property
    def extra_probes(self) -> frozenset[str]:
        """Return the probes of the page on top."""
        return self.page.probes

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return every unit's numbers on the picked sample: a row for each unit of each layer."""
        seen: SampleCalculation | None = snapshot.probes.get("calculation")
        if seen is None:
            return None
        columns = ("layer", "unit", "b", "z", "a", "g'(z)", "dL/da", "dL/dz")
        return CsvTable(columns, _unit_rows(seen))

    def memory(self) -> tuple[int, dict[int, Any]]:
        return self.buttons.checkedId(), {n: page.memory() for n, page in self._places.items()}

    def remember(self, memory: tuple[int, dict[int, Any]]) -> None:
        on_top, pages = memory
        for place, known in pages.items():
            self.open_page(place)
            self.page.remember(known)
        self.open_page(on_top)

    def recolour(self) -> None:
        for page in self._places.values():
            page.recolour()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom out by the Escape key."""
        page = self.page
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif isinstance(page, NetworkPage):
            page.show_whole()
        elif isinstance(page, WrittenPage):
            self._open(NetworkPage)

    def _made(self, row: Page) -> CalculationPage:
        page = row.make()
        page.recolour()
        page.wanted.connect(self.wanted)
        if isinstance(page, NetworkPage):
            page.deeper.connect(partial(self._open, WrittenPage))
            page.probes_changed.connect(self.probes_changed)
        elif isinstance(page, FormulasPage):
            page.numbers_wanted.connect(self.numbers_wanted)
        elif isinstance(page, WrittenPage):
            page.left.connect(partial(self._open, NetworkPage))
        self.pages.addWidget(page)
        return page

    def _open(self, kind: type[CalculationPage]) -> None:
        """Open the page of a kind."""
        self.open_page(next(place for place, row in enumerate(PAGES) if row.make is kind))

    def _start_zoom(self, network: NetworkPage, written: WrittenPage, inwards: bool) -> None:
        if self.newest is None:
            return
        written.resize(self.stack.size())
        if inwards:
            layer, unit = network.unit_page.place if network.is_at_unit else (1, 0)
            written.want_unit(layer, unit)
            written.draw(self.newest)
            written.scroll_to_layer(layer)
        else:
            network.draw(self.newest)
        self.transition.start((network, network.anchor), (written, written.anchor), inwards)

    def _step(self, step: int) -> None:
        sample = self._stepped(step)
        if sample:
            self.sample_picked.emit(sample)

    def _stepped(self, step: int) -> Sample | None:
        """Return the sample so many further on its side, None where there is none."""
        if self.newest is None or self.newest.sample.pixels is not None:
            return None
        dataset, sample = self.newest.dataset, self.newest.sample
        side = dataset.test if sample.test and dataset.test else dataset.train
        number = sample.number + step
        return Sample.of(dataset, number, sample.test) if 0 <= number < side.m else None

    def _lay_out(self) -> None:
        top = FlowLayout(theme.SPACE)
        for places in (range(len(PAGES))[:HALF], range(len(PAGES))[HALF:]):
            half = QWidget()
            row = _row(half)
            for place in places:
                page = PAGES[place]
                name = f"calculation_{page.name}"
                button = push_button(name, translate(page.label), translate(page.tip))
                button.setCheckable(True)
                self.buttons.addButton(button, place)
                row.addWidget(button)
            top.addWidget(half)
        picker = QWidget()
        picker.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = _row(picker)
        for part in (self.sample, self.previous, self.next):
            row.addWidget(part)
        row.addWidget(self.name, 1, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(picker)
        body = QVBoxLayout(self)
        body.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        body.setSpacing(theme.TIGHT)
        body.addLayout(top)
        # The page alone scrolls: the buttons above it stay in sight.
        self.area.setWidget(self.stack)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body.addWidget(self.area, 1)


def _row(parent: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(parent)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.TIGHT)
    return row


def _unit_rows(seen: SampleCalculation) -> Iterator[tuple[object, ...]]:
    for l, layer in enumerate(seen.layers, 1):
        back: list[list[float | None]] = [[None] * len(layer.z)] * 2
        if layer.back is not None:
            back = [layer.back.da.tolist(), layer.back.dz.tolist()]
        forward = (part.tolist() for part in (layer.b, layer.z, layer.a, layer.slope))
        for unit, numbers in enumerate(zip(*forward, *back, strict=True), 1):
            yield (l, unit, *numbers)
