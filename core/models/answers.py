"""What a network answers to a sample: a class, labels or numbers, each with its reading."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.network.losses import Loss
from core.network.targets import CLASSES, LABELS, Targets

READINGS = {"probability": "probabilities", "score": "scores", "number": "numbers"}
"""What files and graphs call the readings of an answer, by what a loss's answer reads as."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the readings of a network mean: `names` are of the classes, labels or numbers.

    `readings` is one of READINGS; a label is answered where its reading is above `threshold`.
    """

    names: tuple[str, ...]
    targets: Targets = CLASSES
    readings: str = READINGS["probability"]
    threshold: float = 0.5

    @classmethod
    def of(cls, names: tuple[str, ...], loss: Loss) -> "Answers":
        """Return the answers of a network that was trained by a loss."""
        return cls(names, loss.targets, READINGS[loss.reads_as], loss.threshold)

    def answered(self, readings: Mapping[str, float]) -> tuple[str, ...]:
        """Name what is answered: the class of the highest reading, any labels, or no name.

        Of two classes the second needs more than the first.
        """
        if self.targets is CLASSES:
            return (max(self.names, key=readings.__getitem__),)
        if self.targets is LABELS:
            return tuple(name for name in self.names if readings[name] > self.threshold)
        return ()


def number_text(number: float) -> str:
    """Return a number in six digits, with zeros rather than an exponent where it is not huge."""
    if number and not 1e-4 <= abs(number) < 1e15:
        return f"{number:.6g}"
    return str(np.format_float_positional(number, 6, fractional=False, trim="-"))
