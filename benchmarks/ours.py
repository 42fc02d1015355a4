"""We ourselves: from a data set in memory to trained whole weights."""

from benchmarks.work import Work
from core.data.dataset import Dataset, Samples
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.network.initialisers import initial_parameters
from core.network.parameters import Parameters
from core.network.targets import one_hot
from core.training.run import run

SEED = 1


def experiment_of(work: Work) -> Experiment:
    """Say the work as an experiment."""
    hidden = work.sizes[1:-1]
    return Experiment(
        network=NetworkSettings(
            hidden=hidden, activation=work.activation, seed=SEED, precision=work.precision
        ),
        training=TrainingSettings(
            optimiser=work.optimiser,
            learning_rate=work.rate,
            iterations=work.updates,
            batch_size=work.batch,
            shuffle_seed=SEED,
            parametrisation=work.way,
        ),
    )


def start_of(work: Work, precision: str) -> Parameters:
    """Draw the first weights, which the others start from as well."""
    return initial_parameters(work.sizes, "scaled", 1.0, SEED, precision)


class Ours:
    """Train by the core; no data set is the same object twice, so its span is worked out anew."""

    def __init__(self, work: Work) -> None:
        self.experiment = experiment_of(work)
        X, labels = work.samples()
        classes = max(2, work.sizes[-1])
        inputs = NumberInputs(tuple(map(str, range(len(X)))))
        # In the precision of the work before the time is taken, as everybody has them.
        Y = one_hot(labels, classes).astype(work.precision, order="F")
        train = Samples(X.astype(work.precision, order="F"), Y)
        self._parts = train, None, tuple("0123456789"[:classes]), inputs
        self.way = ""

    def dataset(self) -> Dataset:
        """Return the data as an object of its own."""
        return Dataset(*self._parts)

    def train(self) -> float:
        """Train, work out the whole weights, and give the last cost."""
        trainer = run(self.experiment, self.dataset())
        self.way = trainer.parametrisation.name
        trainer.parameters  # noqa: B018
        return float(trainer.history.train_cost.curve().values[-1])
