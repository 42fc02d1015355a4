"""How far off the answers to numbers are, in their own unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap

import numpy as np

from core.data.byte_matrix import Columns
from core.data.dataset import Dataset, Samples
from core.network.network import Network
from core.network.parallel import SERIAL, Executor
from core.network.parameters import Parameters
from core.training.metrics import chunks


@dataclass(frozen=True, slots=True)
class NumberErrors:
    """How far off the answers to one number are: R², and the errors in its own unit.

    `mean_absolute` and `root_mean_squared` stand beside those of always answering the mean of the
    training samples, `constant_absolute` and `constant_squared`.
    """

    name: str
    r2: float
    mean_absolute: float
    root_mean_squared: float
    constant_absolute: float
    constant_squared: float


def number_errors(
    names: Sequence[str], predicted: np.ndarray, true: np.ndarray, means: np.ndarray
) -> tuple[NumberErrors, ...]:
    """Measure answers (k, m) in their own unit against what is true; `means` (k,) are of train."""
    rows = zip(names, predicted, true, means, strict=True)
    return tuple(starmap(_number_errors, rows))


def _number_errors(name: str, predicted: np.ndarray, true: np.ndarray, mean: float) -> NumberErrors:
    apart, spread = predicted - true, true - mean
    whole = float(np.square(true - true.mean()).sum())
    return NumberErrors(
        name,
        1 - float(np.square(apart).sum()) / whole if whole else 0.0,
        float(np.abs(apart).mean()),
        float(np.sqrt(np.square(apart).mean())),
        float(np.abs(spread).mean()),
        float(np.sqrt(np.square(spread).mean())),
    )


@np.errstate(all="ignore")
def errors_on(
    network: Network,
    parameters: Parameters,
    dataset: Dataset,
    X: Columns,
    samples: Samples,
    executor: Executor = SERIAL,
) -> tuple[NumberErrors, ...]:
    """Measure the answers to samples of a data set, whose inputs are X as the network reads them.

    The mean that they stand beside is that of the training samples.
    """
    A = np.empty_like(samples.Y)
    for part in chunks(X):
        A[:, part] = network.forward(parameters, X[:, part], executor=executor).A[-1]
    true, means = (
        dataset.in_own_unit(samples.Y),
        dataset.in_own_unit(dataset.train.Y).mean(axis=1),
    )
    return number_errors(dataset.classes, dataset.in_own_unit(A), true, means)
