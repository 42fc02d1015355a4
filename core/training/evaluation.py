"""How the network does as it learns: the curves of accuracy and test cost, and when to stop."""

from collections.abc import Sequence

import numpy as np

from core.data.stratified_sample import stratified_sample
from core.network.losses import Loss
from core.training.batches import take_samples
from core.training.history import History
from core.training.metrics import Score, Scoring
from core.training.parametrisation import Arrays, Parametrisation
from core.training.shown_samples import shown_samples

# Scores come at every epoch up to 2 to this power, then half as often whenever the epochs
# have doubled; train accuracy looks at no more than so many samples.
DENSE = 7
EVALUATED_SAMPLES = 512


class Evaluation:
    """Score the network of a run every few epochs, and write it into the run's history.

    `labels` are the class numbers of the training samples, (m,).
    """

    def __init__(self, history: History, labels: np.ndarray) -> None:
        self._history = history
        few = len(labels) > EVALUATED_SAMPLES
        self._few = stratified_sample(labels, EVALUATED_SAMPLES) if few else None
        self._shown = shown_samples(labels)
        self._scorings: dict[str, Scoring] = {}

    def is_due(self, epoch: int, patience: int) -> bool:
        """Tell whether this epoch begins with a score; patience, unless 0, is looked at in time.

        The epoch alone decides, so that a run can go on from any one, however long it will be.
        """
        return self.next_due(epoch, patience) == epoch

    def next_due(self, epoch: int, patience: int) -> int:
        """Return an epoch from this one on before which none is scored."""
        between = 1 << max(0, epoch.bit_length() - DENSE)
        between = min(between, patience) if patience else between
        return -(-epoch // between) * between

    def record_train(self, parametrisation: Parametrisation, epoch: int) -> float:
        """Score the network on train at the start of an epoch; return its cost there."""
        scored = self.train(parametrisation)
        self._history.train_accuracy.append(epoch, scored.accuracy)
        return scored.cost

    def record_test(self, parametrisation: Parametrisation, epoch: int) -> None:
        """Score it on test, if there is any."""
        test = self.test(parametrisation)
        if test:
            self._history.test_cost.append(epoch, test.cost)
            self._history.test_accuracy.append(epoch, test.accuracy)

    def record_outputs(self, loss: Loss, A: np.ndarray, Y: np.ndarray, epoch: int) -> None:
        """Score the outputs A for all training samples where they are known already."""
        self._history.train_accuracy.append(epoch, loss.metric(A, Y))

    def record_flat_units(
        self, parametrisation: Parametrisation, epoch: int, A: Sequence[np.ndarray] = ()
    ) -> None:
        """Count the dead or saturated units of every hidden layer, on the samples that are shown.

        `A` are the activations of the hidden layers for all training samples, where they are known.
        """
        network, shown = parametrisation.network, self._shown
        if not A:
            executor = parametrisation.executor
            X = take_samples(parametrisation.train[0], shown, executor)
            A = network.forward(parametrisation.parameters, X, executor=executor).A[1:-1]
        looked_at = (layer[:, shown] if layer.shape[1] > len(shown) else layer for layer in A)
        layers = zip(network.activations, looked_at, strict=True)
        # All are counted before any is recorded, as the counting may be broken off.
        counts = [len(row.flat_units(layer)) for row, layer in layers]
        for series, flat in zip(self._history.flat_units, counts, strict=True):
            series.append(epoch, flat)

    def train(self, parametrisation: Parametrisation) -> Score:
        """Score the network on the training samples, on no more than EVALUATED_SAMPLES."""
        return self._scored("train", parametrisation, parametrisation.train, self._few)

    def test(self, parametrisation: Parametrisation) -> Score | None:
        """Score the network on the test samples, if there are any."""
        test = parametrisation.test
        return self._scored("test", parametrisation, test) if test else None

    def _scored(
        self,
        name: str,
        parametrisation: Parametrisation,
        samples: Arrays,
        chosen: np.ndarray | None = None,
    ) -> Score:
        scoring = self._scorings.get(name)
        if scoring is None or scoring.parameters is not parametrisation.parameters:
            network, parameters = parametrisation.network, parametrisation.parameters
            scoring = self._scorings[name] = Scoring(
                network, parameters, *samples, chosen, parametrisation.executor
            )
        return scoring.score()

    def best(self) -> tuple[int, float]:
        """Return the epoch of the lowest test cost so far, the first of equals, and that cost."""
        curve = self._history.test_cost.curve()
        place = int(np.argmin(curve.values))
        return int(curve.at[place]), float(curve.values[place])
