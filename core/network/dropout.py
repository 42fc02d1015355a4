"""Dropout: a share of the hidden units is silent in training, never when a network is used.

Inverted: what is kept is divided by the probability of being kept, so that sums keep their
size. Source: Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks
from overfitting", Journal of Machine Learning Research 15.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Philox, RandomState

from core.interruption import pieces
from core.messages import to_translate


@dataclass(frozen=True, slots=True)
class MaskMode:
    """One row: `generator(seed, iteration)` draws the masks of an iteration, layer by layer.

    `fixed` says that they are the same in every iteration.
    """

    name: str
    label: str
    formula: str
    generator: Callable[[int, int], RandomState]
    fixed: bool


DROPOUT_MASKS = {
    row.name: row
    for row in (
        MaskMode(
            "fresh",
            to_translate("anew in every iteration"),
            to_translate("Other units are silent in every iteration, as dropout is meant."),
            # Its key alone decides what it draws, so a run can go on from any iteration.
            lambda seed, iteration: RandomState(Philox(key=(seed, iteration))),
            fixed=False,
        ),
        MaskMode(
            "fixed",
            to_translate("the same always"),
            to_translate(
                "The same units of the same samples are silent in every iteration, "
                "as in the course's published run."
            ),
            lambda seed, iteration: RandomState(seed),
            fixed=True,
        ),
    )
}


class Dropout:
    """Make the masks of a network whose hidden layers keep these shares of their outputs.

    `hidden` are n[1] ... n[L-1] and `keep` one probability a layer. A mask is (n[l], m):
    1 / keep where `rand(n[l], m) < keep`, drawn layer by layer, else 0.
    """

    def __init__(
        self, hidden: Sequence[int], keep: Sequence[float], mode: MaskMode, seed: int, dtype: str
    ) -> None:
        self._layers = tuple(zip(hidden, keep, strict=True))
        self._mode, self._seed, self._dtype = mode, seed, dtype
        self._masks: dict[int, tuple[np.ndarray, ...]] = {}

    def masks(self, m: int, iteration: int) -> tuple[np.ndarray, ...]:
        """Return the masks of m samples in this iteration; the next call may overwrite them."""
        known = self._masks.get(m)
        if known and self._mode.fixed:
            return known
        masks = known or tuple(np.empty((n, m), self._dtype) for n, _ in self._layers)
        generator = self._mode.generator(self._seed, iteration)
        for mask, (_, keep) in zip(masks, self._layers, strict=True):
            for part in map(mask.__getitem__, pieces(len(mask), m)):
                np.less(generator.random_sample(part.shape), keep, out=part)
                part /= keep
        self._masks[m] = masks
        return masks
