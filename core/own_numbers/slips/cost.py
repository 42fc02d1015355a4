"""Slips in the cost."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    NumPy,
    Slip,
    cross_entropy,
    rounds_to_an_end,
    squared,
    weighted,
)
from core.own_numbers.values import (
    LINES,
    SAFE,
    Line,
    Place,
    Unknown,
    Values,
    cost_of_outputs,
    cost_without_penalty,
    has_square,
    is_two_sided,
    penalty_of,
)

_Cost = Callable[[Values], float | np.ndarray]
_Log = Callable[[np.ndarray], np.ndarray]


def _two_sided_cost(v: Values, l: int) -> bool:
    return is_two_sided(v)


def _cost(line: _Cost) -> Line:
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
    """Return the student's own cost where it is no number and an output is at an end."""
    own = v.given[Place("cost")]
    if own.size > 1 or np.isfinite(own).all() or not rounds_to_an_end(v):
        raise Unknown
    return own


def _two_logs(v: Values, A: np.ndarray, Y: np.ndarray, log: _Log = np.log) -> float:
    """Return the cost of outputs A for labels Y, each whichever array is put there."""
    total = Y * log(A) + ((1 - Y) * log(1 - A) if is_two_sided(v) else 0)
    return float(-(v.setup.loss.sample_weights(v.Y) * total).sum() / v.m)


def _halves(v: Values) -> tuple[np.ndarray, np.ndarray]:
    """Return y log a and (1 - y) log(1 - a) of every sample."""
    A, Y = v.A(v.L), v.Y
    return Y * np.log(A), (1 - Y) * np.log(1 - A)


def _shaped(line: _Cost) -> Line:
    """Return what has as many numbers as the student's own, in the shape that is in the file."""

    def shaped(v: Values, l: int) -> np.ndarray:
        own, made = v.given.get(Place("cost"), np.zeros(())), np.asarray(line(v))
        return made.reshape(own.shape) if made.size == own.size else made

    return shaped


def _after_update(v: Values) -> float:
    """Return the cost that the weights after the update give."""
    weights = {
        Place(kind, l): v[Place(f"{kind}_after", l)] for l in range(1, v.L + 1) for kind in "Wb"
    }
    after = Values(v.setup, {Place("X"): v.X, Place("Y"): v.Y, **weights})
    return float(after[Place("cost")] - penalty_of(after))


def _rounded(digits: int) -> Line:
    return lambda v, l: np.round(LINES["cost"](v, l), digits)


_ONE_HALF_IN_BRACKETS: tuple[_Cost, ...] = (
    lambda v: _halves(v)[1].sum() - _halves(v)[0].sum() / v.m,
    lambda v: -_halves(v)[1].sum() - _halves(v)[0].sum() / v.m,
    lambda v: -_halves(v)[0].sum() - _halves(v)[1].sum() / v.m,
    lambda v: -_halves(v)[0].sum() + _halves(v)[1].sum() / v.m,
)
_OTHER_ORDERS: tuple[_Log, ...] = (
    lambda Y: np.roll(Y, 1, axis=1),
    lambda Y: np.roll(Y, -1, axis=1),
    lambda Y: Y[:, ::-1],
    lambda Y: np.roll(Y, 1, axis=0),
    lambda Y: np.roll(Y, -1, axis=0),
    lambda Y: Y[::-1],
)


def _with_labels(moved: _Log, v: Values) -> float:
    labels = moved(v.Y)
    if np.array_equal(labels, v.Y):
        raise Unknown
    return _two_logs(v, v.A(v.L), labels)


def _with_epsilon(epsilon: float, is_swapped: bool = False) -> tuple[_Cost, ...]:
    """Return the costs with an epsilon in the logs: added, as their least, and in the first."""

    def logs(v: Values) -> tuple[np.ndarray, np.ndarray]:
        return (v.Y, v.A(v.L)) if is_swapped else (v.A(v.L), v.Y)

    return (
        lambda v: _two_logs(v, *logs(v), lambda A: np.log(A + epsilon)),
        lambda v: _two_logs(v, np.clip(logs(v)[0], epsilon, 1 - epsilon), logs(v)[1]),
        lambda v: _two_logs(v, logs(v)[0] + epsilon, logs(v)[1]),
    )


_EPSILONS = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
"""What is added inside a log and changes the cost; less than these is right as well."""
_IN_LOG_OF_Y = (*_EPSILONS, *SAFE, 1e-16)


_COST_RIGHT = NumPy("cost = -1 / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))")


_SUM_RIGHT = NumPy("cost = 1 / m * np.sum(losses)")


_SQUARED_RIGHT = NumPy("cost = 1 / (2 * m) * np.sum((A - Y) ** 2)")


def cost_slips() -> Iterator[Slip]:
    """Yield the slips in the loss and its mean."""

    slip = partial(Slip, kind="cost")
    yield from (
        slip(
            "log10",
            to_translate("The cost is made with log10: log is the natural one, np.log."),
            _cost(lambda v: cost_without_penalty(v) / np.log(10)),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "log2",
            to_translate("The cost is made with log2: log is the natural one, np.log."),
            _cost(lambda v: cost_without_penalty(v) / np.log(2)),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "no minus",
            to_translate("The cost lacks its minus: logs of probabilities are negative."),
            _cost(lambda v: -cost_without_penalty(v)),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "sum for mean",
            to_translate("The cost is the sum of the losses: it is their mean, 1/m times that."),
            _cost(lambda v: cost_without_penalty(v) * v.m),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m > 1,
        ),
        slip(
            "no class weights",
            to_translate("The cost lacks the weights of the classes: each loss times its own."),
            _cost(lambda v: (_losses(v) / v.setup.loss.sample_weights(v.Y)).sum() / v.m),
            right=NumPy("cost = 1 / m * np.sum(c * losses)"),
            where=lambda v, l: weighted(v, l) and (cross_entropy(v, l) or squared(v, l)),
        ),
        slip(
            "1/m twice",
            to_translate("The cost is divided by m twice, as by np.mean and 1/m."),
            _cost(lambda v: cost_without_penalty(v) / v.m),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m > 1,
        ),
        slip(
            "mean over the outputs too",
            to_translate(
                "The cost is the mean over the outputs as well, as np.mean makes it: a sample's "
                "loss is the sum over its outputs."
            ),
            _cost(lambda v: cost_without_penalty(v) / len(v.Y)),
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
            _cost(lambda v: cost_without_penalty(v) * v.m / len(v.X)),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m != len(v.X) > 1,
        ),
        slip(
            "half too much",
            to_translate(
                "The cost is half as large, divided by 2m: that is for squares, cross-entropy is "
                "divided by m."
            ),
            _cost(lambda v: cost_without_penalty(v) / 2),
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
            _cost(lambda v: 2 * cost_without_penalty(v)),
            right=_SQUARED_RIGHT,
            where=squared,
        ),
        slip(
            "half missing",
            to_translate("The cost is the sum of squares: it is 1/(2m) times that."),
            _cost(lambda v: 2 * cost_without_penalty(v) * v.m),
            right=_SQUARED_RIGHT,
            where=squared,
        ),
        slip(
            "root of the squares",
            to_translate("The cost is a root mean square: half the mean of the squares is meant."),
            _cost(lambda v: float(np.sqrt(2 * cost_without_penalty(v)))),
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
        slip(
            "m - 1 for m",
            to_translate("The cost is divided by m - 1: all m samples count."),
            _cost(lambda v: cost_without_penalty(v) * v.m / (v.m - 1)),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m > 1,
        ),
        slip(
            "one sample for all",
            to_translate("The cost is that of the first sample: it is the mean of all."),
            _cost(lambda v: _losses(v)[:, 0].sum()),
            right=_SUM_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "one sample for all",
            to_translate(
                "The cost is that of the last sample, as where a loop keeps no sum: it is the mean "
                "of all."
            ),
            _cost(lambda v: _losses(v)[:, -1].sum()),
            right=_SUM_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "no sum",
            to_translate("The cost is summed over the outputs alone, and not over the samples."),
            _shaped(lambda v: _losses(v).sum(axis=0)),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m > 1 and cross_entropy(v, l),
        ),
        slip(
            "no sum",
            to_translate("The cost is summed over the outputs alone, and not over the samples."),
            _shaped(lambda v: _losses(v).sum(axis=0) / v.m),
            right=_SUM_RIGHT,
            where=lambda v, l: v.m > 1 and cross_entropy(v, l),
        ),
        slip(
            "no sum",
            to_translate("The cost is a number for each output: it is their sum."),
            _shaped(lambda v: _losses(v).sum(axis=1) / v.m),
            right=_SUM_RIGHT,
            where=lambda v, l: len(v.Y) > 1 and cross_entropy(v, l),
        ),
        slip(
            "no sum",
            to_translate(
                "The cost is a square, every sample with every other: Y is (1, m) and np.log(A).T "
                "is (m, 1) in np.dot."
            ),
            _cost(lambda v: -(v.Y.T @ np.log(v.A(v.L)) + (1 - v.Y).T @ np.log(1 - v.A(v.L))) / v.m),
            right=_COST_RIGHT,
            where=lambda v, l: v.m > 1 and is_two_sided(v),
        ),
        slip(
            "brackets",
            to_translate(
                "The minus and 1/m are of the first half alone: both halves are in one pair of "
                "brackets."
            ),
            _cost(lambda v: _halves(v)[1] - _halves(v)[0].sum() / v.m),
            right=_COST_RIGHT,
            where=_two_sided_cost,
        ),
        *(
            slip(
                "brackets",
                to_translate(
                    "The minus and 1/m are of one half alone: both halves are in one pair of "
                    "brackets."
                ),
                _cost(cost),
                right=_COST_RIGHT,
                where=_two_sided_cost,
            )
            for cost in _ONE_HALF_IN_BRACKETS
        ),
        slip(
            "1 - log a for log(1 - a)",
            to_translate("The cost has 1 - log a: log(1 - a) is meant."),
            _cost(
                lambda v: -(v.Y * np.log(v.A(v.L)) + (1 - v.Y) * (1 - np.log(v.A(v.L)))).sum() / v.m
            ),
            right=_COST_RIGHT,
            where=_two_sided_cost,
        ),
        slip(
            "log1p",
            to_translate("The cost is made with log(1 + a), as np.log1p gives: np.log is meant."),
            _cost(lambda v: _two_logs(v, v.A(v.L), v.Y, np.log1p)),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "log forgotten",
            to_translate("The cost has no log: it is y log a, not y a."),
            _cost(lambda v: _two_logs(v, v.A(v.L), v.Y, np.asarray)),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "Z for A",
            to_translate("The cost adds y z: log a is meant in place of z."),
            _cost(lambda v: -(v.Y * v.Z(v.L)).sum() / v.m),
            right=_COST_RIGHT,
            where=cross_entropy,
        ),
        slip(
            "Y forgotten",
            to_translate("The cost adds log a of every class: y picks that of the right one."),
            _cost(lambda v: -np.log(v.A(v.L)).sum() / v.m),
            right=_COST_RIGHT,
            where=lambda v, l: cross_entropy(v, l) and not is_two_sided(v),
        ),
        slip(
            "A of another layer",
            to_translate("The cost is made from A of the layer before the last: A{L} is meant."),
            _cost(lambda v: _two_logs(v, v.A(v.L - 1), v.Y)),
            right=_COST_RIGHT,
            where=lambda v, l: v.L > 1 and cross_entropy(v, l),
        ),
        slip(
            "answers for the cost",
            to_translate("The cost is the share of right answers: that is the accuracy."),
            lambda v, l: np.mean((v.A(v.L) > 0.5) == v.Y),
            right=_COST_RIGHT,
            where=_two_sided_cost,
        ),
        slip(
            "answers for the cost",
            to_translate("The cost is the share of wrong answers, which has no slope."),
            lambda v, l: np.mean((v.A(v.L) > 0.5) != v.Y),
            right=_COST_RIGHT,
            where=_two_sided_cost,
        ),
        slip(
            "answers for the cost",
            to_translate("The cost is the share of right answers: that is the accuracy."),
            lambda v, l: np.mean(v.A(v.L).argmax(axis=0) == v.Y.argmax(axis=0)),
            right=_COST_RIGHT,
            where=lambda v, l: cross_entropy(v, l) and not is_two_sided(v),
        ),
        slip(
            "labels of -1 and 1",
            to_translate("The cost takes labels of -1 and 1: cross-entropy is of 0 and 1."),
            _cost(lambda v: _two_logs(v, v.A(v.L), 2 * v.Y - 1)),
            right=NumPy("Y = (Y + 1) / 2"),
            where=_two_sided_cost,
        ),
        *(
            slip(
                "labels in another order",
                to_translate(
                    "The cost takes the labels in another order than the samples, moved or turned "
                    "round, as np.roll does."
                ),
                _cost(partial(_with_labels, moved)),
                right=_COST_RIGHT,
                where=cross_entropy,
            )
            for moved in _OTHER_ORDERS
        ),
        *(
            slip(
                "A and Y swapped",
                to_translate(
                    "The cost takes the log of Y, with {epsilon:g} added or as its least: it is "
                    "y log a."
                ),
                _cost(cost),
                right=_COST_RIGHT,
                where=cross_entropy,
                values={"epsilon": epsilon},
            )
            for epsilon in _IN_LOG_OF_Y
            for cost in _with_epsilon(epsilon, is_swapped=True)
        ),
        *(
            slip(
                "epsilon in the log",
                to_translate(
                    "The cost has {epsilon:g} added inside the log, or as its least, which "
                    "changes it: take a smaller one, such as 1e-12, or work it out from Z{L}."
                ),
                _cost(cost),
                right=_COST_RIGHT,
                where=cross_entropy,
                values={"epsilon": epsilon},
            )
            for epsilon in _EPSILONS
            for cost in _with_epsilon(epsilon)
        ),
        slip(
            "update before it is used",
            to_translate("The cost is that after the update: it is worked out before it."),
            _cost(_after_update),
            right=NumPy("cost = compute_cost(A{L}, Y), before update_parameters"),
        ),
        *(
            slip(
                "rounded",
                to_translate("The cost is rounded: the bench compares all its digits."),
                _rounded(digits),
                right=_COST_RIGHT,
            )
            for digits in (0, 1, 2)
        ),
        slip(
            "whole numbers",
            to_translate("The cost is cut to a whole number, as int() does."),
            lambda v, l: np.trunc(LINES["cost"](v, l)),
            right=_COST_RIGHT,
            where=lambda v, l: bool(LINES["cost"](v, l) >= 1),
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
