"""Learning rates to suggest: low enough to be stable, high enough to be seen."""

import math
from weakref import WeakKeyDictionary

import numpy as np

from core.data.dataset import Dataset
from core.data.stratified_sample import stratified_sample
from core.errors import SuggestedFix
from core.messages import to_translate
from core.network.optimisers import OPTIMISERS
from core.training.health.run_under_test import RunUnderTest
from core.training.metrics import chunks

# Gradient descent on a logistic regression is sure to be stable below 8 over the mean of |x|^2,
# because the curvature of its cost is at most a quarter of that mean (Y. LeCun et al. 1998,
# "Efficient BackProp", section 5: stable below 2 over the curvature). Twice that is taken: no
# sample is as curved as that bound, and on the course's cats half of it was still too slow.
STABLE = 16.0
# A loss whose slope is linear in z is as curved everywhere as that bound, 2 over the mean of |x|^2,
# allows where one input is far larger than all others: half of it is taken.
STABLE_OF_SQUARES = 1.0
# No more than this is suggested, however small the inputs are.
HIGHEST = 0.3
# Networks of more hidden layers than this take so many times smaller steps.
SHALLOW, DEEP = 2, 3.0
# The share of the first cost that a run with the suggested rate is to lose.
FALL = 0.3
# A cost that would fall by less than this share of itself has nowhere to fall to.
LEAST_FALL_AHEAD = 0.01
LOOKED_AT = 256
# A rate so many times a stable one is to blame itself for what becomes of the weights.
TOO_HIGH = 10.0

_SQUARES: WeakKeyDictionary[Dataset, float] = WeakKeyDictionary()


def stable_rate(seen: RunUnderTest) -> float:
    """Return a learning rate that suits inputs, optimiser and depth, of one digit.

    Rules that divide a gradient by its usual size move every weight by about the rate, whatever
    the inputs are: for them it is the rate that is suggested for such data.
    """
    if not OPTIMISERS[seen.experiment.training.optimiser].linear:
        return seen.suggested.learning_rate
    depth = DEEP if len(seen.experiment.network.hidden) > SHALLOW else 1.0
    size = _mean_square(seen.trainer.dataset)
    stable = STABLE_OF_SQUARES if seen.trainer.network.loss.linear_slope else STABLE
    return _one_digit(min(HIGHEST, stable / max(size, np.finfo(float).tiny)) / depth)


def is_far_too_high(seen: RunUnderTest) -> bool:
    """Tell whether updates were made at a rate many times a stable one."""
    return seen.highest_rate > TOO_HIGH * stable_rate(seen)


def first_cost(seen: RunUnderTest) -> float:
    """Return the cost at the start, which a far too high rate leaves within the first epoch."""
    first = float(seen.costs[0])
    if seen.trainer.unit == "epoch" and is_far_too_high(seen):
        start = seen.first_costs[0]
        return start if first > TOO_HIGH * start else first
    return first


def _mean_square(dataset: Dataset) -> float:
    """Return the mean of |x|^2 over some training samples, which are looked at once."""
    if dataset not in _SQUARES:
        X = dataset.train.X
        chosen = stratified_sample(dataset.train.labels, LOOKED_AT)
        sums = [np.square(X[:, part]).sum(axis=0) for part in chunks(X, chosen)]
        _SQUARES[dataset] = float(np.concatenate(sums).mean())
    return _SQUARES[dataset]


def slower(seen: RunUnderTest, now: float) -> SuggestedFix:
    """Offer a tenth of a rate, or one that is stable where a tenth is still too high.

    Where the cost has fallen all the same a third is enough: a tenth often learns too little.
    """
    if has_fallen(seen):
        rate = float(f"{now / 3:.2g}")
        return SuggestedFix(
            to_translate("Start again with a third of the rate: {rate:g}"),
            {"training.learning_rate": rate},
            {"rate": rate},
        )
    stable = stable_rate(seen)
    # Without what the division leaves: 2.9999999999999997e-05 for 3e-05.
    rate = float(f"{now / 10:.6g}")
    text = to_translate("Start again with a tenth of the rate: {rate:g}")
    if stable < rate:
        text = to_translate("Start again with a rate that suits these inputs: {rate:g}")
        rate = stable
    return SuggestedFix(text, {"training.learning_rate": rate}, {"rate": rate})


def has_fallen(seen: RunUnderTest) -> bool:
    """Tell whether the cost is clearly below the first one for most of the run's second half."""
    late = seen.costs[len(seen.costs) // 2 :]
    return bool(len(late)) and float(np.median(late)) < (1 - FALL) * first_cost(seen)


def calmer(seen: RunUnderTest) -> SuggestedFix | None:
    """Offer a lower rate where this one is above a stable one; None where it is not to blame."""
    rate = seen.highest_rate
    return slower(seen, rate) if rate > stable_rate(seen) else None


def faster(seen: RunUnderTest) -> SuggestedFix | None:
    """Offer a rate with which the cost would have fallen clearly; None where that is not faster."""
    now = seen.last_rate
    first, last = float(seen.costs[0]), float(seen.costs[-1])
    fall = max(first - last, first * np.finfo(float).eps)
    wanted = now * 10 ** math.ceil(math.log10(FALL * first / fall))
    rate = _one_digit(min(wanted, stable_rate(seen)))
    if rate < 2 * now or _is_at_its_lowest(seen, rate):
        return None
    return SuggestedFix(
        to_translate("Try a higher rate: {rate:g}"),
        {"training.learning_rate": rate},
        {"rate": rate},
    )


def _is_at_its_lowest(seen: RunUnderTest, rate: float) -> bool:
    """Tell whether the cost of a linear network has nowhere to fall to in a run at this rate.

    A step of gradient descent makes the cost fall by the rate times the square of the gradient,
    which only shrinks on the way to the lowest cost of a linear network. Others have passes.
    """
    training, rows = seen.experiment.training, seen.trainer.network.activations
    if not (OPTIMISERS[training.optimiser].linear and all(row.is_linear for row in rows)):
        return False
    norms = [series.curve().values[-1:] for series in seen.trainer.history.gradient_norms]
    ahead = rate * float(np.square(norms).sum()) * seen.trainer.updates
    return ahead < LEAST_FALL_AHEAD * float(seen.costs[0])


def _one_digit(rate: float) -> float:
    return float(f"{rate:.0e}")
