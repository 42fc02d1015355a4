"""What a model says of pictures it has never seen."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from core.data.crew import in_threads
from core.data.inputs import PictureInputs
from core.data.picture import read_picture
from core.errors import DataError, ModelError
from core.files import shown
from core.models.model import Model

# As many files as are read before the first of them is answered.
_LOT = 64


@dataclass(frozen=True, slots=True)
class Prediction:
    """One picture's answer: the probability of every class, or what was wrong with the file."""

    file: str
    probabilities: dict[str, float]
    problem: DataError | None = None

    @property
    def answer(self) -> str:
        """Name the most probable class; of two, the second needs more than one half."""
        return max(self.probabilities, key=self.probabilities.__getitem__)


def predict(model: Model, paths: Iterable[str | Path]) -> Iterator[Prediction]:
    """Answer for picture files, and for all files in folders, in this order.

    A few files at a time are read side by side. Each answer is the same whatever the others.

    Raises ModelError where the model does not take pictures, or there is no such path.
    """
    if not isinstance(model.inputs, PictureInputs):
        raise ModelError(
            "This model takes {count} numbers a sample, not pictures.", count=model.inputs.count
        )
    files = (file for path in paths for file in _files(Path(path)))
    while lot := list(islice(files, _LOT)):
        yield from _predict_lot(model, model.inputs, lot)


def _predict_lot(model: Model, inputs: PictureInputs, lot: list[Path]) -> list[Prediction]:
    found: list[Prediction | None] = [None] * len(lot)

    def work(index: int) -> None:
        found[index] = _predict_file(model, inputs, lot[index])

    in_threads(len(lot), work, lambda done, total: None)
    return [one for one in found if one is not None]


def _predict_file(model: Model, inputs: PictureInputs, file: Path) -> Prediction:
    try:
        pixels = read_picture(str(file), inputs)
    except DataError as problem:
        return Prediction(shown(file), {}, problem)
    X = inputs.column(pixels)
    probabilities = model.probabilities(X)[:, 0]
    return Prediction(
        shown(file), {name: float(p) for name, p in zip(model.classes, probabilities, strict=True)}
    )


def _files(path: Path) -> Iterator[Path]:
    if not os.path.lexists(path):
        raise ModelError("{path}: there is no such picture or folder.", path=shown(path))
    if not path.is_dir():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(files) if not name.startswith("."))
