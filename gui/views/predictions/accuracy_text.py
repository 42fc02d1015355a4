"""How good the answers are, in one sentence, and what one cell of their table says."""

from core.messages import tr
from core.statistics import wilson
from core.training.snapshots.probes.predictions import Predictions
from gui.widgets import numbers

FEW = 200
"""With fewer samples a tenth of a percent says nothing."""


def accuracy_words(judgement: Predictions) -> str:
    """Say the accuracy, how far it may be off, and what needs no network at all."""
    m, right = judgement.samples.m, judgement.right
    low, high = wilson(right / m, m)
    return tr(
        "{right} of {all} right: {share}, 95 % interval {low} to {high}; "
        "always answering the largest class: {baseline}"
    ).format(
        right=numbers.count(right),
        all=numbers.count(m),
        share=percent(right / m, m),
        low=percent(low, m).removesuffix("%").rstrip(),
        high=percent(high, m),
        baseline=percent(judgement.baseline, m),
    )


def percent(share: float, m: int) -> str:
    """Write a share of so many samples in percent, with a decimal where it means something."""
    if m >= FEW:
        return numbers.percent(share)
    return format(100 * share, ".0f") + numbers.SPACE + "%"


def cell_words(true: str, answered: str, count: int, total: int) -> str:
    """Say what one cell counts; `total` are all samples of the true class."""
    text = tr("truly {true}, answered {answered}: {count} of {total}")
    if total:
        text = tr("truly {true}, answered {answered}: {count} of {total} ({share})")
    return text.format(
        true=true,
        answered=answered,
        count=numbers.count(count),
        total=numbers.count(total),
        share=percent(count / total if total else 0.0, total),
    )
