"""Whether the probabilities of the test samples are kept, before and after a temperature."""

from dataclasses import dataclass

import numpy as np

from core.experiment.settings import loss_of
from core.network.targets import CLASSES
from core.training.calibration import fit_temperature, outputs
from core.training.parametrisation import arrays
from core.training.reliability import Reliability, reliability
from core.training.snapshots.network_state import NetworkState


@dataclass(frozen=True, slots=True, eq=False)
class FittedReliability:
    """The probabilities of the test samples as the network was trained, and at two temperatures.

    `fitted` is the temperature of the least log loss, `after` what it leads to; `used` is the one
    that the network answers by now, `now` what that leads to.
    """

    before: Reliability
    after: Reliability
    now: Reliability
    fitted: float
    used: float
    samples: int


@np.errstate(all="ignore")
def probe_reliability(state: NetworkState) -> FittedReliability | None:
    """Compare probabilities with what is true; None without test samples or log loss of classes."""
    test, loss = state.dataset.test, loss_of(state.experiment, state.dataset.targets.name)
    if test is None or state.dataset.blank or not loss.is_log_loss or loss.targets is not CLASSES:
        return None
    Z = outputs(state.network, state.parameters, test, state.parametrisation.executor)[0]
    Y = arrays(test, Z.dtype.name)[1]

    def at(temperature: float) -> Reliability:
        log_loss = loss.cost(Z / temperature, Y, None)
        return reliability(loss.readings_at(Z, temperature), test.labels, log_loss)

    fitted, used = fit_temperature(loss, Z, Y), state.calibration.temperature
    return FittedReliability(at(1.0), at(fitted), at(used), fitted, used, test.m)
