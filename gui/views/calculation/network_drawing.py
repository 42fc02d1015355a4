"""The network as columns of units with edges between them, in the colours of one sample."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from core.calculation.sample import SampleCalculation
from core.experiment.inputs import PictureInputs
from core.messages import tr
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots import signed_colours
from gui.views.calculation.names import (
    layer_title,
    number_name,
    output_name,
    unit_title,
)
from gui.views.calculation.sign_colours import on_ground
from gui.views.calculation.unit_circle import reach_of_layer, unit_colour
from gui.widgets.elided_label import elided
from gui.widgets.number_format import fit_width, grouped, significant
from gui.widgets.place_tip import PlaceTip
from gui.widgets.plain_text import plain_tip
from gui.widgets.zoom_transition import Anchor, ZoomWheel

RADIUS, PITCH, MOST_UNITS = 9, 30, 12
WIDEST_EDGE, MOST_EDGES, EDGE = 6.0, 48, 0.75
LARGEST_PICTURE, LABEL = 190, 96
LEAST_NUMBER = "0.000"

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Edges:
    """The edges between two columns that matter most: units below, units above, weights."""

    below: np.ndarray
    above: np.ndarray
    w: np.ndarray


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things are: the picture's side, 0 without one; each layer's x, its units or pixels."""

    side: float
    columns: list[float]
    centres: list[list[QPointF]]

    @property
    def step(self) -> float:
        """How far the layers are apart."""
        return self.columns[1] - self.columns[0]

    @property
    def is_wide(self) -> bool:
        """Whether a number and its name have room beside each other between two layers."""
        return self.step > LABEL + 2 * RADIUS


class NetworkDrawing(QWidget):
    """Draw the units and edges that matter most for a sample; `opened` carries one unit's place.

    That is its layer from 1 and its number from 0. A click opens a unit, and so does Enter after
    the arrow keys.
    """

    opened = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._seen: SampleCalculation | None = None
        self._shown: list[np.ndarray] = []
        self._edges: list[_Edges] = []
        self._rows = 0
        self._header_height: int | None = None
        # The picture and the edges, which take as long as all the rest.
        self._ground: QPixmap | None = None
        self._focused: Place = (1, 0)
        # A unit that is shown however little it matters: the one that was written out last.
        self._kept: Place | None = None
        self._wheel = ZoomWheel()
        self.setObjectName("calculation_drawing")
        self.setAccessibleName(tr("The network, drawn"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        PlaceTip(self, self._tip_at)

    def show_calculation(self, snapshot: Snapshot, seen: SampleCalculation) -> None:
        """Show these numbers; edges are painted at once, all upon them in a turn of its own."""
        layers = len(self._seen.layers) if self._seen else 0
        self._snapshot, self._seen = snapshot, seen
        self._rows = 0
        self._choose()
        # Its least size has the window laid out again.
        if len(seen.layers) != layers:
            self.updateGeometry()
        if self.isVisible():
            self._present_ground()
        self.update()

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self._ground = None
        self.update()

    def minimumSizeHint(self) -> QSize:
        layers = len(self._seen.layers) if self._seen else 1
        return QSize(min(240 + 50 * layers, 380), 5 * PITCH + self._header())

    def keep(self, layer: int, unit: int) -> None:
        """Show a unit, from 0, of a layer, from 1, and give it the focus."""
        self._kept, self._rows = (layer, unit), 0
        self._choose()
        self._focus(layer, int(np.flatnonzero(self._shown[layer] == unit)[0]))

    def anchor(self, layer: int, unit: int) -> Anchor:
        """Return where a zoom into a unit that is shown begins."""
        return Anchor(self.place_of(layer, unit), RADIUS)

    def place_of(self, layer: int, unit: int) -> QPointF:
        """Return the centre of a unit that is shown."""
        return self._places.centres[layer][int(np.flatnonzero(self._shown[layer] == unit)[0])]

    def nearest(self, point: QPointF) -> Place:
        """Return the unit nearest to a point: its layer, from 1, and its number, from 0."""
        places = [
            ((layer, int(unit)), centre - point)
            for layer in range(1, len(self._shown))
            for unit, centre in zip(self._shown[layer], self._places.centres[layer], strict=True)
        ]
        return min(places, key=lambda place: QPointF.dotProduct(place[1], place[1]))[0]

    def picture_box(self) -> QRectF:
        """Return where the picture of the inputs is."""
        side = self._places.side
        return QRectF(self._picture_corner(side), QSizeF(side, side))

    @property
    def caption(self) -> str:
        """Say how many weights are drawn."""
        if self._seen is None:
            return ""
        whole = sum(layer.W.size for layer in self._seen.layers)
        drawn = sum(len(edges.w) for edges in self._edges)
        text = tr("All {whole} weights are drawn.")
        if drawn < whole:
            text = tr("Drawn are {drawn} of {whole} weights, those that matter most here.")
        return text.format(whole=grouped(whole), drawn=grouped(drawn))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._snapshot is None or self._seen is None:
            return
        self._choose()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small_font())
        # Into a file of lines and letters everything goes as lines and letters.
        if painter.paintEngine().type() is QPaintEngine.Type.Raster:
            painter.drawPixmap(0, 0, self._present_ground())
        else:
            self._paint_ground(painter)
        for layer in range(len(self._shown)):
            self._paint_header(painter, self._snapshot, self._seen, layer)
            self._paint_units(painter, self._snapshot, self._seen, layer)
        painter.setPen(theme.colour("quiet"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        painter.drawText(self.rect().adjusted(0, 0, -theme.TIGHT, 0), flags, self.caption)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._unit_at(event.position())
        if place and event.button() == Qt.MouseButton.LeftButton:
            self._focus(*place)
            self.opened.emit(place[0], int(self._shown[place[0]][place[1]]))
        else:
            super().mouseReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom into the unit nearest to the mouse."""
        event.setAccepted(False)
        if self._seen is not None and self._wheel.steps(self, event) > 0:
            self.opened.emit(*self.nearest(event.position()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._unit_at(event.position())
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.setCursor(hand if over else arrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        layer, row = self._focused
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        step = steps.get(Qt.Key(event.key()))
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if not self._shown:
            super().keyPressEvent(event)
        elif enter:
            self.opened.emit(layer, int(self._shown[layer][row]))
        elif step:
            self._focus(layer + step[0], row + step[1])
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._header_height = None
            self._lay_out_again()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out_again()

    def _choose(self) -> None:
        """Choose the units and edges that there is room for, unless the room is as it was."""
        rows = max(1, min(MOST_UNITS, int(self._body().height() / PITCH)))
        if self._seen is None or rows == self._rows:
            return
        self._rows, self._ground = rows, None
        self._lay_out_again()
        most = [ranked[:rows].copy() for ranked in self._seen.ranking]
        layer, unit = self._kept or (0, 0)
        if layer and layer < len(most) and unit < len(self._seen.ranking[layer]):
            most[layer][-1] = most[layer][-1] if unit in most[layer] else unit
        self._shown = most = [np.sort(units) for units in most]
        self._edges = [
            _strongest(layer.W, layer.inputs, below, above)
            for layer, (below, above) in zip(self._seen.layers, pairwise(most), strict=True)
        ]
        self._focus(*self._focused)

    def _focus(self, layer: int, row: int) -> None:
        layer = min(max(layer, 1), len(self._shown) - 1)
        row = min(max(row, 0), len(self._shown[layer]) - 1)
        self._focused = layer, row
        self.setAccessibleDescription(self._words(layer, row))
        self.update()

    def _words(self, layer: int, row: int) -> str:
        """Say what a unit has come to."""
        if self._seen is None or self._snapshot is None:
            return ""
        numbers, unit = self._seen.layers[layer - 1], int(self._shown[layer][row])
        text = tr("{unit}: z = {z}, a = {a}; click to see where it comes from.")
        return text.format(
            unit=unit_title(self._snapshot, self._seen, layer, unit),
            z=significant(float(numbers.z[unit])),
            a=significant(float(numbers.a[unit])),
        )

    def _tip_at(self, point: QPoint) -> str:
        place = self._unit_at(QPointF(point))
        words = self._words(*place) if place else self._pixel_words(QPointF(point))
        return plain_tip(words) if words else ""

    def _pixel_words(self, point: QPointF) -> str:
        """Say which numbers of x a pixel of the picture is."""
        inputs = self._snapshot.dataset.inputs if self._snapshot else None
        box = self.picture_box()
        if self._seen is None or not isinstance(inputs, PictureInputs) or not box.contains(point):
            return ""
        side = box.width() / inputs.size
        most = inputs.size - 1
        row = min(int((point.y() - box.top()) / side), most)
        column = min(int((point.x() - box.left()) / side), most)
        first = (row * inputs.size + column) * inputs.channels
        text = tr("x{number} = {value}: {name} (row, column)")
        lines = [
            text.format(
                number=place + 1,
                value=significant(float(self._seen.x[place])),
                name=number_name(self._snapshot, 0, place) if self._snapshot else "",
            )
            for place in range(first, first + inputs.channels)
        ]
        column_of = tr("The picture is a column of {count} numbers: row by row, column by column.")
        lines.append(column_of.format(count=grouped(inputs.count)))
        return "\n".join(lines)

    def _header(self) -> int:
        """Return the height of two lines; a painting asks for it hundreds of times."""
        if self._header_height is None:
            self._header_height = 2 * QFontMetrics(theme.small_font()).height() + theme.TIGHT
        return self._header_height

    def _body(self) -> QRectF:
        return QRectF(self.rect()).adjusted(0, self._header(), 0, -self._header() / 2)

    def _lay_out_again(self) -> None:
        """Have places found anew when they are asked for."""
        self.__dict__.pop("_places", None)

    @cached_property
    def _places(self) -> _Layout:
        """Where things are; a painting asks for it hundreds of times."""
        body, inputs = self._body(), self._snapshot.dataset.inputs if self._snapshot else None
        side = 0.0
        if isinstance(inputs, PictureInputs):
            side = min(body.height() - theme.SPACE, LARGEST_PICTURE, self.width() / 4)
        # Right of the units is room for their numbers.
        first = (side or self._input_room()) + theme.SPACE + RADIUS
        columns = np.linspace(first, self.width() - LABEL - 3 * RADIUS, len(self._shown)).tolist()
        centres = [
            self._units(x, len(units)) for x, units in zip(columns, self._shown, strict=True)
        ]
        if centres and isinstance(inputs, PictureInputs):
            centres[0] = self._pixels(inputs, side)
        return _Layout(side, columns, centres)

    def _units(self, x: float, count: int) -> list[QPointF]:
        """Return the centres of so many units, one below the other."""
        body = self._body()
        pitch = min(body.height() / count, 1.6 * PITCH)
        top = body.center().y() - pitch * (count - 1) / 2
        return [QPointF(x, top + row * pitch) for row in range(count)]

    def _pixels(self, inputs: PictureInputs, side: float) -> list[QPointF]:
        """Return the centres of the pixels that matter most, in a picture of this side."""
        rows, columns = np.divmod(self._shown[0] // inputs.channels, inputs.size)
        corner, pixel = self._picture_corner(side), side / inputs.size
        return [
            corner + QPointF((column + 0.5) * pixel, (row + 0.5) * pixel)
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        ]

    def _picture_corner(self, side: float) -> QPointF:
        return QPointF(theme.TIGHT, self._body().center().y() - side / 2)

    def _input_room(self) -> float:
        """Return the width of the names of inputs."""
        return min(max(LABEL, self.width() / 6), 2 * LABEL)

    def _unit_at(self, point: QPointF) -> Place | None:
        """Return the layer and the row of the unit at a point."""
        for layer in range(1, len(self._shown)):
            centres = self._places.centres[layer]
            half = (centres[1] - centres[0]).y() / 2 if len(centres) > 1 else PITCH / 2
            width = min(LABEL, self._places.step - theme.TIGHT)
            for row, centre in enumerate(centres):
                if QRectF(centre.x() - 12, centre.y() - half, width, 2 * half).contains(point):
                    return layer, row
        return None

    def _present_ground(self) -> QPixmap:
        ratio, size = self.devicePixelRatio(), self.size()
        if self._ground is None or self._ground.size() != size * ratio:
            self._ground = QPixmap(size * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._ground)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter)
            painter.end()
        return self._ground

    def _paint_ground(self, painter: QPainter) -> None:
        self._paint_picture(painter)
        for layer, edges in enumerate(self._edges):
            self._paint_edges(painter, layer, edges)

    def _paint_picture(self, painter: QPainter) -> None:
        if self._seen is None or self._snapshot is None or not self._places.side:
            return
        inputs = self._snapshot.dataset.inputs
        assert isinstance(inputs, PictureInputs)
        pixels = np.ascontiguousarray(
            signed_colours.pictures(self._seen.x[:, np.newaxis], inputs)[0]
        )
        size = inputs.size
        image = QImage(pixels.data, size, size, 3 * size, QImage.Format.Format_RGB888)
        painter.drawImage(self.picture_box(), image)
        side = self._places.side / size
        painter.setPen(theme.pen("text"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for centre in self._places.centres[0]:
            half = max(side / 2, 2.0)
            painter.drawRect(QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half))

    def _paint_edges(self, painter: QPainter, layer: int, edges: _Edges) -> None:
        below, above = self._places.centres[layer], self._places.centres[layer + 1]
        reach = signed_colours.reach_of(edges.w)
        colours = {sign: on_ground(sign, EDGE) for sign in (-1.0, 0.0, 1.0)}
        shares = np.nan_to_num(edges.w / reach)
        widths = np.maximum(0.5, WIDEST_EDGE * np.abs(shares)).tolist()
        signs = np.sign(shares).tolist()
        for i, k, sign, width in zip(edges.below, edges.above, signs, widths, strict=True):
            painter.setPen(QPen(colours[sign], width))
            painter.drawLine(below[i], above[k])

    def _paint_header(
        self, painter: QPainter, snapshot: Snapshot, seen: SampleCalculation, layer: int
    ) -> None:
        side = self._places.side
        x = self.picture_box().center().x() if side and not layer else self._places.columns[layer]
        step = self._places.step if layer else max(side, self._places.step)
        room = min(step, 2 * LABEL) - theme.TIGHT
        lines = self._header_lines(snapshot, seen, layer)
        if any(painter.fontMetrics().horizontalAdvance(line) > int(room) for line in lines):
            lines = self._short_header_lines(seen, layer)
        left = min(max(x - room / 2, 0), self.width() - room)
        height = self._header() // 2
        painter.setPen(theme.colour("quiet"))
        for line, words in enumerate(lines):
            box = QRectF(left, line * (height - 1), room, height)
            fitting = elided(painter.fontMetrics(), words, int(room))
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, fitting)

    def _header_lines(
        self, snapshot: Snapshot, seen: SampleCalculation, layer: int
    ) -> tuple[str, str]:
        """Say what a layer is and how much of it is shown, as far as two layers have room for."""
        title = layer_title(snapshot, seen, layer) if layer else tr("inputs x")
        if layer and not self._places.is_wide:
            last = layer == len(seen.layers)
            title = tr("output") if last else tr("layer {layer}").format(layer=layer)
        text = tr("{shown} of {count} shown") if self._places.is_wide else tr("{shown} of {count}")
        count, shown = seen.network.sizes[layer], len(self._shown[layer])
        return title, text.format(shown=grouped(shown), count=grouped(count))

    def _short_header_lines(self, seen: SampleCalculation, layer: int) -> tuple[str, str]:
        count, shown = seen.network.sizes[layer], len(self._shown[layer])
        return str(layer) if layer else "x", f"{grouped(shown)}/{grouped(count)}"

    def _paint_units(
        self, painter: QPainter, snapshot: Snapshot, seen: SampleCalculation, layer: int
    ) -> None:
        if not layer and self._places.side:
            return
        values = (seen.layers[layer - 1].a if layer else seen.x)[self._shown[layer]]
        reach, outline = reach_of_layer(seen, layer), theme.pen("faint")
        ground, ink = theme.colour("base", 0.8), theme.colour("text")
        units = zip(self._shown[layer].tolist(), values.tolist(), strict=True)
        for row, (unit, value) in enumerate(units):
            centre = self._places.centres[layer][row]
            painter.setBrush(unit_colour(value, reach))
            focused = layer and self.hasFocus() and (layer, row) == self._focused
            painter.setPen(theme.pen("accent", 3.0) if focused else outline)
            painter.drawEllipse(centre, RADIUS, RADIUS)
            lines = self._label(painter.fontMetrics(), snapshot, seen, (layer, unit), value)
            self._paint_label(painter, lines, centre, bool(layer), (ground, ink))

    def _label(
        self,
        metrics: QFontMetrics,
        snapshot: Snapshot,
        seen: SampleCalculation,
        place: Place,
        value: float,
    ) -> list[str]:
        """Write a number with its name, as much as has room."""
        layer, unit = place
        name, figure = number_name(snapshot, layer, unit), significant(value, 3)
        if layer == len(seen.layers):
            return [output_name(snapshot, unit), tr("a = {value}").format(value=figure)]
        if not layer:
            return [name, tr("x = {value}").format(value=figure)]
        if self._places.is_wide:
            return [tr("{name} = {value}").format(name=name, value=figure)]
        width = int(self._places.step) - 2 * RADIUS - theme.SPACE
        # Where hardly a digit has room the number is in the tooltip alone.
        has_room = width >= metrics.horizontalAdvance(LEAST_NUMBER)
        return [name, *([fit_width(value, metrics, width)] if has_room else [])]

    def _paint_label(
        self,
        painter: QPainter,
        lines: list[str],
        centre: QPointF,
        is_unit: bool,
        colours: tuple[QColor, QColor],
    ) -> None:
        """Paint lines left of an input or right of a unit, in the second colour on the first."""
        metrics = painter.fontMetrics()
        height = metrics.height() - 1
        room = int(LABEL if is_unit else self._input_room()) - 2 * theme.TIGHT
        widths = [metrics.horizontalAdvance(line) for line in lines]
        if max(widths) > room:
            lines = [elided(metrics, line, room) for line in lines]
            widths = [metrics.horizontalAdvance(line) for line in lines]
        across = max(widths) + theme.TIGHT
        left = centre.x() + (RADIUS + 3 if is_unit else -RADIUS - 3 - across)
        box = QRectF(left, centre.y() - len(lines) * height / 2, across, len(lines) * height)
        ground, ink = colours
        painter.fillRect(box, ground)
        painter.setPen(ink)
        for place, (line, width) in enumerate(zip(lines, widths, strict=True)):
            x = left if is_unit else left + across - width
            painter.drawText(QPointF(x, box.top() + place * height + metrics.ascent()), line)


def _strongest(W: np.ndarray, inputs: np.ndarray, below: np.ndarray, above: np.ndarray) -> _Edges:
    """Return the edges between units that are shown whose |w a| is largest."""
    w = W[np.ix_(above, below)]
    with np.errstate(all="ignore"):
        strength = np.nan_to_num(np.abs(w * inputs[below]))
    order = np.argsort(-strength, axis=None, kind="stable")[:MOST_EDGES]
    rows, columns = np.unravel_index(order[::-1], w.shape)
    return _Edges(columns, rows, w[rows, columns])
