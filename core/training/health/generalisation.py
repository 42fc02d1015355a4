"""Whether what was learned holds for samples that were not learned from."""

import math
from collections.abc import Iterator

import numpy as np

from core.data.dataset import best_constant_answer
from core.data.registry import DATASETS
from core.errors import SuggestedFix
from core.experiment.inputs import PictureInputs
from core.messages import to_translate
from core.network.class_weights import ALIKE, BALANCE
from core.statistics import wilson_interval
from core.suggestion import FEWEST, TEST_SHARE
from core.training.health.answers import ENOUGH_OF_CLASS, NAMED
from core.training.health.curves import ENOUGH_COSTS, FAST, longer, still_falling
from core.training.health.findings import Finding, Level
from core.training.health.rates import first_cost
from core.training.health.run_under_test import RunUnderTest

# Test cost has risen when it is so many times its lowest, and by so much.
RISEN, LEAST_RISE = 1.1, 0.01
# And by so many times what single points of its curve deviate: their lowest lies about two below
# the middle of some tens, and so may the last one lie above.
CLEAR = 4.0
# The median of the size of what is normal is so many times its standard deviation.
MEDIAN_OF_NORMAL = 0.6745
# Something was learned where the test cost has fallen to this share of the first one.
LEARNED = 0.9
# A class with so many times as many samples as another is common.
UNEVEN = 3
# L2 that the course takes against overfitting, and for how many samples; and so many times as much
# where some is there already: on photos of leaves twice as much changed nothing, ten times did.
SOME_L2, SOME_SAMPLES, MORE_L2 = 0.7, 211, 10
# A network learns something by heart only where this share of the training samples is right.
BY_HEART = 0.8
# A class is rarely found of which a smaller share of the test samples is right.
FOUND = 0.5
# So many of the last points of a curve are looked at where the very last may be chance.
LATELY = 10

RISE = {
    "iteration": to_translate(
        "Overfitting, learning by heart: from iteration {best} on the test cost has risen from "
        "{lowest:.4g} to {cost:.4g}, while the mean loss of the training samples fell to "
        "{train_cost:.4g}. Now {train:.1%} of the training samples are right and {test:.1%} of the "
        "test samples. An earlier end, a stronger penalty on large weights (L2, now {l2:g}), "
        "dropout or more samples can help."
    ),
    "epoch": to_translate(
        "Overfitting, learning by heart: from epoch {best} on the test cost has risen from "
        "{lowest:.4g} to {cost:.4g}, while the mean loss of the training samples fell to "
        "{train_cost:.4g}. Now {train:.1%} of the training samples are right and {test:.1%} of the "
        "test samples. An earlier end, a stronger penalty on large weights (L2, now {l2:g}), "
        "dropout or more samples can help."
    ),
}
RISE_EARLY = {
    "iteration": to_translate(
        "Overfitting, learning by heart: from iteration {best} on the test cost has risen from "
        "{lowest:.4g} to {cost:.4g}, while the mean loss of the training samples fell to "
        "{train_cost:.4g}. Now {train:.1%} of the training samples are right and {test:.1%} of the "
        "test samples. An earlier end or more samples can help."
    ),
    "epoch": to_translate(
        "Overfitting, learning by heart: from epoch {best} on the test cost has risen from "
        "{lowest:.4g} to {cost:.4g}, while the mean loss of the training samples fell to "
        "{train_cost:.4g}. Now {train:.1%} of the training samples are right and {test:.1%} of the "
        "test samples. An earlier end or more samples can help."
    ),
}
RISE_ALONE = {
    "iteration": to_translate(
        "Overfitting, learning by heart: from iteration {best} on the test cost has risen from "
        "{lowest:.4g} to {cost:.4g}, while the mean loss of the training samples fell to "
        "{train_cost:.4g}, but the test accuracy has not fallen: {then:.1%} were right there, "
        "{test:.1%} are now, and {train:.1%} of the training samples. The network grows too sure "
        "of its wrong answers. A stronger penalty on large weights (L2, now {l2:g}), dropout or "
        "more samples can help; an earlier end does not."
    ),
    "epoch": to_translate(
        "Overfitting, learning by heart: from epoch {best} on the test cost has risen from "
        "{lowest:.4g} to {cost:.4g}, while the mean loss of the training samples fell to "
        "{train_cost:.4g}, but the test accuracy has not fallen: {then:.1%} were right there, "
        "{test:.1%} are now, and {train:.1%} of the training samples. The network grows too sure "
        "of its wrong answers. A stronger penalty on large weights (L2, now {l2:g}), dropout or "
        "more samples can help; an earlier end does not."
    ),
}
ABOVE_CONSTANT = to_translate(
    "Overfitting, learning by heart: the test cost is {cost:.4g} and the train cost "
    "{train_cost:.4g}. A network that knew only how common each class is would have a test cost of "
    "{constant:.4g}. Now {train:.1%} of the training samples are right and {test:.1%} of the test "
    "samples: part of what was learned is true of the training samples only. A stronger penalty on "
    "large weights (L2, now {l2:g}), dropout or more samples can help."
)
ABOVE_CONSTANT_WITHOUT = to_translate(
    "Overfitting, learning by heart: the test cost is {cost:.4g}, and the train cost is "
    "{train_cost:.4g} without what the penalties (L2, L1) add to it. A network that knew only how "
    "common each class is would have a test cost of {constant:.4g}. Now {train:.1%} of the "
    "training samples are right and {test:.1%} of the test samples: part of what was learned is "
    "true of the training samples only. A stronger penalty on large weights (L2, now {l2:g}), "
    "dropout or more samples can help."
)

CHOSEN_BY_TEST = to_translate(
    "The test samples chose this end, so their score is no longer an independent one."
)

STILL_FALLING = {
    "iteration": to_translate(
        "Training on may still help: {train:.1%} of the training samples are right and {test:.1%} "
        "of the test samples, but the test cost was still falling when the iterations were over, "
        "by {fall:.0%} in the last tenth of them. Only where it falls no more is there anything to "
        "do against overfitting."
    ),
    "epoch": to_translate(
        "Training on may still help: {train:.1%} of the training samples are right and {test:.1%} "
        "of the test samples, but the test cost was still falling when the epochs were over, by "
        "{fall:.0%} in the last tenth of them. Only where it falls no more is there anything to do "
        "against overfitting."
    ),
}

# So much smaller a share of the test samples is right where a penalty has not closed the gap.
GAP = 0.1
GAP_LEFT = to_translate(
    "Overfitting, learning by heart: {train:.1%} of the training samples are right and {test:.1%} "
    "of the test samples. Part of what was learned is true of the training samples only, and the "
    "penalty on large weights (L2, now {l2:g}) has not changed that. More samples are the surest "
    "help; a smaller network may be one, or dropout (under Tuning)."
)


def test_was_learned(seen: RunUnderTest) -> Iterator[Finding]:
    """Find test samples that the given first weights have learned from."""
    test, learned = seen.trainer.dataset.test, seen.trainer.learned_before
    if not test or not learned:
        return
    text = to_translate(
        "Of the {samples:,} test samples the weights that this run began with have learned from "
        "{learned:,} before: by the data settings that came with them, the data were divided "
        "otherwise then. This can change the test accuracy by at most {points} "
        "{points:point|points}."
    )
    if seen.test_was_learned:
        text = to_translate(
            "Of the {samples:,} test samples the weights that this run began with have learned "
            "from {learned:,} before: by the data settings that came with them, the data were "
            "divided otherwise then. The test accuracy says little about new samples."
        )
    yield Finding(
        "test_was_learned",
        Level.WARNING if seen.test_was_learned else Level.NOTE,
        text,
        {"learned": learned, "samples": test.m, "points": f"{100 * learned / test.m:.2g}"},
    )


def test_cost_still_falls(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a run that knows the training samples better, and whose test cost fell to its end."""
    trainer = seen.trainer
    if trainer.iteration < trainer.updates or not (_is_above_constant(seen) or _has_gap(seen)):
        return
    if seen.no_better_on_test or seen.test_was_learned or not _still_falls(seen):
        return
    if any(still_falling(seen)):
        return
    values = {
        "train": seen.train_accuracy,
        "test": seen.test_accuracy,
        "fall": _last_fall_on_test(seen),
    }
    text = STILL_FALLING[trainer.unit]
    yield Finding("too_few_iterations", Level.NOTE, text, values, offer=longer(seen))


def overfitting(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a test cost that rose while the train cost fell, or that no answer at all would beat.

    While it still falls nothing is to be done against it.
    Neither tells anything where the test samples are named no better than by one answer for all,
    nor where they were learned before.
    """
    trainer, costs = seen.trainer, seen.curve("test_cost").values
    test = trainer.dataset.test
    if not test or not len(costs) or not len(seen.costs):
        return
    if seen.learned_nothing or seen.no_better_on_test or seen.test_was_learned:
        return
    best, lowest = _lasting_low(seen)
    values = {
        "train": seen.train_accuracy,
        "test": seen.test_accuracy,
        "best": best,
        "lowest": lowest,
        "cost": float(costs[-1]),
        "train_cost": seen.train_loss,
        "constant": seen.trainer.network.loss.constant_cost(test.Y),
        "then": _accuracy_at_lowest_cost(seen),
        "l2": seen.experiment.training.l2,
    }
    offer, began = _more_l2(seen), None
    if _rose(seen):
        fell = values["test"] <= values["then"]
        text, offer = (RISE if fell else RISE_ALONE)[trainer.unit], _less_learned_by_heart(seen)
        if seen.train_accuracy < BY_HEART:
            text = RISE_EARLY[trainer.unit]
        began = seen.iteration_at(best)
    elif _still_falls(seen):
        return
    elif _is_above_constant(seen):
        text = ABOVE_CONSTANT_WITHOUT if trainer.penalty else ABOVE_CONSTANT
    elif _has_gap(seen):
        text, offer = GAP_LEFT, None
    else:
        return
    if offer is None and seen.train_accuracy < BY_HEART:
        return
    yield Finding("overfitting", Level.NOTE, text, values, offer=offer, began=began)


def no_better_on_test(seen: RunUnderTest) -> Iterator[Finding]:
    """Find that the test samples are named no better than by the best single answer for them."""
    test = seen.trainer.dataset.test
    if test and seen.no_better_on_test:
        constant = best_constant_answer(test)
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
            offer=_less_learned_by_heart(seen) if _rose(seen) else None,
        )


def uneven_classes(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a class so common that the test tells no difference from answering it always.

    The class is named of which the smallest share is found.
    """
    dataset, best = seen.trainer.dataset, seen.test_baseline
    test = dataset.test
    if not test or not best or not seen.at_chance_on_test:
        return
    learned = np.bincount(dataset.train.labels, minlength=len(dataset.classes))
    counts = np.bincount(test.labels, minlength=len(dataset.classes))
    there = np.flatnonzero(counts)
    worst = int(there[np.argmin(seen.right_on_test[there] / counts[there])])
    if learned[best.label] < UNEVEN * learned[worst]:
        return
    text = to_translate(
        "Of the {samples:,} test samples {test:.1%} are right, and always answering {name} would "
        "be right for {baseline:.1%}: the difference may be chance. Of {count} samples of {worst} "
        "{right} {right:is|are} right. More samples of {worst} to learn from, or fewer of {name}, "
        "can help."
    )
    offer = None
    if seen.no_better_on_test:
        text = to_translate(
            "Of {count} test samples of {worst} {right} {right:is|are} right: {name} is so common "
            "among the training samples that answering it pays nearly always. More samples of "
            "{worst}, or fewer of {name}, can help."
        )
    if seen.experiment.training.class_weights == ALIKE:
        # Of 52 such runs balanced weights find more of that class in 44, and in none fewer.
        offer = BALANCE
    yield Finding(
        "uneven_classes",
        Level.WARNING,
        text,
        {
            "samples": test.m,
            "test": seen.test_accuracy,
            "name": dataset.classes[best.label],
            "baseline": best.share,
            "worst": dataset.classes[worst],
            "count": int(counts[worst]),
            "right": int(seen.right_on_test[worst]),
        },
        offer=offer,
    )


def rarely_found(seen: RunUnderTest) -> Iterator[Finding]:
    """Find classes of which under half of the test samples are right in a network that is good.

    Where more test samples were right a few epochs before, those may have been of the class.
    """
    test, classes = seen.trainer.dataset.test, seen.trainer.dataset.classes
    if not test or not seen.is_good or seen.at_chance_on_test:
        return
    counts, right = np.bincount(test.labels, minlength=len(classes)), seen.right_on_test
    # What the last update has cost may all be of one class.
    lately = float(seen.curve("test_accuracy").values[-LATELY:].max(initial=0.0))
    lost = max(0, round(lately * test.m) - int(right.sum()))
    rare = (right + lost < FOUND * counts) & (counts >= ENOUGH_OF_CLASS)
    for number in np.flatnonzero(rare)[:NAMED]:
        yield Finding(
            "class_rarely_found",
            Level.NOTE,
            to_translate(
                "Of the {count} test samples of {name} only {right} {right:is|are} right, where "
                "{test:.1%} of all test samples are. More samples of {name} to learn from can help."
            ),
            {
                "name": classes[number],
                "count": int(counts[number]),
                "right": int(right[number]),
                "test": seen.test_accuracy,
            },
        )


def no_test_samples(seen: RunUnderTest) -> Iterator[Finding]:
    """Say that nothing is known about new samples where none were kept for the test."""
    dataset = seen.trainer.dataset
    if dataset.test:
        return
    text = to_translate(
        "Nothing is kept for the test: {accuracy:.1%} on what it learned says nothing about new "
        'samples. Choose a share of them as "Kept for testing", among the settings of the data.'
    )
    if isinstance(dataset.inputs, PictureInputs):
        text = to_translate(
            "Nothing is kept for the test: {accuracy:.1%} on what it learned says nothing about "
            'new pictures. Choose a share of them as "Kept for testing", among the settings of the '
            "data."
        )
    values = {"accuracy": seen.train_accuracy}
    yield Finding("no_test_samples", Level.NOTE, text, values, offer=_kept_for_testing(seen))


def _kept_for_testing(seen: RunUnderTest) -> SuggestedFix | None:
    """Offer to keep a share for the test, where every class has samples enough that differ."""
    data, train = seen.experiment.data, seen.trainer.dataset.train
    if "test_share" not in DATASETS[data.kind].settings or seen.trainer.dataset.blank:
        return None
    labels = train.labels
    for label in np.unique(labels):
        first, *others = np.flatnonzero(labels == label)
        same = (np.array_equal(train.X[:, [first]], train.X[:, [other]]) for other in others)
        if len(others) + 1 < FEWEST or all(same):
            return None
    return SuggestedFix(
        to_translate("Keep {share:.0%} for testing"),
        {"data.test_share": TEST_SHARE},
        {"share": TEST_SHARE},
    )


def _is_above_constant(seen: RunUnderTest) -> bool:
    """Tell whether the test cost is above that of no answer at all, and the train cost below."""
    test = seen.trainer.dataset.test
    if not test or not len(seen.costs) or not len(seen.curve("test_cost").values):
        return False
    constant = seen.trainer.network.loss.constant_cost(test.Y)
    return bool(seen.curve("test_cost").values[-1] > constant > seen.train_loss)


def _still_falls(seen: RunUnderTest) -> bool:
    """Tell whether the test cost has fallen in the last tenth of the run, by more than by luck."""
    costs = seen.curve("test_cost").values
    if len(costs) < ENOUGH_COSTS:
        return False
    fall = _last_fall_on_test(seen)
    return fall > FAST and fall * costs[-_tenth(costs)] > noise_of(costs)


def _last_fall_on_test(seen: RunUnderTest) -> float:
    """Return the share of itself by which the test cost has fallen in the last tenth of the run."""
    costs = seen.curve("test_cost").values
    return float(1 - costs[-1] / costs[-_tenth(costs)])


def _tenth(costs: np.ndarray) -> int:
    return max(3, len(costs) // 10)


def _has_gap(seen: RunUnderTest) -> bool:
    """Tell whether fewer test samples are right by more than chance, although L2 is in use."""
    test = seen.trainer.dataset.test
    if not test or not seen.experiment.training.l2 or seen.train_accuracy < BY_HEART:
        return False
    return wilson_interval(seen.test_accuracy, test.m)[1] < seen.train_accuracy - GAP


def _rose(seen: RunUnderTest) -> bool:
    """Tell whether the test cost rose after its lowest point, while the train cost fell."""
    test, train = seen.curve("test_cost"), seen.curve("train_cost")
    place = seen.low_of_test_cost
    lowest, last = test.values[place], test.values[-1]
    rose = last > max(RISEN * lowest, lowest + LEAST_RISE, lowest + CLEAR * noise_of(test.values))
    # The train cost has the penalties in it, the test cost has not.
    if not rose or seen.train_loss >= last:
        return False
    then = np.interp(test.at[place], train.at, train.values)
    return bool(train.values[-1] < min(first_cost(seen), then))


def noise_of(values: np.ndarray) -> float:
    """Estimate the standard deviation of single points of a curve about its course.

    Second differences have no slope in them, and six times the variance of a point. 0 for fewer
    than three points. After Gasser et al. 1986, Residual variance in nonlinear regression.
    """
    bends = np.abs(np.diff(values, 2))
    return float(np.median(bends)) / (MEDIAN_OF_NORMAL * math.sqrt(6)) if len(bends) else 0.0


def _accuracy_at_lowest_cost(seen: RunUnderTest) -> float:
    """Return the share of the test samples that were right where their cost was lowest."""
    return float(seen.curve("test_accuracy").values[seen.low_of_test_cost])


def _lasting_low(seen: RunUnderTest) -> tuple[int, float]:
    """Return the iteration or epoch where the test cost lastingly was lowest, and that cost."""
    curve = seen.curve("test_cost")
    return int(curve.at[seen.low_of_test_cost]), float(curve.values[seen.low_of_test_cost])


def _less_learned_by_heart(seen: RunUnderTest) -> SuggestedFix | None:
    """Offer an end where the test cost was lowest, or L2 where that is not known to help."""
    return _earlier_end(seen) or _more_l2(seen)


def _earlier_end(seen: RunUnderTest) -> SuggestedFix | None:
    """Offer to train only as far as the lowest test cost, where that loses no right answers.

    By then something must have been learned that tells more than one answer for all.
    """
    curve, test = seen.curve("test_cost"), seen.trainer.dataset.test
    best, lowest = _lasting_low(seen)
    then = _accuracy_at_lowest_cost(seen)
    if not test or lowest > LEARNED * float(curve.values[0]):
        return None
    if then < seen.test_accuracy or then <= best_constant_answer(test).share:
        return None
    # An epoch of all samples is one iteration.
    key, text = "training.epochs", to_translate("Train {best} {best:epoch|epochs} only")
    if seen.experiment.training.epochs is None:
        best = seen.iteration_at(best)
        key = "training.iterations"
        text = to_translate("Train {best} {best:iteration|iterations} only")
    return SuggestedFix(text, {key: best}, {"best": best}, afterwards=CHOSEN_BY_TEST)


def _more_l2(seen: RunUnderTest) -> SuggestedFix | None:
    if seen.train_accuracy < BY_HEART:
        return None
    now = seen.experiment.training.l2
    usual = float(f"{SOME_L2 * seen.trainer.dataset.train.m / SOME_SAMPLES:.1g}")
    l2 = max(usual, MORE_L2 * now)
    if l2 > MORE_L2 * usual:
        return None
    text = to_translate("Train with L2 = {l2:g} instead of {now:g}")
    return SuggestedFix(text, {"training.l2": l2}, {"l2": l2, "now": now})
