"""What a network of one input answers along it, and where the units of its first layer bend."""

from dataclasses import dataclass

import numpy as np

from core.network.targets import NUMBERS
from core.training.snapshots.network_state import NetworkState
from core.training.snapshots.probes.boundary import SampleSpan, extent

PLACES = 401
# More units than these are not shown.
MOST_UNITS = 64


@dataclass(frozen=True, slots=True, eq=False)
class AnswerCurve:
    """The answers (places,) to x (places,), in their own unit: the first number of several.

    `hinges` (k,) are where first-layer units with a kink bend, x = -b / w, within `span`, and
    `bends` (k,) the answers there. `parts` (units, places), of a network with one hidden layer and
    a straight output, are what each unit adds to the answer of the output's bias alone.
    All are read-only.
    """

    span: SampleSpan
    x: np.ndarray
    answers: np.ndarray
    hinges: np.ndarray
    bends: np.ndarray
    parts: np.ndarray


def probe_answer_curve(state: NetworkState) -> AnswerCurve | None:
    """Ask the network all along its one input; None where it has more, or learns no numbers."""
    network, parameters, dataset = state.network, state.parameters, state.dataset
    if network.sizes[0] != 1 or network.loss.targets is not NUMBERS:
        return None
    (span,) = extent(dataset)
    x = np.linspace(*span, PLACES)

    def answers(places: np.ndarray) -> np.ndarray:
        X = places[np.newaxis].astype(parameters.flat.dtype)
        return dataset.in_own_unit(network.forward(parameters, X).A[-1])[0]

    hinges = _hinges(state, span)
    curve = AnswerCurve(span, x, answers(x), hinges, answers(hinges), _parts(state, x))
    for array in (curve.x, curve.answers, curve.hinges, curve.bends, curve.parts):
        array.flags.writeable = False
    return curve


def _hinges(state: NetworkState, span: SampleSpan) -> np.ndarray:
    rows = state.network.activations
    if not rows or not rows[0].has_kink:
        return np.empty(0)
    W, b = state.parameters.W[0][:MOST_UNITS, 0], state.parameters.b[0][:MOST_UNITS, 0]
    with np.errstate(all="ignore"):
        hinges = -(b / W).astype(np.float64)
    return hinges[(hinges >= span[0]) & (hinges <= span[1])]


def _parts(state: NetworkState, x: np.ndarray) -> np.ndarray:
    network, (W, b) = state.network, (state.parameters.W, state.parameters.b)
    is_sum = network.loss.linear_slope and len(network.activations) == 1
    if not is_sum:
        return np.empty((0, len(x)))
    with np.errstate(all="ignore"):
        A = network.activations[0].g(W[0][:MOST_UNITS] * x + b[0][:MOST_UNITS])
        outputs = W[1][0, :MOST_UNITS, np.newaxis] * A + b[1][0]
    whole = np.repeat(outputs[np.newaxis], len(W[1]), axis=0)
    return np.stack([state.dataset.in_own_unit(whole[:, unit])[0] for unit in range(len(outputs))])
