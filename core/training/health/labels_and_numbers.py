"""What is said of answers that are no classes: several labels at once, or numbers."""

from collections.abc import Iterator
from dataclasses import replace

from core.messages import to_translate
from core.training.health import generalisation, underfitting
from core.training.health.findings import Finding, Level
from core.training.health.run_under_test import RunUnderTest

# Each finding in the words of labels and in those of numbers, whose metric is R².
NO_BETTER = {
    "labels": to_translate(
        "{train:.1%} of the labels of the training samples are right; always answering the more "
        "frequent of yes and no gives {baseline:.1%}. The network has learned next to nothing."
    ),
    "numbers": to_translate(
        "R² on train is {train:.3f}: the answers are hardly nearer to the truth than the mean of "
        "the training samples is. The network has learned next to nothing."
    ),
}
NO_BETTER_ON_TEST = {
    "labels": to_translate(
        "Of the labels of {samples} test samples {test:.1%} are right, and {train:.1%} of those of "
        "the training samples; always answering the more frequent of yes and no would be right for "
        "{baseline:.1%} of the test. For new samples the network is no use yet."
    ),
    "numbers": to_translate(
        "R² on {samples} test samples is {test:.3f}, and {train:.3f} on train: for new samples the "
        "network answers no better than the mean of the test does. It is no use there yet."
    ),
}
OVERFITTING = {
    "labels": to_translate(
        "Overfitting, learning by heart: the test cost has risen from {lowest:.4g} to {cost:.4g}, "
        "while the mean loss of the training samples fell to {train_cost:.4g}. Now {train:.1%} of "
        "the labels of the training samples are right and {test:.1%} of those of the test. An "
        "earlier end, a stronger penalty on large weights (L2, now {l2:g}), dropout or more "
        "samples can help."
    ),
    "numbers": to_translate(
        "Overfitting, learning by heart: the test cost has risen from {lowest:.4g} to {cost:.4g}, "
        "while the mean loss of the training samples fell to {train_cost:.4g}. Now R² is "
        "{train:.3f} on train and {test:.3f} on the test. An earlier end, a stronger penalty on "
        "large weights (L2, now {l2:g}), dropout or more samples can help."
    ),
}
NO_TEST = {
    "labels": to_translate(
        "Nothing is kept for the test: {train:.1%} of the labels right on what it learned says "
        "nothing about new samples."
    ),
    "numbers": to_translate(
        "Nothing is kept for the test: an R² of {train:.3f} on what it learned says nothing about "
        "new samples."
    ),
}
NO_HIDDEN = {
    "labels": to_translate(
        "The cost no longer falls, at {cost:.4g}, and {train:.1%} of the labels of the training "
        "samples are right: without a hidden layer only straight borders can be learned."
    ),
    "numbers": to_translate(
        "The cost no longer falls, at {cost:.4g}, and R² on train is {train:.3f}: without a hidden "
        "layer only a sum of the inputs, each times its weight, can be learned."
    ),
}


def no_better(seen: RunUnderTest) -> Iterator[Finding]:
    """Find answers to the training samples that are hardly better than one answer for all."""
    if seen.learned_nothing:
        yield _finding(seen, "no_better_than_constant", Level.WARNING, NO_BETTER)


def no_better_on_test(seen: RunUnderTest) -> Iterator[Finding]:
    """Find answers to the test samples that are no better than one answer for all."""
    if seen.trainer.dataset.test and seen.no_better_on_test and not seen.learned_nothing:
        yield _finding(seen, "no_better_on_test", Level.WARNING, NO_BETTER_ON_TEST)


def overfitting(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a test cost that rose while the train cost fell."""
    for found in generalisation.overfitting(seen):
        if found.began is not None:
            text = OVERFITTING[seen.trainer.dataset.targets.name]
            yield replace(found, text=text)


def no_test_samples(seen: RunUnderTest) -> Iterator[Finding]:
    """Find that nothing tells how good the answers to new samples are."""
    for found in generalisation.no_test_samples(seen):
        yield replace(_finding(seen, found.key, found.level, NO_TEST), offer=found.offer)


def no_hidden_layer(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a network without a hidden layer at its lowest cost, which is not yet good."""
    if not seen.works:
        for found in underfitting.no_hidden_layer(seen):
            yield replace(_finding(seen, found.key, found.level, NO_HIDDEN), offer=found.offer)


def _finding(seen: RunUnderTest, key: str, level: Level, texts: dict[str, str]) -> Finding:
    test = seen.trainer.dataset.test
    values = {
        "train": seen.train_accuracy,
        "baseline": seen.test_baseline.share if seen.test_baseline else seen.baseline,
        "cost": float(seen.costs[-1]) if len(seen.costs) else 0.0,
        "test": seen.test_accuracy if seen.test_baseline else 0.0,
        "samples": test.m if test else 0,
    }
    return Finding(key, level, texts[seen.trainer.dataset.targets.name], values)
