"""What a model says of pictures, or of rows of a table, that it has never seen."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.data.folder.walk import WalkedFile, walk
from core.errors import DataError, ModelError
from core.experiment.inputs import PictureInputs, TableInputs
from core.files import shown
from core.io_threads import Report, map_in_threads
from core.messages import Message
from core.models.model import Model

if TYPE_CHECKING:
    from core.models.table_rows import TableRow, TableRows

Remark = Callable[[Message], object]

# As many files as are read before the first of them is answered.
_LOT = 64


@dataclass(frozen=True, slots=True)
class Prediction:
    """One picture's or row's answer, or what was wrong with it.

    `readings` are the probability or the score of every class or label, or the numbers, by their
    names; `answered` names the class, or the labels, that this answers. A class is not answered
    where `refused` says why: none of these. `distance` is that from what was learned from, where
    it counts. `pixels`, uint8 (size, size, channels), are what the network received, where they
    were kept; `row` is that of a table.
    """

    file: str
    readings: dict[str, float]
    problem: DataError | None = None
    pixels: np.ndarray | None = field(default=None, compare=False, repr=False)
    answered: tuple[str, ...] = ()
    row: "TableRow | None" = None
    refused: Message | None = None
    distance: float | None = None


def predict(
    model: Model, paths: Iterable[str | Path], remark: Remark = lambda message: None
) -> Iterator[Prediction]:
    """Answer for picture files, and for all files in folders, or for the rows of tables, in order.

    A few pictures at a time are read side by side. Each answer is the same whatever the others.
    What should be known of the cells of a table is told to `remark`.

    Raises ModelError where the model takes neither, or there is no such path, and DataError for a
    table whose columns the model cannot read.
    """
    if isinstance(model.inputs, TableInputs):
        from core.models.table_rows import read_rows  # pictures do without

        for path in paths:
            yield from predict_rows(model, read_rows(path, model.inputs), remark)
        return
    files = picture_files(paths)
    while lot := list(islice(files, _LOT)):
        yield from predict_batch(model, lot)


def predict_row(model: Model, text: str, remark: Remark) -> Iterator[Prediction]:
    """Answer for one row that somebody has typed.

    Raises ModelError where the model takes none, DataError where it has other cells.
    """
    from core.models.table_rows import typed_row

    if not isinstance(model.inputs, TableInputs):
        raise ModelError("This model takes no rows of a table: give it files.")
    yield from predict_rows(model, typed_row(text, model.inputs), remark)


def predict_rows(model: Model, rows: "TableRows", remark: Remark) -> Iterator[Prediction]:
    """Answer for the rows of a table, some at a time."""
    for lot, X in rows.parts():
        said = iter(_predictions(model, X, [rows.file] * X.shape[1]) if X.shape[1] else ())
        for row in lot:
            if row.problem:
                yield Prediction(rows.file, {}, row.problem, row=row)
            else:
                yield replace(next(said), row=row)
    for message in rows.remarks():
        remark(message)


def picture_files(paths: Iterable[str | Path]) -> Iterator[WalkedFile]:
    """Return these files, and all files in these folders as training would meet them.

    Raises ModelError for a path that does not exist.
    """
    return (file for path in paths for file in _files(Path(path)))


def predict_batch(
    model: Model, lot: list[WalkedFile], report: Report | None = None, keep_pixels: bool = False
) -> list[Prediction]:
    """Answer for a few files, read side by side; what `report` raises stops it.

    Raises ModelError where the model does not take pictures, and ExperimentError where it does not
    take them one by one.
    """
    inputs = model.inputs
    if not isinstance(inputs, PictureInputs):
        raise ModelError(
            "This model takes {count:,} {count:number|numbers} a sample, not pictures.",
            count=inputs.count,
        )
    inputs.check_one_picture()
    predictions: list[Prediction | None] = [None] * len(lot)

    def work(index: int) -> None:
        predictions[index] = _predict_file(model, inputs, lot[index], keep_pixels)

    map_in_threads(len(lot), work, report or (lambda done, total: None))
    return [prediction for prediction in predictions if prediction is not None]


def _predict_file(model: Model, inputs: PictureInputs, file: WalkedFile, keep: bool) -> Prediction:
    from core.data.images.read import read_picture  # Pillow waits until it is needed

    try:
        if file.problem:
            raise file.problem
        pixels = read_picture(file.path, inputs)
    except DataError as problem:
        return Prediction(shown(file.path), {}, problem)
    (said,) = _predictions(model, inputs.column(pixels), [shown(file.path)])
    pixels.flags.writeable = False
    return replace(said, pixels=pixels if keep else None)


def _predictions(model: Model, X: np.ndarray, files: list[str]) -> Iterator[Prediction]:
    """Answer for samples X (n[0], m) of these files."""
    answers, said = model.answers, model.respond(X)
    for number, file in enumerate(files):
        readings = said.readings[:, number]
        distance = None if said.distances is None else float(said.distances[number])
        nearest = said.nearest[number] if said.nearest else ""
        yield Prediction(
            file,
            dict(zip(answers.names, readings.tolist(), strict=True)),
            answered=answers.answered(readings, distance),
            refused=answers.why_refused(readings, distance, nearest),
            distance=distance,
        )


def _files(path: Path) -> Iterator[WalkedFile]:
    if not os.path.lexists(path):
        raise ModelError("{path}: there is no such picture or folder.", path=shown(path))
    return walk(str(path)) if path.is_dir() else iter([WalkedFile(str(path))])
