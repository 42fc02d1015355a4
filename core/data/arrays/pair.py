"""A pair of arrays in an .npz file, samples and their labels, checked value by value."""

from pathlib import Path

import numpy as np

from core.data.arrays import npz
from core.errors import DataError
from core.files import shown

MOST_NAMES = 12  # as many array names as a sentence takes


def read_samples_and_labels(
    file: Path, pairs: tuple[tuple[str, str], ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Read the first of the pairs that the file has a part of: X (n, m), class numbers (m,).

    Raises DataError if the file, one of the two arrays or a value in them cannot be used.
    """
    arrays, found = npz.read(file, tuple(name for pair in pairs for name in pair))
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
        found=", ".join(found[:MOST_NAMES]) or "-",
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
