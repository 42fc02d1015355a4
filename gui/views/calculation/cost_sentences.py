"""What the picked sample costs, and what all training samples cost, each with its formula."""

import numpy as np

from core.calculation.sample import SampleCalculation
from core.data.augmentation import active_augmentations
from core.data.true_words import list_numbers, list_true_numbers
from core.files import shown
from core.messages import clauses, paragraph, tr
from core.training.snapshots.snapshot import Snapshot
from gui.widgets.number_format import grouped, percent, significant

# Of more outputs only so many are written out.
WRITTEN = 3
# A smaller share of the cost would read 0.000 %.
LEAST_SHARE = 1e-5


def loss_text(snapshot: Snapshot, seen: SampleCalculation) -> str:
    """Say what the loss of the picked sample is, and of which numbers."""
    if seen.y is None or seen.loss is None:
        return tr("Loss: nobody said what this sample truly is, so there is no y and no way back.")
    formula = seen.network.loss.formulas(len(seen.y)).value.plain
    text = tr("Loss of this sample: L = {formula} = {loss}, where {numbers}.")
    if len(seen.y) > 1:
        text = tr(
            "Loss of this sample: L = Σ {formula} over the outputs = {loss}, where {numbers}."
        )
    written = text.format(
        formula=formula, loss=significant(seen.loss), numbers=_numbers(snapshot, seen)
    )
    if seen.network.loss.class_weights:
        text = tr("Its class has the weight c = {weight}.")
        weight = float(seen.network.loss.sample_weights(seen.y[:, np.newaxis])[0, 0])
        written = paragraph(written, text.format(weight=significant(weight)))
    if snapshot.dataset.target_scale is None:
        return written
    text = tr("In its own unit the network answers {answered}; true is {true}.")
    answered = list_numbers(snapshot.dataset, seen.layers[-1].a)
    true = list_true_numbers(snapshot.dataset, seen.y)
    return paragraph(written, text.format(answered=answered, true=true))


def cost_text(snapshot: Snapshot, seen: SampleCalculation) -> str:
    """Say what the cost of all training samples is: the mean of their losses, and the penalty."""
    if seen.cost is None:
        return ""
    text = tr("Cost of all {m} training samples: J = 1/m Σ L = {cost}, the mean of their losses.")
    written = text.format(m=grouped(snapshot.train_count), cost=significant(seen.cost))
    if snapshot.penalties:
        text = tr(
            "Cost of all {m} training samples: J = 1/m Σ L + {formula} = {sum}, the mean of "
            "their losses and the {penalty} penalty on large weights."
        )
        formula, training = snapshot.penalty_formula, snapshot.experiment.training
        size = grouped(training.batch_size)
        if training.in_batches(snapshot.train_count):
            formula = snapshot.penalty_formula_of(size)
            text = tr(
                "Cost of all {m} training samples: J = 1/{m} Σ L + {formula} = {sum}, the mean of "
                "their losses and the {penalty} penalty on large weights, which training divides "
                "by the {size} samples of a batch."
            )
        written = text.format(
            m=grouped(snapshot.train_count),
            size=size,
            formula=formula,
            sum=sum_text(seen.cost, snapshot.penalty),
            penalty=snapshot.penalties,
        )
    return paragraph(written, _share_text(snapshot, seen), _curve_text(snapshot))


def sum_text(losses: float, penalty: float) -> str:
    """Write the mean of the losses and the penalty with their sum."""
    text = tr("{losses} + {penalty} = {sum}")
    return text.format(
        losses=significant(losses),
        penalty=significant(penalty),
        sum=significant(losses + penalty),
    )


def _curve_text(snapshot: Snapshot) -> str:
    """Say why the plot of costs shows another number, where it does."""
    training = snapshot.experiment.training
    if snapshot.unit == "epoch":
        return tr("The plot has the mean over each epoch's batches, as they were trained.")
    if any(keep < 1 for keep in training.keep_probabilities(len(snapshot.layers) - 1)):
        return tr("The plot has the cost with dropout, which is off here.")
    if active_augmentations(training):
        return tr("The plot has the cost of the pictures as they were changed, here as they are.")
    return ""


def _share_text(snapshot: Snapshot, seen: SampleCalculation) -> str:
    """Say how much of the cost is the picked sample's, where it is one of the training samples."""
    if seen.loss is None or not seen.cost:
        return ""
    if snapshot.sample.test:
        return tr("This sample is for the test: its loss is not among them.")
    text = tr("This sample brings L / m = {part} of the mean, {share}.")
    part = seen.loss / snapshot.train_count
    share = part / seen.cost
    if share < LEAST_SHARE:
        text = tr("This sample brings L / m = {part} of the mean, next to nothing.")
    decimals = 1 if share >= 0.01 else 3
    return text.format(part=significant(part), share=percent(share, decimals))


def _numbers(snapshot: Snapshot, seen: SampleCalculation) -> str:
    """Write a and y of the outputs; of many those with the largest y and a."""
    if seen.y is None:
        return ""
    a, y = seen.layers[-1].a.tolist(), seen.y.tolist()
    if len(y) == 1:
        return tr("a = {a}, y = {y}").format(a=significant(a[0]), y=significant(y[0]))
    most = len(y) if len(y) <= WRITTEN + 1 else WRITTEN
    largest = sorted(range(len(y)), key=lambda k: (-y[k], -a[k]))[:most]
    text = tr("output {name} has a = {a}, y = {y}")
    written = [
        text.format(name=shown(snapshot.classes[k]), a=significant(a[k]), y=significant(y[k]))
        for k in largest
    ]
    if len(y) > most:
        written.append(tr("and {count} others").format(count=len(y) - most))
    return str(clauses(written))
