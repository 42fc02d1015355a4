"""The scale of the inputs: as they are, from 0 to 1, around 0, or standardised."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from msgspec.structs import replace as changed

from core.data.byte_matrix import WHITE, ByteMatrix, Columns
from core.data.dataset import Dataset, Samples
from core.errors import DataError
from core.experiment.inputs import FeatureInputs, Inputs, PictureInputs
from core.files import shown
from core.messages import to_translate

MIDDLE = 0.5
"""Between black, 0, and white, 1."""
# As many numbers as are looked at at a time.
_CHUNK = 2**22

MeanAndDeviation = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class ScalingChoice:
    """One row of SCALINGS: `measure` returns what inputs are shifted and divided by.

    Both are (channels,) of pictures or (features,), measured on the training samples alone;
    None leaves the inputs as they are. `number_label` is what it is called where these are no
    pixels, "" where that is the same.
    """

    name: str
    label: str
    formula: str
    measure: Callable[[Dataset], MeanAndDeviation | None]
    number_label: str = ""

    def label_for(self, inputs: Inputs) -> str:
        """Return what it is called for inputs of this kind, not yet translated."""
        return self.label if isinstance(inputs, PictureInputs) else self.number_label or self.label


def scale_dataset(dataset: Dataset, name: str) -> Dataset:
    """Return the data set with its inputs scaled as a row of SCALINGS says."""
    with np.errstate(all="ignore"):
        measured = SCALINGS[name].measure(dataset)
    if measured is None:
        return dataset
    measured = _of_numbers(dataset.inputs, *measured)
    _check_finite(dataset.inputs, *measured)
    mean, deviation = (tuple(part.tolist()) for part in measured)
    return _with_inputs(dataset, changed(dataset.inputs, mean=mean, deviation=deviation))


def _check_finite(inputs: Inputs, mean: np.ndarray, deviation: np.ndarray) -> None:
    """Raise DataError for a feature whose numbers are too large for a mean or a spread."""
    lost = np.flatnonzero(~np.isfinite(mean + deviation))
    if len(lost) and isinstance(inputs, FeatureInputs):
        raise DataError(
            "The numbers of {name} are too large, or too far apart, to be scaled: give smaller "
            "ones.",
            name=shown(inputs.names[lost[0]]),
        )


def _of_numbers(inputs: Inputs, mean: np.ndarray, deviation: np.ndarray) -> MeanAndDeviation:
    """Leave features that are no numbers, such as those of a category, as they are."""
    if isinstance(inputs, PictureInputs):
        return mean, deviation
    scaled = np.array(inputs.scaled_features)
    return np.where(scaled, mean, 0.0), np.where(scaled, deviation, 1.0)


def scale_dataset_as(dataset: Dataset, other: Inputs) -> Dataset:
    """Return an unscaled data set with its inputs shifted and divided as other inputs are."""
    if not other.mean:
        return dataset
    inputs: Inputs = changed(dataset.inputs, mean=other.mean, deviation=other.deviation)
    return _with_inputs(dataset, inputs)


def _with_inputs(dataset: Dataset, inputs: Inputs) -> Dataset:
    return replace(
        dataset,
        inputs=inputs,
        train=_scaled(dataset.train, inputs),
        test=_scaled(dataset.test, inputs) if dataset.test else None,
    )


def _scaled(samples: Samples, inputs: Inputs) -> Samples:
    if isinstance(samples.X, ByteMatrix):
        return replace(samples, X=samples.X.scaled(inputs.scale))
    X = inputs.scale(samples.X)
    X.flags.writeable = False
    return replace(samples, X=X)


def _as_bytes(dataset: Dataset) -> MeanAndDeviation | None:
    """Return what makes pixels of 0 to 255 again of their raw values in 0 to 1."""
    if not isinstance(dataset.inputs, PictureInputs):
        return None
    groups = dataset.inputs.scaled_count
    return np.zeros(groups), np.full(groups, 1 / WHITE)


def _between_extremes(dataset: Dataset) -> MeanAndDeviation:
    """Return the smallest value and the range; the range 1 where all values are the same."""
    X, groups = dataset.train.X, dataset.inputs.scaled_count
    low, high = np.full(groups, np.inf), np.full(groups, -np.inf)
    for part in _parts(X, groups):
        low, high = np.minimum(low, part.min(axis=0)), np.maximum(high, part.max(axis=0))
    return low, np.where(high > low, high - low, 1.0)


def _centre(dataset: Dataset) -> MeanAndDeviation:
    groups = dataset.inputs.scaled_count
    if isinstance(dataset.inputs, PictureInputs):
        mean = np.full(groups, MIDDLE)
    else:
        mean, _ = _standardise(dataset)
    return mean, np.ones(groups)


def _standardise(dataset: Dataset) -> MeanAndDeviation:
    """Return mean and standard deviation; the deviation 1 where all values are the same."""
    X, groups = dataset.train.X, dataset.inputs.scaled_count
    count = X.shape[0] * X.shape[1] / groups
    mean = sum((part.sum(axis=0) for part in _parts(X, groups)), np.zeros(groups)) / count
    squares = (np.square(part - mean).sum(axis=0) for part in _parts(X, groups))
    deviation = np.sqrt(sum(squares, np.zeros(groups)) / count)
    return mean, np.where(deviation > 0, deviation, 1.0)


def _parts(X: Columns, groups: int) -> Iterator[np.ndarray]:
    """Return all values a part at a time, a column for each channel or feature."""
    step = max(1, _CHUNK // X.shape[0])
    for start in range(0, X.shape[1], step):
        yield X[:, start : start + step].T.reshape(-1, groups)


SCALINGS = {
    row.name: row
    for row in (
        ScalingChoice(
            "unit",
            to_translate("pixels 0 to 1"),
            to_translate("Pixels divided by 255; numbers as they are."),
            lambda dataset: None,
            to_translate("as they are"),
        ),
        ScalingChoice(
            "none",
            to_translate("not scaled"),
            to_translate("Pixels from 0 to 255; numbers as they are."),
            _as_bytes,
        ),
        ScalingChoice(
            "range",
            to_translate("smallest to largest"),
            to_translate(
                "Minus the smallest of the training samples, divided by their range, so that they "
                "lie between 0 and 1: of each colour, or of each feature."
            ),
            _between_extremes,
        ),
        ScalingChoice(
            "centred",
            to_translate("-0.5 to 0.5"),
            to_translate(
                "Pixels divided by 255, minus 0.5; numbers minus the mean of the training samples."
            ),
            _centre,
            to_translate("around 0"),
        ),
        ScalingChoice(
            "standardised",
            to_translate("standardised"),
            to_translate(
                "Minus the mean of the training samples, divided by their standard deviation: of "
                "each colour, or of each feature."
            ),
            _standardise,
        ),
    )
}
