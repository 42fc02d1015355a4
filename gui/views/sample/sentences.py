"""What is said of one sample: its answer, what pushed it there, and what is like it."""

import numpy as np

from core.data.true_words import number_text, true_words_of
from core.files import shown
from core.messages import fill, labelled, listed, paragraph, tr
from core.network.targets import CLASSES, LABELS, NUMBERS
from core.training.snapshots.probes.occlusion import Occlusion
from core.training.snapshots.probes.sample import SamplePass
from core.training.snapshots.probes.weights import Weights
from core.training.snapshots.snapshot import Snapshot
from gui.views.answer_words import answered_words
from gui.widgets.number_format import percent, significant

# Probabilities that agree to so many decimals of a percentage are written as one.
MOST_DECIMALS = 8
# Of many classes the probabilities of so many are written out, the largest.
WRITTEN = 10


def answer_text(snapshot: Snapshot, seen: SamplePass) -> str:
    """Say what the network answers to a sample, and whether that is right."""
    dataset, label = snapshot.dataset, seen.sample.label(snapshot.dataset)
    if seen.refused and label is not None:
        text = tr(
            "Truly {true}; the network answers none of these, likeliest {answered}: {reason}."
        )
    elif seen.refused:
        text = tr("The network answers none of these, likeliest {answered}: {reason}.")
    elif dataset.blank:
        text = tr("A blank sample: the network answers {answered}.")
    elif label is None:
        text = tr("Not one of the data: the network answers {answered}.")
    elif dataset.targets is LABELS:
        text = tr("Truly {true}; what the network says of each label: {answered}.")
    elif dataset.targets is not CLASSES:
        text = tr("Truly {true}; the network answers {answered}.")
    elif label == seen.answered and snapshot.reads_as == "probability":
        text = tr("Truly {true}: the network is right with {probability}.")
    elif label == seen.answered:
        text = tr("Truly {true}: the network is right, and answers {answered}.")
    else:
        text = tr("Truly {true}, but the network answers {answered}.")
    return text.format(
        reason=seen.refused or "",
        true=true_words_of(dataset, seen.sample),
        answered=answered_words(dataset, seen.probabilities, seen.answered, snapshot.reads_as),
        probability=percent(float(seen.probabilities[seen.answered])),
    )


def probabilities_text(snapshot: Snapshot, seen: SamplePass) -> str:
    """Write out the probabilities of all classes, the largest first; "" where one says it all."""
    count, P = len(snapshot.classes), seen.probabilities
    if snapshot.targets is not CLASSES or snapshot.reads_as != "probability" or count <= 2:
        return ""
    largest = np.argsort(-P, kind="stable")[:WRITTEN]
    text = tr("All probabilities, together {all}: {probabilities}.")
    if count > WRITTEN:
        text = tr("All probabilities, together {all}: {probabilities}; all others {rest}.")
    return fill(
        text,
        all=percent(1.0, 0),
        probabilities=listed(
            labelled(shown(snapshot.classes[i]), percent(float(P[i]))) for i in largest
        ),
        rest=percent(max(0.0, 1.0 - float(P[largest].sum()))),
    )


def unit_text(snapshot: Snapshot, seen: SamplePass, weights: Weights, unit: int) -> str:
    """Say how a unit of layer 1 comes to its activation, and what that does to the answer."""
    b, z = float(weights.b[0][unit, 0]), float(seen.Z[0][unit])
    text = tr(
        "Unit {unit} of layer 1: each input times its weight adds up to {total}; with the bias "
        "{b} that is z = {z}, of which its activation makes a = {a}."
    )
    if len(seen.Z) > 1 and not seen.effects[unit]:
        text = tr(
            "Unit {unit} of layer 1: each input times its weight adds up to {total}; with the bias "
            "{b} that is z = {z}, of which its activation makes a = {a}. "
            "It speaks neither for nor against {answered}: nothing of it reaches the answer."
        )
    elif len(seen.Z) > 1 and seen.effects[unit] > 0:
        text = tr(
            "Unit {unit} of layer 1: each input times its weight adds up to {total}; with the bias "
            "{b} that is z = {z}, of which its activation makes a = {a}. "
            "It speaks for {answered}: without it the score z of this answer would be about "
            "{effect} lower."
        )
    elif len(seen.Z) > 1:
        text = tr(
            "Unit {unit} of layer 1: each input times its weight adds up to {total}; with the bias "
            "{b} that is z = {z}, of which its activation makes a = {a}. "
            "It speaks against {answered}: without it the score z of this answer would be about "
            "{effect} higher."
        )
    with np.errstate(all="ignore"):
        total = float(weights.W[0][unit] @ seen.x)
    effect = significant(abs(float(seen.effects[unit])), 2)
    if snapshot.targets is NUMBERS and len(seen.Z) > 1 and seen.effects[unit]:
        text = _of_number(seen.effects[unit] > 0)
        scale = snapshot.dataset.target_scale
        of_one = scale.deviation[seen.answered] if scale else 1.0
        effect = number_text(abs(float(seen.effects[unit])) * of_one, 2)
    if len(seen.Z) > 1 and seen.effects[unit] and unit == strongest(seen):
        text = paragraph(text, tr("No other unit does more to this answer."))
    return text.format(
        unit=unit + 1,
        total=significant(total),
        b=significant(b),
        z=significant(z),
        a=significant(float(seen.A[0][unit])),
        answered=shown(snapshot.classes[seen.answered]),
        effect=effect,
    )


def _of_number(higher: bool) -> str:
    if higher:
        return tr(
            "Unit {unit} of layer 1: each input times its weight adds up to {total}; with the bias "
            "{b} that is z = {z}, of which its activation makes a = {a}. "
            "Without it the answer to {answered} would be about {effect} lower."
        )
    return tr(
        "Unit {unit} of layer 1: each input times its weight adds up to {total}; with the bias "
        "{b} that is z = {z}, of which its activation makes a = {a}. "
        "Without it the answer to {answered} would be about {effect} higher."
    )


def strongest(seen: SamplePass) -> int:
    """Return the unit of layer 1 that does most to the answer, from 0."""
    return int(np.nan_to_num(np.abs(seen.effects)).argmax())


def occlusion_text(snapshot: Snapshot, occlusion: Occlusion) -> str:
    """Say what a grey patch does where it changes the answer's probability most."""
    change = np.nan_to_num(occlusion.change).ravel()
    strongest = float(change[np.abs(change).argmax()])
    text = tr(
        "w · x: red adds to z, blue takes away from it. Grey patch: {patch} x {patch} pixels were "
        "covered with grey, one place after the other. Blue: covered, the probability of "
        "{answered} falls, so this place speaks for it; red: it rises. The patch that matters most "
        "takes it from {before} to {after}. Where the colour is strongest, covering changes it by "
        "{reach} percentage points on average."
    )
    before, after = told_apart(occlusion.probability, occlusion.probability + strongest)
    return text.format(
        patch=occlusion.patch,
        answered=shown(snapshot.classes[occlusion.answered]),
        before=before,
        after=after,
        reach=percent(occlusion.reach, 2, sign=False),
    )


def told_apart(before: float, after: float) -> tuple[str, str]:
    """Return two probabilities in percent, with the decimals that tell them apart."""
    for decimals in range(1, MOST_DECIMALS):
        texts = percent(before, decimals), percent(after, decimals)
        if texts[0] != texts[1]:
            return texts
    return percent(before), percent(after)


def nearest_text(names: list[str], classes: bool = True) -> str:
    """Say of which class most of the nearest training samples are, where they are of classes."""
    if not names:
        return tr("There is no other training sample.")
    if not classes:
        return tr("The most similar training samples, with their distances.")
    best = max(names, key=names.count)
    return tr(
        "The most similar training samples, with their distances: {some} of {all} are {name}."
    ).format(some=names.count(best), all=len(names), name=best)
