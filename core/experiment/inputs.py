"""What the numbers of one sample mean: a picture's pixels, or named features."""

import math
from typing import Annotated, Literal, Self

import msgspec
import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from core.errors import ExperimentError
from core.messages import tr

Fit = Literal["stretch", "crop", "pad"]
Scaling = Literal["unit", "centred", "standardised"]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
"""Red, green and blue in hexadecimal."""
WHITE = "#ffffff"
GreyRange = tuple[float, float]
"""The values that become black and white in pictures of more than 8 bits a number."""


class ScaledInputs(msgspec.Struct, frozen=True, kw_only=True):
    """Say how raw values become inputs: minus `mean`, divided by `deviation`.

    Both have one number for each channel of pictures or each feature; where both are empty,
    raw values are inputs as they are. Raises ExperimentError for other lengths, numbers that
    are not finite, and deviations that are not above 0.
    """

    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        lengths = {len(self.mean), len(self.deviation)}
        numbers = (*self.mean, *self.deviation)
        if lengths - {0} and lengths != {self.scaled_count}:
            raise ExperimentError("mean and deviation: give one number for each channel or feature")
        if not all(map(math.isfinite, numbers)) or min(self.deviation, default=1.0) <= 0:
            raise ExperimentError("mean and deviation: give finite numbers, deviations above 0")

    @property
    def scaled_count(self) -> int:
        """Return how many means and deviations there are where inputs are scaled."""
        raise NotImplementedError

    @property
    def is_plane(self) -> bool:
        """Return whether a sample is a point in the plane."""
        return False

    @property
    def unscaled(self) -> Self:
        """Return the inputs as they are before they are scaled."""
        return replace(self, mean=(), deviation=())

    def scale(self, X: np.ndarray) -> np.ndarray:
        """Turn raw samples (n, m) into inputs, float64 (n, m); the same array where none is."""
        if not self.mean:
            return X
        scaled = np.subtract(X, _column(self.mean, len(X)), order="F")
        scaled /= _column(self.deviation, len(X))
        return scaled

    def unscale(self, X: np.ndarray) -> np.ndarray:
        """Turn inputs (n, m) back into raw samples, (n, m)."""
        if not self.mean:
            return X
        return X * _column(self.deviation, len(X)) + _column(self.mean, len(X))


class PictureInputs(ScaledInputs, frozen=True, tag="picture"):
    """Describe samples that are square pictures, flattened row, column, channel.

    Their raw values are in 0..1. `fit` says how a picture of another shape becomes square;
    `background` shows through what is transparent, and beside a picture that is padded. Grey
    values of more than 8 bits become 0..1 by `grey_range`, which holds for all pictures; without
    it each picture has its own, as core/data/images/modes.py says.
    """

    size: Annotated[int, Meta(ge=1, le=10_000)]
    colour: bool
    fit: Fit = "stretch"
    background: Colour = WHITE
    grey_range: GreyRange | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.grey_range:
            check_grey_range(self.grey_range)

    def with_range_of(self, other: "Inputs") -> "PictureInputs":
        """Return these inputs with the range of others where they have none of their own."""
        if self.grey_range or not isinstance(other, PictureInputs):
            return self
        return replace(self, grey_range=other.grey_range)

    @property
    def channels(self) -> int:
        return 3 if self.colour else 1

    @property
    def scaled_count(self) -> int:
        """Return how many means and deviations there are where inputs are scaled."""
        return self.channels

    @property
    def count(self) -> int:
        return self.size * self.size * self.channels

    @property
    def scaling(self) -> str:
        """Say how a raw value becomes an input."""
        return "(pixel / 255 - mean) / deviation" if self.mean else "pixel / 255"

    def column(self, pixels: np.ndarray) -> np.ndarray:
        """Turn pixels, uint8 (size, size, channels), into one sample, (count, 1)."""
        return self.scale(pixels.reshape(-1, 1) / 255.0)

    def picture(self, x: np.ndarray) -> np.ndarray:
        """Turn one sample, (count,), back into pixels: uint8 (size, size, channels)."""
        raw = self.unscale(np.asarray(x, np.float64).reshape(-1, 1))
        pixels = np.clip(np.rint(raw * 255), 0, 255)
        return pixels.astype(np.uint8).reshape(self.size, self.size, self.channels)


class NumberInputs(ScaledInputs, frozen=True, tag="numbers"):
    """Describe samples that are plain numbers, one named feature each."""

    names: Annotated[tuple[str, ...], Meta(min_length=1)]

    @property
    def is_plane(self) -> bool:
        return self.count == 2

    @property
    def scaled_count(self) -> int:
        """Return how many means and deviations there are where inputs are scaled."""
        return len(self.names)

    @property
    def count(self) -> int:
        return len(self.names)

    @property
    def scaling(self) -> str:
        """Say how a raw value becomes an input."""
        return "(number - mean) / deviation" if self.mean else "none"


Inputs = PictureInputs | NumberInputs


def check_grey_range(grey_range: GreyRange) -> None:
    """Raise ExperimentError unless black and white are finite numbers, black the smaller."""
    low, high = grey_range
    if not (math.isfinite(high - low) and low < high):
        raise ExperimentError(
            "grey_range = [{low:g}, {high:g}]: give two finite numbers, the smaller first.",
            low=low,
            high=high,
        )


def _column(numbers: tuple[float, ...], n: int) -> np.ndarray:
    """Repeat the numbers of all channels for every pixel: (n, 1)."""
    return np.resize(numbers, (n, 1))


def pictures_text(inputs: PictureInputs) -> str:
    """Say in words what pictures a network takes."""
    text = tr("pictures of {size} x {size} pixels in colour")
    if not inputs.colour:
        text = tr("pictures of {size} x {size} pixels in grey")
    return text.format(size=inputs.size)
