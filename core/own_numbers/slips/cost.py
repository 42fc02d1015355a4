"""Slips in the cost."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    NumPy,
    Slip,
    cross_entropy,
    squared,
)
from core.own_numbers.values import (
    Line,
    Unknown,
    Values,
    cost_of_outputs,
    has_square,
    is_two_sided,
    penalty_of,
)


def _two_sided_cost(v: Values, l: int) -> bool:
    return is_two_sided(v)


def _cost(line: Callable[[Values], float | np.ndarray]) -> Line:
    return lambda v, l: np.asarray(line(v) + penalty_of(v))


def _one_sided(v: Values) -> float:
    return float(-(v.Y * np.log(v.A(v.L))).sum() / v.m)


def _swapped_logs(v: Values) -> float:
    A = v.A(v.L)
    return float(-(v.Y * np.log(1 - A) + (1 - v.Y) * np.log(A)).sum() / v.m)


def _plus_between(v: Values) -> float:
    A = v.A(v.L)
    return float(-(v.Y * np.log(A) - (1 - v.Y) * np.log(1 - A)).sum() / v.m)


def _losses(v: Values) -> np.ndarray:
    """Return what every output of every sample adds to the sum of the losses, (n[L], m)."""
    A, Y = v.A(v.L), v.Y
    c = v.setup.loss.sample_weights(Y)
    if has_square(v):
        return c * np.square(A - Y) / 2
    return c * (-Y * np.log(A) - ((1 - Y) * np.log(1 - A) if is_two_sided(v) else 0))


def _all_entries(v: Values) -> float:
    A = v.A(v.L)
    return float(-(v.Y * np.log(A) + (1 - v.Y) * np.log(1 - A)).sum() / v.m)


def _not_finite(v: Values, l: int) -> np.ndarray:
    cost = cost_of_outputs(v)
    if np.isfinite(cost):
        raise Unknown
    return np.asarray(cost)


_COST_RIGHT = NumPy("cost = -1 / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))")


_SUM_RIGHT = NumPy("cost = 1 / m * np.sum(losses)")


_SQUARED_RIGHT = NumPy("cost = 1 / (2 * m) * np.sum((A - Y) ** 2)")


def cost_slips() -> Iterator[Slip]:
    """Yield the slips in the loss and its mean."""

    def plain(v: Values) -> float:
        if v.knows("Z", v.L):
            return float(v.setup.loss.cost(v.Z(v.L), v.Y, None))
        return cost_of_outputs(v)

    slip = partial(Slip, kind="cost")
    yield from (
        slip(
            "log10",
            to_translate("The cost is made with log10: log is the natural one, np.log."),
            _cost(lambda v: plain(v) / np.log(10)),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "log2",
            to_translate("The cost is made with log2: log is the natural one, np.log."),
            _cost(lambda v: plain(v) / np.log(2)),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "no minus",
            to_translate("The cost lacks its minus: logs of probabilities are negative."),
            _cost(lambda v: -plain(v)),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "sum for mean",
            to_translate("The cost is the sum of the losses: it is their mean, 1/m times that."),
            _cost(lambda v: plain(v) * v.m),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m > 1,
        ),
        slip(
            "1/m twice",
            to_translate("The cost is divided by m twice, as by np.mean and 1/m."),
            _cost(lambda v: plain(v) / v.m),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m > 1,
        ),
        slip(
            "mean over the outputs too",
            to_translate(
                "The cost is the mean over the outputs as well, as np.mean makes it: a sample's "
                "loss is the sum over its outputs."
            ),
            _cost(lambda v: plain(v) / len(v.Y)),
            right=_SUM_RIGHT,
            where=lambda v, l: len(v.Y) > 1,
        ),
        slip(
            "no sum",
            to_translate("The cost is not summed over the samples."),
            _cost(lambda v: _losses(v) / v.m),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m > 1 and (cross_entropy(v, l) or squared(v, l)),
        ),
        slip(
            "no sum",
            to_translate("The cost is every sample's own loss: it is their mean."),
            _cost(_losses),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m > 1 and (cross_entropy(v, l) or squared(v, l)),
        ),
        slip(
            "divided by n",
            to_translate("The cost is divided by the number of inputs: m, the samples, is meant."),
            _cost(lambda v: plain(v) * v.m / len(v.X)),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m != len(v.X) > 1,
        ),
        slip(
            "half too much",
            to_translate(
                "The cost is half as large, divided by 2m: that is for squares, cross-entropy is "
                "divided by m."
            ),
            _cost(lambda v: plain(v) / 2),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "log of A in both halves",
            to_translate("The cost has log a in both halves: 1 - y belongs to log(1 - a)."),
            _cost(lambda v: float(-np.log(v.A(v.L)).sum() / v.m)),
            right=_COST_RIGHT,
            where=_two_sided_cost,
        ),
        slip(
            "log of 1 - A in both halves",
            to_translate("The cost has log(1 - a) in both halves: y belongs to log a."),
            _cost(lambda v: float(-np.log(1 - v.A(v.L)).sum() / v.m)),
            right=_COST_RIGHT,
            where=_two_sided_cost,
        ),
        slip(
            "second half missing",
            to_translate(
                "The cost holds only y log a: samples of y = 0 have (1 - y) log(1 - a), and are "
                "left out."
            ),
            _cost(_one_sided),
            right=_COST_RIGHT,
            where=_two_sided_cost,
        ),
        slip(
            "first half missing",
            to_translate(
                "The cost holds only (1 - y) log(1 - a): samples of y = 1 have y log a, and are "
                "left out."
            ),
            _cost(lambda v: float(-((1 - v.Y) * np.log(1 - v.A(v.L))).sum() / v.m)),
            right=_COST_RIGHT,
            where=_two_sided_cost,
        ),
        slip(
            "labels the other way round",
            to_translate(
                "The cost takes y = 1 for y = 0: y belongs to log a, 1 - y to log(1 - a)."
            ),
            _cost(_swapped_logs),
            right=_COST_RIGHT,
            where=_two_sided_cost,
        ),
        slip(
            "minus between the halves",
            to_translate(
                "The cost has a minus between y log a and (1 - y) log(1 - a): a plus is meant."
            ),
            _cost(_plus_between),
            right=_COST_RIGHT,
            where=_two_sided_cost,
        ),
        slip(
            "cost of sigmoids after a softmax",
            to_translate(
                "The cost adds (1 - y) log(1 - a), which belongs to sigmoids: after a softmax it "
                "is -1/m times the sum of y log a."
            ),
            _cost(_all_entries),
            right=NumPy("cost = -1 / m * np.sum(Y * np.log(A))"),
            where=lambda v, l: not is_two_sided(v) and cross_entropy(v, l),
        ),
        slip(
            "Z for A",
            to_translate("The cost takes the log of Z{L} in place of A{L}."),
            _cost(lambda v: cost_of_outputs(v, v.Z(v.L))),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "half missing",
            to_translate("The cost is twice as large: half the squared error has 1/(2m)."),
            _cost(lambda v: 2 * plain(v)),
            right=_SQUARED_RIGHT,
            where=squared,
        ),
        slip(
            "half missing",
            to_translate("The cost is the sum of squares: it is 1/(2m) times that."),
            _cost(lambda v: 2 * plain(v) * v.m),
            right=_SQUARED_RIGHT,
            where=squared,
        ),
        slip(
            "root of the squares",
            to_translate("The cost is a root mean square: half the mean of the squares is meant."),
            _cost(lambda v: float(np.sqrt(2 * plain(v)))),
            right=_SQUARED_RIGHT,
            where=squared,
        ),
        slip(
            "squared error",
            to_translate("The cost is half the squared error: this network's is cross-entropy."),
            _cost(lambda v: float(np.square(v.A(v.L) - v.Y).sum() / 2 / v.m)),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "squared error",
            to_translate("The cost is the squared error: this network's is cross-entropy."),
            _cost(lambda v: float(np.square(v.A(v.L) - v.Y).sum() / v.m)),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "signed errors",
            to_translate("The cost adds the errors without squares: those of both signs cancel."),
            _cost(lambda v: float((v.A(v.L) - v.Y).sum() / v.m)),
            right=_SQUARED_RIGHT,
            where=squared,
        ),
        slip(
            "signed errors",
            to_translate("The cost adds the errors without squares: those of both signs cancel."),
            _cost(lambda v: float((v.A(v.L) - v.Y).sum() / 2 / v.m)),
            right=_SQUARED_RIGHT,
            where=squared,
        ),
        slip(
            "absolute errors",
            to_translate("The cost adds the sizes of the errors: half their squares are meant."),
            _cost(lambda v: float(np.abs(v.A(v.L) - v.Y).sum() / v.m)),
            right=_SQUARED_RIGHT,
            where=squared,
        ),
        slip(
            "labels of shape (m, 1)",
            to_translate(
                "The labels are (m, 1) beside outputs (1, m): NumPy makes (m, m) of them, every "
                "sample with every other."
            ),
            _cost(
                lambda v: float(
                    -(v.Y.T * np.log(v.A(v.L)) + (1 - v.Y.T) * np.log(1 - v.A(v.L))).sum() / v.m
                )
            ),
            right=NumPy("Y = Y.reshape(1, m)"),
            where=lambda v, l: len(v.Y) == 1 and cross_entropy(v, l),
        ),
    )
    yield Slip(
        name="log of 0",
        kind="cost",
        sentence=to_translate(
            "The cost takes the log of 0: an output has rounded to 0 or 1. Work it out from Z, or "
            "keep A a little off both ends."
        ),
        right=NumPy("cost = np.mean(np.logaddexp(0, Z{L}) - Y * Z{L})"),
        line=_not_finite,
        is_finite=False,
        where=cross_entropy,
    )
