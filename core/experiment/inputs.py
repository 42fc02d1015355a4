"""What the numbers of one sample mean: a picture's pixels, or named features."""

from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta

Fit = Literal["stretch", "crop", "pad"]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
"""Red, green and blue in hexadecimal."""
WHITE = "#ffffff"


class PictureInputs(msgspec.Struct, frozen=True, tag="picture"):
    """Describe samples that are square pictures, flattened row, column, channel, in 0..1.

    `fit` says how a picture of another shape becomes square; `background` shows through what
    is transparent, and beside a picture that is padded.
    """

    size: int
    colour: bool
    fit: Fit = "stretch"
    background: Colour = WHITE

    @property
    def channels(self) -> int:
        return 3 if self.colour else 1

    @property
    def count(self) -> int:
        return self.size * self.size * self.channels

    @property
    def scaling(self) -> str:
        """Say how a raw value becomes an input."""
        return "pixel / 255"

    def column(self, pixels: np.ndarray) -> np.ndarray:
        """Turn pixels, uint8 (size, size, channels), into one sample, (count, 1) in 0..1."""
        return pixels.reshape(-1, 1) / 255.0

    def picture(self, x: np.ndarray) -> np.ndarray:
        """Turn one sample, (count,) in 0..1, back into pixels: uint8 (size, size, channels)."""
        pixels = np.clip(np.rint(np.asarray(x, np.float64) * 255), 0, 255)
        return pixels.astype(np.uint8).reshape(self.size, self.size, self.channels)


class NumberInputs(msgspec.Struct, frozen=True, tag="numbers"):
    """Describe samples that are plain numbers, one named feature each."""

    names: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.names)

    @property
    def scaling(self) -> str:
        """Say how a raw value becomes an input."""
        return "none"


Inputs = PictureInputs | NumberInputs
