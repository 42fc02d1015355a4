"""How probabilities become answers: a threshold, a temperature, and none of these."""

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.messages import to_translate, tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.calibration.page import CalibrationPage, Page
from gui.views.calibration.refusal_page import RefusalPage
from gui.views.calibration.temperature_page import TemperaturePage
from gui.views.calibration.threshold_page import ThresholdPage
from gui.views.csv_table import CsvTable
from gui.views.view import SnapshotView
from gui.widgets.button import push_button
from gui.widgets.plain_text import plain_label
from gui.widgets.readout import set_label_text

PAGES = (
    Page(
        "threshold",
        to_translate("Threshold"),
        to_translate("The threshold of two classes on the ROC and the precision-recall curve"),
        ThresholdPage,
    ),
    Page(
        "temperature",
        to_translate("Probabilities"),
        to_translate("Whether what is said with 80 % comes true in 80 %, and how to make it so"),
        TemperaturePage,
    ),
    Page(
        "refusal",
        to_translate("None of these"),
        to_translate("What the network refuses to answer, unsure of it or far from all it knows"),
        RefusalPage,
    ),
)


class CalibrationView(SnapshotView):
    """Show one of PAGES, each of which draws a probe of its own.

    Until somebody has chosen one, it is the first that has something to say of the data.
    """

    shows_inside_alone = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("calibration_view", tr("Calibration"), parent)
        self.buttons = QButtonGroup(self)
        self.stack = QStackedWidget()
        self.untrained = theme.make_muted(plain_label())
        self.untrained.setObjectName("calibration_untrained")
        self.pages: tuple[CalibrationPage, ...] = tuple(row.make() for row in PAGES)
        self._is_chosen = False
        self._lay_out()
        self.buttons.idClicked.connect(self.open_page)
        self._bring_up(0)

    @property
    def page(self) -> CalibrationPage:
        """Return the page on top."""
        return self.pages[self.buttons.checkedId()]

    def open_page(self, place: int) -> None:
        """Bring a page to the top, by its place in PAGES."""
        self._is_chosen = True
        self._bring_up(place)
        self.redraw()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the page on top."""
        if not self._is_chosen:
            places = (n for n, page in enumerate(self.pages) if not page.why_empty(snapshot))
            first = next(places, 0)
            if first != self.buttons.checkedId():
                self._bring_up(first)
        set_label_text(self.untrained, str(snapshot.untrained or ""))
        self.untrained.setVisible(bool(snapshot.untrained))
        self.page.draw(snapshot)

    @property
    def extra_probes(self) -> frozenset[str]:
        """Return the probe of the page on top."""
        return frozenset({self.page.probe})

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return the numbers of the page on top."""
        return self.page.table(snapshot)

    def recolour(self) -> None:
        for page in self.pages:
            page.recolour()

    def _bring_up(self, place: int) -> None:
        self.buttons.button(place).setChecked(True)
        self.stack.setCurrentWidget(self.pages[place])
        self.probes_changed.emit()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.TIGHT)
        for place, (row, page) in enumerate(zip(PAGES, self.pages, strict=True)):
            name = f"calibration_{row.name}"
            button = push_button(name, translate(row.label), translate(row.tip))
            button.setCheckable(True)
            self.buttons.addButton(button, place)
            top.addWidget(button)
            self.stack.addWidget(page)
            page.changes.connect(self.changes)
        top.addSpacing(theme.SPACE)
        top.addWidget(self.untrained, 1)
        top.addStretch(0)
        body = QVBoxLayout(self)
        body.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        body.setSpacing(theme.SPACE)
        body.addLayout(top)
        body.addWidget(self.stack, 1)
