"""Numbers as a user reads them: grouped, rounded, with a space that never breaks a line."""

import math

from core.words import tr

SPACE = "\u00a0"
ROUND = (1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0)


def count(number: float) -> str:
    """Write a whole number in groups of three: 1 240."""
    return format(round(number), ",").replace(",", SPACE)


def percent(share: float) -> str:
    """Write a share of 1 in percent with one decimal: 98.6 %."""
    return format(100 * share, ".1f") + SPACE + "%" if math.isfinite(share) else figure(share)


def round_up(value: float) -> float:
    """Give the next round number that is not smaller; 1 for nothing."""
    if not 0 < value < math.inf:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in ROUND if step * power >= value), 10 * power)


def figure(value: float) -> str:
    """Write a value with four significant digits, or say why it is none."""
    if math.isnan(value):
        return tr("not a number")
    if math.isinf(value):
        return tr("infinite")
    return format(value + 0.0, ".4g")  # which makes 0 of -0
