"""Training samples and test samples: cut from one lot, or drawn twice."""

from collections.abc import Callable

import numpy as np

from core.data.dataset import Dataset, samples
from core.data.split import split
from core.errors import ExperimentError
from core.experiment.inputs import Inputs
from core.experiment.settings import DataSettings

MaskMode = Callable[[int, int], tuple[np.ndarray, np.ndarray]]


def split_dataset(
    X: np.ndarray,
    labels: np.ndarray,
    classes: tuple[str, ...],
    inputs: Inputs,
    share: float,
    seed: int,
) -> Dataset:
    """Keep a share of every class of X (n, m) for the test; no test samples if it is 0."""
    if not share:
        return Dataset(samples(X, labels, len(classes)), None, classes, inputs)
    train, test = (
        samples(X[:, chosen], labels[chosen], len(classes)) for chosen in split(labels, share, seed)
    )
    return Dataset(train, test, classes, inputs)


def drawn(
    settings: DataSettings, usual: int, draw: MaskMode, classes: tuple[str, ...], inputs: Inputs
) -> Dataset:
    """Draw training samples, and test samples with the next seed or as a share of them.

    `draw(samples, seed)` gives X and class numbers; `usual` is how many if the settings
    leave it open. Raises ExperimentError if the settings ask for less than one sample
    a class, or for test samples in both ways.
    """
    count = usual if settings.samples is None else settings.samples
    _check_counts(settings, count, len(classes))
    X, labels = draw(count, settings.seed)
    if not settings.test_samples:
        return split_dataset(X, labels, classes, inputs, settings.test_share, settings.split_seed)
    train = samples(X, labels, len(classes))
    test = samples(*draw(settings.test_samples, (settings.seed + 1) % 2**32), len(classes))
    return Dataset(train, test, classes, inputs)


def check_one_test(settings: DataSettings) -> None:
    """Raise ExperimentError where test samples are asked for in both ways."""
    if settings.test_samples and settings.test_share:
        raise ExperimentError(
            "data.test_samples and data.test_share are both set: keep one, and set the other to 0."
        )


def _check_counts(settings: DataSettings, count: int, classes: int) -> None:
    check_one_test(settings)
    for name, given in (("samples", count), ("test_samples", settings.test_samples or classes)):
        if given < classes:
            raise ExperimentError(
                "data.{name} = {given}: there are {classes} classes, so give {classes} or more.",
                name=name,
                given=given,
                classes=classes,
            )
