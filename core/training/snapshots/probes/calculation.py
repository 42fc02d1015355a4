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
    """Return the mean loss of all training samples, from the pass over them where there is one."""
    trained = state.parametrisation
    X, Y = trained.train
    if state.dataset.blank:
        return None
    if len(state.shown) == Y.shape[1]:
        return trained.network.cost(state.forward_pass, Y[:, state.shown])
    return score(trained.network, state.trained, X, Y, executor=trained.executor).cost
