"""Where the values of one varied setting lie on an axis, and what its ticks say."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from core.runs.comparison import setting_label, setting_text
from core.sweeps.over import Choices, Over, Range
from gui.widgets.number_format import significant

MOST_TICKS = 9
Place = Callable[[Any], float]


class SettingAxis:
    """Put numbers of a range on a line, logarithmic where it is, and others at equal distances.

    `label` says what it is, `key` which setting; `places` are those of the values that a grid
    takes, growing.
    """

    def __init__(self, over: Over) -> None:
        self.key, self.label = over.key, setting_label(over.key)
        self._over = over
        self.is_even = isinstance(over, Choices)
        self.is_log = isinstance(over, Range) and over.log
        self._values: list[Any] = list(over.points())
        self._choices = {_plain(value): float(at) for at, value in enumerate(self._values)}
        self.places = [self.place(value) for value in self._values]

    def place(self, value: Any) -> float:
        """Return where a value lies; NaN for one that is none of the choices."""
        if self.is_even:
            return self._choices.get(_plain(value), math.nan)
        return math.log10(value) if self.is_log else float(value)

    @property
    def ends(self) -> tuple[float, float]:
        """Return the lowest and the highest place, with half a step beyond each."""
        low, high = self.places[0], self.places[-1]
        half = (high - low) / max(len(self.places) - 1, 1) / 2 or 0.5
        return low - half, high + half

    def text(self, value: Any) -> str:
        """Write a value as people do."""
        if isinstance(value, float):
            return significant(value, 3)
        return setting_text(self.key, value)

    def ticks(self, most: int = MOST_TICKS) -> list[tuple[float, str]]:
        """Return the places of some of the values, evenly chosen, and their words."""
        step = -(-len(self._values) // most)
        pairs = list(zip(self.places, self._values, strict=True))
        return [(place, self.text(value)) for place, value in pairs[::step]]


class SamplesAxis(SettingAxis):
    """Put trials with fewer samples at the number of those, on a logarithmic line."""

    def __init__(self, over: Over, label: str, count: Callable[[Any], int]) -> None:
        self.key, self.label, self._over = over.key, label, over
        self.is_even, self.is_log, self._count = False, True, count
        self._values = sorted(over.points(), key=count)
        self.places = sorted({self.place(value) for value in self._values})

    def place(self, value: Any) -> float:
        return math.log10(max(self._count(value), 1))

    def text(self, value: Any) -> str:
        return str(self._count(value))

    def ticks(self, most: int = MOST_TICKS) -> list[tuple[float, str]]:
        return [(place, str(round(10**place))) for place in self.places[-most:]]


def _plain(value: Any) -> Any:
    """Return lists and tuples of the same values alike, and 1 apart from True."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(map(_plain, value))
    return (type(value) is bool, value)
