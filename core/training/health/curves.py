"""What the curves of cost and accuracy tell: a rate too low or too high, a gap, an end."""

from collections.abc import Iterator

import numpy as np

from core.errors import SuggestedFix
from core.messages import to_translate
from core.statistics import wilson_interval
from core.training.health.findings import Finding, Level
from core.training.health.run_under_test import RunUnderTest

# A cost that has fallen by less than this share has hardly moved.
LEAST_FALL = 0.01
# No cost has moved, and none swings, after fewer updates than this.
SOME = 100
# A cost swings where of all its movement this share is up again, and where its upper and lower
# tenth lie apart by this share of the first cost. The liveliest course run, deep-cats, moves up
# as much, but by less.
UPS, SWING = 0.4, 0.5
# Train accuracy this far above where test accuracy may be is a gap worth telling.
GAP = 0.15
# L2 that the course takes against overfitting.
SOME_L2 = 0.7


def diverged(seen: RunUnderTest) -> Iterator[Finding]:
    """Say that the cost is no longer a finite number, and which layer went first."""
    trainer = seen.trainer
    layer = _first_broken(seen)
    yield Finding(
        "diverged",
        Level.ERROR,
        to_translate(
            "The cost stopped being a finite number at iteration {iteration}, with a learning rate "
            "of {rate:g}; the numbers of layer {layer} went first. Training has stopped."
        ),
        {"iteration": trainer.iteration, "rate": trainer.rate, "layer": layer},
        layer,
        _rescue(seen),
    )


def stopped_early(seen: RunUnderTest) -> Iterator[Finding]:
    """Say that the run ended because the test cost no longer fell."""
    trainer = seen.trainer
    if not trainer.stopped_early:
        return
    best, cost = trainer.evaluation.best()
    text = {
        "iteration": to_translate(
            "Stopped early: the test cost has not fallen below {cost:.6f} since iteration "
            "{best}. The weights are those of the last step."
        ),
        "epoch": to_translate(
            "Stopped early: the test cost has not fallen below {cost:.6f} since epoch "
            "{best}. The weights are those of the last step."
        ),
    }[trainer.unit]
    yield Finding("stopped_early", Level.NOTE, text, {"best": best, "cost": cost})


def hardly_moved(seen: RunUnderTest) -> Iterator[Finding]:
    """Find that the cost is still about what it was at the start."""
    first, last = float(seen.costs[0]), float(seen.costs[-1])
    range_of_costs = float(seen.costs.max() - seen.costs.min())
    if range_of_costs < 2 * LEAST_FALL * first and abs(last - first) < LEAST_FALL * first:
        text = to_translate(
            "The cost has hardly moved, from {first:.4f} to {last:.4f}: the learning rate is too "
            "low, or hardly any gradient reaches the weights."
        )
        if not seen.slopes[0]:
            text = to_translate(
                "The cost has hardly moved, from {first:.4f} to {last:.4f}: no gradient at all "
                "reaches layer 1 now, and no learning rate helps against that."
            )
        values = {"first": first, "last": last}
        yield Finding("rate_too_low", Level.WARNING, text, values, offer=_faster(seen))


def too_high(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a cost that has gone up, or that swings instead of falling."""
    late = seen.costs[len(seen.costs) // 2 :]
    if len(late) < 10:
        return
    first, now = float(seen.costs[0]), float(np.median(late))
    low, high = np.quantile(late, (0.1, 0.9))
    if seen.went_up:
        text = to_translate(
            "The cost has gone up, from {first:.4g} to about {now:.4g}: the learning rate of "
            "{rate:g} is too high, every step goes too far."
        )
    elif high - low > SWING * first and _ups(late) > UPS:
        text = to_translate(
            "The cost swings between {low:.4g} and {high:.4g} instead of falling: the learning "
            "rate of {rate:g} is too high, steps jump over the low places."
        )
    else:
        return
    values = {"first": first, "now": now, "low": float(low), "high": float(high)}
    yield Finding(
        "rate_too_high",
        Level.WARNING,
        text,
        values | {"rate": seen.trainer.rate},
        offer=_slower(seen),
    )


def no_better(seen: RunUnderTest) -> Iterator[Finding]:
    """Find that the training samples are named no better than by one answer for all."""
    accuracy = float(seen.trainer.history.train_accuracy.curve().values[-1])
    if accuracy <= seen.baseline:
        yield Finding(
            "no_better_than_largest_class",
            Level.WARNING,
            to_translate(
                "Train accuracy is {accuracy:.1%}; always answering the largest class gives "
                "{baseline:.1%}. The network has not learned to tell the classes apart."
            ),
            {"accuracy": accuracy, "baseline": seen.baseline},
        )


def overfitting(seen: RunUnderTest) -> Iterator[Finding]:
    """Find train accuracy far above all that test accuracy may be, within its interval."""
    trainer, curve = seen.trainer, seen.trainer.history.test_accuracy.curve()
    if not trainer.dataset.test or not len(curve.values):
        return
    train = float(trainer.history.train_accuracy.curve().values[-1])
    test, m = float(curve.values[-1]), trainer.dataset.test.m
    high = wilson_interval(test, m)[1]
    if train - high > GAP:
        yield Finding(
            "overfitting",
            Level.NOTE,
            to_translate(
                "Overfitting: {train:.1%} of the training samples are right but {test:.1%} of the "
                "test samples ({high:.1%} at most, with 95 % certainty): part of what was learned "
                "is true of the training samples only. L2, dropout or more samples can help."
            ),
            {"train": train, "test": test, "high": high},
            offer=_more_l2(seen),
        )


def _ups(costs: np.ndarray) -> float:
    """Return the share of all movement that goes up."""
    steps = np.diff(costs)
    return float(steps[steps > 0].sum() / max(np.abs(steps).sum(), np.finfo(float).tiny))


def _first_broken(seen: RunUnderTest) -> int:
    """Return the layer nearest to the input whose activations are not all finite."""
    broken = (l for l, A in enumerate(seen.forward_pass.A[1:], 1) if not np.isfinite(A).all())
    return next(broken, len(seen.forward_pass.A) - 1)


def _faster(seen: RunUnderTest) -> SuggestedFix | None:
    rate = 10 * seen.experiment.training.learning_rate
    if rate > 1000 or not seen.slopes[0]:
        return None
    changes: dict[str, object] = {"training.learning_rate": rate}
    return SuggestedFix(to_translate("Try ten times the rate: {rate:g}"), changes, {"rate": rate})


def _rescue(seen: RunUnderTest) -> SuggestedFix:
    """Offer to go back to where the cost was lowest, more slowly, where that is not the start."""
    best, slower = _best(seen), _slower(seen)
    if not best:
        return slower
    text = to_translate("Go back to iteration {best}, with a tenth of the rate: {rate:g}")
    return SuggestedFix(text, slower.changes, {**slower.values, "best": best}, since=best)


def _best(seen: RunUnderTest) -> int:
    """Return the iteration of the lowest train cost: 0, where there is none."""
    curve, trainer = seen.trainer.history.train_cost.curve(), seen.trainer
    if not np.isfinite(curve.values).any():
        return 0
    an_epoch = trainer.batches.per_epoch if trainer.unit == "epoch" else 1
    return int(curve.at[np.nanargmin(curve.values)]) * an_epoch


def _slower(seen: RunUnderTest) -> SuggestedFix:
    rate = seen.experiment.training.learning_rate / 10
    changes: dict[str, object] = {"training.learning_rate": rate}
    return SuggestedFix(
        to_translate("Start again with a tenth of the rate: {rate:g}"), changes, {"rate": rate}
    )


def _more_l2(seen: RunUnderTest) -> SuggestedFix | None:
    l2 = max(SOME_L2, 2 * seen.experiment.training.l2)
    return (
        SuggestedFix(to_translate("Train with L2 = {l2:g}"), {"training.l2": l2}, {"l2": l2})
        if l2 <= 1000
        else None
    )
