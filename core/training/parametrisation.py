"""Two forms of the same training: on full weights, or in the samples' span."""

from abc import ABC, abstractmethod
from typing import ClassVar, Literal, cast
from weakref import WeakKeyDictionary

import numpy as np

from core.data.augmentation import active_augmentations
from core.data.byte_matrix import Columns, as_float, as_type
from core.data.dataset import Dataset, Samples
from core.errors import ExperimentError
from core.experiment.settings import Experiment, TrainingSettings
from core.memory import free_memory
from core.network.compiled_passes import CompiledPasses
from core.network.network import Network
from core.network.objective import Objective
from core.network.optimisers import OPTIMISERS
from core.network.parallel import SERIAL, Executor, bind_product
from core.network.parameters import Parameters, sum_of_squares
from core.network.penalties import PENALTIES, Regularisation, WeightedPenalty
from core.network.sample_span import (
    DTYPE,
    Coefficients,
    SampleSpan,
    SpanObjective,
    SpanPasses,
    is_faster,
)

Arrays = tuple[Columns, np.ndarray]
"""X (n[0], m) and Y (n[L], m)."""


class Parametrisation(ABC):
    """What a run trains: a network, its parameters, and the samples as it reads them.

    `train` and `test` are X and Y; `name` is the value of training.way that asks for it.
    """

    name: ClassVar[Literal["direct", "span"]]
    passes: ClassVar[type[CompiledPasses]] = CompiledPasses
    executor: Executor
    network: Network
    parameters: Parameters
    train: Arrays
    test: Arrays | None

    @abstractmethod
    def objective(self, training: TrainingSettings) -> Objective:
        """Build what the settings say that training makes small."""

    @abstractmethod
    def to_full(self, parameters: Parameters) -> Parameters:
        """Turn trained parameters into those of the experiment's own network."""

    def full_parameters(self) -> Parameters:
        """Return the parameters of the experiment's own network as they are now."""
        return self.to_full(self.parameters)

    def norms(self, parameters: Parameters) -> np.ndarray:
        """Return the norm of every layer's full W, or of gradients or steps of it."""
        squares = [
            self.first_layer_sum_of_squares(parameters),
            *map(sum_of_squares, parameters.W[1:]),
        ]
        # Where sums cancel, rounding may leave a little less than nothing.
        return np.sqrt(np.maximum(squares, 0.0))

    def first_layer_sum_of_squares(self, parameters: Parameters) -> float:
        """Return the sum of the squares of the full weights of layer 1."""
        return sum_of_squares(parameters.W[0])

    @abstractmethod
    def state_to_full(self, vector: np.ndarray) -> np.ndarray:
        """Turn a vector of the rule's state into one of the full parameters."""


class FullWeights(Parametrisation):
    """Train the full weights: any rule, any data."""

    name = "direct"

    def __init__(
        self,
        network: Network,
        parameters: Parameters,
        dataset: Dataset,
        executor: Executor = SERIAL,
    ) -> None:
        self.network, self.parameters, self.executor = network, parameters, executor
        precision = parameters.flat.dtype.name
        self.train = arrays(dataset.train, precision)
        self.test = arrays(dataset.test, precision) if dataset.test else None

    def objective(self, training: TrainingSettings) -> Objective:
        """Build what the settings say that training makes small."""
        return Objective(self.network, penalties_of(training))

    def to_full(self, parameters: Parameters) -> Parameters:
        """Return the parameters themselves."""
        return parameters

    def state_to_full(self, vector: np.ndarray) -> np.ndarray:
        """Return the vector itself."""
        return vector


class SpanWeights(Parametrisation):
    """Train in the span of the samples, see core/network/sample_span.py."""

    name = "span"
    passes = SpanPasses

    def __init__(
        self,
        network: Network,
        parameters: Parameters,
        dataset: Dataset,
        executor: Executor = SERIAL,
    ) -> None:
        self.executor = executor
        check_products(dataset, free_memory())
        X, Y = arrays(dataset.train, DTYPE)
        products = sample_products(dataset, executor)
        self._span = SampleSpan(network, parameters, as_float(X), products[0])
        self.network, self.parameters = self._span.network, self._span.parameters
        self.train, self.test = (self._span.train, Y), None
        if dataset.test:
            X, Y = arrays(dataset.test, DTYPE)
            self.test = self._span.project(as_float(X), products[1]), Y

    def objective(self, training: TrainingSettings) -> Objective:
        """Build what the settings say that training makes small."""
        return SpanObjective(self._span, penalties_of(training))

    def to_full(self, parameters: Parameters) -> Parameters:
        """Return the full weights."""
        return self._span.to_full(parameters)

    def state_to_full(self, vector: np.ndarray) -> np.ndarray:
        """Return the full form of a vector of the rule's state."""
        return self._span.to_full(self.parameters.alike(vector)).flat

    def first_layer_sum_of_squares(self, parameters: Parameters) -> float:
        """Return the sum of the squares without the full weights."""
        return 2.0 * self._span.half_sum_of_squares(cast(Coefficients, parameters))


PARAMETRISATIONS: dict[str, type[FullWeights] | type[SpanWeights]] = {
    row.name: row for row in (FullWeights, SpanWeights)
}


def choose_parametrisation(experiment: Experiment, sizes: tuple[int, ...], m: int) -> str:
    """Choose the parametrisation for a network of these sizes on m samples.

    Raises ExperimentError where the settings ask for the span and it would not be exact.
    """
    training = experiment.training
    asked, obstacle = training.parametrisation, _obstacle(training)
    augmented = bool(active_augmentations(training))
    if asked == "span" and augmented:
        raise ExperimentError(
            'training.way = "span" needs samples that stay as they are, and training.{name} '
            'changes them in every epoch: take "auto" or "direct", or leave that out.',
            name=active_augmentations(training)[0].name,
        )
    if asked == "span" and obstacle:
        raise ExperimentError(
            'training.way = "span" is not exact with {obstacle}, which acts on single weights: '
            'take "auto" or "direct", or another optimiser or penalty.',
            obstacle=obstacle,
        )
    if asked == "span" and m >= sizes[0]:
        raise ExperimentError(
            'training.way = "span" needs fewer training samples than inputs, and there are '
            '{samples} samples of {inputs} inputs: take "auto" or "direct".',
            samples=m,
            inputs=sizes[0],
        )
    if asked != "auto":
        return asked
    batch = training.batch_size if training.in_batches(m) else m
    precision = experiment.network.precision
    if obstacle or augmented:
        return "direct"
    is_worth = is_faster(sizes, m, batch, training.updates(m), precision)
    return "span" if is_worth else "direct"


def check_products(dataset: Dataset, free: int | None) -> None:
    """Raise ExperimentError where the products of the samples need more than the free bytes.

    They are held twice: as they are kept for the data set, and as a run reads them.
    """
    m, others = dataset.train.m, dataset.test.m if dataset.test else 0
    copies = 1 if dataset in _PRODUCTS else 2
    need = copies * np.dtype(DTYPE).itemsize * m * (m + others)
    if free is not None and need > free:
        raise ExperimentError(
            "Training in the span of {samples:,} samples needs about {need:.1f} GB of memory and "
            '{free:.1f} GB are free: take training.way = "direct", or fewer samples.',
            samples=m,
            need=need / 1e9,
            free=free / 1e9,
        )


def penalties_of(training: TrainingSettings) -> Regularisation:
    """Build the penalties that the settings ask for."""
    return Regularisation(
        WeightedPenalty(row, getattr(training, name)) for name, row in PENALTIES.items()
    )


def arrays(samples: Samples, precision: str) -> Arrays:
    """Return X and Y of samples in this precision; copies only where it is another."""
    return (
        as_type(samples.X, precision),
        samples.Y.astype(precision, order="F", copy=False),
    )


def _obstacle(training: TrainingSettings) -> str:
    """Name the setting with which the span would not be exact, if there is one."""
    if not OPTIMISERS[training.optimiser].linear:
        return OPTIMISERS[training.optimiser].label
    weighed = penalties_of(training).weighted
    return next((row.penalty.label for row in weighed if not row.penalty.linear), "")


# Of the data alone, so every further run on it starts with them; they go when the data goes.
_PRODUCTS: WeakKeyDictionary[Dataset, tuple[np.ndarray, ...]] = WeakKeyDictionary()


def keep_products(dataset: Dataset, products: tuple[np.ndarray, ...]) -> None:
    """Keep products that `sample_products` has made of equal samples, in another process say."""
    _PRODUCTS[dataset] = products


def sample_products(dataset: Dataset, executor: Executor) -> tuple[np.ndarray, ...]:
    """Return the products of the training samples with themselves, and with the test samples."""
    if dataset not in _PRODUCTS:
        X = as_float(arrays(dataset.train, DTYPE)[0])
        others = (as_float(arrays(dataset.test, DTYPE)[0]),) if dataset.test else ()
        products = tuple(np.empty((X.shape[1], other.shape[1])) for other in (X, *others))
        for other, out in zip((X, *others), products, strict=True):
            bind_product(X.T, other, out, executor)()
        _PRODUCTS[dataset] = products
    return _PRODUCTS[dataset]


def share_products(whole: Dataset, part: Dataset, kept: np.ndarray) -> None:
    """Let data with these training samples (k,) of others use their products, if there are any.

    Both have the same test samples.
    """
    if known := _PRODUCTS.get(whole):
        with_train, *others = known
        _PRODUCTS[part] = (with_train[np.ix_(kept, kept)], *(each[kept] for each in others))
