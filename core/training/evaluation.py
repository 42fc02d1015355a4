"""How the network does as it learns: the curves of accuracy and test cost, and when to stop."""

import numpy as np

from core.training.history import History
from core.training.metrics import Score, correct, score
from core.training.parametrisation import Parametrisation

# Scores come at every epoch up to 2 to this power, then half as often whenever the epochs
# have doubled; train accuracy looks at no more than so many samples.
DENSE = 7
EVALUATED_SAMPLES = 512


class Evaluation:
    """Score the network of a run every few epochs, and write it into the run's history."""

    def __init__(self, history: History) -> None:
        self._history = history

    def due(self, epoch: int, patience: int) -> bool:
        """Tell whether this epoch begins with a score; patience, unless 0, is looked at in time.

        The epoch alone decides, so that a run can go on from any one, however long it will be.
        """
        between = 1 << max(0, epoch.bit_length() - DENSE)
        return epoch % (min(between, patience) if patience else between) == 0

    def take(self, way: Parametrisation, epoch: int) -> float:
        """Score the network as it is at the start of an epoch; give its cost on train."""
        self.take_test(way, epoch)
        return self.take_train(way, epoch)

    def take_train(self, way: Parametrisation, epoch: int) -> float:
        """Score it on train alone."""
        X, Y = way.train
        step = -(-X.shape[1] // EVALUATED_SAMPLES)
        watched = score(way.network, way.parameters, X, Y, step)
        self._history.train_accuracy.append(epoch, watched.accuracy)
        return watched.cost

    def take_test(self, way: Parametrisation, epoch: int) -> None:
        """Score it on test alone, if there is any."""
        test = self.test(way)
        if test:
            self._history.test_cost.append(epoch, test.cost)
            self._history.test_accuracy.append(epoch, test.accuracy)

    def take_answers(self, answers: np.ndarray, Y: np.ndarray, epoch: int) -> None:
        """Score what it answered to all training samples when that is known already."""
        self._history.train_accuracy.append(epoch, correct(answers, Y) / Y.shape[1])

    def test(self, way: Parametrisation) -> Score | None:
        """Score the network on the test samples, if there are any."""
        return score(way.network, way.parameters, *way.test) if way.test else None

    def best(self) -> tuple[int, float]:
        """Give the epoch of the lowest test cost so far, the first of equals, and that cost."""
        curve = self._history.test_cost.curve()
        place = int(np.argmin(curve.values))
        return int(curve.at[place]), float(curve.values[place])
