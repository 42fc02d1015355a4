"""The scale of numbers that are learned: training sees them scaled, people in their own unit."""

import math
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from core.errors import ExperimentError


class TargetScale(msgspec.Struct, frozen=True):
    """Say how numbers become targets: minus `mean`, divided by `deviation`, one for each number.

    Raises ExperimentError for lengths that differ, numbers that are not finite, and deviations
    that are not above 0.
    """

    mean: Annotated[tuple[float, ...], Meta(min_length=1)]
    deviation: Annotated[tuple[float, ...], Meta(min_length=1)]

    def __post_init__(self) -> None:
        if len(self.mean) != len(self.deviation):
            raise ExperimentError("target_scale: give one mean and one deviation for each number")
        if not all(map(math.isfinite, (*self.mean, *self.deviation))) or min(self.deviation) <= 0:
            raise ExperimentError("target_scale: give finite numbers, deviations above 0")

    def scale(self, numbers: np.ndarray) -> np.ndarray:
        """Turn numbers (k, m) in their own unit into targets Y."""
        return (numbers - _column(self.mean)) / _column(self.deviation)

    def unscale(self, A: np.ndarray) -> np.ndarray:
        """Turn outputs (k, m) into numbers in their own unit, float64."""
        return np.asarray(A * _column(self.deviation) + _column(self.mean), np.float64)


def _column(numbers: tuple[float, ...]) -> np.ndarray:
    return np.array(numbers)[:, np.newaxis]
