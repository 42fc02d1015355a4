"""Samples from an .npz file: train_X (n, m) and train_Y, perhaps test_X and test_Y; or X and Y."""

from pathlib import Path

import numpy as np

from core.data.arrays import npz
from core.data.dataset import Dataset, samples
from core.data.split import split_dataset
from core.errors import DataError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import DataSettings
from core.files import shown
from core.messages import to_translate

TRAIN, TEST, ALL = ("train_X", "train_Y"), ("test_X", "test_Y"), ("X", "Y")
MOST_CLASSES = 1000
_MOST_NAMES = 12  # as many array names as a sentence takes


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
        text = to_translate(
            "{file}: the file has test samples of its own (test_X): set data.test_share to 0."
        )
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
        text = to_translate(
            "{file}: all training samples are of class {label}: give at least two classes."
        )
        raise DataError(text, file=shown(file), label=int(present[0]))
    missing = np.flatnonzero(present != np.arange(len(present)))
    if len(missing):
        raise DataError(
            "{file}: no training sample is of class {label}: number the classes without a gap.",
            file=shown(file),
            label=int(missing[0]),
        )
    if len(present) > MOST_CLASSES:
        text = to_translate(
            "{file}: the labels name {count} classes, and {most} is the most: check the labels."
        )
        raise DataError(text, file=shown(file), count=len(present), most=MOST_CLASSES)
    return len(present)


def read_samples_and_labels(
    file: Path, pairs: tuple[tuple[str, str], ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Read the first of the pairs that the file has a part of: X (n, m), class numbers (m,).

    Raises DataError if the file, one of the two arrays or a value in them cannot be used.
    """
    arrays, names = npz.read(file, tuple(name for pair in pairs for name in pair))
    for x, y in pairs:
        if x in arrays and y in arrays:
            X = _checked_samples(file, x, arrays[x])
            return X, _checked_labels(file, y, arrays[y], x, X)
        if x in arrays or y in arrays:
            break
    raise DataError(
        "{file}: {wanted} must be there; the file has {found}: save it with these names.",
        file=shown(file),
        wanted=" or ".join(f"{x} + {y}" for x, y in pairs),
        found=", ".join(names[:_MOST_NAMES]) or "-",
    )


def _checked_samples(file: Path, name: str, X: np.ndarray) -> np.ndarray:
    """Refuse what is not (n, m) of finite numbers."""
    if X.ndim != 2 or X.size == 0:
        raise DataError(
            "{file}: {name} has the shape {shape}: give (features, samples), one column a sample.",
            file=shown(file),
            name=name,
            shape=X.shape,
        )
    return _checked_numbers(file, name, X)


def _checked_labels(file: Path, y: str, Y: np.ndarray, x: str, X: np.ndarray) -> np.ndarray:
    """Turn Y, (1, m) or (m,), into class numbers (m,); refuse what is no whole number from 0."""
    m = X.shape[1]
    if Y.shape not in ((m,), (1, m)):
        raise DataError(
            "{file}: {y} has the shape {given}, {x} {shape}: "
            "give one label for each column of {x}; a sample is a column, not a row.",
            file=shown(file),
            y=y,
            given=Y.shape,
            x=x,
            shape=X.shape,
        )
    labels = _checked_numbers(file, y, Y).ravel()
    wrong = labels[(labels < 0) | (labels != np.floor(labels)) | (labels > np.iinfo(np.int32).max)]
    if len(wrong):
        raise DataError(
            "{file}: {name} has the label {label}: number the classes 0, 1, 2 and so on.",
            file=shown(file),
            name=y,
            label=f"{wrong[0]:g}",
        )
    return labels.astype(np.intp)


def _checked_numbers(file: Path, name: str, array: np.ndarray) -> np.ndarray:
    """Turn an array into float64; refuse text, dates, complex numbers, NaN and infinity."""
    if array.dtype.kind not in "biuf":
        raise DataError(
            "{file}: {name} holds no plain numbers ({type}): save it as float or integer.",
            file=shown(file),
            name=name,
            type=array.dtype,
        )
    numbers = np.asfortranarray(array, dtype=np.float64)
    count = numbers.size - np.count_nonzero(np.isfinite(numbers))
    if count:
        raise DataError(
            "{file}: {name} has {count} values that are no finite numbers: "
            "fill them in or take these samples out.",
            file=shown(file),
            name=name,
            count=count,
        )
    return numbers
