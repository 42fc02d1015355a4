"""What a network answers to a sample: a class, labels or numbers, each with its reading."""

from dataclasses import dataclass
from math import inf

import numpy as np

from core.experiment.settings import AnswerSettings
from core.files import shown
from core.messages import Message
from core.models.calibration import UNCALIBRATED, Calibration
from core.network.losses import Loss
from core.network.targets import CLASSES, LABELS, Targets

READINGS = {"probability": "probabilities", "score": "scores", "number": "numbers"}
"""What files and graphs call the readings of an answer, by what a loss's answer reads as."""


NONE = -1
"""The number of no class: what is refused."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the readings of a network mean: `names` are of the classes, labels or numbers.

    `readings` is one of READINGS; the second of two classes, or a label, is answered where its
    reading is above `threshold`. Of many classes that of the highest reading is. None is answered
    where that is below `least_probability`, or the sample is farther than `largest_distance` from
    all that was learned from.
    """

    names: tuple[str, ...]
    targets: Targets = CLASSES
    readings: str = READINGS["probability"]
    threshold: float = 0.5
    usual_threshold: float = 0.5
    least_probability: float = 0.0
    largest_distance: float = inf

    @classmethod
    def of(
        cls,
        names: tuple[str, ...],
        loss: Loss,
        settings: AnswerSettings,
        calibration: Calibration = UNCALIBRATED,
    ) -> "Answers":
        """Return the answers of a network that was trained by a loss."""
        return cls(
            names,
            loss.targets,
            READINGS[loss.reads_as],
            threshold_of(settings, loss, len(names)),
            loss.threshold,
            calibration.least_probability,
            calibration.largest_distance,
        )

    @property
    def refuses(self) -> bool:
        """Tell whether "none of these" can be the answer."""
        return self.least_probability > 0 or self.largest_distance < inf

    @property
    def is_usual(self) -> bool:
        """Tell whether the class of the highest reading is answered whatever it is."""
        return not self.refuses and self.threshold == self.usual_threshold

    def classes(self, readings: np.ndarray, distances: np.ndarray | None = None) -> np.ndarray:
        """Return the numbers of the classes that readings (classes, m) answer, or NONE, (m,).

        `distances` (m,) are those from what was learned from, where they count.
        """
        answered = self.likeliest(readings)
        if self.least_probability > 0:
            answered = np.where(readings.max(axis=0) < self.least_probability, NONE, answered)
        if distances is not None:
            answered = np.where(distances > self.largest_distance, NONE, answered)
        return answered

    def likeliest(self, readings: np.ndarray) -> np.ndarray:
        """Return the numbers of the classes that readings (classes, m) name if one must be, (m,).

        Of several labels it is the likeliest one.
        """
        if len(readings) == 2 and self.targets is CLASSES:
            return (readings[1] > self.threshold).astype(np.intp)
        return readings.argmax(axis=0)

    def answered(self, readings: np.ndarray, distance: float | None = None) -> tuple[str, ...]:
        """Name what readings (names,) answer: a class, any labels, or no name."""
        if self.targets is CLASSES:
            far = None if distance is None else np.array([distance])
            number = int(self.classes(readings[:, np.newaxis], far)[0])
            return () if number == NONE else (self.names[number],)
        if self.targets is LABELS:
            above = readings > self.threshold
            return tuple(name for name, yes in zip(self.names, above, strict=True) if yes)
        return ()

    def why_refused(
        self, readings: np.ndarray, distance: float | None, nearest: str = ""
    ) -> Message | None:
        """Say why readings (classes,) are answered "none of these"; None where they are not."""
        if self.least_probability > 0 and readings.max() < self.least_probability:
            return Message(
                "the highest probability is {value}, less than {least}",
                value=number_text(float(readings.max()), 3),
                least=number_text(self.least_probability, 3),
            )
        if distance is None or not distance > self.largest_distance:
            return None
        values = {
            "distance": number_text(distance, 3),
            "largest": number_text(self.largest_distance, 3),
        }
        if not nearest:
            return Message(
                "its distance from what was learned from is {distance}, more than {largest}",
                **values,
            )
        return Message(
            "its distance from what was learned from is {distance}, more than {largest}; the "
            "nearest is {nearest}",
            nearest=shown(nearest),
            **values,
        )


def threshold_of(settings: AnswerSettings, loss: Loss, names: int) -> float:
    """Return the threshold of two classes or of labels; of all else the usual one stands."""
    has_one = loss.targets is LABELS or (loss.targets is CLASSES and names == 2)
    chosen = settings.threshold if has_one else None
    return loss.threshold if chosen is None else chosen


def own_threshold(settings: AnswerSettings, loss: Loss, names: int) -> float | None:
    """Return the threshold that a network answers by where that is not the usual one.

    Accuracies of a run are counted by the usual one: what has a threshold of its own says so.
    """
    threshold = threshold_of(settings, loss, names)
    return None if threshold == loss.threshold else threshold


def number_text(number: float, digits: int = 6) -> str:
    """Return a number in six digits, with zeros rather than an exponent where it is not huge."""
    if number and not 1e-4 <= abs(number) < 1e15:
        return f"{number:.{digits}g}"
    return str(np.format_float_positional(number, digits, fractional=False, trim="-"))
