"""How often a layer's activations take which value."""

import numpy as np
import pyqtgraph as pg

from core.words import tr
from gui import theme
from gui.views.heat_map import quiet_plot
from gui.views.levels import FIXED, some
from gui.views.numbers import round_up

BINS = 40
WIDTH, BOTTOM_HEIGHT = 260, 32
# A bar this many times higher than the next one (ReLU's zeros) is cut, and says how high it is.
TOWERS = 3.0


class Histogram:
    """Show the share of values in each of 40 bins, in percent."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.plot = plot
        self.bars = pg.PlotCurveItem(fillLevel=0, antialias=False)
        self.tower = pg.TextItem(anchor=(0, 0))
        self.tower.setFont(theme.small_font())
        for item in (self.bars, self.tower):
            plot.addItem(item, ignoreBounds=True)
        self._range: tuple[float, float, float] | None = None
        quiet_plot(plot)
        plot.setFixedWidth(WIDTH)
        plot.getAxis("left").setWidth(40)
        plot.getAxis("left").setLabel(tr("% of values"))
        plot.getAxis("bottom").setLabel(tr("activation"))
        plot.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        plot.layout.setContentsMargins(0, 7, 14, 0)

    def show(self, activation: str, A: np.ndarray) -> None:
        """Show the activations A of a layer."""
        values = some(A)
        values = values[np.isfinite(values)]
        low, high = _ends(activation, values)
        shares = _shares(values, low, high)
        top, towers = _top(shares)
        edges = np.linspace(low, high, BINS + 1)
        self.bars.setData(x=edges, y=np.minimum(shares, top), stepMode="center")
        self._fit(low, high, top)
        self._name_tower(shares, low, high, top, towers)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.bars.setPen(theme.pen("accent"))
        self.bars.setBrush(theme.colour("accent", 0.35))
        self.tower.setColor(theme.colour("text"))
        for name in ("left", "bottom"):
            self.plot.getAxis(name).setPen(theme.pen("border"))
            self.plot.getAxis(name).setTextPen(theme.pen("quiet"))

    def _fit(self, low: float, high: float, top: float) -> None:
        if (low, high, top) != self._range:
            self._range = (low, high, top)
            self.plot.setRange(xRange=(low, high), yRange=(0, top), padding=0)

    def _name_tower(
        self, shares: np.ndarray, low: float, high: float, top: float, towers: bool
    ) -> None:
        self.tower.setVisible(towers)
        if towers:
            tallest = int(shares.argmax())
            right = tallest < BINS / 2
            text = tr("{share} %").format(share=format(shares[tallest], ".0f"))
            self.tower.setText(text)
            self.tower.setAnchor((0, 0) if right else (1, 0))
            edge = tallest + 1 if right else tallest
            self.tower.setPos(low + (high - low) * edge / BINS, top)


def _ends(activation: str, values: np.ndarray) -> tuple[float, float]:
    if activation in FIXED:
        return FIXED[activation]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    return (-round_up(-low) if low < 0 else 0.0), (round_up(high) if high > 0 or low == 0 else 0.0)


def _shares(values: np.ndarray, low: float, high: float) -> np.ndarray:
    bins = ((values - low) * (BINS / (high - low))).astype(np.intp)
    counts = np.bincount(bins.clip(0, BINS - 1), minlength=BINS)
    return 100.0 * counts / max(len(values), 1)


def _top(shares: np.ndarray) -> tuple[float, bool]:
    second, highest = np.sort(shares)[-2:]
    if second > 0 and highest > TOWERS * second:
        return round_up(1.2 * second), True
    return min(round_up(highest), 100.0), False
