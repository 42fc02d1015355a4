"""Slips in the update."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    NumPy,
    Slip,
    penalised,
)
from core.own_numbers.values import (
    Place,
    Values,
    penalty_slope,
    rate_of,
)

_Update = Callable[[str, Values, int], np.ndarray]


_W_AFTER = NumPy("W{l} = W{l} - learning_rate * dW{l}")


_B_AFTER = NumPy("b{l} = b{l} - learning_rate * db{l}")


def _stepped(old: float, step: float, by_rate: bool = True, by_m: int = 0) -> "_Update":
    """Return `old` times what was there less `step` times the gradient, the rate and m^by_m."""

    def line(kind: str, v: Values, l: int) -> np.ndarray:
        size = step * (rate_of(v) if by_rate else 1.0) * float(v.m) ** by_m
        return old * v[Place(kind, l)] - size * v[Place(f"d{kind}", l)]

    return line


def update_slips() -> Iterator[Slip]:
    """Yield the slips in W and b_after the update."""
    rows: tuple[tuple[str, str, _Update], ...] = (
        (
            "plus for minus",
            to_translate("{this} goes up the slope: the step is subtracted."),
            _stepped(1, -1),
        ),
        (
            "no learning rate",
            to_translate("{this} is updated without the learning rate."),
            _stepped(1, 1, by_rate=False),
        ),
        (
            "learning rate divided by m",
            to_translate("{this} divides the step by m once more."),
            _stepped(1, 1, by_m=-1),
        ),
        (
            "step times m",
            to_translate("{this} is updated with the sum over the samples: 1/m is missing."),
            _stepped(1, 1, by_m=1),
        ),
        ("not updated", to_translate("{this} is as it was: it is not updated."), _stepped(1, 0)),
        (
            "only the step",
            to_translate("{this} is the step alone: it is taken from what was there."),
            _stepped(0, 1),
        ),
        (
            "only the step",
            to_translate("{this} is the step alone, with its sign: it is taken from what was."),
            _stepped(0, -1),
        ),
        ("updated twice", to_translate("{this} is updated twice."), _stepped(1, 2)),
        (
            "divided by the learning rate",
            to_translate("{this} divides by the learning rate: it multiplies."),
            lambda kind, v, l: v[Place(kind, l)] - v[Place(f"d{kind}", l)] / rate_of(v),
        ),
        (
            "learning rate squared",
            to_translate("{this} multiplies with the learning rate twice."),
            lambda kind, v, l: v[Place(kind, l)] - rate_of(v) ** 2 * v[Place(f"d{kind}", l)],
        ),
        (
            "sign of the gradient",
            to_translate("{this} goes as far for every gradient: their sizes are not used."),
            lambda kind, v, l: v[Place(kind, l)] - rate_of(v) * np.sign(v[Place(f"d{kind}", l)]),
        ),
        (
            "brackets",
            to_translate("{this} is ({old} - rate) times the gradient: the rate is its factor."),
            lambda kind, v, l: (v[Place(kind, l)] - rate_of(v)) * v[Place(f"d{kind}", l)],
        ),
        (
            "* for minus",
            to_translate("{this} multiplies with the step: it is subtracted."),
            lambda kind, v, l: rate_of(v) * v[Place(kind, l)] * v[Place(f"d{kind}", l)],
        ),
        (
            "* for minus",
            to_translate("{this} multiplies with 1 - the step: the step is subtracted."),
            lambda kind, v, l: v[Place(kind, l)] * (1 - rate_of(v) * v[Place(f"d{kind}", l)]),
        ),
        (
            "gradient and weight swapped",
            to_translate("{this} is the gradient less rate times {old}: they are swapped."),
            lambda kind, v, l: v[Place(f"d{kind}", l)] - rate_of(v) * v[Place(kind, l)],
        ),
        (
            "weight for the gradient",
            to_translate("{this} is {old} less rate times {old}: the gradient is meant."),
            lambda kind, v, l: v[Place(kind, l)] * (1 - rate_of(v)),
        ),
        (
            "whole numbers",
            to_translate("{this} is cut to whole numbers, as an array of int does."),
            lambda kind, v, l: np.trunc(v[Place(kind, l)] - rate_of(v) * v[Place(f"d{kind}", l)]),
        ),
        (
            "rounded",
            to_translate("{this} is rounded: later steps need all its digits."),
            lambda kind, v, l: np.round(v[Place(kind, l)] - rate_of(v) * v[Place(f"d{kind}", l)]),
        ),
        (
            "weight of another layer",
            to_translate("{this} is made from that of layer {p}: that of layer {l} is meant."),
            lambda kind, v, l: v[Place(kind, l - 1)] - rate_of(v) * v[Place(f"d{kind}", l)],
        ),
        (
            "weight of another layer",
            to_translate("{this} is made from that of layer {n}: that of layer {l} is meant."),
            lambda kind, v, l: v[Place(kind, l + 1)] - rate_of(v) * v[Place(f"d{kind}", l)],
        ),
        (
            "momentum",
            to_translate(
                "{this} goes a tenth of the step, as the first step with momentum of 0.9 does: it "
                "is compared with plain gradient descent."
            ),
            _stepped(1, 0.1),
        ),
    )
    for kind, right in (("W", _W_AFTER), ("b", _B_AFTER)):
        for name, sentence, update in rows:
            yield Slip(
                name,
                sentence,
                partial(update, kind),
                kind=f"{kind}_after",
                right=right,
                values={"old": kind},
            )
    slip = partial(Slip, kind="b_after", right=_B_AFTER)
    yield from (
        slip(
            "dW for db",
            to_translate("{this} is updated with a sum of dW{l}: db{l} is meant."),
            lambda v, l: v.b(l) - rate_of(v) * v.dW(l).sum(axis=1, keepdims=True),
        ),
        slip(
            "dW for db",
            to_translate("{this} is updated with dW{l}, spread over its columns: db{l} is meant."),
            lambda v, l: v.b(l) - rate_of(v) * v.dW(l),
        ),
        slip(
            "dW for db",
            to_translate("{this} is updated with dW{l}: db{l} is meant."),
            lambda v, l: v.b(l) - rate_of(v) * v.dW(l)[:, :1],
        ),
        slip(
            "W for db",
            to_translate("{this} is updated with a sum of W{l}: db{l} is meant."),
            lambda v, l: v.b(l) - rate_of(v) * v.W(l).sum(axis=1, keepdims=True),
        ),
        slip(
            "mean over everything",
            to_translate("{this} is updated with one mean for all units: each has its own db{l}."),
            lambda v, l: v.b(l) - rate_of(v) * v.dZ(l).mean() * v.m * v.share,
        ),
        slip(
            "b of another layer",
            to_translate("{this} is updated with db{n} in place of db{l}."),
            lambda v, l: v.b(l) - rate_of(v) * v.db(l + 1),
        ),
        slip(
            "b of another layer",
            to_translate("{this} is updated with db{p} in place of db{l}."),
            lambda v, l: v.b(l) - rate_of(v) * v.db(l - 1),
        ),
    )
    yield Slip(
        "weight decay twice",
        to_translate(
            "{this} shrinks W{l} by 1 - λ rate/m, and dW{l} holds the penalty already: one of them "
            "is enough."
        ),
        lambda v, l: v.W(l) - rate_of(v) * (v.dW(l) + penalty_slope(v, l)),
        kind="W_after",
        right=_W_AFTER,
        where=penalised,
    )
    yield Slip(
        name="sum without keepdims",
        kind="b_after",
        sentence=to_translate(
            "{this} is a square: db{l} was (n,) in place of (n, 1), and NumPy made (n, n) of b{l} "
            "less it."
        ),
        right=NumPy("db{l} = 1 / m * np.sum(dZ{l}, axis=1, keepdims=True)"),
        line=lambda v, l: v.b(l) - rate_of(v) * v.db(l).ravel(),
    )
    yield Slip(
        name="W of another layer",
        kind="W_after",
        sentence=to_translate("{this} is updated with dW{n} in place of dW{l}."),
        right=_W_AFTER,
        line=lambda v, l: v.W(l) - rate_of(v) * v.dW(l + 1),
    )
    yield Slip(
        name="W of another layer",
        kind="W_after",
        sentence=to_translate("{this} is updated with dW{p} in place of dW{l}."),
        right=_W_AFTER,
        line=lambda v, l: v.W(l) - rate_of(v) * v.dW(l - 1),
    )
    yield Slip(
        name="W of another layer",
        kind="W_after",
        sentence=to_translate("{this} is updated with dW1 in place of dW{l}."),
        right=_W_AFTER,
        line=lambda v, l: v.W(l) - rate_of(v) * v.dW(1),
        where=lambda v, l: l > 2,
    )
