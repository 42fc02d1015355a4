"""Every number of the picked sample's passes forward and backward, beside the cost of all."""

from core.calculation.sample import SampleCalculation, calculate
from core.training.metrics import score
from core.training.snapshots.network_state import NetworkState


def probe_calculation(state: NetworkState) -> SampleCalculation:
    """Pass the picked sample through the network of a moment and back, with dropout off."""
    y = None if state.dataset.blank else state.sample.y(state.dataset)
    if y is not None:
        y = y.astype(state.parameters.flat.dtype)
    parameters = state.parameters
    parameters.flat.flags.writeable = False
    return calculate(
        state.network, parameters.alike(parameters.flat), state.x, y, _training_cost(state)
    )


def _training_cost(state: NetworkState) -> float | None:
    if state.dataset.blank:
        return None
    trained = state.parametrisation
    return score(trained.network, state.trained, *trained.train, executor=trained.executor).cost
