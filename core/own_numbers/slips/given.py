"""Slips before anything is computed: samples, labels, the start of the weights."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.random import RandomState

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    NumPy,
    Slip,
    Where,
    nothing,
)
from core.own_numbers.values import LINES, Line, Place, Values


def _pixels(v: Values) -> np.ndarray:
    """Return the right X flattened the other way: a pixel of all pictures, then the next."""
    X = LINES["X"](v, 0)
    return X.T.reshape(-1, X.shape[1])


SEEDS = (*range(11), 42, 123, 1234, 2018, 2019, 2020)
"""Seeds that are looked for where a start is another."""


def given_slips() -> Iterator[Slip]:
    """Yield the slips before anything is computed: samples, labels, the start."""
    undivided = to_translate("{this} is not divided by 255: pixels go from 0 to 1.")
    turned = to_translate(
        "{this} is flattened the other way, reshape(-1, m): every column then mixes pixels of all "
        "pictures, where it should be one picture."
    )
    yield Slip(
        name="pictures not divided",
        kind="X",
        sentence=undivided,
        right=NumPy("X = pictures.reshape(m, -1).T / 255"),
        line=lambda v, l: 255 * LINES["X"](v, 0),
    )
    yield Slip(
        name="flattened the other way",
        kind="X",
        sentence=turned,
        right=NumPy("X = pictures.reshape(m, -1).T / 255"),
        line=lambda v, l: _pixels(v),
    )
    yield Slip(
        name="flattened the other way",
        kind="X",
        sentence=to_translate(
            "{this} is flattened the other way, reshape(-1, m), and not divided by 255."
        ),
        right=NumPy("X = pictures.reshape(m, -1).T / 255"),
        line=lambda v, l: 255 * _pixels(v),
    )
    yield Slip(
        name="labels the other way round",
        kind="Y",
        sentence=to_translate("The labels are the other way round: 1 where 0 is meant."),
        right=NumPy("Y = 1 - Y"),
        line=lambda v, l: 1 - LINES["Y"](v, 0),
    )
    for moved in (
        lambda Y: np.roll(Y, 1, axis=1),
        lambda Y: np.roll(Y, -1, axis=1),
        lambda Y: Y[:, ::-1],
    ):
        yield Slip(
            name="labels in another order",
            kind="Y",
            sentence=to_translate(
                "The labels are in another order than the bench has them: moved, or turned round."
            ),
            right=NumPy("Y in the order of the columns of X"),
            line=_labels_by(moved),
        )
    yield Slip(
        name="labels of -1 and 1",
        kind="Y",
        sentence=to_translate(
            "The labels are -1 and 1: cross-entropy, after a sigmoid, takes 0 and 1."
        ),
        right=NumPy("Y = (Y + 1) / 2"),
        line=lambda v, l: 2 * LINES["Y"](v, 0) - 1,
    )
    yield from _start_slips()


def _labels_by(moved: Callable[[np.ndarray], np.ndarray]) -> Line:
    def line(v: Values, l: int) -> np.ndarray:
        Y = LINES["Y"](v, 0)
        return nothing() if np.array_equal(moved(Y), Y) else moved(Y)

    return line


def _start_slips() -> Iterator[Slip]:
    yield Slip(
        name="scale of another start",
        kind="W",
        sentence=to_translate(
            "{this} is the start of the bench times another number: its scale is another one."
        ),
        right=NumPy("W{l} = np.random.randn(n{l}, n{p}) * scale"),
        line=lambda v, l: _scaled_to(_own_start(v, l), LINES["W"](v, l)),
    )
    for seed in SEEDS:
        yield Slip(
            name="seed of another start",
            kind="W",
            sentence=to_translate("{this} is drawn from the seed {seed}; the bench has another."),
            right=NumPy("np.random.seed(the bench's), before all layers are drawn in turn"),
            line=partial(_drawn_from, seed),
            where=_differs_from(seed),
            values={"seed": seed},
        )


def _differs_from(seed: int) -> Where:
    """Return what tells whether the bench's start is drawn from another seed."""

    def where(v: Values, l: int) -> bool:
        drawn, start = _drawn_from(seed, v, l), LINES["W"](v, l)
        return not np.allclose(drawn, _scaled_to(drawn, start))

    return where


def _own_start(v: Values, l: int) -> np.ndarray:
    return v.given[Place("W", l)] if Place("W", l) in v.given else nothing()


def _scaled_to(own: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Return the numbers drawn, times what makes them most like one's own."""
    return drawn * float(np.vdot(own, drawn) / np.vdot(drawn, drawn))


def _drawn_from(seed: int, v: Values, l: int) -> np.ndarray:
    random = RandomState(seed)
    for layer in range(1, l + 1):
        drawn = random.randn(*_own_start(v, layer).shape)
    return _scaled_to(_own_start(v, l), drawn)
