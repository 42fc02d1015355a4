"""What the curve of the cost tells: a rate too low or too high, an end."""

from collections.abc import Iterator

import numpy as np

from core.errors import SuggestedFix
from core.messages import to_translate
from core.training.health.findings import Finding, Level
from core.training.health.gradient_flow import VANISHING
from core.training.health.rates import (
    FALL,
    faster,
    first_cost,
    is_far_too_high,
    slower,
    stable_rate,
)
from core.training.health.run_under_test import RunUnderTest
from core.training.health.start import smaller_start_or_steps

# A cost that has fallen by less than this share has hardly moved.
LEAST_FALL = 0.01
# No cost has moved after fewer updates than this, and none has gone up or swings after so few.
SOME, FEW = 100, 20
# A cost swings where of all its movement this share is up again, and where its upper and lower
# tenth lie apart by this share of the first cost. The liveliest course run, deep-cats, moves up
# as much, but by less.
UPS, SWING = 0.4, 0.5
# Batches that are alike move the cost of an epoch by less than this share of itself on average, and
# a last one of one sample by 0.05 and more: 97 photos at 1 to 10 times the suggested rate.
LEAST_JUMP = 0.03
# A cost of so many times the first is told however the run ended; of so many in a run that does
# not work.
EXPLODED, JUMPED = 1000.0, 1.25
# One of so many times the first has gone up.
HIGHER = 1.1

# A cost whose late part has fewer points than this does not swing, nor one that moves by less
# than this share of the first cost. In a network that works, each step of a cost that swings moves
# it by LIVELY of itself on average: no course run does by more than 0.022, the flower at ten times
# its rate does by 0.2, and a third of such a rate was better in all of 14 trials.
ENOUGH_COSTS, LEAST_SWING, LIVELY = 10, 0.04, 0.15

# A run of which hardly any late movement goes up does not swing. It is over too soon where the cost
# fell in the last tenth by this share of itself, and can go on for so many times as long; or, where
# it has fallen little, by this share of all that it fell.
FAST, FEW_UPS, LONGER, STEADY = 0.02, 0.2, 3, 0.04

SLOW = to_translate(
    "The cost has fallen only from {first:.4f} to {now:.4f}: the learning rate of {rate:g} is slow "
    "for a run of this length."
)
ENDED_FALLING = {
    "iteration": to_translate(
        "The cost was still falling when the iterations were over, by {fall:.0%} in the last tenth "
        "of them: more iterations bring it lower."
    ),
    "epoch": to_translate(
        "The cost was still falling when the epochs were over, by {fall:.0%} in the last tenth of "
        "them: more epochs bring it lower."
    ),
}
EXPLODED_TEXT = {
    "iteration": to_translate(
        "At iteration {at} the cost was {most:.3g}, more than a thousand times the "
        "first one of {first:.4g}; it had begun to rise at iteration {since}. The learning rate of "
        "{rate:g} is too high: such steps throw the weights out of reach."
    ),
    "epoch": to_translate(
        "In epoch {at} the cost was {most:.3g}, more than a thousand times the first one "
        "of {first:.4g}; it had begun to rise in epoch {since}. The learning rate of {rate:g} is "
        "too high: such steps throw the weights out of reach."
    ),
}
WENT_UP = {
    "iteration": to_translate(
        "The cost has gone up, from {first:.4g} to about {now:.4g}, for the first time "
        "at iteration {since}: the learning rate of {rate:g} is too high, every step goes too far."
    ),
    "epoch": to_translate(
        "The cost has gone up, from {first:.4g} to about {now:.4g}, for the first time in "
        "epoch {since}: the learning rate of {rate:g} is too high, every step goes too far."
    ),
}
JUMPED_TEXT = {
    "iteration": to_translate(
        "The cost jumped from {first:.4g} to {most:.4g} at iteration {at}, and "
        "many answers are still wrong: the learning rate of {rate:g} is too high."
    ),
    "epoch": to_translate(
        "The cost jumped from {first:.4g} to {most:.4g} in epoch {at}, and many "
        "answers are still wrong: the learning rate of {rate:g} is too high."
    ),
}
SWINGS = {
    "iteration": to_translate(
        "From iteration {since} on the cost swings, lately between {low:.4g} and "
        "{high:.4g}, instead of falling: the learning rate of {rate:g} is too high, steps jump "
        "over the low places."
    ),
    "epoch": to_translate(
        "From epoch {since} on the cost swings, lately between {low:.4g} and {high:.4g}, "
        "instead of falling: the learning rate of {rate:g} is too high, steps jump over the low "
        "places."
    ),
}


TINY_LAST_BATCH = to_translate(
    "The last batch of every epoch {last:is a single sample|are only {last} samples}, where the "
    "others have {size:,}, and the cost jumps: from one epoch to the next by {jump:.0%} of itself "
    "on average, up as often as down. The gradient of so few samples points elsewhere than that "
    "of all, and its step is no shorter. Batches of {alike:,} leave no such rest."
)


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
        {"iteration": trainer.iteration, "rate": seen.last_rate, "layer": layer},
        layer,
        _rescue(seen),
        trainer.iteration,
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
    values = {"best": best, "cost": cost}
    yield Finding("stopped_early", Level.NOTE, text, values, began=seen.iteration_at(best))


def far_too_slow(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a cost still about what it was at the start, which a higher rate would move."""
    return (finding for finding in _hardly_moved(seen) if finding.offer)


def stuck(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a cost still about what it was at the start, which no rate moves."""
    return (finding for finding in _hardly_moved(seen) if not finding.offer)


def _hardly_moved(seen: RunUnderTest) -> Iterator[Finding]:
    if len(seen.costs) < 2:
        return
    first, last = float(seen.costs[0]), float(seen.costs[-1])
    spread = float(seen.costs.max() - seen.costs.min())
    if spread >= 2 * LEAST_FALL * first or abs(last - first) >= LEAST_FALL * first:
        return
    text = to_translate(
        "The cost has hardly moved, from {first:.4f} to {last:.4f}: the learning rate is too "
        "low, or hardly any gradient reaches the weights."
    )
    resting = f"{first:.4f}" == f"{last:.4f}"
    if resting:
        text = to_translate(
            "The cost has not moved from {first:.4f}: the learning rate is too low, or hardly "
            "any gradient reaches the weights."
        )
    if not seen.slopes[0]:
        text = to_translate(
            "The cost has hardly moved, from {first:.4f} to {last:.4f}: no gradient at all "
            "reaches layer 1 now, and no learning rate helps against that."
        )
        if resting:
            text = to_translate(
                "The cost has not moved from {first:.4f}: no gradient at all reaches layer 1 "
                "now, and no learning rate helps against that."
            )
    yield Finding(
        "rate_too_low",
        Level.WARNING,
        text,
        {"first": first, "last": last},
        offer=faster(seen) if _arrives(seen) else None,
    )


def _arrives(seen: RunUnderTest) -> bool:
    """Tell whether a gradient reaches layer 1, so that another rate makes other steps."""
    return seen.slopes[0] > VANISHING * seen.slopes[-1]


def slow(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a run that is over although its cost has fallen little, with a higher rate to try."""
    if not is_over(seen) or not _arrives(seen):
        return
    first, now = float(seen.costs[0]), float(seen.costs[-1])
    fall = first - now
    if not LEAST_FALL * first < fall < FALL * first:
        return
    falling = last_fall(seen) * now > STEADY * fall
    offer = faster(seen) if falling or seen.learned_nothing else None
    if offer:
        values = {"first": first, "now": now, "rate": seen.last_rate}
        yield Finding("rate_too_low", Level.NOTE, SLOW, values, offer=offer)


def still_falling(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a run that is over while its cost still falls fast, where its rate is not slow."""
    test = seen.curve("test_cost").values
    lowest = not len(test) or test[-1] <= (1 + LEAST_FALL) * test.min()
    if is_over(seen) and lowest and last_fall(seen) > FAST and not any(slow(seen)):
        text = ENDED_FALLING[seen.trainer.unit]
        values = {"fall": last_fall(seen)}
        yield Finding("too_few_iterations", Level.NOTE, text, values, offer=longer(seen))


def is_over(seen: RunUnderTest) -> bool:
    """Tell whether a run has had all its updates, smoothly, and many answers are still wrong."""
    costs, trainer = seen.costs, seen.trainer
    ended = trainer.iteration >= trainer.updates and not seen.works
    return ended and len(costs) >= ENOUGH_COSTS and _ups(costs[len(costs) // 2 :]) < FEW_UPS


def last_fall(seen: RunUnderTest) -> float:
    """Return the share of itself by which the cost has fallen in the last tenth of the run."""
    then = seen.costs[-max(2, len(seen.costs) // 10)]
    return float(1 - seen.costs[-1] / then)


def longer(seen: RunUnderTest) -> SuggestedFix:
    """Offer to train on from here, to so many times the iterations or epochs of this run."""
    training = seen.experiment.training
    if training.epochs is not None:
        epochs = LONGER * training.epochs
        text = to_translate("Train on, to {epochs:,} {epochs:epoch|epochs}")
        changes: dict[str, object] = {"training.epochs": epochs}
        return SuggestedFix(text, changes, {"epochs": epochs}, seen.trainer.iteration)
    iterations = LONGER * training.iterations
    return SuggestedFix(
        to_translate("Train on, to {iterations:,} {iterations:iteration|iterations}"),
        {"training.iterations": iterations},
        {"iterations": iterations},
        seen.trainer.iteration,
    )


def tiny_last_batch(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a cost that jumps because every epoch ends with an update by a few left-over samples."""
    training, m = seen.experiment.training, seen.trainer.dataset.train.m
    if not _jumps_by_last_batch(seen):
        return
    alike = training.even_batch_size(m)
    values = {
        "last": training.last_batch(m),
        "size": training.batch_size,
        "jump": _mean_jump(seen.costs[len(seen.costs) // 2 :]),
        "alike": alike,
    }
    offer = SuggestedFix(
        to_translate("Train with batches of {alike:,}"), {"training.batch_size": alike}, values
    )
    yield Finding("tiny_last_batch", Level.WARNING, TINY_LAST_BATCH, values, offer=offer)


def _jumps_by_last_batch(seen: RunUnderTest) -> bool:
    """Tell whether a cost jumps from epoch to epoch where the last batch of each is tiny.

    A rate that is far too high, dropout and changed pictures make any cost jump.
    """
    training, late = seen.experiment.training, seen.costs[len(seen.costs) // 2 :]
    if not training.has_tiny_last_batch(seen.trainer.dataset.train.m) or is_far_too_high(seen):
        return False
    if seen.trainer.update_step.uses_dropout or seen.trainer.batches.augmenter:
        return False
    return len(late) >= ENOUGH_COSTS and _ups(late) > UPS and _mean_jump(late) > LEAST_JUMP


def _mean_jump(costs: np.ndarray) -> float:
    """Return how far a cost moves from one epoch to the next on average, as a share of itself."""
    return float(np.abs(np.diff(costs)).mean() / max(np.median(costs), np.finfo(float).tiny))


def too_high(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a cost that has gone up at any time, or that swings instead of falling."""
    costs = seen.costs
    if not len(costs):
        return
    late = costs[len(costs) // 2 :]
    first, now, most = first_cost(seen), float(np.median(late)), float(costs.max())
    low, high = (float(part) for part in np.quantile(late, (0.1, 0.9)))
    if most > EXPLODED * first:
        text = EXPLODED_TEXT[seen.trainer.unit]
    elif seen.trainer.iteration < FEW:
        return
    elif now > HIGHER * first:
        text = WENT_UP[seen.trainer.unit]
    elif most > JUMPED * first and not seen.works and seen.highest_rate > stable_rate(seen):
        text = JUMPED_TEXT[seen.trainer.unit]
    elif _swings(seen, late, high - low) and not _jumps_by_last_batch(seen):
        text = SWINGS[seen.trainer.unit]
        low, high = min(low, float(costs[-1])), max(high, float(costs[-1]))
    else:
        return
    values = {"first": first, "now": now, "low": low, "high": high, "most": most}
    rises = costs > HIGHER * np.minimum(first, np.minimum.accumulate(costs))
    at = seen.curve("train_cost").at
    values |= {"since": max(1, int(at[np.argmax(rises)])), "at": int(at[np.argmax(costs)])}
    jumped = text == JUMPED_TEXT[seen.trainer.unit]
    began = seen.iteration_at(values["at" if jumped else "since"])
    rate = seen.rate_at(began)
    values["rate"], offer = rate, smaller_start_or_steps(seen, rate)
    yield Finding("rate_too_high", Level.WARNING, text, values, offer=offer, began=began)


def _swings(seen: RunUnderTest, late: np.ndarray, swing: float) -> bool:
    """Tell whether the cost moves up and down by more than it has fallen, or by much.

    One that jumped, and has been coming down smoothly since, does not swing.
    """
    first = float(seen.costs[0])
    if len(late) < ENOUGH_COSTS or _ups(late) <= UPS:
        return False
    ends = late[len(late) // 2 :], late[int(np.argmax(late)) :]
    if any(len(end) >= ENOUGH_COSTS and _ups(end) <= FEW_UPS for end in ends):
        return False
    now = float(np.median(late))
    if seen.works and swing > LEAST_SWING * first:
        return swing > SWING * first or _mean_jump(late) > LIVELY
    return swing > SWING * max(first - now, LEAST_SWING * first)


def _ups(costs: np.ndarray) -> float:
    """Return the share of all movement that goes up."""
    steps = np.diff(costs)
    return float(steps[steps > 0].sum() / max(np.abs(steps).sum(), np.finfo(float).tiny))


def _first_broken(seen: RunUnderTest) -> int:
    """Return the layer nearest to the input whose activations are not all finite."""
    broken = (l for l, A in enumerate(seen.forward_pass.A[1:], 1) if not np.isfinite(A).all())
    return next(broken, len(seen.forward_pass.A) - 1)


def _rescue(seen: RunUnderTest) -> SuggestedFix:
    """Offer to go back to where the cost was lowest, more slowly, where that is not the start."""
    best, fix = _best(seen), slower(seen, seen.last_rate)
    if not best:
        return fix
    text = to_translate("Go back to iteration {best}, with a lower rate: {rate:g}")
    return SuggestedFix(text, fix.changes, {**fix.values, "best": best}, since=best)


def _best(seen: RunUnderTest) -> int:
    """Return the iteration of the lowest train cost: 0, where there is none."""
    curve = seen.curve("train_cost")
    if not np.isfinite(curve.values).any():
        return 0
    return seen.iteration_at(curve.at[np.nanargmin(curve.values)])
