"""Proof that a file of weights answers as the network it came from."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.errors import OutputError
from core.experiment.inputs import PictureInputs
from core.files import shown
from core.messages import to_translate
from core.models.model import Model
from core.models.weights import is_in_range
from core.network.targets import CLASSES

Difference = Callable[[Model, Path, np.ndarray], float]

ROUGH = 1e-5
"""What a network of float32 is allowed where another program computes it."""
OTHER_ANSWERS = to_translate(
    "{file} was not written: opened again, it gives other answers than the network "
    "(difference {difference:.1e}; {tolerance:.0e} is allowed)."
)


def by_reading(read: Callable[[Path], Model], rounding: float = 0.0) -> Difference:
    """Make the check of a format that comes back as a model, with weights off by a rounding."""

    def difference(model: Model, file: Path, X: np.ndarray) -> float:
        other = read(file)
        if not same_answers(model, X, other.classes_answered(X), rounding):
            return float("nan")
        return largest_difference(model, model.readings(X), other.readings(X))

    return difference


def by_running(run: Callable[[Path, np.ndarray], np.ndarray]) -> Difference:
    """Make the check of a format that another program runs on raw samples, one a row."""

    def difference(model: Model, file: Path, X: np.ndarray) -> float:
        raw, columns = raw_samples(model, X)
        return largest_difference(model, model.readings(columns), run(file, raw).T)

    return difference


def same_answers(model: Model, X: np.ndarray, numbers: np.ndarray, rounding: float) -> bool:
    """Tell whether samples X (n[0], m) are answered with the classes of these numbers, or none.

    Where a reading or a distance is so near to what decides that a rounding of this size, a share
    of it, can make it another answer, either is right.
    """
    answers = model.answers
    if answers.targets is not CLASSES:
        return True
    said, far = model.respond(X), np.zeros(X.shape[1], bool)
    right = numbers == answers.classes(said.readings, said.distances)
    ordered = np.sort(said.readings, axis=0)
    near = ordered[-1] - ordered[-2] <= rounding
    if len(answers.names) == 2:
        near = abs(said.readings[1] - answers.threshold) <= rounding * max(1.0, answers.threshold)
    near |= abs(ordered[-1] - answers.least_probability) <= rounding
    if said.distances is not None and answers.largest_distance < np.inf:
        far = abs(said.distances - answers.largest_distance) <= rounding * answers.largest_distance
    return bool((right | near | far).all())


def raw_samples(model: Model, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return samples as the world has them, one a row, and as the network's own columns."""
    inputs = model.inputs
    if not isinstance(inputs, PictureInputs):
        raw = inputs.unscale(X)
        return raw.T, inputs.scale(raw)
    pictures = np.stack([inputs.picture(x) for x in X.T])
    return pictures, np.hstack([inputs.column(pixels) for pixels in pictures])


def largest_difference(model: Model, expected: np.ndarray, actual: np.ndarray) -> float:
    """Return the largest difference of a model's readings (names, m) from others.

    Probabilities are compared as they are. Scores and numbers have no largest value that is known
    beforehand: their difference is a share of their size, that of numbers with a target scale in
    deviations from the mean. NaN where one holds NaN, or where their shapes differ.
    """
    if expected.shape != actual.shape:
        return float("nan")
    return float((np.abs(expected - actual) / _size(model, expected)).max())


def _size(model: Model, readings: np.ndarray) -> np.ndarray:
    """Return what differences are a share of, (names, 1)."""
    reads_as, scale = model.network.loss.reads_as, model.target_scale
    if reads_as == "probability":
        return np.ones((len(readings), 1))
    if scale is not None:
        deviation = np.array(scale.deviation)[:, np.newaxis]
        return deviation * np.maximum(_largest(scale.scale(readings)), 1.0)
    largest = _largest(readings)
    if reads_as == "score":
        return np.maximum(largest, 1.0)
    return np.where(largest > 0, largest, 1.0)


def _largest(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(values).max(axis=1, keepdims=True), np.float64)


def check_finite(model: Model, file: Path) -> None:
    """Raise OutputError for weights that no file should carry on."""
    if not np.isfinite(model.parameters.flat).all():
        raise OutputError(
            "{file} was not written: the run diverged, and its weights are no finite numbers. "
            "Train again with a lower learning rate.",
            file=shown(file),
        )
    if not is_in_range(model.parameters):
        raise OutputError(
            "{file} was not written: the run diverged, and its weights are so large that its "
            "answers would be no numbers. Train again with a lower learning rate.",
            file=shown(file),
        )


def check_difference(
    file: Path, difference: float, tolerance: float, refusal: str = OTHER_ANSWERS
) -> None:
    """Raise OutputError where a file answers otherwise than the network."""
    if not difference <= tolerance:
        raise OutputError(
            refusal,
            file=shown(file),
            difference=difference,
            tolerance=tolerance,
        )
