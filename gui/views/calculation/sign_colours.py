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


def on_ground(value: float, alpha: float) -> QColor:
    """Return how `sign_colour` looks on the ground of plots, solid: what shines through costs."""
    shade, ground = sign_colour(value, 1.0), theme.colour("base")
    parts = (
        (shade.redF(), ground.redF()),
        (shade.greenF(), ground.greenF()),
        (shade.blueF(), ground.blueF()),
    )
    return QColor.fromRgbF(*(alpha * one + (1 - alpha) * other for one, other in parts))


@cache
def _ends() -> list[list[int]]:
    return signed_colours.signed_table()[[NEGATIVE, POSITIVE]].tolist()
