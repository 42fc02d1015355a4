"""What is said of a run of which nothing was found: that it is good, or how far it has come."""

from dataclasses import dataclass

from core.messages import Message
from core.statistics import wilson_interval
from core.training.health.run_under_test import WORKS


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The share of `count` samples that are right, and that of the best constant answer, `name`."""

    share: float
    count: int
    baseline: float
    name: str

    @property
    def is_good(self) -> bool:
        """Tell whether it is above the constant answer, and most of what that gets wrong is right.

        Both within what chance does to so many samples.
        """
        low, high = wilson_interval(self.share, self.count)
        return low > self.baseline and 1 - high <= WORKS * (1 - self.baseline)


def summary(train: Accuracy, test: Accuracy | None, at_rest: bool) -> Message:
    """Say that there is nothing to worry about where that was measured, else how far a run is."""
    if at_rest and train.is_good and (test is None or test.is_good):
        if test is None:
            return Message(
                "Nothing to worry about: {train:.1%} of the training samples are right; always "
                "answering {name} would be right for {baseline:.1%}.",
                train=train.share,
                name=train.name,
                baseline=train.baseline,
            )
        return Message(
            "Nothing to worry about: {test:.1%} of the test samples are right; always answering "
            "{name} would be right for {baseline:.1%}.",
            test=test.share,
            name=test.name,
            baseline=test.baseline,
        )
    if test is None:
        return Message(
            "Trained so far: {train:.1%} of the training samples are right; always answering "
            "{name} would be right for {baseline:.1%}.",
            train=train.share,
            name=train.name,
            baseline=train.baseline,
        )
    return Message(
        "Trained so far: {train:.1%} of the training samples are right, and {test:.1%} of the "
        "{count:,} test samples; always answering {name} would be right for {baseline:.1%} of the "
        "test.",
        train=train.share,
        test=test.share,
        count=test.count,
        name=test.name,
        baseline=test.baseline,
    )
