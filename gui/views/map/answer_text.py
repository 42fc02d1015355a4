"""An answer's probability or score, and a change of it, as people write it."""

from core.messages import tr
from gui.widgets.number_format import percent, significant

# A change is written with the digits that tell it from none.
DIGITS = 3


def reading_text(value: float, reads_as: str, signed: bool = False) -> str:
    """Write a probability in percent, a score as a number; a change with its sign and points."""
    if reads_as != "probability":
        return format(value, "+.3g") if signed else significant(value)
    if not signed:
        return percent(value, 2)
    return tr("{points} points").format(points=format(100 * value, f"+.{DIGITS}g"))
