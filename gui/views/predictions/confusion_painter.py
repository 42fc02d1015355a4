"""Paint a confusion matrix: right answers in one colour, mistakes in another, by their share."""

from functools import cache

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from core.messages import tr
from gui import theme
from gui.views.predictions.confusion_layout import AXIS, FEW, ConfusionLayout
from gui.widgets.number_format import count_percent, grouped

FAINTEST, STRONGEST = 0.08, 0.9
"""How solid the colour of a cell is that counts anything, and of one that counts all."""
SHADES = 64
"""So many a colour has, so that what can be read on each is found out once."""
CENTRE = Qt.AlignmentFlag.AlignCenter


class ConfusionPainter:
    """Draw one matrix with a painter that is open."""

    def __init__(
        self,
        painter: QPainter,
        layout: ConfusionLayout,
        counts: np.ndarray,
        classes: tuple[str, ...],
    ) -> None:
        self._painter, self._layout = painter, layout
        self._counts, self._classes = counts, classes
        self._totals = counts.sum(axis=1)
        shares = counts / np.maximum(self._totals, 1)[:, np.newaxis]
        self._strengths = np.where(
            counts > 0, FAINTEST + (STRONGEST - FAINTEST) * np.sqrt(shares), 0
        )
        painter.setFont(theme.small_font())
        self._metrics = QFontMetricsF(theme.small_font())
        self._between = self._room_between()

    def draw_cells(self) -> None:
        """Draw every cell: in few classes with its numbers, else all of them as one picture."""
        if len(self._classes) > FEW:
            self._painter.drawImage(self._layout.whole, self._picture())
        else:
            for true, answered in np.ndindex(self._counts.shape):
                self._cell(true, answered)
        self._painter.setPen(theme.pen("border"))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(self._layout.whole)

    def draw_names(self, turned: bool) -> None:
        """Write the axes, and beside and above as many classes' names as there is room for."""
        layout, painter = self._layout, self._painter
        whole = layout.whole
        painter.setPen(theme.colour("quiet"))
        across = QRectF(whole.left(), 0, max(whole.width(), 90), AXIS)
        painter.drawText(across, Qt.AlignmentFlag.AlignLeft, tr("answered class"))
        self._upright(QRectF(0, whole.top(), AXIS, max(whole.height(), 80)), tr("true class"), True)
        painter.setPen(theme.colour("text"))
        line = self._metrics.height()
        for number in range(0, len(self._classes), _every(layout.height, line)):
            self._row_name(number)
        for number in range(0, len(self._classes), _every(layout.width, line)):
            self._column_name(number, turned)

    def outline(self, cell: tuple[int, int], pen: QPen) -> None:
        """Draw a frame around a cell."""
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(self._layout.cell(*cell).adjusted(1, 1, -1, -1))

    def _picture(self) -> QImage:
        """Return the cells as pixels, the more transparent the smaller their share."""
        n = len(self._classes)
        right, wrong = (theme.colour(name).rgb() & 0xFFFFFF for name in ("accent", "error"))
        words = np.where(np.eye(n, dtype=bool), right, wrong).astype(np.uint32)
        words |= np.rint(255 * self._strengths).astype(np.uint32) << 24
        return QImage(words.tobytes(), n, n, 4 * n, QImage.Format.Format_ARGB32).copy()

    def _cell(self, true: int, answered: int) -> None:
        place = self._layout.cell(true, answered)
        count, total = int(self._counts[true, answered]), int(self._totals[true])
        strength = round(SHADES * float(self._strengths[true, answered])) / SHADES
        shade = theme.colour("accent" if true == answered else "error", strength)
        self._painter.fillRect(place, shade)
        self._painter.setPen(theme.pen("groove"))
        self._painter.drawRect(place)
        self._painter.setPen(ink_on(shade) if count else theme.colour("faint"))
        text = grouped(count)
        if self._metrics.horizontalAdvance(text) > place.width() or place.height() < AXIS - 5:
            return
        if count and self._between:
            text += self._between + count_percent(count, total)
        self._painter.drawText(place, CENTRE, text)

    def _room_between(self) -> str:
        """Tell what stands between a count and its share in every cell: nothing without room."""
        shares = [
            count_percent(int(count), int(total))
            for row, total in zip(self._counts, self._totals, strict=True)
            for count in row
        ]
        most = grouped(int(self._counts.max(initial=0)))
        widths = [
            self._metrics.horizontalAdvance(text)
            for text in (most, max(shares, key=len, default=""), "   ")
        ]
        room = self._layout.width - theme.TIGHT
        if self._layout.height >= 2 * self._metrics.height() and max(widths) <= room:
            return "\n"
        return "   " if sum(widths) <= room else ""

    def _row_name(self, number: int) -> None:
        cell = self._layout.cell(number, 0)
        middle = cell.center().y()
        line = self._metrics.height()
        place = QRectF(AXIS, middle - line / 2, self._layout.left - AXIS - theme.TIGHT, line)
        text = self._elided(self._classes[number], place.width())
        self._painter.drawText(place, Qt.AlignmentFlag.AlignRight, text)

    def _column_name(self, number: int, turned: bool) -> None:
        cell = self._layout.cell(0, number)
        if turned:
            line = self._metrics.height()
            left = cell.center().x() - line / 2
            self._upright(
                QRectF(left, AXIS, line, self._layout.top - AXIS), self._classes[number], False
            )
            return
        place = QRectF(cell.left() + 1, AXIS, cell.width() - 2, self._layout.top - AXIS)
        text = self._elided(self._classes[number], place.width())
        self._painter.drawText(place, CENTRE, text)

    def _upright(self, place: QRectF, text: str, centred: bool) -> None:
        """Write from below to above."""
        painter = self._painter
        painter.save()
        painter.translate(place.left(), place.bottom())
        painter.rotate(-90)
        turned = QRectF(2, 0, place.height() - 2, place.width())
        side = Qt.AlignmentFlag.AlignRight if centred else Qt.AlignmentFlag.AlignLeft
        painter.drawText(turned, side, self._elided(text, turned.width()))
        painter.restore()

    def _elided(self, text: str, room: float) -> str:
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)


def ink_on(shade: QColor) -> QColor:
    """Choose what can be read on a shade over the paper: the text's colour, the paper's, or pure.

    Source: Web Content Accessibility Guidelines 2.2, contrast ratio.
    """
    return _ink_on(shade.rgba(), theme.colour("base").rgb(), theme.colour("text").rgb())


@cache
def _ink_on(shaded: int, paper_rgb: int, text_rgb: int) -> QColor:
    shade, paper, text = QColor.fromRgba(shaded), QColor(paper_rgb), QColor(text_rgb)
    alpha = shade.alphaF()
    mixed = [alpha * a + (1 - alpha) * b for a, b in zip(_rgb(shade), _rgb(paper), strict=True)]
    behind = QColor.fromRgbF(*mixed)

    def contrast(ink: QColor) -> float:
        return theme.contrast(ink, behind)

    ink = max((text, paper), key=contrast)
    # In the middle between the two neither is read well.
    readable = contrast(ink) >= theme.READABLE
    return ink if readable else max(map(QColor, ("black", "white")), key=contrast)


def _rgb(colour: QColor) -> list[float]:
    return [colour.redF(), colour.greenF(), colour.blueF()]


def _every(step: float, line: float) -> int:
    """Tell that every how-manieth name has room where they are a step apart."""
    return max(1, int(-(-(line - 2) // step)))
