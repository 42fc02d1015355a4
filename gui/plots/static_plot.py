"""A plot without interaction."""

import pyqtgraph as pg

from gui import theme
from gui.widgets.plain_text import isolated

# The library sets the words of an upright axis 5 pixels beyond it, at the edge of what is seen.
EDGE = 4


def set_axis_label(axis: pg.AxisItem, text: str) -> None:
    """Set what an axis is of, only if that is new: even the same label has the plot laid out."""
    text = isolated(text)
    if axis.labelText != text:
        axis.setLabel(text)


def make_static(plot: pg.PlotItem) -> None:
    """Take menu, zoom and buttons from a plot, and set its axes in small type."""
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(False, False)
    plot.hideButtons()
    plot.disableAutoRange()
    for name in ("left", "bottom", "right"):
        axis = plot.getAxis(name)
        axis.enableAutoSIPrefix(False)
        axis.setTickFont(theme.small_font())
        axis.setStyle(tickLength=0, tickTextOffset=4, hideOverlappingLabels=False)
