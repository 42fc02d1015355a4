"""Formulas of MathML as boxes that a painter draws: the few elements that ours are made of.

Proportions after Donald Knuth, "The TeXbook" (1984), appendix G.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPagedPaintDevice, QPainter, QPen

from printing.fonts import metrics, serif

SIZE, SMALLEST = 10.5, 6.0
"""Points of the letters of a formula."""
_SCRIPT, _LARGE = 0.7, 1.35
# Shares of the size: the line of a fraction above the baseline, its thickness and its gaps.
_AXIS, _RULE, _GAP = 0.26, 0.05, 0.12
_OPERATOR_SPACE, _COMMA_SPACE, _COLUMN_SPACE = 0.25, 0.17, 1.0
_SPACED = set("=<>≤≥+−-⊙⋅·→")
_OPENING = set("=<>≤≥+−-⊙⋅·([{,")
_FENCES = set("()[]{}|")
Draw = Callable[[QPainter, float, float], None]


@dataclass(frozen=True, slots=True)
class FormulaBox:
    """A part of a formula: its size around the baseline, and how it is drawn from there."""

    width: float
    ascent: float
    descent: float
    draw: Draw

    @property
    def height(self) -> float:
        return self.ascent + self.descent


class FormulaLayout:
    """Lay formulas out for a device."""

    def __init__(self, device: QPagedPaintDevice) -> None:
        self._device = device
        self._em = metrics(serif(SIZE), device).horizontalAdvance("M")

    def box(self, math: Element, size: float = SIZE) -> FormulaBox:
        """Return the box of an element `math`, in letters of a size in points."""
        return self._row(list(math), size)

    def _part(self, element: Element, size: float) -> FormulaBox:
        children = list(element)
        match element.tag:
            case "mi":
                text = element.text or ""
                upright = len(text) > 1 or element.get("mathvariant") == "normal"
                return self._text(text, serif(size, italic=not upright and text.isalpha()))
            case "mo" if element.text == "∑":
                return self._lowered(element.text, size)
            case "mn" | "mo" | "mtext":
                return self._text(element.text or "", serif(size))
            case "mspace":
                em = float((element.get("width") or "0em").removesuffix("em"))
                return FormulaBox(em * self._unit(size), 0, 0, _nothing)
            case "msup" | "msub" | "msubsup":
                return self._scripts(element.tag, children, size)
            case "munder" | "mover" | "munderover":
                return self._limits(element.tag, children, size)
            case "mfrac":
                return self._fraction(children[0], children[1], size)
            case "msqrt":
                return self._root(self._row(children, size), size)
            case "mtable":
                return self._table(children, size)
        return self._row(children, size)

    def _unit(self, size: float) -> float:
        return self._em * size / SIZE

    def _text(self, text: str, font: QFont) -> FormulaBox:
        about = metrics(font, self._device)

        def draw(painter: QPainter, x: float, y: float) -> None:
            painter.setFont(font)
            painter.drawText(QPointF(x, y), text)

        return FormulaBox(about.horizontalAdvance(text), about.capHeight(), about.descent(), draw)

    def _lowered(self, sign: str, size: float) -> FormulaBox:
        """Return a sign that is larger than letters, around the middle of its line."""
        box, drop = self._text(sign, serif(size * _LARGE)), 0.12 * self._unit(size)
        return _together([(0.0, drop, box)], box.width)

    def _row(self, elements: Sequence[Element], size: float) -> FormulaBox:
        """Put parts beside each other; operators have space, and fences are as high as the rest."""
        unit, placed, x = self._unit(size), [], 0.0
        stretched = [place for place, element in enumerate(elements) if _stretches(element)]
        boxes = [self._part(element, size) for element in elements]
        rest = [box for place, box in enumerate(boxes) if place not in stretched]
        for place in stretched:
            boxes[place] = _as_high(boxes[place], rest)
        before = ""
        for element, box in zip(elements, boxes, strict=True):
            sign = (element.text or "") if element.tag == "mo" else ""
            is_binary = sign in _SPACED and bool(before) and before not in _OPENING
            space = _OPERATOR_SPACE * unit if is_binary else 0.0
            name = element.text or "" if element.tag in ("mi", "mo") else ""
            if len(name) > 1:  # max, log
                space = _COMMA_SPACE * unit
            placed.append((x + space, 0.0, box))
            x += box.width + 2 * space + (_COMMA_SPACE * unit if sign == "," else 0.0)
            before = sign or element.tag
        return _together(placed, x)

    def _scripts(self, tag: str, children: list[Element], size: float) -> FormulaBox:
        base = self._part(children[0], size)
        small = max(size * _SCRIPT, SMALLEST)
        upper = self._part(children[-1], small) if tag != "msub" else None
        lower = self._part(children[1], small) if tag != "msup" else None
        unit, placed, width = self._unit(size), [(0.0, 0.0, base)], 0.0
        if upper:
            rise = max(base.ascent - 0.25 * unit, 0.38 * unit + upper.descent)
            placed.append((base.width + 0.04 * unit, -rise, upper))
            width = upper.width
        if lower:
            drop = max(base.descent * 0.5, 0.0) + 0.18 * unit
            placed.append((base.width, drop, lower))
            width = max(width, lower.width)
        return _together(placed, base.width + width + 0.08 * unit)

    def _limits(self, tag: str, children: list[Element], size: float) -> FormulaBox:
        base = self._part(children[0], size)
        small, gap = max(size * _SCRIPT, SMALLEST), _GAP * self._unit(size)
        below = self._part(children[1], small) if tag != "mover" else None
        above = self._part(children[-1], small) if tag != "munder" else None
        width = max(box.width for box in (base, below, above) if box)
        placed = [((width - base.width) / 2, 0.0, base)]
        if below:
            drop = base.descent + gap + below.ascent
            placed.append(((width - below.width) / 2, drop, below))
        if above:
            placed.append(((width - above.width) / 2, -(base.ascent + gap + above.descent), above))
        return _together(placed, width)

    def _fraction(self, over: Element, under: Element, size: float) -> FormulaBox:
        unit = self._unit(size)
        top, bottom = self._part(over, size), self._part(under, size)
        width = max(top.width, bottom.width) + 2 * _GAP * unit
        axis, gap, rule = _AXIS * unit, _GAP * unit, _RULE * unit

        def line(painter: QPainter, x: float, y: float) -> None:
            painter.setPen(QPen(painter.pen().color(), rule))
            painter.drawLine(QPointF(x, y - axis), QPointF(x + width, y - axis))

        parts = [
            ((width - top.width) / 2, -(axis + gap + top.descent), top),
            ((width - bottom.width) / 2, gap + bottom.ascent - axis, bottom),
            (0.0, 0.0, FormulaBox(width, axis, 0, line)),
        ]
        return _together(parts, width + _GAP * unit)

    def _root(self, inner: FormulaBox, size: float) -> FormulaBox:
        unit = self._unit(size)
        gap, rule, hook = _GAP * unit, _RULE * unit, 0.55 * unit
        top = inner.ascent + 1.5 * gap

        def sign(painter: QPainter, x: float, y: float) -> None:
            painter.setPen(QPen(painter.pen().color(), rule))
            points = [
                QPointF(x, y - 0.3 * unit),
                QPointF(x + 0.2 * hook, y - 0.38 * unit),
                QPointF(x + 0.5 * hook, y + inner.descent),
                QPointF(x + hook, y - top),
                QPointF(x + hook + inner.width + gap, y - top),
            ]
            painter.drawPolyline(points)

        width = hook + inner.width + 2 * gap
        parts = [(hook + gap / 2, 0.0, inner), (0.0, 0.0, FormulaBox(width, top, 0, sign))]
        return _together(parts, width)

    def _table(self, rows: list[Element], size: float) -> FormulaBox:
        unit = self._unit(size)
        cells = [[self._row(list(cell), size) for cell in row] for row in rows]
        columns = max(map(len, cells))
        widths = [
            max(row[column].width for row in cells if column < len(row))
            for column in range(columns)
        ]
        heights = [max(box.height for box in row) + 2 * _GAP * unit for row in cells]
        y, placed = -sum(heights) / 2 - _AXIS * unit, []
        for row, height in zip(cells, heights, strict=True):
            x, ascent = 0.0, max(box.ascent for box in row) + _GAP * unit
            for box, width in zip(row, widths, strict=False):
                placed.append((x, y + ascent, box))
                x += width + _COLUMN_SPACE * unit
            y += height
        return _together(placed, sum(widths) + (columns - 1) * _COLUMN_SPACE * unit)


def _nothing(painter: QPainter, x: float, y: float) -> None:
    """Draw nothing."""


def _stretches(element: Element) -> bool:
    is_fence = (element.text or "") in _FENCES
    return element.tag == "mo" and is_fence and element.get("stretchy") == "true"


def _as_high(fence: FormulaBox, rest: Iterable[FormulaBox]) -> FormulaBox:
    """Stretch a fence upright, so that it is as high as what it holds."""
    ascent = max((box.ascent for box in rest), default=fence.ascent)
    descent = max((box.descent for box in rest), default=fence.descent)
    times = (ascent + descent) / fence.height
    if times <= 1.1:
        return fence

    def draw(painter: QPainter, x: float, y: float) -> None:
        painter.save()
        painter.translate(x, y + descent - fence.descent * times)
        painter.scale(1.0, times)
        fence.draw(painter, 0.0, 0.0)
        painter.restore()

    return FormulaBox(fence.width, ascent, descent, draw)


def _together(placed: list[tuple[float, float, FormulaBox]], width: float) -> FormulaBox:
    """Return boxes at their places around one baseline as one; y goes down."""

    def draw(painter: QPainter, x: float, y: float) -> None:
        for right, down, box in placed:
            pen = painter.pen()
            box.draw(painter, x + right, y + down)
            painter.setPen(pen)

    ascent = max((box.ascent - down for _, down, box in placed), default=0.0)
    descent = max((box.descent + down for _, down, box in placed), default=0.0)
    return FormulaBox(width, ascent, descent, draw)
