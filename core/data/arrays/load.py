"""Samples from an .npz or HDF5 file: X (n, m) and Y, or train_X, train_Y, test_X and test_Y.

Pictures are (m, size, size, 3 or 1) or (m, size, size), as in the course's own files: train_set_x,
train_set_y and the names in list_classes; test_set_x and test_set_y. As others save them, samples
are rows (m, n), and have other names, which TRAIN and TEST list.
"""

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from core.data.arrays import hdf5, npz
from core.data.dataset import Dataset, samples
from core.data.split import split_dataset
from core.errors import DataError
from core.experiment.inputs import Inputs, NumberInputs, PictureInputs
from core.experiment.settings import DataSettings
from core.files import shown
from core.messages import alternatives, listed, to_translate

# Ours, the names in the course's own files, those of scikit-learn's and Keras's examples, of
# MedMNIST, and what np.savez calls two arrays without a name.
TRAIN = (
    ("train_X", "train_Y"),
    ("X", "Y"),
    ("train_set_x", "train_set_y"),
    ("X", "y"),
    ("x", "y"),
    ("X_train", "y_train"),
    ("x_train", "y_train"),
    ("train_images", "train_labels"),
    ("images", "labels"),
    ("data", "target"),
    ("data", "labels"),
    ("features", "target"),
    ("features", "labels"),
    ("arr_0", "arr_1"),
)
TEST = (
    ("test_X", "test_Y"),
    ("test_set_x", "test_set_y"),
    ("X_test", "y_test"),
    ("x_test", "y_test"),
    ("test_images", "test_labels"),
)
CLASSES = "list_classes"
MOST_CLASSES = 1000
_MOST_NAMES, _FIRST = 12, 3  # as many array names, and pairs of them, as a sentence takes


def load_arrays(settings: DataSettings) -> Dataset:
    """Load the file that settings.folder names, whose labels are whole numbers from 0.

    The test samples come from settings.test_folder, another file (its test_X, or X, or
    train_X), from test_X in the same file, or from settings.test_share.
    Raises DataError if a file, an array or a value cannot be used.
    """
    file = Path(settings.folder)
    train = read_samples(file, TRAIN)
    classes = _count_classes(file, train.labels)
    names = train.names(classes)
    test = _test(settings, file, train, classes)
    if test is None:
        return split_dataset(
            train.X, train.labels, names, train.inputs, settings.test_share, settings.split_seed
        )
    return Dataset(
        samples(train.X, train.labels, classes),
        samples(test.X, test.labels, classes),
        names,
        train.inputs,
    )


@dataclass(frozen=True, slots=True, eq=False)
class ArraySamples:
    """Samples of a file: X (n, m), class numbers (m,), what a sample is, the names of classes."""

    X: np.ndarray
    labels: np.ndarray
    inputs: Inputs
    class_names: tuple[str, ...]

    def names(self, count: int) -> tuple[str, ...]:
        """Name so many classes: as the file does, else by their numbers."""
        different = len(set(self.class_names)) == len(self.class_names) == count
        return self.class_names if different else tuple(map(str, range(count)))


def _test_pairs(file: Path) -> tuple[tuple[str, str], ...]:
    names = _reader(file).read(file, ())[1]
    return tuple(pair for pair in TEST if {*pair} & {*names})


def _reader(file: Path) -> ModuleType:
    return hdf5 if hdf5.is_hdf5(file) else npz


def _test(
    settings: DataSettings, file: Path, train: ArraySamples, classes: int
) -> ArraySamples | None:
    """Read the test samples that are ready made, and check that they fit the training samples."""
    if settings.test_folder:
        file = Path(settings.test_folder)
        test = read_samples(file, (*TEST, *TRAIN[1:], TRAIN[0]))
    elif not (pairs := _test_pairs(file)):
        return None
    elif settings.test_share:
        text = to_translate(
            "{file}: the file has test samples of its own (test_X): set data.test_share to 0."
        )
        raise DataError(text, file=shown(file))
    else:
        test = read_samples(file, pairs)
    if test.inputs != train.inputs:
        raise DataError(
            "{file}: a test sample has {given:,} {given:number|numbers}, a training sample "
            "{wanted}: give both the same features.",
            file=shown(file),
            given=test.inputs.count,
            wanted=train.inputs.count,
        )
    if test.labels.max() >= classes:
        raise DataError(
            "{file}: there are test samples of class {label}, but no training samples: "
            "add some, or take the class out.",
            file=shown(file),
            label=int(test.labels.max()),
        )
    return test


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


def read_samples(file: Path, pairs: tuple[tuple[str, str], ...]) -> ArraySamples:
    """Read the first of the pairs that the file has a part of.

    Raises DataError if the file, one of the two arrays or a value in them cannot be used.
    """
    wanted = (*(name for pair in pairs for name in pair), CLASSES)
    arrays, names = _reader(file).read(file, wanted)
    for x, y in pairs:
        if x in arrays and y in arrays:
            X, inputs = _checked_samples(file, x, arrays[x], arrays[y].size)
            labels = _checked_labels(file, y, arrays[y], x, X)
            return ArraySamples(X, labels, inputs, _class_names(arrays.get(CLASSES)))
    raise DataError(
        "{file}: {wanted} must be there; the file has {found}: save it with these names.",
        file=shown(file),
        wanted=alternatives(f"{x} + {y}" for x, y in pairs[:_FIRST]),
        found=listed(names[:_MOST_NAMES]) or "-",
    )


def _class_names(array: np.ndarray | None) -> tuple[str, ...]:
    """Return the names of the classes that a file lists; none where it does not."""
    if array is None or array.dtype.kind not in "SU":
        return ()
    words = array.ravel().tolist()
    return tuple(
        word.decode("utf-8", "backslashreplace") if isinstance(word, bytes) else word
        for word in words
    )


def _checked_samples(
    file: Path, name: str, X: np.ndarray, labels: int
) -> tuple[np.ndarray, Inputs]:
    """Refuse what is neither (n, m) of finite numbers, or (m, n), nor square pictures of bytes."""
    if X.ndim in (3, 4):
        return _checked_pictures(file, name, X if X.ndim == 4 else X[..., np.newaxis])
    if X.ndim != 2 or X.size == 0:
        raise DataError(
            "{file}: {name} has the shape {shape}: give (features, samples), "
            "or (samples, features).",
            file=shown(file),
            name=name,
            shape=X.shape,
        )
    if X.shape[1] != labels == X.shape[0]:
        X = X.T
    X = _checked_numbers(file, name, X)
    return X, NumberInputs(tuple(f"x{i + 1}" for i in range(len(X))))


def _checked_pictures(file: Path, name: str, pixels: np.ndarray) -> tuple[np.ndarray, Inputs]:
    """Turn pixels, uint8 (m, size, size, 3 or 1), into samples."""
    m, height, width, channels = pixels.shape
    if pixels.dtype != np.uint8 or height != width or channels not in (1, 3) or not pixels.size:
        raise DataError(
            "{file}: {name} has the shape {shape} of {type}: give pictures as (samples, size, "
            "size, 3) of uint8.",
            file=shown(file),
            name=name,
            shape=pixels.shape,
            type=pixels.dtype,
        )
    return np.divide(pixels.reshape(m, -1), 255.0).T, PictureInputs(width, channels == 3)


def _checked_labels(file: Path, y: str, Y: np.ndarray, x: str, X: np.ndarray) -> np.ndarray:
    """Turn Y, (m,), (1, m) or (m, 1), into class numbers (m,); refuse all but whole ones from 0."""
    m = X.shape[1]
    if Y.shape not in ((m,), (1, m), (m, 1)):
        raise DataError(
            "{file}: {y} has the shape {given}, {x} {shape}: "
            "give one label for each sample, which is a column of {x} or a row.",
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
