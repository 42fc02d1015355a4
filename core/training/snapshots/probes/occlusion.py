"""Which part of a picture the answer hangs on: a grey patch is slid over it.

The method is that of M. Zeiler and R. Fergus, Visualizing and Understanding Convolutional
Networks, 2014, section 4.2 (https://arxiv.org/abs/1311.2901).
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from core.data.sample import Sample
from core.experiment.inputs import PictureInputs
from core.interruption import check_interruption
from core.network.network import Network
from core.network.parallel import bind_rows
from core.network.parameters import Parameters
from core.training.snapshots.network_state import NetworkState

GREY = 128 / 255
"""The middle grey that a picture can hold."""
# A patch is this share of the side, at least so many pixels, and moves by half of itself.
PATCHES_A_SIDE, LEAST_PATCH = 8, 2


@dataclass(frozen=True, slots=True, eq=False)
class Occlusion:
    """How a grey square changes the probability of the answer; all arrays are read-only.

    `change` (places, places) is by how much the probability of the class `answered` differs
    with a square of `patch` pixels whose upper left pixel is in row `starts[i]`, column
    `starts[j]`; `probability` is that of the whole picture.
    """

    sample: Sample
    answered: int
    probability: float
    patch: int
    starts: np.ndarray
    change: np.ndarray

    @property
    def reach(self) -> float:
        """Return the largest mean change of a pixel, up or down: the end of the colour scale."""
        return float(np.abs(np.nan_to_num(self.by_pixel())).max())

    def by_pixel(self) -> np.ndarray:
        """Return the mean change of all squares that cover a pixel, (size, size)."""
        size = int(self.starts[-1]) + self.patch
        total, count = np.zeros((size, size)), np.zeros((size, size))
        for (i, j), change in np.ndenumerate(self.change):
            rows, columns = (slice(start, start + self.patch) for start in self.starts[[i, j]])
            total[rows, columns] += change
            count[rows, columns] += 1
        return total / count


def probe_occlusion(state: NetworkState) -> Occlusion | None:
    """Slide a grey square over the picked picture; None where samples are no pictures."""
    inputs = state.dataset.inputs
    if not isinstance(inputs, PictureInputs):
        return None
    whole = _probabilities(state, state.parameters.W[0] @ state.x[:, np.newaxis])[:, 0]
    answered = int(state.answers.likeliest(whole[:, np.newaxis])[0])
    patch = min(inputs.size, max(LEAST_PATCH, round(inputs.size / PATCHES_A_SIDE)))
    starts = _starts(inputs.size, patch)
    covered = _probabilities(state, _covered(state, inputs, starts, patch))[answered]
    change = (covered - whole[answered]).reshape(len(starts), len(starts))
    for array in (starts, change):
        array.flags.writeable = False
    return Occlusion(state.sample, answered, float(whole[answered]), patch, starts, change)


def _starts(size: int, patch: int) -> np.ndarray:
    """Return where patches begin along a side: half a patch apart, the last one at the end."""
    return np.union1d(np.arange(0, size - patch + 1, max(1, patch // 2)), [size - patch])


def _covered(
    state: NetworkState, inputs: PictureInputs, starts: np.ndarray, patch: int
) -> np.ndarray:
    """Return W[1] x of the picture with a square at each place, (n[1], places * places).

    Only what the square changes is multiplied anew: a whole product would take hundred times as
    long as the rest, and training waits for it.
    """
    shape = inputs.size, inputs.size, inputs.channels
    x, W = state.x, state.parameters.W[0]
    grey = inputs.scale(np.full((inputs.count, 1), GREY)).astype(x.dtype)[:, 0]
    difference, W_by_pixel = (grey - x).reshape(shape), W.reshape(len(W), *shape)
    WX = np.empty((len(W), len(starts) ** 2), x.dtype)
    for place, (row, column) in enumerate(product(starts, starts)):
        check_interruption()
        square = np.s_[row : row + patch, column : column + patch]
        W_of_square = W_by_pixel[:, *square].reshape(len(W), -1)
        WX[:, place] = W_of_square @ difference[square].ravel()
    check_interruption()
    bind_rows(np.add, WX, (W @ x)[:, np.newaxis], WX)()
    return WX


def _probabilities(state: NetworkState, WX: np.ndarray) -> np.ndarray:
    """Return what products W[1] X (n[1], m) lead to, (classes, m)."""
    network, parameters = state.network, state.parameters
    Z, A = np.empty_like(WX), np.empty_like(WX)
    bind_rows(np.add, WX, parameters.b[0], Z)()
    if network.activations:
        bind_rows(network.activations[0].apply, Z, A)()
        rest = Network(network.sizes[1:], network.activations[1:], network.loss)
        flat = parameters.flat[parameters.W[0].size + parameters.b[0].size :]
        Z = rest.forward(Parameters(rest.sizes, flat.dtype.name, flat), A).Z[-1]
    return network.loss.readings_at(Z, state.calibration.temperature)
