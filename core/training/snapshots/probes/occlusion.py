"""Which part of a picture the answer hangs on: a grey patch is slid over it.

The method is that of M. Zeiler and R. Fergus, Visualizing and Understanding Convolutional
Networks, 2014, section 4.2 (https://arxiv.org/abs/1311.2901).
"""

from dataclasses import dataclass

import numpy as np

from core.data.sample import Sample
from core.experiment.inputs import PictureInputs
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
    network, parameters, x = state.network, state.parameters, state.x
    whole = network.forward(parameters, x[:, np.newaxis]).A[-1]
    answered = int(network.loss.answers(whole)[0])
    probability = float(network.loss.probabilities(whole)[answered, 0])
    patch = min(inputs.size, max(LEAST_PATCH, round(inputs.size / PATCHES_A_SIDE)))
    starts = _starts(inputs.size, patch)
    grey = inputs.scale(np.full((inputs.count, 1), GREY)).astype(x.dtype)[:, 0]
    change = np.empty((len(starts), len(starts)))
    for i, row in enumerate(starts):
        X = _covered(x, grey, inputs, row, starts, patch)
        A = network.forward(parameters, X).A[-1]
        change[i] = network.loss.probabilities(A)[answered] - probability
    for array in (starts, change):
        array.flags.writeable = False
    return Occlusion(state.sample, answered, probability, patch, starts, change)


def _starts(size: int, patch: int) -> np.ndarray:
    """Return where patches begin along a side: half a patch apart, the last one at the end."""
    return np.union1d(np.arange(0, size - patch + 1, max(1, patch // 2)), [size - patch])


def _covered(
    x: np.ndarray, grey: np.ndarray, inputs: PictureInputs, row: int, starts: np.ndarray, patch: int
) -> np.ndarray:
    """Return the picture with a square in this row at each of the columns, (n[0], places)."""
    shape = inputs.size, inputs.size, inputs.channels
    pictures = np.tile(x, (len(starts), 1))
    for picture, column in zip(pictures, starts, strict=True):
        square = np.s_[row : row + patch, column : column + patch]
        picture.reshape(shape)[square] = grey.reshape(shape)[square]
    return pictures.T
