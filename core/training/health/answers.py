"""What the network answers to the samples that it learns from."""

from collections.abc import Iterator

import numpy as np

from core.errors import SuggestedFix
from core.messages import listed, to_translate
from core.models.answers import own_threshold
from core.network.penalties import PENALTIES
from core.training.health.findings import Finding, Level
from core.training.health.rates import is_far_too_high
from core.training.health.run_under_test import RunUnderTest

# A penalty of this λ/m pulls the weights to 0 faster than most gradients pull them away.
STRONG = 0.1
# A class of which a smaller share is found is hardly ever answered; of fewer samples than these a
# share tells nothing.
RARE, ENOUGH_OF_CLASS = 0.1, 5
# More classes than this are not named one by one.
NAMED = 5


def strong_penalty(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a penalty that holds the weights of a network near 0 which has learned little.

    One of which each step takes more than twice the weights makes them grow without end.
    """
    training, m = seen.experiment.training, seen.trainer.dataset.train.m
    strong = [name for name in PENALTIES if getattr(training, name) / m > STRONG]
    if not strong or seen.works or (seen.trainer.diverged and not _overshoots(seen)):
        return
    name = strong[0]
    values = {"penalty": PENALTIES[name].label, "strength": getattr(training, name), "m": m}
    text = to_translate(
        "The penalty on large weights, {penalty} = {strength:g}, is so strong for {m} samples that "
        "it holds them near 0, so that the network cannot learn what tells the classes apart."
    )
    if seen.trainer.diverged:
        values["rate"] = seen.highest_rate
        text = to_translate(
            "The penalty on large weights, {penalty} = {strength:g}, is so strong for {m} samples "
            "that every step at the rate {rate:g} takes more than twice each weight off it: they "
            "have grown until the cost was no longer a finite number."
        )
    yield Finding(
        "strong_penalty",
        Level.WARNING,
        text,
        values,
        offer=SuggestedFix(
            to_translate("Train without {penalty}"), {f"training.{name}": 0.0}, values
        ),
    )


def _overshoots(seen: RunUnderTest) -> bool:
    """Tell whether a step takes more than twice the weights, at a rate that is not to blame."""
    training, m = seen.experiment.training, seen.trainer.dataset.train.m
    overshoots = seen.highest_rate * training.l2 / m > 2
    return overshoots and not is_far_too_high(seen)


def no_better(seen: RunUnderTest) -> Iterator[Finding]:
    """Find that the training samples are named hardly better than by one answer for all."""
    if not seen.learned_nothing:
        return
    text = to_translate(
        "Train accuracy is {accuracy:.1%}; always answering the largest class gives "
        "{baseline:.1%}. The network has not learned to tell the classes apart."
    )
    answered = np.unique(seen.answers)
    if len(answered) == 1:
        text = to_translate(
            "The network answers {name} for every training sample, which is right for "
            "{accuracy:.1%}; always answering the largest class gives {baseline:.1%}. It has not "
            "learned to tell the classes apart."
        )
    values = {"accuracy": seen.train_accuracy, "baseline": seen.baseline}
    name = seen.trainer.dataset.classes[int(answered[0])]
    yield Finding("no_better_than_largest_class", Level.WARNING, text, values | {"name": name})


def usual_threshold(seen: RunUnderTest) -> Iterator[Finding]:
    """Find that answers have a threshold of their own, by which no accuracy counts."""
    loss, names = seen.trainer.network.loss, len(seen.trainer.dataset.classes)
    own = own_threshold(seen.experiment.answers, loss, names)
    if own is None:
        return
    text = to_translate(
        "Accuracies here, in the curves and in Runs count by the usual threshold, {usual:g}; "
        "Predictions counts by {own:g}, by which the network answers."
    )
    values = {"usual": loss.threshold, "own": own}
    yield Finding("usual_threshold", Level.INFORMATION, text, values)


def never_answered(seen: RunUnderTest) -> Iterator[Finding]:
    """Find classes that are answered for no training sample, where others are."""
    classes = seen.trainer.dataset.classes
    answered = np.bincount(seen.answers, minlength=len(classes))
    missing = np.flatnonzero((answered == 0) & (seen.class_counts > 0))
    if not len(missing) or np.count_nonzero(answered) < 2:
        return
    text = to_translate(
        "The network never answers {names}: of the {samples} training samples looked at, {count} "
        "belong there, and none of them is right."
    )
    if len(missing) > NAMED:
        text = to_translate(
            "The network never answers {missing} of {classes} classes, among them {names}: of the "
            "{samples} training samples looked at, {count} belong there, and none of them is right."
        )
    values: dict[str, object] = {
        "names": listed(classes[number] for number in missing[:NAMED]),
        "missing": len(missing),
        "classes": len(classes),
        "samples": len(seen.answers),
        "count": int(seen.class_counts[missing].sum()),
    }
    yield Finding("class_never_answered", Level.WARNING, text, values)


def hardly_answered(seen: RunUnderTest) -> Iterator[Finding]:
    """Find classes of which hardly any training sample is right, although they are answered."""
    classes, counts = seen.trainer.dataset.classes, seen.class_counts
    answered = np.bincount(seen.answers, minlength=len(classes))
    right = seen.right_counts
    rare = (right < RARE * counts) & (answered > 0) & (counts >= ENOUGH_OF_CLASS)
    for number in np.flatnonzero(rare)[:NAMED]:
        yield Finding(
            "class_hardly_answered",
            Level.WARNING,
            to_translate(
                "The network hardly ever finds {name}: of its {count} training samples {right} "
                "{right:is|are} right."
            ),
            {"name": classes[number], "count": int(counts[number]), "right": int(right[number])},
        )
