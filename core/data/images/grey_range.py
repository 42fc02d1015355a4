"""One range of grey values for all pictures of a folder that have more than 8 bits a number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from core.experiment.inputs import GreyRange


@dataclass(frozen=True, slots=True)
class GreyValues:
    """The smallest and largest value of a picture, and the ends of its kind of number."""

    measured: GreyRange
    full: GreyRange


def choose_range(
    setting: Literal["measured", "full"] | GreyRange, pictures: Iterable[GreyValues]
) -> GreyRange | None:
    """Return the values that become black and white, as the setting says; None of no pictures."""
    if isinstance(setting, tuple):
        return setting
    ranges = [getattr(values, setting) for values in pictures]
    if not ranges:
        return None
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    return (low, high) if low < high else (low, low + max(1.0, abs(low)))
