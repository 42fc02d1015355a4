"""A sum of products as a table: its terms with their numbers and bars, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from core.calculation.sample import Terms
from core.messages import clauses, listed, tr
from gui import theme
from gui.plots import signed_colours
from gui.views.calculation.sign_colours import sign_colour
from gui.widgets.elided_label import elided
from gui.widgets.number_format import grouped, significant

LEAST_ROWS = 3
# The column of products, counted from that of the names, and the widest column of numbers.
PRODUCT, WIDEST_NUMBER = 3, 90
# The digits of a column, as many as have room, and a long number of three.
DIGITS, LONGEST = (4, 3, 2, 1), "-0.00123"
LEAST_NAME = 46
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Total:
    """A line below the terms: a name, a number in the column of products, and one in the last."""

    name: str
    value: float
    last: float | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A name and the numbers after it, by their columns."""

    name: str
    numbers: dict[int, float]


class TermTable(QWidget):
    """Show as many terms as there is room for, all others as one sum, and totals below.

    `titles` are those of the columns: the names, the two factors, the product and, where each term
    has one more number, that. `chosen` says that its user has chosen another term: a click, or the
    arrow keys, where the table is `choosable`.
    """

    chosen = Signal()

    def __init__(self, name: str, label: str, choosable: bool = False) -> None:
        super().__init__()
        self.choice, self._choosable, self._fitting = 0, choosable, 0
        if choosable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._titles: Sequence[str] = ()
        self._names: Sequence[str] = ()
        self._terms: Terms | None = None
        self._last: np.ndarray | None = None
        self._totals: Sequence[Total] = ()
        self._name_width = 0.0

    def show_terms(
        self,
        titles: Sequence[str],
        names: Sequence[str],
        terms: Terms,
        totals: Sequence[Total],
        last: np.ndarray | None = None,
    ) -> None:
        """Show terms, each with its name and the number of it in `last`."""
        self._titles, self._names, self._terms = titles, names, terms
        self._totals, self._last = totals, last
        self._name_width = self._widest_name()
        self.choice = min(self.choice, len(names) - 1)
        lines = len(names) + bool(terms.left_out) + 1 + len(totals)
        self.setMaximumHeight(
            max(lines * self._line() + theme.SPACE, self.minimumSizeHint().height())
        )
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.describe()

    def minimumSizeHint(self) -> QSize:
        left_out = bool(self._terms and self._terms.left_out) or len(self._names) > LEAST_ROWS
        rows = min(LEAST_ROWS, len(self._names)) + left_out + 1 + len(self._totals)
        return QSize(230, rows * self._line() + theme.SPACE)

    def rows(self, most: int) -> list["_Row"]:
        """Return the lines of at most so many terms, and of the sum of all others."""
        terms = self._terms
        if terms is None:
            return []
        found = []
        for i, name in enumerate(self._names[:most]):
            columns = [terms.left, terms.right, terms.products]
            columns += [] if self._last is None else [self._last]
            found.append(_Row(name, {k: float(part[i]) for k, part in enumerate(columns, 1)}))
        count = terms.left_out + len(self._names[most:])
        if count:
            rest = terms.rest + float(terms.products[most:].sum())
            found.append(_Row(_others(count), {PRODUCT: rest}))
        return found

    def describe(self) -> None:
        """Say what is in sight to who cannot see it, which takes too long for every frame."""
        rows = self._rows_in_sight()
        said = [[row.name, *map(significant, row.numbers.values())] for row in rows]
        self.setAccessibleDescription(str(clauses(map(listed, said))))

    def _rows_in_sight(self) -> list["_Row"]:
        """Return the lines that there is room for."""
        if self._terms is None:
            return []
        room = int((self.height() - theme.TIGHT) / self._line()) - 1 - len(self._totals)
        fits = room if room >= len(self._names) + bool(self._terms.left_out) else room - 1
        return self.rows(max(fits, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._terms is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        line, rows, columns = self._line(), self._rows_in_sight(), self._columns()
        totals = [_Row(total.name, self._numbers_of(total)) for total in self._totals]
        texts = self._written(painter.fontMetrics(), [*rows, *totals], columns[PRODUCT])
        self._paint_titles(painter, columns)
        self._fitting = sum(len(row.numbers) > 1 for row in rows)
        self.choice = min(self.choice, self._fitting - 1)
        if self._choosable:
            ground = theme.colour("accent" if self.hasFocus() else "quiet", 0.2)
            painter.fillRect(QRectF(0, (self.choice + 1) * line + 1, self.width(), line), ground)
        reach = signed_colours.reach_of(self._terms.products)
        painter.setPen(theme.colour("text"))
        for place, row in enumerate(rows):
            top = (place + 1) * line + 1
            if len(row.numbers) > 1:
                self._paint_bar(painter, top, columns[PRODUCT], row.numbers[PRODUCT] / reach)
            self._paint_row(painter, top, columns, row.name, texts[place])
        top = (len(rows) + 1) * line + 2
        for place, total in enumerate(totals, len(rows)):
            if place == len(rows) + len(totals) - 1:
                painter.setPen(theme.pen("border"))
                painter.drawLine(0, top, self.width(), top)
                painter.setPen(theme.colour("text"))
                painter.setFont(_bold())
            self._paint_row(painter, top, columns, total.name, texts[place])
            top += line

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(int(event.position().y() / self._line()) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or not self._choosable:
            super().keyPressEvent(event)
        else:
            self._choose(self.choice + step)

    def _choose(self, place: int) -> None:
        if self._choosable and 0 <= place < self._fitting and place != self.choice:
            self.choice = place
            self.chosen.emit()
            self.update()

    def _paint_titles(self, painter: QPainter, columns: Sequence[Interval]) -> None:
        painter.setPen(theme.colour("quiet"))
        for place, (text, (left, right)) in enumerate(zip(self._titles, columns, strict=False)):
            box = QRectF(left, 0, right - left, self._line())
            fitting = elided(painter.fontMetrics(), text, int(box.width()))
            painter.drawText(box, RIGHT if place else LEFT, fitting)
        painter.setPen(theme.pen("border"))
        painter.drawLine(0, self._line(), self.width(), self._line())

    @staticmethod
    def _numbers_of(total: Total) -> dict[int, float]:
        return {PRODUCT: total.value} | ({} if total.last is None else {PRODUCT + 1: total.last})

    def _paint_bar(self, painter: QPainter, top: int, column: Interval, share: float) -> None:
        """Paint how large a term is beside the largest, from the right end of its column."""
        if np.isfinite(share):
            left, right = column
            width = max(1.0, abs(share) * (right - left))
            bar = QRectF(right - width, top + 2, width, self._line() - 4)
            painter.fillRect(bar, sign_colour(share, 0.45))

    def _paint_row(
        self,
        painter: QPainter,
        top: int,
        columns: Sequence[Interval],
        name: str,
        texts: dict[int, str],
    ) -> None:
        metrics, (left, right) = painter.fontMetrics(), columns[0]
        baseline = top + (self._line() + metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(left, baseline), elided(metrics, name, int(right - left)))
        for place, text in texts.items():
            x = columns[place][1] - metrics.horizontalAdvance(text)
            painter.drawText(QPointF(x, baseline), text)

    def _written(
        self, metrics: QFontMetrics, rows: Sequence["_Row"], column: Interval
    ) -> list[dict[int, str]]:
        """Write each column in as many digits, four at most, as its longest number has room for."""
        width = int(column[1] - column[0])
        written: list[dict[int, str]] = [{} for _ in rows]
        for place in range(1, PRODUCT + 1 + (self._last is not None)):
            values = {n: row.numbers[place] for n, row in enumerate(rows) if place in row.numbers}
            texts: dict[int, str] = {}
            for digits in DIGITS:
                texts = {n: _in(value, digits) for n, value in values.items()}
                if all(metrics.horizontalAdvance(text) <= width for text in texts.values()):
                    break
            for n, text in texts.items():
                written[n][place] = text
        return written

    def _columns(self) -> list[Interval]:
        """Return where the columns are; numbers have room for three digits first."""
        count = PRODUCT + (self._last is not None)
        needed = self._letters[1]
        left_over = self.width() - count * min(needed, WIDEST_NUMBER)
        name = max(min(self._name_width, left_over), self.width() - count * WIDEST_NUMBER)
        name = max(name, min(self._name_width, LEAST_NAME))
        width = (self.width() - name) / count
        ends = [name + place * width for place in range(count + 1)]
        numbers = [(left + theme.TIGHT, right) for left, right in pairwise(ends)]
        return [(0.0, name - theme.TIGHT), *numbers]

    def _widest_name(self) -> float:
        """Return the room of the longest name."""
        metrics = QFontMetrics(theme.small_font())
        names = [*self._titles[:1], *self._names]
        if self._terms is not None:
            names.append(_others(self._terms.left_out + len(self._names)))
        totals = [QFontMetrics(_bold()).horizontalAdvance(total.name) for total in self._totals]
        return max(*map(metrics.horizontalAdvance, names), *totals, 0) + 2 * theme.TIGHT

    def _line(self) -> int:
        return self._letters[0]

    @cached_property
    def _letters(self) -> tuple[int, int]:
        """Return the height of a line and the room of a number, which every cell asks for."""
        metrics = QFontMetrics(theme.small_font())
        return metrics.height() + 1, metrics.horizontalAdvance(LONGEST) + 2 * theme.TIGHT

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.__dict__.pop("_letters", None)
        super().changeEvent(event)


def _in(value: float, digits: int) -> str:
    return significant(value, digits).replace("e-0", "e-").replace("e+0", "e+")


def _others(count: int) -> str:
    return tr("{count} others").format(count=grouped(count))


def _bold() -> QFont:
    font = theme.small_font()
    font.setWeight(QFont.Weight.DemiBold)
    return font
