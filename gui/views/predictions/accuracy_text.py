"""The accuracy in one sentence, and what one cell of a confusion matrix says."""

from core.messages import tr
from core.statistics import wilson_interval
from core.training.snapshots.probes.predictions import Predictions
from gui.widgets.number_format import count_percent, grouped, percent, percent_decimals


def accuracy_text(predictions: Predictions, classes: tuple[str, ...], test: bool = True) -> str:
    """Say the accuracy, its 95 % interval, and the best answer that is the same for all.

    Training samples are not drawn anew, so an interval would say nothing about them.
    """
    m, right = predictions.samples.m, predictions.right
    low, high = wilson_interval(right / m, m)
    decimals = percent_decimals(m)
    text = tr("{right} of {all} right: {share}; always answering {name}: {baseline}")
    if test:
        text = tr(
            "{right} of {all} right: {share}, 95 % interval {low} to {high}; "
            "always answering {name}: {baseline}"
        )
    if len(predictions.refused):
        text = tr(
            "{right} of {all} right: {share}, and {refused} answered none of these, not right here "
            "(Health and the curves count their likeliest class); always answering {name}: "
            "{baseline}"
        )
    if len(predictions.refused) and test:
        text = tr(
            "{right} of {all} right: {share}, 95 % interval {low} to {high}, and {refused} "
            "answered none of these, not right here (Health and the curves count their likeliest "
            "class); always answering {name}: {baseline}"
        )
    return text.format(
        refused=grouped(len(predictions.refused)),
        name=classes[predictions.baseline.label],
        right=grouped(right),
        all=grouped(m),
        # As everywhere else; of the interval the decimals of few samples mean nothing.
        share=percent(right / m),
        low=percent(low, decimals, sign=False),
        high=percent(high, decimals),
        baseline=percent(predictions.baseline.share),
    )


def cell_words(true: str, answered: str, count: int, total: int) -> str:
    """Say what one cell counts; `total` are all samples of the true class."""
    text = tr("truly {true}, answered {answered}: {count} of {total}")
    if total:
        text = tr("truly {true}, answered {answered}: {count} of {total} ({share})")
    return text.format(
        true=true,
        answered=answered,
        count=grouped(count),
        total=grouped(total),
        share=count_percent(count, total),
    )
