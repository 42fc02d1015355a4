"""How well two colours are told apart, as the Web Content Accessibility Guidelines have it."""

import numpy as np
from PySide6.QtGui import QColor


def luminance(colour: QColor) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it, 0 to 1."""
    parts = np.array(colour.getRgbF()[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a: QColor | str, b: QColor | str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, 1 to 21."""
    darker, brighter = sorted(luminance(QColor(colour)) for colour in (a, b))
    return (brighter + 0.05) / (darker + 0.05)


def upon(colour: QColor, ground: QColor) -> QColor:
    """Return what is seen of a colour that is partly transparent on its ground."""
    a = colour.alphaF()
    pairs = zip(colour.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
    return QColor.fromRgbF(*(a * one + (1 - a) * other for one, other in pairs))
