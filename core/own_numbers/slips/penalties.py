"""Slips in what L2 adds to the cost and to dW."""

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
    Line,
    Values,
    cost_of_outputs,
    penalty_of,
    penalty_slope,
)


def _scalar(cost: Callable[[Values], float]) -> Line:
    return lambda v, l: np.asarray(cost(v))


def _of_weights(v: Values, of_layer: Callable[[np.ndarray, int], float]) -> float:
    """Return the sum of what `of_layer(W, l)` makes of every layer, times λ/m."""
    return sum(
        strength / v.m * float(of_layer(v.W(l), l))
        for _, strength in v.setup.penalties
        for l in range(1, v.L + 1)
    )


def penalty_slips() -> Iterator[Slip]:
    """Yield the slips in what L2 adds."""
    cost_right = NumPy("cost = cost + lambd / (2 * m) * np.sum(np.square(W)) for all W")
    dW_right = NumPy("dW{l} = 1 / m * dZ{l} @ {A_prev}.T + lambd / m * W{l}")

    def plain_dW(v: Values, l: int) -> np.ndarray:
        return v.share * v.dZ(l) @ v.A(l - 1).T

    def plain_cost(v: Values) -> float:
        return (
            float(v.setup.loss.cost(v.Z(v.L), v.Y, None))
            if v.knows("Z", v.L)
            else cost_of_outputs(v)
        )

    def biases(v: Values) -> float:
        return sum(
            strength / v.m * penalty.value(v.b(l))
            for penalty, strength in v.setup.penalties
            for l in range(1, v.L + 1)
        )

    slip = partial(Slip, kind="cost", right=cost_right, where=penalised)
    yield from (
        slip(
            "penalty missing in cost",
            to_translate(
                "The penalty of L2 is missing in the cost, λ/(2m) times the sum of all W²."
            ),
            _scalar(plain_cost),
        ),
        slip(
            "penalty without half",
            to_translate(
                "The penalty in the cost is twice as large: it is λ/(2m) Σ W², not λ/m Σ W²."
            ),
            _scalar(lambda v: plain_cost(v) + 2 * penalty_of(v)),
        ),
        slip(
            "penalty without 1/m",
            to_translate("The penalty in the cost is not divided by m: it is λ/(2m) Σ W²."),
            _scalar(lambda v: plain_cost(v) + v.m * penalty_of(v)),
        ),
        slip(
            "penalty of b",
            to_translate("The penalty in the cost counts b as well: L2 is a penalty of W alone."),
            _scalar(lambda v: plain_cost(v) + penalty_of(v) + biases(v)),
        ),
        slip(
            "penalty of W without squares",
            to_translate("The penalty in the cost adds W itself: it is λ/(2m) Σ W²."),
            _scalar(lambda v: plain_cost(v) + _of_weights(v, lambda W, l: W.sum() / 2)),
        ),
        slip(
            "penalty of one layer",
            to_translate("The penalty in the cost counts W{L} alone: it is of every layer's W."),
            _scalar(
                lambda v: plain_cost(v) + _of_weights(v, lambda W, l: (l == v.L) * (W**2).sum() / 2)
            ),
        ),
        slip(
            "penalty of one layer",
            to_translate("The penalty in the cost counts W1 alone: it is of every layer's W."),
            _scalar(
                lambda v: plain_cost(v) + _of_weights(v, lambda W, l: (l == 1) * (W**2).sum() / 2)
            ),
        ),
        slip(
            "penalty subtracted",
            to_translate("The penalty is taken away from the cost: it is added to it."),
            _scalar(lambda v: plain_cost(v) - penalty_of(v)),
        ),
    )

    slip = partial(Slip, kind="dW", right=dW_right, where=penalised)
    yield from (
        slip(
            "penalty missing in dW",
            to_translate(
                "{this} is without the slope of the penalty, λ/m W{l}: it is in the cost."
            ),
            plain_dW,
        ),
        slip(
            "penalty without 1/m",
            to_translate("The penalty in {this} is not divided by m: its slope is λ/m W{l}."),
            lambda v, l: plain_dW(v, l) + v.m * penalty_slope(v, l),
        ),
        slip(
            "penalty twice",
            to_translate(
                "The penalty in {this} is twice as large: the slope of λ/(2m) W² is λ/m W."
            ),
            lambda v, l: plain_dW(v, l) + 2 * penalty_slope(v, l),
        ),
        slip(
            "half a penalty",
            to_translate(
                "The penalty in {this} is half as large: the slope of λ/(2m) W² is λ/m W."
            ),
            lambda v, l: plain_dW(v, l) + penalty_slope(v, l) / 2,
        ),
        slip(
            "penalty subtracted",
            to_translate("The penalty is taken away from {this}: its slope λ/m W{l} is added."),
            lambda v, l: plain_dW(v, l) - penalty_slope(v, l),
        ),
    )
    yield Slip(
        name="penalty of b",
        kind="db",
        sentence=to_translate("{this} holds a penalty, λ/m b{l}: L2 is a penalty of W alone."),
        right=NumPy("db{l} = 1 / m * np.sum(dZ{l}, axis=1, keepdims=True)"),
        line=lambda v, l: (
            v.share * v.dZ(l).sum(axis=1, keepdims=True)
            + sum(strength / v.m * v.b(l) for _, strength in v.setup.penalties)
        ),
        where=penalised,
    )
