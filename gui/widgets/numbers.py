"""Numbers as a user reads them: grouped, rounded, with a space that never breaks a line."""

import math

from PySide6.QtGui import QFontMetrics

from core.messages import tr

SPACE = "\u00a0"
LARGEST = 1e307
ROUND = (1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0)


def count(number: float) -> str:
    """Write a whole number in groups of three: 1 240."""
    return format(round(number), ",").replace(",", SPACE)


def percent(share: float) -> str:
    """Write a share of 1 in percent with one decimal: 98.6 %."""
    return format(100 * share, ".1f") + SPACE + "%" if math.isfinite(share) else figure(share)


def round_up(value: float) -> float:
    """Give the next round number that is not smaller, as far as numbers go; 1 for nothing."""
    if not 0 < value < math.inf:
        return 1.0
    value = min(value, LARGEST)
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in ROUND if step * power >= value), 10 * power)


def figure(value: float) -> str:
    """Write a value with four significant digits, or say why it is none."""
    if math.isnan(value):
        return tr("not a number")
    if math.isinf(value):
        return tr("infinite")
    return format(value + 0.0, ".4g")  # which makes 0 of -0


def ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Give round numbers from low to high and their texts, at most about so many steps."""
    reach = high - low
    if not 0 < reach < math.inf:
        return []
    power = 10.0 ** math.floor(math.log10(reach / most))
    step = next(s * power for s in (1, 2, 5, 10) if s * power * most >= reach * (1 - 1e-9))
    places = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    plain = reach < 1e5 and decimals < 4
    return [(i * step, _tick(i * step, decimals if plain and i else None)) for i in places]


def fitting(value: float, metrics: QFontMetrics, room: int, sign: str = "") -> str:
    """Write a value with as many digits as the room in pixels takes, and a sign behind it."""
    texts = [format(value, form).replace("e+", "e") + sign for form in (".3g", ".1e", ".0e")]
    return next((text for text in texts if metrics.horizontalAdvance(text) <= room), texts[-1])


def _tick(value: float, decimals: int | None) -> str:
    if decimals is None:
        return format(value, ".3g").replace("e+", "e")
    return format(value, f".{decimals}f")
