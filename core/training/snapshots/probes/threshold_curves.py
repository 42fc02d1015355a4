"""What every threshold of two classes would do to the samples, see core/training."""

from dataclasses import dataclass

import numpy as np

from core.data.byte_matrix import Columns
from core.network.targets import CLASSES
from core.training.metrics import chunks
from core.training.snapshots.network_state import NetworkState
from core.training.threshold_curves import ThresholdCurves, threshold_curves


@dataclass(frozen=True, slots=True, eq=False)
class BothThresholdCurves:
    """The curves of the training and the test samples, None where there are none.

    `threshold` is the one that the network answers by, and `readings` the lowest and the highest
    of all that are finite, between which a threshold makes a difference.
    """

    train: ThresholdCurves | None
    test: ThresholdCurves | None
    threshold: float
    readings: tuple[float, float]


@np.errstate(all="ignore")
def probe_threshold_curves(state: NetworkState) -> BothThresholdCurves | None:
    """Read the second of two classes for every sample; None of other answers."""
    if state.network.loss.targets is not CLASSES or state.network.sizes[-1] != 1:
        return None
    parametrisation, data = state.parametrisation, state.dataset
    train = _second(state, parametrisation.train[0])
    curves, readings = threshold_curves(train, data.train.labels == 1), [train]
    test_curves = None
    if parametrisation.test and data.test:
        test = _second(state, parametrisation.test[0])
        test_curves = threshold_curves(test, data.test.labels == 1)
        readings.append(test)
    every = np.concatenate(readings)
    finite = every[np.isfinite(every)]
    span = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    return BothThresholdCurves(curves, test_curves, state.answers.threshold, span)


def _second(state: NetworkState, X: Columns) -> np.ndarray:
    """Return what is read for the second class, (m,), of X as the trained network has it."""
    network, parametrisation = state.parametrisation.network, state.parametrisation
    readings = np.empty(X.shape[1])
    for part in chunks(X):
        forward_pass = network.forward(state.trained, X[:, part], executor=parametrisation.executor)
        readings[part] = state.calibration.readings(state.network.loss, forward_pass)[1]
    return readings
