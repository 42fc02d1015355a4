"""What is said of a run of which nothing was found: that it is good, or how far it has come."""

from dataclasses import dataclass

from core.messages import Message, to_translate
from core.network.targets import CLASSES, NUMBERS
from core.statistics import wilson_interval
from core.training.health.run_under_test import WORKS


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The share of `count` samples that are right, and that of the best constant answer, `name`.

    Of the kind of targets `targets`, it is what their metric says in the place of that share.
    """

    share: float
    count: int
    baseline: float
    name: str
    targets: str = CLASSES.name

    @property
    def is_good(self) -> bool:
        """Tell whether it is above the constant answer, and most of what that gets wrong is right.

        Both within what chance does to so many samples.
        """
        low = high = self.share
        if self.targets != NUMBERS.name:
            low, high = wilson_interval(self.share, self.count)
        return low > self.baseline and 1 - high <= WORKS * (1 - self.baseline)


# By the kind of targets, whether it is good, and whether there is a test.
OTHERS = {
    ("labels", True, True): to_translate(
        "Nothing to worry about: {test:.1%} of the labels of the test samples are right; always "
        "answering the more frequent of yes and no would be right for {baseline:.1%}."
    ),
    ("labels", True, False): to_translate(
        "Nothing to worry about: {train:.1%} of the labels of the training samples are right; "
        "always answering the more frequent of yes and no would be right for {baseline:.1%}."
    ),
    ("labels", False, True): to_translate(
        "Trained so far: {train:.1%} of the labels of the training samples are right, and "
        "{test:.1%} of those of the test; always answering the more frequent of yes and no would "
        "be right for {baseline:.1%} of the test."
    ),
    ("labels", False, False): to_translate(
        "Trained so far: {train:.1%} of the labels of the training samples are right; always "
        "answering the more frequent of yes and no would be right for {baseline:.1%}."
    ),
    ("numbers", True, True): to_translate(
        "Nothing to worry about: R² on the test samples is {test:.3f}; 1 is exact, and always "
        "answering the mean is 0."
    ),
    ("numbers", True, False): to_translate(
        "Nothing to worry about: R² on the training samples is {train:.3f}; 1 is exact, and always "
        "answering the mean is 0."
    ),
    ("numbers", False, True): to_translate(
        "Trained so far: R² is {train:.3f} on the training samples and {test:.3f} on the test; 1 "
        "is exact, and always answering the mean is 0."
    ),
    ("numbers", False, False): to_translate(
        "Trained so far: R² on the training samples is {train:.3f}; 1 is exact, and always "
        "answering the mean is 0."
    ),
}


def summary(train: Accuracy, test: Accuracy | None, at_rest: bool) -> Message:
    """Say that there is nothing to worry about where that was measured, else how far a run is."""
    good = at_rest and train.is_good and (test is None or test.is_good)
    if train.targets != CLASSES.name:
        return Message(
            OTHERS[train.targets, good, test is not None],
            train=train.share,
            test=test.share if test else None,
            baseline=(test or train).baseline,
        )
    if good:
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
