"""The fonts of a printed page, and how long its lengths are on the device."""

import os
import sys

from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QPaintDevice

POINT = 10.0
"""Device units of a printer's point, a 72nd of an inch."""
DOTS_PER_INCH = round(72 * POINT)
_PIXEL = 0.75
"""Points of a CSS pixel."""
PIXEL = POINT * _PIXEL
_SANS = ("Noto Sans", "DejaVu Sans", "Segoe UI", "Helvetica Neue", "Microsoft YaHei", "PingFang SC")
_SERIF = ("STIX Two Text", "DejaVu Serif", "Cambria", "Times New Roman")
_programs: list[QGuiApplication] = []


def have_program() -> None:
    """Make the program that Qt asks for before there are fonts, where no window has made it."""
    if QGuiApplication.instance() is None:
        arguments = ["layerbench"]
        if sys.platform == "linux" and "QT_QPA_PLATFORM" not in os.environ:
            arguments += ["-platform", "offscreen"]  # there may be no screen
        _programs.append(QGuiApplication(arguments))


def sans(points: float, bold: bool = False) -> QFont:
    """Return the font of sentences, in a size in points."""
    font = _font(_SANS, QFont.StyleHint.SansSerif, points)
    font.setBold(bold)
    return font


def serif(points: float, italic: bool = False) -> QFont:
    """Return the font of formulas, in a size in points."""
    font = _font(_SERIF, QFont.StyleHint.Serif, points)
    font.setItalic(italic)
    return font


def metrics(font: QFont, device: QPaintDevice) -> QFontMetricsF:
    """Return how large the letters of a font are, in units of the device."""
    return QFontMetricsF(font, device)


def _font(families: tuple[str, ...], hint: QFont.StyleHint, points: float) -> QFont:
    font = QFont(families)
    font.setStyleHint(hint)
    font.setPointSizeF(points)
    # Letters stand where they are to, whatever a screen would round.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
