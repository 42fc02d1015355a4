"""The colours of what is above and below 0, strong enough for lines and bars on every ground."""

from functools import cache

from PySide6.QtGui import QColor

from gui import theme
from gui.plots import signed_colours

# Of the 256 signed colours one near each end.
NEGATIVE, POSITIVE = 36, 220


def sign_colour(value: float, alpha: float) -> QColor:
    """Return the colour of the sign of a number, grey for 0; `alpha` 0 is invisible, 1 is solid."""
    if not value:
        return theme.colour("faint", alpha)
    shade = QColor(*_ends()[value > 0])
    shade.setAlphaF(alpha)
    return shade


@cache
def _ends() -> list[list[int]]:
    return signed_colours.signed_table()[[NEGATIVE, POSITIVE]].tolist()
