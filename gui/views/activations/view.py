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

from core.messages import to_translate, tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.activations.details import DetailPage
from gui.views.activations.layer_row import LayerRow
from gui.views.activations.sample_detail import SampleDetail
from gui.views.activations.unit_detail import UnitDetail
from gui.views.csv_table import CsvTable
from gui.views.view import SnapshotView

NOTHING = to_translate("Nothing to show yet: press Train (F5).")
NO_LAYER = to_translate(
    "No hidden layer: this network is logistic regression. Drag the network's edge to add one."
)


class ActivationsView(SnapshotView):
    """Show one row per hidden layer; rows are made once and used again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("activations_view", tr("Activations"), parent)
        self.rows: list[LayerRow] = []
        self._drawn_version: int | None = None
        self.sentence = theme.make_muted(QLabel(translate(NOTHING)))
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, theme.TIGHT, 0, theme.TIGHT)
        self._column.setSpacing(theme.TIGHT)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.sentence)
        self._pages.addWidget(self._make_scroll())
        self.details = Details()
        self._pages.addWidget(self.details)
        self.details.left.connect(self._close)
        self.details.changed.connect(self._turn_page)

    @property
    def extra_probes(self) -> frozenset[str]:
        """Return the names of the probes that the open details need."""
        return self.details.probes

    def draw(self, snapshot: Snapshot) -> None:
        """Draw every hidden layer, unless just these are drawn already."""
        if snapshot.inside_version == self._drawn_version:
            return
        self._drawn_version = snapshot.inside_version
        self.sentence.setText(translate(NO_LAYER))
        if self.details.open and snapshot.layers:
            self._pages.setCurrentWidget(self.details)
            self.details.show_snapshot(snapshot)
            return
        self._pages.setCurrentIndex(int(len(snapshot.layers) > 0))
        while len(self.rows) < len(snapshot.layers):
            self.rows.append(LayerRow())
            number = len(self.rows)
            self.rows[-1].clicked.connect(lambda u, s, l=number: self.details.choose(l, u, s))
            self._column.addWidget(self.rows[-1])
        order = np.argsort(snapshot.sample_labels, kind="stable")
        labels = snapshot.sample_labels[order]
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(snapshot.layers))
            if i < len(snapshot.layers):
                row.show_layer(
                    snapshot.layers[i], order, labels, snapshot.classes, snapshot.train_count
                )

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

    def recolour(self) -> None:
        self._drawn_version = None
        for row in self.rows:
            row.recolour()

    def _turn_page(self) -> None:
        self._drawn_version = None
        self.probes_changed.emit()
        self.redraw()

    def _close(self) -> None:
        self._turn_page()
        self.setFocus()

    def _make_scroll(self) -> QScrollArea:
        inside, scroll = QWidget(), QScrollArea()
        inside.setBackgroundRole(QPalette.ColorRole.Base)
        inside.setLayout(self._column)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll


class Details(QStackedWidget):
    """Show one unit or one sample in the place of all layers.

    `changed` says that something else is to be shown, `left` that nothing is any more.
    """

    changed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.unit, self.sample = UnitDetail(), SampleDetail()
        self.shown: DetailPage | None = None
        for detail in (self.unit, self.sample):
            self.addWidget(detail)
            detail.left.connect(self._leave)
            detail.picked.connect(self.changed)
        self.unit.sample_chosen.connect(lambda sample: self.choose(1, -1, sample - 1))
        self.sample.unit_chosen.connect(lambda layer, unit: self.choose(layer, unit - 1, -1))

    @property
    def probes(self) -> frozenset[str]:
        """Return the names of the probes that the page on show needs."""
        return self.shown.probes if self.shown else frozenset()

    @property
    def open(self) -> bool:
        """Tell whether anything is shown from close by."""
        return self.shown is not None

    def choose(self, layer: int, unit: int, sample: int) -> None:
        """Show a unit of a layer, counted from 1, or else a sample; both count from 0."""
        if unit >= 0:
            self.unit.show_unit(layer, unit + 1)
        else:
            self.sample.show_sample(sample + 1)
        self.shown = self.unit if unit >= 0 else self.sample
        self.setCurrentWidget(self.shown)
        self.changed.emit()
        self.shown.back.setFocus()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw the chosen unit or sample."""
        if self.shown:
            self.shown.show_snapshot(snapshot)

    def _leave(self) -> None:
        self.shown = None
        self.left.emit()
