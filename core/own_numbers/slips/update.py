"""Slips in the update."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    NumPy,
    Slip,
)
from core.own_numbers.values import (
    Place,
    Values,
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
        ("updated twice", to_translate("{this} is updated twice."), _stepped(1, 2)),
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
            line = partial(update, kind)
            yield Slip(name=name, kind=f"{kind}_after", sentence=sentence, right=right, line=line)
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
