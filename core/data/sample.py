"""One sample that somebody looks at, and where the same one is in other data."""

import os
from dataclasses import dataclass, field

import numpy as np

from core.data.dataset import Dataset, Samples
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample by its number on its side of a data set, from 0, and by its name if it has one.

    A picture from outside the data has `pixels`, uint8 (size, size, channels), its file's path
    as its name, and no number that counts.
    """

    number: int = 0
    test: bool = False
    name: str = ""
    pixels: np.ndarray | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, dataset: Dataset, number: int, test: bool = False) -> "Sample":
        """Return a training or a test sample with its name."""
        names = _side(dataset, test).names
        return cls(int(number), test, names[number] if names else "")

    @classmethod
    def of_file(cls, file: str, pixels: np.ndarray) -> "Sample":
        """Return a picture from outside the data."""
        return cls(-1, False, file, pixels)

    def x(self, dataset: Dataset) -> np.ndarray:
        """Return what a network reads of it, (n[0],)."""
        if self.pixels is not None and isinstance(dataset.inputs, PictureInputs):
            return dataset.inputs.column(self.pixels)[:, 0]
        return _side(dataset, self.test).X[:, self.number]

    def is_missing(self, dataset: Dataset, feature: int) -> bool:
        """Tell whether a feature of it stands for an empty cell."""
        missing = None if self.pixels is not None else _side(dataset, self.test).missing
        return missing is not None and bool(missing[feature, self.number])

    def y(self, dataset: Dataset) -> np.ndarray | None:
        """Return what a network is to answer, (n[L],), None for a picture from outside the data."""
        return None if self.pixels is not None else _side(dataset, self.test).Y[:, self.number]

    def label(self, dataset: Dataset) -> int | None:
        """Return its class's number, None for a picture from outside the data."""
        if self.pixels is not None:
            return None
        Y = _side(dataset, self.test).Y[:, self.number : self.number + 1]
        return int(dataset.targets.decode(Y)[0])

    def path(self, settings: DataSettings) -> str:
        """Return where its file is, empty where it has none."""
        if self.pixels is not None or not self.name:
            return self.name
        apart = self.test and settings.test_folder
        return os.path.join(settings.test_folder if apart else settings.folder, self.name)


def find_sample(dataset: Dataset, sample: Sample) -> Sample | None:
    """Return the same sample in other data, by its name where it has one; None if it is gone."""
    if sample.pixels is not None:
        return sample if _takes(dataset, sample.pixels) else None
    for test in (sample.test, not sample.test):
        side = dataset.test if test else dataset.train
        if side and sample.name and sample.name in side.names:
            return Sample(side.names.index(sample.name), test, sample.name)
    side = dataset.test if sample.test else dataset.train
    nameless = not sample.name and side is not None and not side.names
    return sample if nameless and side is not None and sample.number < side.m else None


def _takes(dataset: Dataset, pixels: np.ndarray) -> bool:
    inputs = dataset.inputs
    return (
        isinstance(inputs, PictureInputs)
        and inputs.is_one_picture
        and pixels.shape
        == (
            inputs.size,
            inputs.size,
            inputs.channels,
        )
    )


def _side(dataset: Dataset, test: bool) -> Samples:
    return dataset.test if test and dataset.test else dataset.train
