"""The activations of every hidden layer on every sample, layer under layer."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.data.sample import Sample
from core.data.true_words import list_labels
from core.messages import to_translate, tr, translate
from core.network.targets import LABELS, NUMBERS
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.commands import keys_of
from gui.views.activations.details import DetailPage, picked_text
from gui.views.activations.layer_row import LayerRow
from gui.views.activations.sample_detail import SampleDetail
from gui.views.activations.unit_detail import UnitDetail
from gui.views.csv_table import CsvTable
from gui.views.view import SnapshotView

NOTHING = to_translate("Nothing to show yet: press Train ({keys}).")
NO_LAYER = to_translate(
    "No hidden layer: this network is logistic regression. Drag the network's edge to add one."
)
NO_LAYER_OF_NUMBERS = to_translate(
    "No hidden layer: this network is linear regression. Drag the network's edge to add one."
)
# The pages of the view, one of which is shown.
SENTENCE, LAYERS, DETAILS = range(3)


class ActivationsView(SnapshotView):
    """Show one row per hidden layer; rows are made once and used again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("activations_view", tr("Activations"), parent)
        self.rows: list[LayerRow] = []
        self._drawn_version: int | None = None
        self.sentence = theme.make_muted(QLabel(translate(NOTHING).format(keys=keys_of("train"))))
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, theme.TIGHT, 0, theme.TIGHT)
        self._column.setSpacing(theme.TIGHT)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.sentence)
        layers = QWidget()
        layers.setBackgroundRole(QPalette.ColorRole.Base)
        layers.setLayout(self._column)
        self._pages.addWidget(_scrolling(layers, Qt.ScrollBarPolicy.ScrollBarAlwaysOff))
        self.details = Details()
        self._pages.addWidget(_scrolling(self.details, Qt.ScrollBarPolicy.ScrollBarAsNeeded))
        self.details.left.connect(self._close)
        self.details.changed.connect(self._turn_page)
        self.details.sample_chosen.connect(self.pick)
        self.details.sample_picked.connect(self.sample_picked)
        self.details.sample_opened.connect(self.sample_opened)

    @property
    def extra_probes(self) -> frozenset[str]:
        """Return the names of the probes that the open details need."""
        return self.details.probes

    def show_unit(self, layer: int, unit: int) -> None:
        """Show the strongest and weakest samples of a unit; both are counted from 1."""
        self.details.show_unit(layer, unit)

    def pick(self, place: int) -> None:
        """Show what every layer answers to a sample, by its place among those shown, from 0."""
        self._pick(place)
        self.details.show_sample()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw every hidden layer, unless just these are drawn already."""
        follows = snapshot.experiment.network.hidden and not snapshot.layers
        if follows or snapshot.inside_version == self._drawn_version:
            return
        self._drawn_version = snapshot.inside_version
        of_numbers = snapshot.targets is NUMBERS
        self.sentence.setText(translate(NO_LAYER_OF_NUMBERS if of_numbers else NO_LAYER))
        if self.details.open and (snapshot.layers or self.details.probes <= snapshot.probes.keys()):
            self._pages.setCurrentIndex(DETAILS)
            self.details.show_snapshot(snapshot)
            return
        self._pages.setCurrentIndex(LAYERS if snapshot.layers else SENTENCE)
        while len(self.rows) < len(snapshot.layers):
            self.rows.append(LayerRow())
            number = len(self.rows)
            self.rows[-1].clicked.connect(lambda u, s, l=number: self._choose(l, u, s))
            self._column.addWidget(self.rows[-1])
        groups, names = _groups(snapshot)
        order = _by_what_is_true(snapshot, groups)
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(snapshot.layers))
            if i < len(snapshot.layers):
                row.show_layer(snapshot.layers[i], snapshot, order, groups[order], names)
                row.say_picked(picked_text(snapshot) if i == 0 else "")

    def forget_data(self) -> None:
        """Have no row hold it: fewer layers leave rows hidden as they were."""
        for row in self.rows:
            row.forget_data()

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per unit and one column per sample, numbered as a training sample."""
        if not snapshot.layers:
            return None
        names = [f"sample {number + 1}" for number in snapshot.shown.tolist()]
        rows = (
            (layer.number, unit, *answers.tolist())
            for layer in snapshot.layers
            for unit, answers in enumerate(layer.A, 1)
        )
        return CsvTable(("layer", "unit", *names), rows)

    def show_first_page(self) -> None:
        """Show all layers."""
        if self.details.open:
            self.details.shown = None
            self._turn_page()

    def memory(self) -> tuple[int, int] | bool:
        return self.details.place

    def remember(self, memory: tuple[int, int] | bool) -> None:
        if isinstance(memory, tuple):
            self.show_unit(*memory)
        elif memory:
            self.details.show_sample()

    def recolour(self) -> None:
        self._drawn_version = None
        for row in self.rows:
            row.recolour()

    def _choose(self, layer: int, unit: int, place: int) -> None:
        if place >= 0:
            self._pick(place)
        if unit >= 0:
            self.show_unit(layer, unit + 1)
        else:
            self.details.show_sample()

    def _pick(self, place: int) -> None:
        if self.newest is not None:
            number = int(self.newest.shown[place])
            self.sample_picked.emit(Sample.of(self.newest.dataset, number))

    def _turn_page(self) -> None:
        self._drawn_version = None
        self.probes_changed.emit()
        self.redraw()

    def _close(self) -> None:
        self._turn_page()
        self.setFocus()


class Details(QStackedWidget):
    """Show one unit or one sample in the place of all layers.

    `changed` says that something else is to be shown, `left` that nothing is any more.
    `sample_chosen` carries the place of a sample among those shown, from 0, `sample_picked` a
    Sample, and `sample_opened` wants to see the causes of its answer.
    """

    changed = Signal()
    left = Signal()
    sample_chosen = Signal(int)
    sample_picked = Signal(object)
    sample_opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.unit, self.sample = UnitDetail(), SampleDetail()
        self.shown: DetailPage | None = None
        for detail in (self.unit, self.sample):
            self.addWidget(detail)
            detail.left.connect(self._leave)
            detail.picked.connect(self.changed)
        self.unit.sample_chosen.connect(self.sample_chosen)
        self.sample.unit_chosen.connect(self.show_unit)
        self.sample.sample_picked.connect(self.sample_picked)
        self.sample.sample_opened.connect(self.sample_opened)

    @property
    def probes(self) -> frozenset[str]:
        """Return the names of the probes that the page on show needs."""
        return self.shown.probes if self.shown else frozenset()

    @property
    def open(self) -> bool:
        """Tell whether anything is shown from close by."""
        return self.shown is not None

    @property
    def place(self) -> tuple[int, int] | bool:
        """Return the layer and number of the unit that is shown, else whether a sample is."""
        if self.shown is self.unit:
            return self.unit.layer.number, self.unit.unit.number
        return self.open

    def show_unit(self, layer: int, unit: int) -> None:
        """Show a unit of a layer; both are counted from 1."""
        self.unit.show_unit(layer, unit)
        self._show(self.unit)

    def show_sample(self) -> None:
        """Show the picked sample."""
        self._show(self.sample)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw the chosen unit or sample."""
        if self.shown:
            self.shown.show_snapshot(snapshot)

    def _show(self, page: DetailPage) -> None:
        self.shown = page
        self.setCurrentWidget(page)
        self.changed.emit()
        page.back.setFocus()

    def _leave(self) -> None:
        self.shown = None
        self.left.emit()


def _scrolling(inside: QWidget, across: Qt.ScrollBarPolicy) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidget(inside)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(across)
    return scroll


def _groups(snapshot: Snapshot) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the group of each sample that is shown, and all names: classes, or sets of labels."""
    if snapshot.targets is not LABELS:
        return snapshot.sample_labels, snapshot.classes
    has = snapshot.dataset.train.Y[:, snapshot.shown] > 0.5
    sets, groups = np.unique(has, axis=1, return_inverse=True)
    names = tuple(list_labels(snapshot.classes, one) for one in sets.T)
    return groups.reshape(-1), names


def _by_what_is_true(snapshot: Snapshot, groups: np.ndarray) -> np.ndarray:
    """Order the samples that are shown by their group, or by the first number that is true."""
    if snapshot.targets is NUMBERS:
        return np.argsort(snapshot.dataset.train.Y[0, snapshot.shown], kind="stable")
    return np.argsort(groups, kind="stable")
