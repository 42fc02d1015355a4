"""What the network makes of one sample, layer by layer, and which units speak for its answer."""

from dataclasses import dataclass

import numpy as np

from core.data.sample import Sample
from core.messages import Message
from core.network.network import ForwardPass
from core.training.snapshots.network_state import NetworkState


@dataclass(frozen=True, slots=True, eq=False)
class SamplePass:
    """A pass forward of one sample; all arrays are read-only.

    `x` is (n[0],), `Z[l-1]` and `A[l-1]` are (n[l],) of layer l, output layer included, and
    `probabilities` (classes,). `effects` (n[1],) are what the units of layer 1 add to z of the
    answer, to first order: a times the slope of that z by a; in a network of one layer they are
    1 for the unit of the answer and 0 for others, or -1 where one output answers the first class.
    `refused` says why the answer is none of the classes all the same, None where it is one.
    """

    sample: Sample
    x: np.ndarray
    Z: tuple[np.ndarray, ...]
    A: tuple[np.ndarray, ...]
    probabilities: np.ndarray
    answered: int
    effects: np.ndarray
    refused: Message | None = None


def probe_sample(state: NetworkState) -> SamplePass:
    """Pass the picked sample through the network of a moment."""
    network, X = state.network, state.x[:, np.newaxis]
    forward_pass = network.forward(state.parameters, X)
    readings, distances = state.respond(forward_pass, X, slice(None))
    answered = int(state.answers.likeliest(readings)[0])
    distance = None if distances is None else float(distances[0])
    refused = state.answers.why_refused(readings[:, 0], distance)
    return SamplePass(
        state.sample,
        _column(X),
        tuple(map(_column, forward_pass.Z)),
        tuple(map(_column, forward_pass.A[1:])),
        _column(readings),
        answered,
        _column(_effects(state, forward_pass, answered)),
        refused,
    )


def _effects(state: NetworkState, forward_pass: ForwardPass, answered: int) -> np.ndarray:
    """Go back from z of the answer to the activations of layer 1."""
    A, W = forward_pass.A, state.parameters.W
    dZ = np.zeros_like(A[-1])
    one_output = len(dZ) == 1
    dZ[0 if one_output else answered] = -1 if one_output and answered == 0 else 1
    if len(W) == 1:
        return dZ
    for l in range(len(W) - 1, 1, -1):
        dZ = W[l].T @ dZ
        state.network.activations[l - 1].backward(dZ, A[l], None)
    effects: np.ndarray = (W[1].T @ dZ) * A[1]
    return effects


def _column(array: np.ndarray) -> np.ndarray:
    column = array[:, 0]
    column.flags.writeable = False
    return column
