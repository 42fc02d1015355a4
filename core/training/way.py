"""The two ways to work out the same training: on whole weights, or in the samples' span."""

from abc import ABC, abstractmethod
from typing import ClassVar, Literal
from weakref import WeakKeyDictionary

import numpy as np

from core.data.dataset import Dataset, Samples
from core.errors import ExperimentError
from core.experiment import Experiment, TrainingSettings
from core.network.network import Network
from core.network.objective import Objective
from core.network.optimisers import OPTIMISERS
from core.network.parameters import Parameters
from core.network.regularisation import PENALTIES, Regularisation, Weighed
from core.network.span import Span, SpanObjective, pays

Arrays = tuple[np.ndarray, np.ndarray]


class Way(ABC):
    """What a run trains: a network, its parameters, and the samples as it reads them.

    `train` and `test` are X and Y; `name` is the value of training.way that asks for it.
    """

    name: ClassVar[Literal["direct", "span"]]
    network: Network
    parameters: Parameters
    train: Arrays
    test: Arrays | None

    @abstractmethod
    def objective(self, training: TrainingSettings) -> Objective:
        """Build what the settings say that training makes small."""

    @abstractmethod
    def grown(self, parameters: Parameters) -> Parameters:
        """Turn parameters as this way trains them into those of the experiment's own network."""

    def whole(self) -> Parameters:
        """Give the parameters of the experiment's own network as they are now."""
        return self.grown(self.parameters)

    @abstractmethod
    def whole_of(self, vector: np.ndarray) -> np.ndarray:
        """Turn what a rule remembers of the trained parameters into that of the whole ones."""


class Direct(Way):
    """Train the whole weights: any rule, any data."""

    name = "direct"

    def __init__(self, network: Network, parameters: Parameters, dataset: Dataset) -> None:
        self.network, self.parameters = network, parameters
        precision = parameters.flat.dtype.name
        self.train = arrays(dataset.train, precision)
        self.test = arrays(dataset.test, precision) if dataset.test else None

    def objective(self, training: TrainingSettings) -> Objective:
        """Build what the settings say that training makes small."""
        return Objective(self.network, penalties_of(training))

    def grown(self, parameters: Parameters) -> Parameters:
        """Give the parameters themselves."""
        return parameters

    def whole_of(self, vector: np.ndarray) -> np.ndarray:
        """Give it back."""
        return vector


class InSpan(Way):
    """Train in the span of the samples, see core/network/span.py."""

    name = "span"

    def __init__(self, network: Network, parameters: Parameters, dataset: Dataset) -> None:
        precision = parameters.flat.dtype.name
        X, Y = arrays(dataset.train, precision)
        products = _products(dataset)
        self._span = Span(network, parameters, X, products[0])
        self.network, self.parameters = self._span.network, self._span.parameters
        self.train, self.test = (self._span.train, Y), None
        if dataset.test:
            X, Y = arrays(dataset.test, precision)
            self.test = self._span.seen(X, products[1]), Y

    def objective(self, training: TrainingSettings) -> Objective:
        """Build what the settings say that training makes small."""
        return SpanObjective(self._span, penalties_of(training))

    def grown(self, parameters: Parameters) -> Parameters:
        """Work out the whole weights."""
        return self._span.whole(parameters)

    def whole_of(self, vector: np.ndarray) -> np.ndarray:
        """Work out the whole of a vector that has followed the weights."""
        return self._span.whole(self.parameters.alike(vector)).flat


WAYS: dict[str, type[Direct] | type[InSpan]] = {row.name: row for row in (Direct, InSpan)}


def wanted_way(experiment: Experiment, sizes: tuple[int, ...], m: int) -> str:
    """Choose the way for a network of these sizes on m samples.

    Raises ExperimentError where the settings ask for the span and it would not be exact.
    """
    training = experiment.training
    asked, obstacle = training.way, _obstacle(training)
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
    penalised = bool(penalties_of(training).weighed)
    # In single precision the sums of samples lose digits that whole weights keep.
    exact = not obstacle and experiment.network.precision == "float64"
    worth = exact and pays(sizes, m, batch, training.updates(m), penalised)
    return "span" if worth else "direct"


def penalties_of(training: TrainingSettings) -> Regularisation:
    """Build the penalties that the settings ask for."""
    return Regularisation(Weighed(row, getattr(training, name)) for name, row in PENALTIES.items())


def arrays(samples: Samples, precision: str) -> Arrays:
    """Give X and Y of samples in this precision; copies only where it is another."""
    return (
        samples.X.astype(precision, order="F", copy=False),
        samples.Y.astype(precision, order="F", copy=False),
    )


def _obstacle(training: TrainingSettings) -> str:
    """Name the setting with which the span would not be exact, if there is one."""
    if not OPTIMISERS[training.optimiser].linear:
        return OPTIMISERS[training.optimiser].label
    weighed = penalties_of(training).weighed
    return next((row.penalty.label for row in weighed if not row.penalty.linear), "")


# Of the data alone, so every further run on it starts with them; they go when the data goes.
_KEPT: WeakKeyDictionary[Dataset, tuple[np.ndarray, ...]] = WeakKeyDictionary()


def _products(dataset: Dataset) -> tuple[np.ndarray, ...]:
    """Give the products of the training samples with themselves, and with the test samples."""
    if dataset not in _KEPT:
        X = dataset.train.X
        others = (dataset.test.X,) if dataset.test else ()
        _KEPT[dataset] = tuple(X.T @ other for other in (X, *others))
    return _KEPT[dataset]
