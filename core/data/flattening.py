"""How pictures are turned to columns: each to its own, or, the wrong way, all across each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec.structs import replace as changed

from core.data.byte_matrix import ByteMatrix, Columns
from core.data.dataset import Dataset, Samples
from core.errors import ExperimentError
from core.experiment.inputs import PictureInputs
from core.interruption import pieces
from core.messages import Message, to_translate

REMARK = "flattened_across"


@dataclass(frozen=True, slots=True)
class FlatteningChoice:
    """One row of FLATTENINGS: its name in the settings, what it is called, and what it does."""

    name: str
    label: str
    formula: str
    is_across: bool = False


FLATTENINGS = {
    row.name: row
    for row in (
        FlatteningChoice(
            "by_picture",
            to_translate("by picture"),
            to_translate("X = pictures.reshape(m, -1).T: a column is a picture."),
        ),
        FlatteningChoice(
            "across_pictures",
            to_translate("across pictures (wrong)"),
            to_translate(
                "X = pictures.reshape(-1, m), a frequent slip: a column holds pixels of all "
                "pictures."
            ),
            is_across=True,
        ),
    )
}


def flatten_dataset(dataset: Dataset, name: str) -> Dataset:
    """Return an unscaled data set whose pictures are flattened as a row of FLATTENINGS says.

    Raises ExperimentError where samples are no pictures, or cannot all be held in the memory.
    """
    if not FLATTENINGS[name].is_across:
        return dataset
    if not isinstance(dataset.inputs, PictureInputs):
        raise ExperimentError(
            'data.flatten = "{name}" mixes pixels of pictures, and the samples are none.', name=name
        ).suggest({"data.flatten": "by_picture"}, to_translate("Leave the samples as they are"))
    if dataset.decoded and dataset.decoded.on_disk:
        raise ExperimentError(
            'data.flatten = "{name}" needs all pictures in the memory: set data.storage to '
            '"bytes", or take fewer or smaller pictures.',
            name=name,
        ).suggest({"data.flatten": "by_picture"}, to_translate("Flatten by picture"))
    text = to_translate(
        "The pictures are flattened across each other, as pictures.reshape(-1, m) does: each "
        "column holds pixels of all of them. It shows what that slip does; data.flatten = "
        '"by_picture" (Flattening in the settings of the data) puts it right.'
    )
    return replace(
        dataset,
        inputs=changed(dataset.inputs, flatten=name),
        train=_across(dataset.train),
        test=_across(dataset.test) if dataset.test else None,
        remarks=(*dataset.remarks, Message(text, REMARK)),
    )


def columns_across(X: Columns, chosen: Sequence[int]) -> np.ndarray:
    """Return some columns, (n, k), of what flattening across each other makes of pictures X (n, m).

    A column takes every m-th number of all pictures, one after the other.
    """
    n, m = X.shape
    picture, pixel = np.divmod(np.arange(n)[:, np.newaxis] * m + np.asarray(chosen), n)
    if not isinstance(X, ByteMatrix):
        return X[pixel, picture]
    rows = X.rows[X.places[picture], pixel].T
    return ByteMatrix(rows, np.arange(len(rows)), X.dtype.name, X.scale)[:, :]


def _across(samples: Samples) -> Samples:
    return replace(samples, X=_mixed(samples.X))


def _mixed(X: Columns) -> Columns:
    """Return the pixels of X (n, m), picture by picture, in the rows of another (n, m)."""
    n, m = X.shape
    pictures = X.rows.take(X.places, axis=0) if isinstance(X, ByteMatrix) else X.T
    rows = np.ascontiguousarray(pictures).reshape(n, m)
    columns = np.empty((m, n), rows.dtype)
    for part in pieces(m, n):
        columns[part] = rows[:, part].T
    columns.flags.writeable = False
    if isinstance(X, ByteMatrix):
        return ByteMatrix(columns, np.arange(m), X.dtype.name)
    return columns.T
