"""Every number of the picked sample's passes forward and backward, beside the cost of all."""

import numpy as np

from core.calculation.sample import SampleCalculation, calculate
from core.interruption import check_interruption, pieces
from core.training.metrics import score
from core.training.snapshots.network_state import NetworkState


def probe_calculation(state: NetworkState) -> SampleCalculation:
    """Pass the picked sample through the network of a moment and back, with dropout off."""
    y = None if state.dataset.blank else state.sample.y(state.dataset)
    if y is not None:
        y = y.astype(state.parameters.flat.dtype)
    parameters = state.parameters
    parameters.flat.flags.writeable = False
    found = calculate(
        state.network,
        parameters.alike(parameters.flat),
        state.x,
        y,
        _training_cost(state),
        _slopes_of_samples(state),
    )
    # Of all weights: worked out here, the window need not do it before it draws the first of them.
    found.ranking  # noqa: B018
    return found


def _training_cost(state: NetworkState) -> float | None:
    """Return the mean loss of all training samples, from the pass over them where there is one."""
    trained = state.parametrisation
    X, Y = trained.train
    if state.dataset.blank:
        return None
    if len(state.shown) == Y.shape[1]:
        return trained.network.cost(state.forward_pass, Y[:, state.shown])
    return score(trained.network, state.trained, X, Y, executor=trained.executor).cost


def _slopes_of_samples(state: NetworkState) -> list[np.ndarray]:
    """Return dZ of every layer, (n[l], m), each sample's of its own loss, of those shown."""
    if state.dataset.blank:
        return []
    network, Y = state.parametrisation.network, state.parametrisation.train[1][:, state.shown]
    passed = network.backward(state.trained, state.forward_pass, Y, with_first_layer=False)
    for dZ in passed.dZ:
        check_interruption()
        for part in pieces(*dZ.shape):
            dZ[part] *= Y.shape[1]
    return list(passed.dZ)
