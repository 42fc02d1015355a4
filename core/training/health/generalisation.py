"""Whether what was learned holds for samples that were not learned from."""

from collections.abc import Iterator

import numpy as np

from core.data.dataset import best_constant_answer
from core.errors import SuggestedFix
from core.experiment.inputs import PictureInputs
from core.messages import to_translate
from core.statistics import wilson_interval
from core.training.health.findings import Finding, Level
from core.training.health.run_under_test import RunUnderTest

# Train accuracy this far above where test accuracy may be is a gap worth telling.
GAP = 0.15
# Test cost has risen when it is so many times its lowest, and by so much.
RISEN, LEAST_RISE = 1.1, 0.01
# Something was learned where the test cost has fallen to this share of the first one.
LEARNED = 0.9
# L2 that the course takes against overfitting, and for how many samples.
SOME_L2, SOME_SAMPLES = 0.7, 211

RISE = {
    "iteration": to_translate(
        "Overfitting: from iteration {best} on the test cost has risen from {lowest:.4g} "
        "to {cost:.4g}, while the train cost fell. Now {train:.1%} of the training samples are "
        "right and {test:.1%} of the test samples. L2, dropout, more samples or an earlier "
        "end can help."
    ),
    "epoch": to_translate(
        "Overfitting: from epoch {best} on the test cost has risen from {lowest:.4g} to "
        "{cost:.4g}, while the train cost fell. Now {train:.1%} of the training samples are right "
        "and {test:.1%} of the test samples. L2, dropout, more samples or an earlier end can help."
    ),
}


def overfitting(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a test cost that rose while the train cost fell, or accuracies that lie far apart."""
    trainer, costs = seen.trainer, seen.trainer.history.test_cost.curve()
    if not trainer.dataset.test or not len(costs.values) or seen.learned_nothing:
        return
    place = int(np.argmin(costs.values))
    values = {
        "train": seen.train_accuracy,
        "test": seen.test_accuracy,
        "best": int(costs.at[place]),
        "lowest": float(costs.values[place]),
        "cost": float(costs.values[-1]),
        "high": wilson_interval(seen.test_accuracy, trainer.dataset.test.m)[1],
    }
    text = to_translate(
        "Overfitting: {train:.1%} of the training samples are right but {test:.1%} of the "
        "test samples ({high:.1%} at most, with 95 % certainty): part of what was learned "
        "is true of the training samples only. L2, dropout or more samples can help."
    )
    offer, began = _more_l2(seen), None
    if _rose(seen, place):
        text, offer = RISE[trainer.unit], _earlier_end(seen, place) or offer
        began = seen.iteration_at(costs.at[place])
    elif values["train"] - values["high"] <= GAP:
        return
    yield Finding("overfitting", Level.NOTE, text, values, offer=offer, began=began)


def no_better_on_test(seen: RunUnderTest) -> Iterator[Finding]:
    """Find that the test samples are named no better than by the best single answer for them."""
    test = seen.trainer.dataset.test
    if not test or not len(seen.trainer.history.test_accuracy.curve().values):
        return
    constant = best_constant_answer(test)
    if seen.test_accuracy <= constant.share:
        yield Finding(
            "no_better_on_test",
            Level.WARNING,
            to_translate(
                "Of the {samples} test samples {test:.1%} are right, and {train:.1%} of the "
                "training samples; always answering {name} would be right for {baseline:.1%} of "
                "the test. For new samples the network is no use yet."
            ),
            {
                "samples": test.m,
                "test": seen.test_accuracy,
                "train": seen.train_accuracy,
                "name": seen.trainer.dataset.classes[constant.label],
                "baseline": constant.share,
            },
        )


def no_test_samples(seen: RunUnderTest) -> Iterator[Finding]:
    """Say that nothing is known about new samples where none were kept for the test."""
    dataset = seen.trainer.dataset
    if dataset.test:
        return
    text = to_translate(
        "Nothing is kept for the test: {accuracy:.1%} on what it learned says nothing about new "
        "samples. Keep a share for the test (data.test_share)."
    )
    if isinstance(dataset.inputs, PictureInputs):
        text = to_translate(
            "Nothing is kept for the test: {accuracy:.1%} on what it learned says nothing about "
            "new pictures. Keep a share for the test (data.test_share)."
        )
    yield Finding("no_test_samples", Level.NOTE, text, {"accuracy": seen.train_accuracy})


def _rose(seen: RunUnderTest, place: int) -> bool:
    """Tell whether the test cost rose after its lowest point, while the train cost fell."""
    test, train = (
        series.curve()
        for series in (seen.trainer.history.test_cost, seen.trainer.history.train_cost)
    )
    lowest, last = test.values[place], test.values[-1]
    rose = last > max(RISEN * lowest, lowest + LEAST_RISE)
    return bool(rose and train.values[-1] < np.interp(test.at[place], train.at, train.values))


def _earlier_end(seen: RunUnderTest, place: int) -> SuggestedFix | None:
    """Offer to train only as far as the lowest test cost, where something was learned by then."""
    curve = seen.trainer.history.test_cost.curve()
    best, lowest = int(curve.at[place]), float(curve.values[place])
    if lowest > LEARNED * float(curve.values[0]):
        return None
    if seen.trainer.unit == "epoch":
        text = to_translate("Train {best} epochs only")
        return SuggestedFix(text, {"training.epochs": best}, {"best": best})
    return SuggestedFix(
        to_translate("Train {best} iterations only"),
        {"training.iterations": best, "training.epochs": None},
        {"best": best},
    )


def _more_l2(seen: RunUnderTest) -> SuggestedFix | None:
    usual = float(f"{SOME_L2 * seen.trainer.dataset.train.m / SOME_SAMPLES:.1g}")
    l2 = max(usual, 2 * seen.experiment.training.l2)
    if l2 > 1000:
        return None
    return SuggestedFix(to_translate("Train with L2 = {l2:g}"), {"training.l2": l2}, {"l2": l2})
