"""Numbers as people read and type them: grouped, rounded, with spaces that break no line."""

import math
import unicodedata

import numpy as np
from PySide6.QtGui import QFontMetrics

from core.errors import ExperimentError
from core.messages import not_finite, percentage, tr

THIN_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
# With fewer samples a tenth of a percent says nothing.
FEW_SAMPLES = 200
LARGEST_ROUND = 1e307
ROUND_MANTISSAS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0)


def grouped(number: float) -> str:
    """Return a whole number in groups of three digits: 247 463."""
    return f"{round(number):,}".replace(",", THIN_SPACE)


def abbreviated(number: int) -> str:
    """Return a count in at most three figures and a letter: 937, 12k, 1.2M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{float(f'{number / size:.2g}'):g}{letter}"
    return str(number)


def shortest(number: float) -> str:
    """Return the fewest digits that read back as exactly this number."""
    if number and not 1e-4 <= abs(number) < 1e6:
        return repr(number)
    return str(np.format_float_positional(number, trim="-"))


def significant(value: float, digits: int = 4) -> str:
    """Return a value in so many significant digits, or words where it is not finite."""
    if not math.isfinite(value):
        return not_finite(value)
    return format(value + 0.0, f".{digits}g")  # -0.0 + 0.0 is 0.0


def told_apart(first: float, second: float, digits: int = 4) -> tuple[str, str]:
    """Return two values in so many significant digits, or in as many more as tell them apart.

    Their difference then has two digits, too.
    """
    largest, difference = max(abs(first), abs(second)), abs(first - second)
    if 0 < difference < math.inf:
        digits = max(digits, min(17, 2 + math.ceil(math.log10(largest / difference))))
    return significant(first, digits), significant(second, digits)


def percent(share: float, decimals: int = 1, sign: bool = True) -> str:
    """Return a share of 1 in percent: 98.6 %; without the sign 98.6."""
    if not math.isfinite(share):
        return significant(share)
    number = format(100 * share, f".{decimals}f")
    return percentage(number, NO_BREAK_SPACE) if sign else number


def metric_text(value: float, in_percent: bool, sign: bool = True) -> str:
    """Return how good answers are as people write it: 98.6 %, or an R² of 0.986."""
    if in_percent or not math.isfinite(value):
        return percent(value, sign=sign)
    return significant(value, 3)


def percent_decimals(samples: int) -> int:
    """Return how many decimals of a percentage of so many samples mean something."""
    return 1 if samples >= FEW_SAMPLES else 0


def count_percent(count: int, total: int) -> str:
    """Return the share of a count in percent, 0 % and 100 % only where it is none or all."""
    share, decimals = count / max(total, 1), percent_decimals(total)
    while 0 < count < total and round(share, decimals + 2) in (0, 1):
        decimals += 1
    return percent(share, decimals)


def memory_size(count: int) -> str:
    """Return a number of bytes with its unit: 1.9 MB."""
    for size, unit in ((2**30, "GB"), (2**20, "MB"), (2**10, "kB")):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def duration(seconds: float) -> str:
    """Return a time with its units: 0.2 s, 3 min 20 s, 2 h 5 min."""
    if seconds < 60:
        return tr("{seconds} s").format(seconds=f"{seconds:.1f}")
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return tr("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    return tr("{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def fit_width(value: float, metrics: QFontMetrics, width: int, sign: str = "") -> str:
    """Return a value, and a sign after it, in as many digits as `width` pixels hold."""
    texts = [_without_plus(format(value, form)) + sign for form in (".3g", ".1e", ".0e")]
    return next((text for text in texts if metrics.horizontalAdvance(text) <= width), texts[-1])


def ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return round numbers from low to high and their texts, about `most` steps at most."""
    reach = high - low
    if not 0 < reach < math.inf:
        return []
    power = 10.0 ** math.floor(math.log10(reach / most))
    step = next(s * power for s in (1, 2, 5, 10) if s * power * most >= reach * (1 - 1e-9))
    multiples = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    positional = reach < 1e5 and decimals < 4
    return [(i * step, _tick(i * step, decimals if positional and i else None)) for i in multiples]


def round_up(value: float) -> float:
    """Return the next round number that is not smaller; 1 for 0 and for what is not finite."""
    if not 0 < value < math.inf:
        return 1.0
    value = min(value, LARGEST_ROUND)
    power = 10.0 ** math.floor(math.log10(value))
    return next((m * power for m in ROUND_MANTISSAS if m * power >= value), 10 * power)


def round_significant(number: float, digits: int = 3) -> float:
    """Return a number rounded to so many significant digits."""
    return float(f"{number:.{digits}g}")


def of_usual_width(text: str) -> str:
    """Return a text whose digits and marks are those of Chinese keyboards with the usual ones."""
    return unicodedata.normalize("NFKC", text).replace("。", ".")


def parse_number(text: str) -> float:
    """Return the finite number that a text says, its decimal mark a point or a comma.

    Raises ExperimentError, with the reason, for any other text.
    """
    try:
        number = float(of_usual_width(text).strip().replace(",", "."))
    except ValueError:
        if not text.strip():
            raise ExperimentError("The field is empty.") from None
        raise ExperimentError('"{text}" is no number.', text=text.strip()) from None
    if not math.isfinite(number):
        raise ExperimentError('"{text}" is no finite number.', text=text.strip())
    return number


def _tick(value: float, decimals: int | None) -> str:
    if decimals is None:
        return _without_plus(format(value, ".3g"))
    return format(value, f".{decimals}f")


def _without_plus(text: str) -> str:
    return text.replace("e+", "e")
