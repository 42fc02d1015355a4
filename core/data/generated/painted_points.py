"""Points that the user paints: each with its place in the plane and its class."""

import numpy as np

from core.data.dataset import Dataset
from core.data.generated import points
from core.data.split import split_dataset
from core.errors import DataError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import DataSettings
from core.messages import tr

PLANE = NumberInputs(("x1", "x2"))
# What is there before the first stroke.
START, START_NOISE = 40, 0.15


def load_painted(settings: DataSettings) -> Dataset:
    """Return settings.points, or a few to start with where there are none.

    Raises DataError where there are not two classes, or a class has no point.
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
    names = tuple(tr("class {number}").format(number=j + 1) for j in present)
    return split_dataset(X, labels, names, PLANE, settings.test_share, settings.split_seed)


def painted(settings: DataSettings) -> points.Points:
    """Return X (2, m) and the class numbers (m,) of the points of the settings."""
    if not settings.points:
        return points.moons(START, START_NOISE, 1)
    table = np.array(settings.points, np.float64)
    return np.asfortranarray(table[:, :2].T), table[:, 2].astype(np.intp)
