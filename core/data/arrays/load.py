"""Samples from an .npz file: train_X (n, m) and train_Y, perhaps test_X and test_Y; or X and Y."""

from pathlib import Path

import numpy as np

from core.data.arrays import npz
from core.data.arrays.pair import read_samples_and_labels
from core.data.dataset import Dataset, samples
from core.data.parts import split_dataset
from core.errors import DataError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import DataSettings
from core.files import shown

TRAIN, TEST, ALL = ("train_X", "train_Y"), ("test_X", "test_Y"), ("X", "Y")
MOST_CLASSES = 1000


def load_arrays(settings: DataSettings) -> Dataset:
    """Load the file that settings.folder names; samples are columns, labels whole numbers from 0.

    The test samples come from settings.test_folder, another .npz (its test_X, or X, or
    train_X), from test_X in the same file, or from settings.test_share.
    Raises DataError if a file, an array or a value cannot be used.
    """
    file = Path(settings.folder)
    X, labels = read_samples_and_labels(file, (TRAIN, ALL))
    classes = _count_classes(file, labels)
    inputs = NumberInputs(tuple(f"x{i + 1}" for i in range(len(X))))
    names = tuple(str(label) for label in range(classes))
    test = _test(settings, file, len(X), classes)
    if test is None:
        return split_dataset(X, labels, names, inputs, settings.test_share, settings.split_seed)
    return Dataset(samples(X, labels, classes), samples(*test, classes), names, inputs)


def _test(
    settings: DataSettings, file: Path, n: int, classes: int
) -> tuple[np.ndarray, np.ndarray] | None:
    """Read the test samples that are ready made, and check that they fit the training samples."""
    has_own = any(name in TEST for name in npz.read(file, ())[1])
    if settings.test_folder:
        file = Path(settings.test_folder)
        X, labels = read_samples_and_labels(file, (TEST, ALL, TRAIN))
    elif not has_own:
        return None
    elif settings.test_share:
        text = "{file}: the file has test samples of its own (test_X): set data.test_share to 0."
        raise DataError(text, file=shown(file))
    else:
        X, labels = read_samples_and_labels(file, (TEST,))
    if len(X) != n:
        raise DataError(
            "{file}: a test sample has {given} numbers, a training sample {wanted}: "
            "give both the same features.",
            file=shown(file),
            given=len(X),
            wanted=n,
        )
    if labels.max() >= classes:
        raise DataError(
            "{file}: there are test samples of class {label}, but no training samples: "
            "add some, or take the class out.",
            file=shown(file),
            label=int(labels.max()),
        )
    return X, labels


def _count_classes(file: Path, labels: np.ndarray) -> int:
    """Count the classes, each of which must have a sample to learn from."""
    present = np.unique(labels)
    if len(present) == 1:
        text = "{file}: all training samples are of class {label}: give at least two classes."
        raise DataError(text, file=shown(file), label=int(present[0]))
    missing = np.flatnonzero(present != np.arange(len(present)))
    if len(missing):
        raise DataError(
            "{file}: no training sample is of class {label}: number the classes without a gap.",
            file=shown(file),
            label=int(missing[0]),
        )
    if len(present) > MOST_CLASSES:
        text = "{file}: the labels name {count} classes, and {most} is the most: check the labels."
        raise DataError(text, file=shown(file), count=len(present), most=MOST_CLASSES)
    return len(present)
