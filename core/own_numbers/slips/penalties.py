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
    cost_without_penalty,
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


def _strength(v: Values) -> float:
    return sum(strength for _, strength in v.setup.penalties)


_NO_SQUARES: tuple[tuple[str, Callable[[np.ndarray, int], float]], ...] = (
    ("λ/(2m) Σ W", lambda W, l: W.sum() / 2),
    ("λ/(2m) Σ |W|", lambda W, l: np.abs(W).sum() / 2),
    ("λ/m Σ |W|", lambda W, l: np.abs(W).sum()),
    ("λ/(2m) √(Σ W²)", lambda W, l: np.sqrt((W**2).sum()) / 2),
    ("λ/(2m) (Σ W)²", lambda W, l: W.sum() ** 2 / 2),
    ("λ/(2m) times the mean of W²", lambda W, l: (W**2).mean() / 2),
)


def _of_layers(v: Values, is_counted: Callable[[int], bool]) -> float:
    """Return the penalty of some layers alone."""
    return _of_weights(v, lambda W, l: is_counted(l) * (W**2).sum() / 2)


def _of_no_squares(of_layer: Callable[[np.ndarray, int], float], v: Values) -> float:
    return cost_without_penalty(v) + _of_weights(v, of_layer)


def penalty_slips() -> Iterator[Slip]:
    """Yield the slips in what L2 adds."""
    cost_right = NumPy("cost = cost + lambd / (2 * m) * np.sum(np.square(W)) for all W")
    dW_right = NumPy("dW{l} = 1 / m * dZ{l} @ {A_prev}.T + lambd / m * W{l}")

    def plain_dW(v: Values, l: int) -> np.ndarray:
        return v.share * v.dZ(l) @ v.A(l - 1).T

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
            _scalar(cost_without_penalty),
        ),
        slip(
            "penalty without half",
            to_translate(
                "The penalty in the cost is twice as large: it is λ/(2m) Σ W², not λ/m Σ W²."
            ),
            _scalar(lambda v: cost_without_penalty(v) + 2 * penalty_of(v)),
        ),
        slip(
            "penalty without 1/m",
            to_translate("The penalty in the cost is not divided by m: it is λ/(2m) Σ W²."),
            _scalar(lambda v: cost_without_penalty(v) + v.m * penalty_of(v)),
        ),
        slip(
            "penalty of b",
            to_translate("The penalty in the cost counts b as well: L2 is a penalty of W alone."),
            _scalar(lambda v: cost_without_penalty(v) + penalty_of(v) + biases(v)),
        ),
        slip(
            "penalty of one layer",
            to_translate("The penalty in the cost counts W{L} alone: it is of every layer's W."),
            _scalar(lambda v: cost_without_penalty(v) + _of_layers(v, lambda l: l == v.L)),
        ),
        slip(
            "penalty of one layer",
            to_translate("The penalty in the cost counts W1 alone: it is of every layer's W."),
            _scalar(lambda v: cost_without_penalty(v) + _of_layers(v, lambda l: l == 1)),
        ),
        slip(
            "penalty subtracted",
            to_translate("The penalty is taken away from the cost: it is added to it."),
            _scalar(lambda v: cost_without_penalty(v) - penalty_of(v)),
        ),
        slip(
            "penalty without half",
            to_translate("The penalty in the cost is λ Σ W²: it is λ/(2m) Σ W²."),
            _scalar(lambda v: cost_without_penalty(v) + 2 * v.m * penalty_of(v)),
        ),
        slip(
            "penalty of one layer",
            to_translate("The penalty in the cost leaves W{L} out: it is of every layer's W."),
            _scalar(lambda v: cost_without_penalty(v) + _of_layers(v, lambda l: l < v.L)),
        ),
        slip(
            "penalty of one layer",
            to_translate("The penalty in the cost leaves W1 out: it is of every layer's W."),
            _scalar(lambda v: cost_without_penalty(v) + _of_layers(v, lambda l: l > 1)),
        ),
        *(
            slip(
                "penalty of W without squares",
                to_translate("The penalty in the cost is made with {formula}: it is λ/(2m) Σ W²."),
                _scalar(partial(_of_no_squares, of_layer)),
                values={"formula": formula},
            )
            for formula, of_layer in _NO_SQUARES
        ),
        slip(
            "penalty of W without squares",
            to_translate("The penalty in the cost is λ/2 times the mean of W²: it is λ/(2m) Σ W²."),
            _scalar(
                lambda v: (
                    cost_without_penalty(v) + v.m * _of_weights(v, lambda W, l: (W**2).mean() / 2)
                )
            ),
        ),
        slip(
            "λ forgotten",
            to_translate("The penalty in the cost has no λ: it is λ/(2m) Σ W²."),
            _scalar(lambda v: cost_without_penalty(v) + penalty_of(v) / _strength(v)),
        ),
        slip(
            "1/m twice",
            to_translate("The penalty in the cost is divided by m twice: it is λ/(2m) Σ W²."),
            _scalar(lambda v: cost_without_penalty(v) + penalty_of(v) / v.m),
        ),
        slip(
            "penalty for the cost",
            to_translate("The cost is the penalty alone: it is added to the cross-entropy."),
            _scalar(penalty_of),
        ),
        slip(
            "sum for mean",
            to_translate("The cost and its penalty are both without 1/m."),
            _scalar(lambda v: v.m * (cost_without_penalty(v) + penalty_of(v))),
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
        slip(
            "λ forgotten",
            to_translate("The penalty in {this} has no λ: its slope is λ/m W{l}."),
            lambda v, l: plain_dW(v, l) + penalty_slope(v, l) / _strength(v),
        ),
        slip(
            "1/m twice",
            to_translate("The penalty in {this} is divided by m twice: its slope is λ/m W{l}."),
            lambda v, l: plain_dW(v, l) + penalty_slope(v, l) / v.m,
        ),
        slip(
            "penalty for its slope",
            to_translate("{this} has λ/m W{l}²: the slope of the square is λ/m W{l}."),
            lambda v, l: plain_dW(v, l) + _strength(v) / v.m * v.W(l) ** 2,
        ),
        slip(
            "penalty for its slope",
            to_translate("{this} has the penalty itself, one number: its slope is λ/m W{l}."),
            lambda v, l: plain_dW(v, l) + _strength(v) / v.m * (v.W(l) ** 2).sum() / 2,
        ),
        slip(
            "penalty for its slope",
            to_translate("{this} has the penalty itself, one number: its slope is λ/m W{l}."),
            lambda v, l: plain_dW(v, l) + penalty_of(v),
        ),
        slip(
            "sign of W",
            to_translate("{this} has λ/m times the sign of W{l}, as L1 has: L2 has λ/m W{l}."),
            lambda v, l: plain_dW(v, l) + _strength(v) / v.m * np.sign(v.W(l)),
        ),
        slip(
            "W of another layer",
            to_translate("The penalty in {this} is of W{n}: it is of W{l}."),
            lambda v, l: plain_dW(v, l) + _strength(v) / v.m * v.W(l + 1),
        ),
        slip(
            "W of another layer",
            to_translate("The penalty in {this} is of W{p}: it is of W{l}."),
            lambda v, l: plain_dW(v, l) + _strength(v) / v.m * v.W(l - 1),
        ),
        slip(
            "penalty for the gradient",
            to_translate("{this} is the slope of the penalty alone."),
            penalty_slope,
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
