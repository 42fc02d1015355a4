"""Points that the user paints: each with its place in the plane and its class."""

import numpy as np

from core.data.dataset import Dataset, samples
from core.data.generated import points
from core.data.split import split
from core.errors import DataError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import DataSettings
from core.messages import tr

PLANE = NumberInputs(("x1", "x2"))
# What is there before the first stroke.
START, START_NOISE = 40, 0.15


def load_painted(settings: DataSettings) -> Dataset:
    """Return settings.points, or a few to start with where there are none.

    Raises DataError where there are not two classes, a class has no point, or two share a name.
    """
    X, labels = painted(settings)
    present = np.unique(labels)
    if len(present) < 2:
        raise DataError("All points are of one class: paint some of another as well.")
    if len(present) != labels.max() + 1:
        missing = int(np.flatnonzero(present != np.arange(len(present)))[0])
        raise DataError(
            "No point is of class {number}: paint some, or number the classes without a gap.",
            number=missing + 1,
        )
    names = _names(settings, len(present))
    test = _test(labels, settings)
    learned = np.setdiff1d(np.arange(len(labels)), test)
    train = samples(X[:, learned], labels[learned], len(names))
    held_out = samples(X[:, test], labels[test], len(names)) if len(test) else None
    return Dataset(train, held_out, names, PLANE)


def _names(settings: DataSettings, count: int) -> tuple[str, ...]:
    given = settings.class_names[:count] if settings.points else ()
    numbers = range(len(given) + 1, count + 1)
    names = (*given, *(tr("class {number}").format(number=number) for number in numbers))
    if len({*names}) < count or not all(names):
        raise DataError("data.class_names: give every class a name of its own.")
    return names


def _test(labels: np.ndarray, settings: DataSettings) -> np.ndarray:
    """Return which points are kept for the test: a class of one point, just begun, is learned."""
    several = np.flatnonzero(np.bincount(labels)[labels] > 1)
    if not settings.test_share or not len(several):
        return np.empty(0, np.intp)
    _, test = split(labels[several], settings.test_share, settings.split_seed)
    return several[test]


def painted(settings: DataSettings) -> points.Points:
    """Return X (2, m) and the class numbers (m,) of the points of the settings."""
    if not settings.points:
        return points.moons(START, START_NOISE, 1)
    table = np.array(settings.points, np.float64)
    return np.asfortranarray(table[:, :2].T), table[:, 2].astype(np.intp)
