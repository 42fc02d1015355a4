"""What is on the bench, for a student's numbers to be compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.data.byte_matrix import as_float
from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.network.initialisers import initial_parameters
from core.own_numbers.values import Place, Setup
from core.training.parametrisation import arrays as arrays_of
from core.training.parametrisation import penalties_of
from core.training.trainer import network_of


@dataclass(frozen=True, slots=True)
class Bench:
    """The setup of an experiment, its X and Y, and its weights before any update."""

    setup: Setup
    arrays: Mapping[Place, np.ndarray] = field(default_factory=dict)


def bench_of(experiment: Experiment, dataset: Dataset) -> Bench:
    """Return what an experiment on this data compares with, in float64."""
    network, training = network_of(experiment, dataset), experiment.training
    start = experiment.network
    parameters = initial_parameters(network.sizes, start.initialisation, start.scale, start.seed)
    X, Y = arrays_of(dataset.train, "float64")
    arrays = {Place("X"): as_float(X), Place("Y"): Y}
    for l, (W, b) in enumerate(zip(parameters.W, parameters.b, strict=True), 1):
        arrays[Place("W", l)], arrays[Place("b", l)] = W, b
    setup = Setup(
        network.activations,
        network.loss,
        training.learning_rate,
        penalties_of(training).weighted,
        training.keep_probabilities(len(start.hidden)),
        is_plain=training.optimiser == "gradient_descent",
    )
    return Bench(setup, arrays)
