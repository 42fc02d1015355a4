"""The axes that plots of a run need: whole numbers, percentages, and costs on either scale."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFontMetrics

from core.messages import percentage
from gui.widgets.number_format import NO_BREAK_SPACE, grouped, significant

LABELLED = np.log10([1.0, 2.0, 5.0])
# Over more decades than this only powers of ten are labelled, and no more than so many.
FEW, MOST = 3, 8
# Between two labels in a row, in pixels; where they have less, every second, fifth, or tenth is
# written.
GAP, EACH = 6, (1, 2, 5, 10)


class CountAxis(pg.AxisItem):
    """An axis of whole numbers, written in groups of three; as many as have room side by side."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        texts = [grouped(value) if abs(value % 1) < 1e-6 else "" for value in values]
        low, high = self.range
        if self.orientation != "bottom" or not any(texts) or not spacing or high <= low:
            return texts
        metrics = QFontMetrics(self.style["tickFont"] or self.font())
        needed = max(map(metrics.horizontalAdvance, texts)) + GAP
        apart = spacing / (high - low) * self.width()
        each = next((number for number in EACH if number * apart >= needed), EACH[-1])
        written = (round(value / spacing) % each == 0 for value in values)
        return [text if wanted else "" for text, wanted in zip(texts, written, strict=True)]


class ShareAxis(pg.AxisItem):
    """An axis of percentages, each with its sign, or of plain numbers."""

    in_percent = True

    def set_in_percent(self, in_percent: bool) -> None:
        """Write percentages, or plain numbers."""
        if in_percent != self.in_percent:
            self.in_percent = in_percent
            self.picture = None
            self.update()

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        texts = [significant(value) for value in values]
        return [percentage(text, NO_BREAK_SPACE) for text in texts] if self.in_percent else texts


class CostAxis(pg.AxisItem):
    """An axis that on the logarithmic scale labels 1, 2, 5, 10, and so on."""

    def logTickValues(
        self, minVal: float, maxVal: float, size: float, stdTicks: list[tuple[float, list[float]]]
    ) -> list[tuple[float | None, list[float]]]:
        decades = np.arange(math.floor(minVal), math.ceil(maxVal) + 1, dtype=float)
        if maxVal - minVal > FEW:
            ticks = decades[:: math.ceil(len(decades) / MOST)]
        else:
            ticks = np.add.outer(decades, LABELLED).ravel()
        seen = [float(tick) for tick in ticks if minVal <= tick <= maxVal]
        # Seen from very near no such number is left: evenly spread ones then.
        return [(None, seen)] if len(seen) > 1 else [(None, list(stdTicks[0][1]))]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [significant(10.0**value, 3) for value in values]
