"""Every line of forward, backward and update with its arrays as rectangles, to one scale."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.calculation.derivation import derive
from core.calculation.forms import shape_text
from core.calculation.lines import Applied, Array, Derivation, Line, Product
from core.messages import fill, tr
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.calculation.flattened_pictures import FlattenedPictures, can_show
from gui.views.calculation.page import CalculationPage, derives_alike
from gui.widgets.check_box import CheckBox
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.plain_text import plain_label

STAGES = ("forward", "backward", "update")
LEAST, DECADE = 8, 30
"""Pixels of a side of one number, and how many a factor of ten adds."""
GAP, MARGIN, BESIDE = 10, 12, 48
MOST_TEXTS = 2_000
HCENTRE = Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True, slots=True)
class Box:
    """An array to be drawn, and the number of columns that it is added to where that is more."""

    array: Array
    broadcast: int = 0
    is_wrong: bool = False

    @property
    def text(self) -> str:
        name = f"{self.array.name}ᵀ" if self.array.transposed else self.array.name
        return f"{name} {shape_text(self.array.shape)}"

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height in pixels; what has one side lies as a row."""
        *rows, columns = self.array.shape
        return _side(columns), _side(rows[0] if rows else 1)

    @property
    def drawn_width(self) -> float:
        return max(self.size[0], _side(self.broadcast))


@dataclass(frozen=True, slots=True)
class Pair:
    """The two matrices of a product, whose inner sides are equal."""

    left: Box
    right: Box


Piece = Box | Pair | str
"""A piece of a line: an array, a product, or text between them."""


class ShapesPage(CalculationPage):
    """Draw the shapes, and what (n,) in place of (n, 1) would make of them."""

    def __init__(self) -> None:
        super().__init__()
        self.flat = CheckBox(tr("(n,) in place of (n, 1)"))
        self.flat.setObjectName("calculation_flat")
        self.flat.setToolTip(
            tr("What becomes of b when db is summed without keepdims=True, as many programs do")
        )
        self.both_ways = CheckBox(tr("X flattened both ways"))
        self.both_ways.setObjectName("calculation_both_ways")
        self.both_ways.setToolTip(
            tr("The first columns of X as pictures: by picture, and as a frequent slip makes them")
        )
        self.pictures = FlattenedPictures()
        self.note = plain_label()
        self.note.setWordWrap(True)
        self.canvas = ShapesCanvas()
        self._snapshot: Snapshot | None = None
        for box in (self.flat, self.both_ways):
            box.toggled.connect(self._redraw)
        boxes = FlowLayout(theme.SPACE)
        boxes.addWidget(self.flat)
        boxes.addWidget(self.both_ways)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.TIGHT)
        body.addLayout(boxes)
        body.addWidget(self.note)
        body.addWidget(self.canvas, 1)
        body.addWidget(self.pictures, 1)

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the shapes of the snapshot's experiment, where they are others than before."""
        before, self._snapshot = self._snapshot, snapshot
        if not derives_alike(before, snapshot):
            self._redraw()

    def _redraw(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        derivation = derive(snapshot.experiment, snapshot.dataset, snapshot.learning_rate)
        self.both_ways.setVisible(can_show(snapshot.dataset))
        is_pictured = self.both_ways.isChecked() and can_show(snapshot.dataset)
        self.flat.setVisible(not is_pictured)
        self.canvas.setVisible(not is_pictured)
        self.pictures.setVisible(is_pictured)
        if is_pictured:
            self.note.setText(
                tr(
                    "The second line has as many rows and columns, so no error tells, but each of "
                    "its columns holds numbers of all pictures. To see what a network learns of "
                    "it, choose Flattening in the settings of the data."
                )
            )
            self.pictures.show_columns(snapshot.dataset)
            return
        self.note.setText(self._note(derivation))
        self.canvas.show_lines(list(_rows(derivation, self.flat.isChecked())))

    def recolour(self) -> None:
        self.canvas.update()

    def _note(self, derivation: Derivation) -> str:
        if self.flat.isChecked():
            units = derivation.line("db1").result.shape[0]
            text = tr(
                "db1 summed without keepdims=True is ({n},). NumPy lays that along the columns: "
                "b1 ({n}, 1) less it is ({n}, {n}), and no error tells."
            )
            if units == 1:
                text = tr("With one unit (1,) and (1, 1) do the same; take more units to see it.")
            return fill(text, n=units)
        text = tr(
            "Sides are drawn to one logarithmic scale. The two thick sides of a product are equal, "
            "and vanish in it; a column b is added to every column, as its dashes show. A sample "
            "is a column: {m} of them, those of one update."
        )
        return fill(text, m=derivation.samples)


class ShapesCanvas(QWidget):
    """Paint lines of arrays, beside each other where there is room, else one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("calculation_shapes_canvas")
        self.setAccessibleName(tr("Shapes"))
        self._rows: list[list[Piece]] = []
        self._sizes: list[tuple[float, float]] = []
        self._text_widths: dict[str, float] = {}

    def show_lines(self, rows: list[list[Piece]]) -> None:
        """Paint these lines in place of those before."""
        if rows != self._rows:
            self._rows = rows
            self._measure()
            self.setAccessibleDescription("\n".join(_text(row) for row in rows))
            self.setMinimumSize(self.sizeHint())
            self.update()

    def sizeHint(self) -> QSize:
        width = max((width for width, _ in self._sizes), default=0)
        least = math.ceil(width) + 2 * MARGIN
        height = max(
            (place.bottom() for place in self._places(max(self.width(), least))), default=0
        )
        return QSize(least, math.ceil(height) + MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumSize(self.sizeHint())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._text_widths.clear()
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        """Find the width and height of every row once: laying out asks for them often."""
        self._sizes = [(self._width(row), self._height(row)) for row in self._rows]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, place in zip(self._rows, self._places(self.width()), strict=True):
            if event.rect().intersects(place.toAlignedRect()):
                self._paint_row(painter, row, place)
        painter.end()

    def _places(self, width: int) -> list[QRectF]:
        """Return where each row is painted: on the line of the one before if that has room."""
        places: list[QRectF] = []
        line: list[QRectF] = []
        x = y = float(MARGIN)
        for row, (across, down) in zip(self._rows, self._sizes, strict=True):
            begins = _is_title(row) or (places and _is_title(self._rows[len(places) - 1]))
            if line and (begins or x + across + MARGIN > width):
                y = max(place.bottom() for place in line)
                line, x = [], float(MARGIN)
            place = QRectF(x, y, across, down)
            x += across + BESIDE
            places.append(place)
            line.append(place)
            bottom = max(place.bottom() for place in line)
            for place in line:
                place.moveBottom(bottom)
        return places

    def _paint_row(self, painter: QPainter, row: list[Piece], place: QRectF) -> None:
        painter.setFont(theme.heading_font() if _is_title(row) else self.font())
        x, y = place.x(), place.y()
        metrics, bottom = QFontMetricsF(self.font()), y + _tallest(row)
        for piece in row:
            width = self._piece_width(piece)
            if isinstance(piece, str):
                painter.setPen(theme.colour("text"))
                middle = y + _tallest(row) / 2 if _tallest(row) else y + metrics.height()
                box = QRectF(x, middle - metrics.height() / 2, 2 * width, metrics.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, piece)
            elif isinstance(piece, Box):
                indent = (width - piece.drawn_width) / 2
                self._paint_box(painter, piece, QPointF(x + indent, bottom))
                self._paint_name(painter, piece, QRectF(x, bottom, width, 0), HCENTRE)
            else:
                self._paint_pair(painter, piece, QPointF(x + self._half(piece.left), bottom))
            x += width

    def _paint_pair(self, painter: QPainter, pair: Pair, joint: QPointF) -> None:
        """Paint a product whose matrices touch at a joint, with its inner sides thick."""
        width, height = pair.left.size[0], pair.right.size[1]
        self._paint_box(painter, pair.left, QPointF(joint.x() - width, joint.y()))
        self._paint_box(painter, pair.right, joint)
        painter.setPen(QPen(theme.colour("accent"), 3))
        painter.drawLine(joint, joint - QPointF(width, 0))
        painter.drawLine(joint, joint - QPointF(0, height))
        left, right = self._half(pair.left), self._half(pair.right)
        under = QRectF(joint.x() - left, joint.y(), left - GAP / 2, 0)
        self._paint_name(painter, pair.left, under, Qt.AlignmentFlag.AlignRight)
        under = QRectF(joint.x() + GAP / 2, joint.y(), right, 0)
        self._paint_name(painter, pair.right, under, Qt.AlignmentFlag.AlignLeft)

    def _paint_box(self, painter: QPainter, box: Box, corner: QPointF) -> None:
        """Paint an array whose lower left corner is here."""
        width, height = box.size
        place = QRectF(corner.x(), corner.y() - height, width, height)
        edge = theme.colour("error" if box.is_wrong else "column_edge")
        if box.broadcast:
            painter.setPen(QPen(edge, 1, Qt.PenStyle.DashLine))
            painter.setBrush(theme.colour("column", 0.25))
            painter.drawRect(QRectF(place.x(), place.y(), box.drawn_width, height))
        painter.setPen(QPen(edge, 1))
        painter.setBrush(theme.colour("error", 0.25) if box.is_wrong else theme.colour("column"))
        painter.drawRect(place)

    def _paint_name(
        self, painter: QPainter, box: Box, under: QRectF, alignment: Qt.AlignmentFlag
    ) -> None:
        painter.setPen(theme.colour("error" if box.is_wrong else "text"))
        under.setHeight(1.3 * QFontMetricsF(self.font()).height())
        painter.drawText(under, alignment | Qt.AlignmentFlag.AlignBottom, box.text)

    def _half(self, box: Box) -> float:
        """Return how much room an array of a product needs on its side of the joint."""
        return max(box.size[0], self._text_width(box.text) + GAP)

    def _piece_width(self, piece: Piece) -> float:
        if isinstance(piece, Pair):
            return self._half(piece.left) + self._half(piece.right)
        if isinstance(piece, str):
            return self._text_width(piece)
        return max(piece.drawn_width, self._text_width(piece.text)) + GAP

    def _text_width(self, text: str) -> float:
        if text not in self._text_widths:
            if len(self._text_widths) > MOST_TEXTS:
                self._text_widths.clear()
            self._text_widths[text] = QFontMetricsF(self.font()).horizontalAdvance(text)
        return self._text_widths[text]

    def _width(self, row: list[Piece]) -> float:
        return sum(map(self._piece_width, row))

    def _height(self, row: list[Piece]) -> float:
        return (
            _tallest(row) + (1.8 if _is_title(row) else 2.4) * QFontMetricsF(self.font()).height()
        )


def _is_title(row: list[Piece]) -> bool:
    return all(isinstance(piece, str) for piece in row)


def _side(count: int) -> float:
    return LEAST + DECADE * math.log10(count) if count else 0.0


def _tallest(row: list[Piece]) -> float:
    return max((box.size[1] for box in _boxes(row)), default=0.0)


def _boxes(row: list[Piece]) -> Iterator[Box]:
    for piece in row:
        if isinstance(piece, Pair):
            yield from (piece.left, piece.right)
        elif isinstance(piece, Box):
            yield piece


def _text(row: list[Piece]) -> str:
    words = []
    for piece in row:
        if isinstance(piece, Pair):
            words.append(f"{piece.left.text} . {piece.right.text}")
        else:
            words.append(piece if isinstance(piece, str) else piece.text)
    return "".join(words)


def _rows(derivation: Derivation, flat: bool) -> Iterator[list[Piece]]:
    """Yield the lines of the stages; with `flat` those that db changes, as (n,) would make them."""
    for name in STAGES:
        stage = derivation.stage(name)
        rows = [list(_pieces(line)) for line in stage.lines if line.result.shape]
        if flat:
            rows = [
                row for row in map(_flattened, rows) if any(box.is_wrong for box in _boxes(row))
            ]
        if rows:
            yield [str(stage.title)]
            yield from rows


def _is_wrong(row: list[Piece]) -> bool:
    return any(box.is_wrong for box in _boxes(row))


def _flattened(row: list[Piece]) -> list[Piece]:
    """Return a line as it is where every db is (n,), and b less it a square."""
    names = {box.array.name for box in _boxes(row)}
    if not any(name.startswith("db") for name in names):
        return row
    flat: list[Piece] = []
    for place, piece in enumerate(row):
        if isinstance(piece, Box) and piece.array.shape[1:] == (1,):
            units = piece.array.shape[0]
            is_sum = piece.array.name.startswith("db")
            shape = (units,) if is_sum else (units, units) if place == 0 else (units, 1)
            wrong = units > 1 and (is_sum or place == 0)
            piece = Box(replace(piece.array, shape=shape), is_wrong=wrong)
        flat.append(piece.replace(", keepdims", "") if isinstance(piece, str) else piece)
    return flat


def _pieces(line: Line) -> Iterator[Piece]:
    yield Box(line.result)
    yield " = "
    columns = line.result.shape[-1]
    for part in line.parts:
        if isinstance(part, Product):
            yield Pair(Box(part.left), Box(part.right))
        elif isinstance(part, Applied):
            yield from _applied(part)
        elif isinstance(part, Array):
            yield _box(part, columns)
        else:
            yield part.plain


def _box(array: Array, columns: int) -> Piece:
    if not array.shape:
        return array.name
    return Box(array, columns if array.shape[1] == 1 < columns else 0)


def _applied(part: Applied) -> Iterator[Piece]:
    """Yield the text of a formula with arrays in the places of their letters."""
    text = part.formula.with_letters("plain", part.letters, lambda letter: f"\0{letter}\0")
    for place, piece in enumerate(text.split("\0")):
        if place % 2:
            array = part.letters[piece]
            yield Box(array) if array.shape else array.name
        elif piece:
            yield piece
