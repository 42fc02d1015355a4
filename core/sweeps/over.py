"""What a sweep varies: one setting, and its values as a list or as a range."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np

from core.errors import ExperimentError
from core.experiment.limits import value_types
from core.experiment.settings import Experiment
from core.experiment.toml import parse_value, with_setting
from core.files import shown

WORDS = ("title", "lesson", "course")
"""Settings that change no number."""
POINTS = 5
"""How many values of a range a grid takes, where nothing else is said."""
MOST_POINTS = 1000
DIGITS = 4
"""How many digits a number has that is drawn from a range: people read and type it."""

_NUMBER = r"[+-]?(?:\d+\.?\d*?|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\.\.({_NUMBER})((?::\w+)*)\s*")


class Choices(msgspec.Struct, frozen=True, tag="choices"):
    """Vary a setting over a list of values, in their order."""

    key: str
    values: tuple[Any, ...]

    def points(self) -> tuple[Any, ...]:
        """Return the values that a grid takes."""
        return self.values

    def at(self, share: float) -> object:
        """Return the value at a share of the list, from 0 to below 1."""
        return self.values[int(share * len(self.values))]


class Range(msgspec.Struct, frozen=True, tag="range"):
    """Vary a number's setting from `low` to `high`, evenly or, with `log`, by equal factors.

    A grid takes `count` values of it; those of `whole` numbers are rounded.
    """

    key: str
    low: float
    high: float
    log: bool = False
    whole: bool = False
    count: int = POINTS

    def points(self) -> tuple[Any, ...]:
        """Return the values that a grid takes, both ends among them."""
        return tuple(dict.fromkeys(map(self._at, np.linspace(0.0, 1.0, self.count))))

    def at(self, share: float) -> object:
        """Return the value at a share of the range, from 0 to below 1."""
        if not self.whole:
            return self._at(share)
        # Every whole number gets an equal part of the range, as the ends would not by rounding.
        low, high = self.low - 0.5, self.high + 0.5
        return min(max(round(_between(low, high, share, self.log)), int(self.low)), int(self.high))

    def rounded(self, value: float) -> float | int:
        """Return a value of the range as it is written: a whole number, or in a few digits."""
        if self.whole:
            return round(value)
        if value in (self.low, self.high):
            return value
        return min(max(float(f"{value:.{DIGITS}g}"), self.low), self.high)

    def _at(self, share: float) -> float | int:
        return self.rounded(_between(self.low, self.high, float(share), self.log))


Over = Choices | Range


def parse_over(text: str, experiment: Experiment) -> Over:
    """Read what is varied, as in "training.learning_rate=1e-4..1:log" or "network.hidden=[4],[8]".

    Behind a range may stand :log, and :N for the number of values that a grid takes of it.
    Raises ExperimentError where there is no such setting, or it cannot be varied so.
    """
    key, equals, written = text.partition("=")
    key = key.strip()
    if not equals or not written.strip():
        raise ExperimentError(
            "--over {text}: write KEY=A,B,C or KEY=LOW..HIGH, as in "
            "training.learning_rate=0.001..1:log.",
            text=shown(text),
        )
    found = _RANGE.fullmatch(written)
    numbers = {int, float} & value_types(key.split("."))
    if found and numbers:
        over: Over = _range(key, found, whole=float not in numbers)
    else:
        values = (parse_value(part.strip(), key) for part in _split(written))
        over = Choices(key, tuple(_distinct(values)))
    check_over(over, experiment)
    return over


def check_over(over: Over, experiment: Experiment) -> None:
    """Raise ExperimentError where a setting cannot be varied, or not over these values."""
    if over.key in WORDS:
        raise ExperimentError(
            "{key} is for people and changes no number: vary another setting.", key=over.key
        )
    if over.key in msgspec.structs.asdict(experiment):
        raise ExperimentError(
            "{key} is a group of settings: vary one of them, as in {key}.seed.", key=over.key
        )
    if isinstance(over, Range):
        _check_range(over)
        values: Sequence[object] = (over.rounded(over.low), over.rounded(over.high))
    else:
        values = over.values
    for value in values:
        with_setting(experiment, over.key, value)


def _range(key: str, found: re.Match[str], whole: bool) -> Range:
    low, high, words = found[1], found[2], found[3].split(":")[1:]
    log, count = "log" in words, POINTS
    for word in words:
        if word.isdecimal():
            count = int(word)
        elif word != "log":
            raise ExperimentError(
                "{key}: :{word} says nothing of a range. Behind it may stand :log, and :N for the "
                "number of values that a grid takes.",
                key=key,
                word=word,
            )
    return Range(key, float(low), float(high), log, whole, count)


def _check_range(over: Range) -> None:
    if not over.low < over.high:
        raise ExperimentError(
            "{key}: the range from {low:g} to {high:g} is empty. Write the smaller number first.",
            key=over.key,
            low=over.low,
            high=over.high,
        )
    if over.log and over.low <= 0:
        raise ExperimentError(
            "{key}: equal factors never come to {low:g}. Begin above 0, or go by equal steps.",
            key=over.key,
            low=over.low,
        )
    if over.whole and (over.low % 1 or over.high % 1):
        raise ExperimentError(
            "{key} takes whole numbers: write the range from {low:g} to {high:g} with those.",
            key=over.key,
            low=over.low,
            high=over.high,
        )
    if not 2 <= over.count <= MOST_POINTS:
        raise ExperimentError(
            "{key}: a grid takes from 2 to {most} values of a range, not {count}.",
            key=over.key,
            most=MOST_POINTS,
            count=over.count,
        )


def _between(low: float, high: float, share: float, log: bool) -> float:
    if share in (0.0, 1.0):  # which logarithms miss by their rounding
        return high if share else low
    if log:
        return math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
    return low + share * (high - low)


def _split(text: str) -> Iterator[str]:
    """Cut a list at the commas that are in no brackets and in no quotation marks."""
    depth, quote, start = 0, "", 0
    for place, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
        elif char == "," and not depth:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _distinct(values: Iterator[object]) -> Iterator[object]:
    """Leave out values that were there before; some are lists, which no set holds."""
    seen: list[object] = []
    for value in values:
        if value not in seen:
            seen.append(value)
            yield value
