"""The network's predictions over the plane of two inputs, or along a single one."""

from collections.abc import Iterator
from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from core.data.byte_matrix import as_float
from core.data.true_words import number_text
from core.experiment.inputs import TableInputs
from core.files import shown
from core.messages import fill, to_translate, tr, translate
from core.network.activations import ACTIVATIONS
from core.network.targets import CLASSES
from core.training.snapshots.probes.answer_curve import AnswerCurve
from core.training.snapshots.probes.boundary import Boundary
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.boundary.brush import Brush, Point
from gui.views.boundary.curve_panel import CurvePanel
from gui.views.boundary.paint_tools import ERASE, INSPECT, PaintTools
from gui.views.boundary.unit_tiles import LayerTiles, UnitTiles
from gui.views.csv_table import CsvTable
from gui.views.sample_plane import SamplePlane, answer_colours, number_span
from gui.views.view import SnapshotView
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.number_format import significant
from gui.widgets.plain_text import plain_label

NO_PLANE = to_translate(
    "The decision boundary can be drawn where samples have two numbers: take points (Flower, "
    "Moons, Painted points) on the left; and a curve where one number tells another (Wave)."
)
NO_PLANE_OF_TABLE = to_translate(
    "The decision boundary can be drawn where a row has two numbers: leave the other columns out "
    "in Data, under Use."
)
# Room for two tiles beside each other, and the scroll bar.
TILES_WIDTH = 142


class BoundaryView(SnapshotView):
    """Show the decision surface with the samples on it, and every hidden unit's own surface.

    Of a network of one input that learns numbers it shows the answer curve with its hinges.
    """

    shows_inside_alone = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("boundary_view", tr("Boundary"), parent)
        self.sentence = theme.make_muted(plain_label(translate(NO_PLANE)))
        self.sentence.setWordWrap(True)
        self.sentence.setMargin(theme.SPACE)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.plane, self.tiles, self.tools = SamplePlane(), UnitTiles(), PaintTools()
        self._curve: CurvePanel | None = None
        self.caption = theme.make_muted(ElidedLabel())
        self._brush: Brush | None = None
        self.tiles.chosen.connect(lambda _: self.redraw())
        self.plane.pressed.connect(self._begin)
        self.plane.dragged.connect(self._touch)
        self.plane.released.connect(self._end)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.sentence)
        self._pages.addWidget(self._build())

    @property
    def curve(self) -> CurvePanel:
        """Return the page of a network of one input, made where it is first seen."""
        if self._curve is None:
            self._curve = CurvePanel()
            self._curve.sample_picked.connect(self.sample_picked)
            self._curve.recolour()
            self._pages.addWidget(self._curve)
        return self._curve

    def draw(self, snapshot: Snapshot) -> None:
        seen, curve = (snapshot.probes.get(name) for name in ("boundary", "answer_curve"))
        if isinstance(curve, AnswerCurve):
            self._pages.setCurrentWidget(self.curve)
            self.curve.show_curve(snapshot, curve)
            return
        self._pages.setCurrentIndex(int(isinstance(seen, Boundary)))
        of_table = isinstance(snapshot.dataset.inputs, TableInputs)
        self.sentence.setText(translate(NO_PLANE_OF_TABLE if of_table else NO_PLANE))
        if not isinstance(seen, Boundary):
            return
        self.tools.setVisible(snapshot.targets is CLASSES)
        self.tools.show_classes(snapshot.classes)
        self.tiles.show_layers(_tiles(snapshot, seen))
        self._show_surface(snapshot, seen)
        if self._brush is None:
            self.plane.show_data(snapshot.dataset, snapshot.sample)

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return the predicted class, or the chosen unit's activation, one row per point."""
        curve = snapshot.probes.get("answer_curve")
        if isinstance(curve, AnswerCurve):
            columns = (*_names(snapshot), f"{snapshot.classes[0]} answered")
            return CsvTable(columns, zip(curve.x.tolist(), curve.answers.tolist(), strict=True))
        seen = snapshot.probes.get("boundary")
        if not isinstance(seen, Boundary):
            return None
        unit = self.tiles.unit
        if unit is not None:
            values = seen.units[unit[0]][unit[1]]
            name = f"A of layer {unit[0] + 1} unit {unit[1] + 1}"
            return CsvTable((*_names(snapshot), name), _places(seen, values))
        if seen.values is not None:
            columns = (*_names(snapshot), f"{snapshot.classes[0]} answered")
            return CsvTable(columns, _places(seen, seen.values))
        answers = np.array(snapshot.classes)[seen.winner]
        columns = (*_names(snapshot), "class answered", "probability")
        return CsvTable(columns, _places(seen, answers, seen.certainty))

    def recolour(self) -> None:
        self.plane.recolour()
        self.plane.forget()
        if self._curve:
            self._curve.recolour()

    def _show_surface(self, snapshot: Snapshot, seen: Boundary) -> None:
        unit = self.tiles.unit
        if unit is None and seen.values is not None:
            pixels, (low, high) = (
                answer_colours(seen, snapshot.dataset),
                number_span(snapshot.dataset),
            )
            text = tr("colour: {name} answered and true, from {low} (dark) to {high}").format(
                name=shown(snapshot.classes[0]), low=number_text(low), high=number_text(high)
            )
        elif unit is None:
            pixels = answer_colours(seen, snapshot.dataset)
            text = tr("colour: answer, strong where sure")
            if snapshot.dataset.test:
                text = tr("colour: answer; rings: test points")
        else:
            values = seen.units[unit[0]][unit[1]]
            activation = snapshot.experiment.network.activations[unit[0]]
            pixels = _colours(values, activation)
            text = tr("layer {layer}, unit {unit}: from {low} (dark) to {high}")
            if ACTIVATIONS[activation].is_signed:
                text = tr("layer {layer}, unit {unit}: {low} to {high}, red is positive")
            text = text.format(
                layer=unit[0] + 1,
                unit=unit[1] + 1,
                low=significant(float(values.min())),
                high=significant(float(values.max())),
            )
        self.plane.show_picture(pixels, seen.x1, seen.x2)
        self.caption.setText(text)
        self.caption.setToolTip(text)

    def forget_data(self) -> None:
        """Show other samples at the next drawing."""
        self.plane.forget()
        if self._curve:
            self._curve.forget()

    def _begin(self, place: QPointF) -> None:
        if self.newest is None:
            return
        if self.tools.tool == INSPECT or self.newest.targets is not CLASSES:
            picked = self.plane.nearest_sample(self.newest.dataset, place)
            if picked:
                self.sample_picked.emit(picked)
            return
        tool = None if self.tools.tool == ERASE else self.tools.tool
        self._brush = Brush(_points(self.newest), tool)
        self._touch(place)

    def _touch(self, place: QPointF) -> None:
        brush = self._brush
        if brush is None or not brush.touch(place.x(), place.y(), self.plane.pixel()):
            return
        table = np.array(brush.points)
        self.plane.show_samples(self.plane.train, table[:, :2].T, table[:, 2].astype(np.intp))
        self.plane.show_samples(self.plane.test, np.empty((2, 0)), np.empty(0, np.intp))
        names = self.newest.classes if self.newest else ()
        self.changes.emit(
            {
                "data.kind": "painted",
                "data.points": list(brush.points),
                "data.class_names": list(names),
            }
        )

    def _end(self) -> None:
        self._brush = None
        self.plane.forget()
        self.redraw()

    def _build(self) -> QWidget:
        scroll, page = QScrollArea(), QWidget()
        scroll.setWidget(self.tiles)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setMinimumWidth(TILES_WIDTH)
        # A sentence may be cut, but never makes the window wider.
        top = QHBoxLayout()
        top.addWidget(self.tools)
        top.addWidget(self.caption, 1)
        left = QVBoxLayout()
        left.addLayout(top)
        left.addWidget(self.plane, 1)
        line = QHBoxLayout(page)
        line.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        line.setSpacing(theme.WIDE)
        line.addLayout(left, 2)
        line.addWidget(scroll, 1)
        return page


def _names(snapshot: Snapshot) -> tuple[str, ...]:
    return getattr(snapshot.dataset.inputs, "names", ("x1", "x2"))


def _places(seen: Boundary, *grids: np.ndarray) -> Iterator[tuple[object, ...]]:
    """Yield x1, x2 and the value of every grid (rows of x2, columns of x1), row by row."""
    high, wide = grids[0].shape
    x1, x2 = np.linspace(*seen.x1, wide), np.linspace(*seen.x2, high)
    flat = (grid.ravel().tolist() for grid in grids)
    return zip(np.tile(x1, high).tolist(), np.repeat(x2, wide).tolist(), *flat, strict=True)


def _points(snapshot: Snapshot) -> list[Point]:
    """Return all samples as points, test samples last."""
    parts = [snapshot.dataset.train, *([snapshot.dataset.test] if snapshot.dataset.test else [])]
    return [
        (round(float(x1), 4), round(float(x2), 4), int(label))
        for part in parts
        for (x1, x2), label in zip(as_float(part.X).T, part.labels, strict=True)
    ]


def _tiles(snapshot: Snapshot, seen: Boundary) -> tuple[LayerTiles, ...]:
    network = snapshot.experiment.network
    title = tr("layer {number} - {units}, {activation}")
    return tuple(
        LayerTiles(
            title.format(
                number=l + 1,
                units=fill(tr("{count} {count:unit|units}"), count=network.hidden[l])
                if len(units) == network.hidden[l]
                else tr("{some} of {count} units").format(some=len(units), count=network.hidden[l]),
                activation=translate(ACTIVATIONS[name].label),
            ),
            np.stack([_colours(unit, name) for unit in units]),
        )
        for l, (units, name) in enumerate(zip(seen.units, network.activations, strict=True))
    )


def _colours(values: np.ndarray, activation: str) -> np.ndarray:
    """Colour one unit's values: from 0 where it never is negative, else evenly about 0."""
    values = np.nan_to_num(values)
    row = ACTIVATIONS[activation]
    signed = row.is_signed
    most = max(float(np.abs(values).max()), np.finfo(np.float32).tiny)
    if row.is_bounded:
        most = row.range[1]
    share = values / most * (0.5 if signed else 1.0) + (0.5 if signed else 0.0)
    return _table(signed)[np.clip(share * 255, 0, 255).astype(np.uint8)]


@cache
def _table(signed: bool) -> np.ndarray:
    colours = theme.signed_map() if signed else theme.activation_map()
    table: np.ndarray = colours.getLookupTable(nPts=256)
    return table[:, :3]
