"""What every threshold of two classes would do: the ROC curve and the precision-recall curve."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many samples are answered yes, rightly and wrongly, and how many no."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @property
    def precision(self) -> float:
        """Return the share of those answered yes that are; 0 where none is."""
        return _share(self.true_positives, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float:
        """Return the share of what is yes that is answered so; 0 where nothing is."""
        return _share(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def false_positive_rate(self) -> float:
        """Return the share of what is no that is answered yes; 0 where nothing is."""
        return _share(self.false_positives, self.false_positives + self.true_negatives)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 0 where nothing is found."""
        found = 2 * self.true_positives
        return _share(found, found + self.false_positives + self.false_negatives)

    @property
    def accuracy(self) -> float:
        """Return the share of all samples that is answered right."""
        right = self.true_positives + self.true_negatives
        return _share(right, right + self.false_positives + self.false_negatives)


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdCurves:
    """The counts of every threshold at which they change, the highest first; arrays are (k,).

    With `thresholds[i]` the samples that read at least as much are answered yes: so many
    `true_positives` and `false_positives`. The first is infinite, and answers no to all.
    Read-only.
    """

    thresholds: np.ndarray
    true_positives: np.ndarray
    false_positives: np.ndarray

    @property
    def positives(self) -> int:
        """Count the samples that are yes."""
        return int(self.true_positives[-1])

    @property
    def negatives(self) -> int:
        """Count the samples that are no."""
        return int(self.false_positives[-1])

    @property
    def recall(self) -> np.ndarray:
        """Return the share of what is yes that every threshold finds."""
        return self.true_positives / self.positives

    @property
    def false_positive_rate(self) -> np.ndarray:
        """Return the share of what is no that every threshold answers yes."""
        return self.false_positives / self.negatives

    @property
    def precision(self) -> np.ndarray:
        """Return the share of those answered yes that are; 1 where none is."""
        answered = self.true_positives + self.false_positives
        return np.divide(self.true_positives, answered, np.ones(len(answered)), where=answered > 0)

    @property
    def area(self) -> float:
        """Return the area under the ROC curve: how often a yes reads higher than a no.

        Ties count half. Source: J. A. Hanley and B. J. McNeil 1982, "The meaning and use of the
        area under a receiver operating characteristic (ROC) curve".
        """
        return float(np.trapezoid(self.recall, self.false_positive_rate))

    @property
    def average_precision(self) -> float:
        """Return the mean of the precisions at which each further yes is found: no straight lines.

        Source: J. Davis and M. Goadrich 2006, "The relationship between precision-recall and ROC
        curves", on why the points are not joined by straight lines.
        """
        return float(np.diff(self.recall) @ self.precision[1:])

    def at(self, threshold: float) -> Confusion:
        """Count what is answered with a threshold, above which the answer is yes."""
        place = int(np.searchsorted(-self.thresholds, -threshold, side="left")) - 1
        found, wrong = (
            int(counts[max(place, 0)]) for counts in (self.true_positives, self.false_positives)
        )
        return Confusion(found, wrong, self.positives - found, self.negatives - wrong)


def threshold_curves(readings: np.ndarray, is_yes: np.ndarray) -> ThresholdCurves | None:
    """Return the curves of readings (m,) of samples that are yes or no, (m,).

    None where all are of one kind, or where a reading is no number: there is no curve then.
    """
    positives = int(np.count_nonzero(is_yes))
    if not 0 < positives < len(is_yes) or np.isnan(readings).any():
        return None
    order = np.argsort(-readings, kind="stable")
    ordered, yes = readings[order], is_yes[order]
    last_of_equals = np.append(np.flatnonzero(np.diff(ordered)), len(ordered) - 1)
    true_positives = np.cumsum(yes)[last_of_equals]
    curves = ThresholdCurves(
        np.concatenate([[np.inf], ordered[last_of_equals]]),
        np.concatenate([[0], true_positives]),
        np.concatenate([[0], last_of_equals + 1 - true_positives]),
    )
    for array in (curves.thresholds, curves.true_positives, curves.false_positives):
        array.flags.writeable = False
    return curves


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
