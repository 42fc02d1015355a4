"""A plot that shows all it has: nothing to click, zoom or choose."""

import pyqtgraph as pg

from gui import theme


def make_static(plot: pg.PlotItem) -> None:
    """Leave a plot nothing to click, zoom or choose, and give its axes small figures."""
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(False, False)
    plot.hideButtons()
    plot.disableAutoRange()
    for name in ("left", "bottom", "right"):
        axis = plot.getAxis(name)
        axis.enableAutoSIPrefix(False)
        axis.setTickFont(theme.small_font())
        axis.setStyle(tickLength=0, tickTextOffset=4, hideOverlappingLabels=False)
