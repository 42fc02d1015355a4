"""What a file holds that is opened on the bench: a network, a run, or arrays to learn from."""

from enum import StrEnum
from pathlib import Path

from core.data.arrays import npz
from core.models.bare_weights import has_bare_weights
from core.models.endings import PROJECT_ENDING
from core.models.formats.npz import DESCRIPTION as MODEL
from core.training.checkpoint import DESCRIPTION as RUN


class Contents(StrEnum):
    """What can be in a file of weights or arrays."""

    PROJECT = "project"
    MODEL = "model"
    RUN = "run"
    BARE_WEIGHTS = "bare weights"
    ARRAYS = "arrays"


def contents_of(path: str | Path) -> Contents:
    """Tell what a file holds by its ending, and an .npz by the names of its arrays.

    Raises DataError where an .npz cannot be read.
    """
    if Path(path).suffix.lower() == PROJECT_ENDING:
        return Contents.PROJECT
    if Path(path).suffix.lower() != ".npz":
        return Contents.MODEL
    names = npz.describe(Path(path))
    if MODEL in names:
        return Contents.MODEL
    if RUN in names:
        return Contents.RUN
    return Contents.BARE_WEIGHTS if has_bare_weights(names) else Contents.ARRAYS
