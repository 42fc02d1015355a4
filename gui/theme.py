"""Colours, pens, fonts and spaces: the only place that knows them."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette, QPen
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

if TYPE_CHECKING:
    from pyqtgraph import ColorMap

P = ParamSpec("P")
R = TypeVar("R")

# Spaces in pixels: inside a row, between rows, between groups.
TIGHT, SPACE, WIDE = 4, 8, 16
# The height of a bar of progress without words.
THIN = 6


@dataclass(frozen=True, slots=True)
class Colours:
    """Every named colour of one theme."""

    window: str
    base: str
    raised: str
    text: str
    quiet: str
    faint: str
    border: str
    groove: str
    accent: str
    on_accent: str
    train: str
    test: str
    ghost: str
    information: str
    note: str
    warning: str
    error: str
    column: str
    column_edge: str
    column_unit: str


LIGHT = Colours(
    window="#f5f6f8",
    base="#ffffff",
    raised="#ffffff",
    text="#1d2530",
    quiet="#5b6676",
    faint="#98a2b0",
    border="#cdd4dd",
    groove="#e2e6ec",
    accent="#0f766e",
    on_accent="#ffffff",
    train="#1f6fc4",
    test="#c2570c",
    ghost="#b9c1cc",
    information="#98a2b0",
    note="#3f5f86",
    warning="#8f5f00",
    error="#b9252c",
    column="#a9d5cf",
    column_edge="#0f766e",
    column_unit="#0c5a54",
)
DARK = Colours(
    window="#1a1e24",
    base="#232932",
    raised="#2a303a",
    text="#e3e7ed",
    quiet="#a0abba",
    faint="#6c7786",
    border="#4a5565",
    groove="#313843",
    accent="#3dbcae",
    on_accent="#06231f",
    train="#62aef8",
    test="#f6a552",
    ghost="#525c6a",
    information="#6c7786",
    note="#9dbbe4",
    warning="#e3b341",
    error="#ff7f78",
    column="#235e59",
    column_edge="#3dbcae",
    column_unit="#8fe0d6",
)
LIGHT_CONTRAST = replace(
    LIGHT,
    window="#ffffff",
    text="#000000",
    quiet="#26292e",
    faint="#4d545e",
    border="#26292e",
    groove="#d0d4da",
    accent="#00504a",
    train="#003f8a",
    test="#8a2f00",
    ghost="#6b737e",
    information="#4d545e",
    note="#123a6b",
    warning="#5c3a00",
    error="#8f0010",
)
DARK_CONTRAST = replace(
    DARK,
    window="#000000",
    base="#000000",
    raised="#101010",
    text="#ffffff",
    quiet="#e3e7ed",
    faint="#b3bcc8",
    border="#e3e7ed",
    groove="#3b424d",
    accent="#5ff0df",
    on_accent="#000000",
    train="#9accff",
    test="#ffc67d",
    ghost="#97a1ae",
    information="#b3bcc8",
    note="#c4d8f5",
    warning="#ffd75e",
    error="#ffb0ab",
)
# By whether it is dark and whether its contrast is high.
THEMES = {
    (False, False): LIGHT,
    (True, False): DARK,
    (False, True): LIGHT_CONTRAST,
    (True, True): DARK_CONTRAST,
}
# Petroff 2021, arXiv:2107.02270: ten colours that people with poor colour vision tell apart.
CLASSES = (
    "#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6",
    "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd",
)  # fmt: skip
# The least contrast of text, and with high contrast of marks, by the guidelines of `contrast`.
READABLE = 4.5
_SHARES = 50

_chosen = (False, False)
_colours = THEMES[_chosen]


def without_garbage_collection(function: Callable[P, R]) -> Callable[P, R]:
    """Pause the garbage collector: a theme goes through all widgets, and every one must stay."""

    @wraps(function)
    def paused(*args: P.args, **kwargs: P.kwargs) -> R:
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            if was_enabled:
                gc.enable()

    return paused


@without_garbage_collection
def apply(app: QApplication, dark: bool | None = None, contrast: bool = False) -> None:
    """Apply a theme to the whole program; without `dark` the system's, else a light one."""
    global _chosen, _colours
    _chosen = (_system_is_dark() if dark is None else dark, contrast)
    _colours = THEMES[_chosen]
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    palette = _palette(_colours)
    app.setPalette(palette)
    QToolTip.setPalette(palette)
    # Qt tells the widgets that are there only while its exec() goes on.
    for window in app.topLevelWidgets():
        if window.palette() != palette:
            window.setPalette(palette)


def apply_plot_colours() -> None:
    """Have plots that are made from now on use the colours of the present theme."""
    # The library takes as long to read as all others together, and the window opens without it.
    import pyqtgraph as pg

    pg.setConfigOption("background", _colours.base)
    pg.setConfigOption("foreground", _colours.quiet)


def is_dark() -> bool:
    """Return whether the dark theme is on."""
    return _chosen[0]


def has_contrast() -> bool:
    """Return whether the theme is one of high contrast."""
    return _chosen[1]


def colour(name: str, alpha: float = 1.0) -> QColor:
    """Return a named colour of the present theme; `alpha` 0 is invisible, 1 is solid."""
    shade = QColor(getattr(_colours, name))
    shade.setAlphaF(alpha)
    return shade


def class_colour(number: int) -> QColor:
    """Return the colour of a class, counted from 0; after ten they come again."""
    return _seen(QColor(CLASSES[number % len(CLASSES)]))


def layer_colour(number: int, layers: int) -> QColor:
    """Return the colour of a layer, counted from 1 of so many; they follow one another."""
    import pyqtgraph as pg

    low, high = (0.4, 1.0) if is_dark() else (0.0, 0.72)
    place = low + (high - low) * (number - 1) / max(layers - 1, 1)
    return _seen(QColor(pg.colormap.get("plasma").map(place, mode="qcolor")))


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours, 1 to 21.

    Source: Web Content Accessibility Guidelines 2.2, contrast ratio.
    """
    lights = sorted(map(_luminance, (one, other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(shade: QColor) -> float:
    rgb = (shade.redF(), shade.greenF(), shade.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _seen(shade: QColor) -> QColor:
    """Return a colour of marks; with high contrast it has as much of the text's as it needs."""
    return QColor(_readable(shade.name(), _chosen)) if has_contrast() else shade


@cache
def _readable(name: str, chosen: tuple[bool, bool]) -> str:
    """Mix a colour with that of texts until marks of it can be told from all that is behind."""
    colours = THEMES[chosen]
    grounds = [QColor(ground) for ground in (colours.window, colours.base, colours.raised)]
    own, text = QColor(name), QColor(colours.text)
    for share in range(_SHARES + 1):
        mixed = QColor(
            *(
                one + (other - one) * share // _SHARES
                for one, other in (
                    (own.red(), text.red()),
                    (own.green(), text.green()),
                    (own.blue(), text.blue()),
                )
            )
        )
        if min(contrast(mixed, ground) for ground in grounds) >= READABLE:
            return mixed.name()
    return text.name()


def pen(name: str, width: float = 1.0, dashed: bool = False) -> QPen:
    """Return a pen that keeps its width on the screen whatever the plot's scale."""
    line = QPen(colour(name), width)
    line.setCosmetic(True)
    if dashed:
        line.setStyle(Qt.PenStyle.DashLine)
    return line


def activation_map() -> "ColorMap":
    """Return the colours of values from low to high, perceptually even."""
    return _map("viridis")


def signed_map() -> "ColorMap":
    """Return the colours of values from negative over 0 to positive, perceptually even."""
    return _map("CET-D1")


def heading_font() -> QFont:
    """Return the font of a muted heading: demi-bold and set wide."""
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * 0.85)
    font.setWeight(QFont.Weight.DemiBold)
    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 108)
    return font


def small_font() -> QFont:
    """Return the font of notes and of figures in narrow places."""
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * 0.9)
    return font


def figure_font() -> QFont:
    """Return the usual font with digits of one width, so that running numbers stand still."""
    font = QApplication.font()
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def rank_colour(share: float) -> QColor:
    """Return the colour of a line among many: from 0, the last and faintest, to 1, the first."""
    low, high = (0.4, 1.0) if is_dark() else (0.0, 0.9)
    shade = QColor(activation_map().map(low + (high - low) * share, mode="qcolor"))
    shade.setAlphaF(0.5 + 0.5 * share)
    return shade


def make_muted(label: QLabel, font: QFont | None = None) -> QLabel:
    """Show a label in small muted letters, in this theme and the next."""
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setFont(small_font() if font is None else font)
    return label


def set_alert(label: QLabel, on: bool = True) -> None:
    """Show a muted label in the colour of errors, or muted again."""
    role = QPalette.ColorRole
    label.setForegroundRole(role.BrightText if on else role.PlaceholderText)


def _map(name: str) -> "ColorMap":
    import pyqtgraph as pg

    return pg.colormap.get(name)


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _palette(colours: Colours) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette(QColor(colours.base), QColor(colours.window))
    shades = {
        role.WindowText: colours.text,
        role.Text: colours.text,
        role.ButtonText: colours.text,
        role.Base: colours.base,
        role.AlternateBase: colours.window,
        role.Mid: colours.border,
        role.BrightText: colours.error,
        role.PlaceholderText: colours.quiet,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
    }
    for which, shade in shades.items():
        palette.setColor(which, QColor(shade))
    for which in (role.WindowText, role.Text, role.ButtonText, role.Highlight):
        palette.setColor(group.Disabled, which, QColor(colours.faint))
    return palette
