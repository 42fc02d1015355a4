"""Where dJ/dW = 0 can be solved, as that of least squares can: the least cost there is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from core.data.augmentation import active_augmentations
from core.data.byte_matrix import as_float
from core.data.dataset import Dataset, Samples
from core.experiment.settings import Experiment, loss_of
from core.interruption import check_interruption
from core.messages import Message, to_translate
from core.network.class_weights import ALIKE
from core.training.metrics import chunks
from core.training.parametrisation import penalties_of

LARGEST = 512
"""Of samples and equations the fewer may be so many: some tenths of a second in one piece."""
# Features that are looked at together where there are more of them than samples.
_FEATURES = 2048

_HIDDEN = to_translate(
    "No exact solution is marked: dJ/dW = 0 has none in a formula with hidden layers. It can be "
    "approached only."
)
_CURVED = to_translate(
    "No exact solution is marked: dJ/dW = 0 is not linear with this loss and output. It can be "
    "approached only; with half squared error and identity it is linear."
)
_PENALISED = to_translate(
    "No exact solution is marked: {penalty} moves the lowest cost to other weights than those of "
    "least squares."
)
_WEIGHTED = to_translate(
    "No exact solution is marked: class weights move the lowest cost to other weights than those "
    "of least squares."
)
_CHANGED = to_translate(
    "No exact solution is marked: the pictures are changed in every epoch, and the cost with them."
)
_LARGE = to_translate(
    "No exact solution is marked: {equations:,} equations dJ/dW = 0 are too many to solve here. "
    "There are {samples:,} samples; descent needs no such solution."
)


@dataclass(frozen=True, slots=True)
class ExactSolution:
    """The least cost of a network without hidden layers, by least squares.

    dJ/dW = 0 and dJ/db = 0 are so many `equations` for each output, `rank` of them independent:
    where those are fewer, many weights have this cost.
    """

    cost: float
    equations: int
    rank: int


def why_no_exact_solution(experiment: Experiment, dataset: Dataset) -> Message | None:
    """Say why dJ/dW = 0 is not solved for this experiment, None where it can be."""
    if experiment.network.hidden:
        return Message(_HIDDEN)
    if not loss_of(experiment, dataset.targets.name).linear_slope:
        return Message(_CURVED)
    if weighted := penalties_of(experiment.training).weighted:
        return Message(_PENALISED, penalty=weighted[0].penalty.label)
    if experiment.training.class_weights != ALIKE:
        return Message(_WEIGHTED)
    if active_augmentations(experiment.training):
        return Message(_CHANGED)
    samples, equations = dataset.train.m, dataset.inputs.count + 1
    if min(samples, equations) > LARGEST:
        return Message(_LARGE, samples=samples, equations=equations)
    return None


# Of the data alone; it goes when the data goes.
_SOLVED: WeakKeyDictionary[Dataset, ExactSolution] = WeakKeyDictionary()


def known_exact_solution(dataset: Dataset) -> ExactSolution | None:
    """Return the solution if it has been worked out already."""
    return _SOLVED.get(dataset)


def exact_solution(dataset: Dataset) -> ExactSolution:
    """Solve min 1/2m Σ (W x + b - y)² for the training samples, once a data set.

    The samples, or features where those are more, are worked off a part at a time, and may be
    broken off before each: Golub and Van Loan 2013, Matrix computations, section 5.3.
    """
    if dataset not in _SOLVED:
        _SOLVED[dataset] = _solve(dataset.train)
    return _SOLVED[dataset]


def _solve(train: Samples) -> ExactSolution:
    m, equations = train.m, train.X.shape[0] + 1
    if equations <= m:
        triangle = _triangle(_rows_of_samples(train))
        A, B = triangle[:, :equations], triangle[:, equations:]
    else:
        # [X; 1] = Rᵀ Qᵀ transposed: every W x + b is one of Rᵀ u.
        A, B = _triangle(_rows_of_features(as_float(train.X))).T, train.Y.T
    solution, _, rank, _ = np.linalg.lstsq(A, B, rcond=None)
    rest = float(np.square(A @ solution - B).sum())
    whole = float(np.square(train.Y, dtype=np.float64).sum())
    # What rounding leaves of answers that are all exact is nothing.
    exact = rest <= (np.finfo(np.float64).eps * max(m, equations)) ** 2 * whole
    return ExactSolution(0.0 if exact else rest / (2 * m), equations, int(rank))


def _triangle(blocks: Iterable[np.ndarray]) -> np.ndarray:
    """Return R of the QR factorisation of blocks of rows, one below the other."""
    blocks = iter(blocks)
    R = next(blocks)
    for block in blocks:
        check_interruption()
        R = np.asarray(np.linalg.qr(np.concatenate([R, block]), mode="r"))
    return R


def _rows_of_samples(train: Samples) -> Iterator[np.ndarray]:
    """Return [xᵀ 1 yᵀ] of every sample, a part of the samples at a time."""
    for part in chunks(train.X):
        X, Y = train.X[:, part], train.Y[:, part]
        yield np.concatenate([X, np.ones((1, X.shape[1])), Y]).T


def _rows_of_features(X: np.ndarray) -> Iterator[np.ndarray]:
    """Return the values of every feature, and last of the 1 that b multiplies, in parts."""
    for start in range(0, len(X), _FEATURES):
        yield X[start : start + _FEATURES]
    yield np.ones((1, X.shape[1]))
