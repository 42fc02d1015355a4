"""Which of the test samples a model has learned from, where its data were divided otherwise."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import PureWindowsPath

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset, Samples
from core.data.registry import Report
from core.errors import Cancelled, LayerbenchError
from core.experiment.settings import DataSettings
from core.models.compatibility import load_for
from core.models.model import Model

_BLOCK = 256


def count_learned(
    model: Model, data: DataSettings, dataset: Dataset, report: Report | None = None
) -> int:
    """Count the test samples of a data set, read as `data` say, that a model has learned from.

    Its own data are divided once more as its settings say; where those are in another place, or
    can no longer be read, nothing is known and the count is 0. Raises Cancelled.
    """
    own = _located(model.experiment.data, data)
    if own is None or own == data or dataset.test is None or dataset.blank:
        return 0
    try:
        learned = load_for(model, own, report, dataset).train
    except Cancelled:
        raise
    except LayerbenchError:
        return 0
    known = set(_contents(learned))
    return sum(content in known for content in _contents(dataset.test))


def _located(own: DataSettings, data: DataSettings) -> DataSettings | None:
    """Return the settings of a model's data where those lie, None where that is elsewhere.

    A model's file tells the last name of a folder alone, and no corrections of single files.
    """
    places = ((own.folder, data.folder), (own.test_folder, data.test_folder))
    if own.kind != data.kind:
        return None
    if all(_real(one) == _real(other) for one, other in places):
        return own
    if any(one != PureWindowsPath(other).name for one, other in places):
        return None
    names = ("folder", "test_folder", "leave_out", "relabel", "test_pictures", "train_pictures")
    return replace(own, **{name: getattr(data, name) for name in names})


def _real(folder: str) -> str:
    return os.path.realpath(folder) if folder else ""


def _contents(samples: Samples) -> Iterator[bytes]:
    """Return what tells samples apart, whatever they are called."""
    for start in range(0, samples.m, _BLOCK):
        X = samples.X[:, np.arange(start, min(start + _BLOCK, samples.m))]
        for column in np.asfortranarray(X).T:
            yield hashlib.blake2b(column.tobytes(), digest_size=16).digest()
