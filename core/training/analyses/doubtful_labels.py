"""Labels that may be wrong: what networks say that have not learned from the sample."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.errors import ExperimentError
from core.messages import fill, to_translate, translate
from core.network.targets import CLASSES
from core.training.analyses.cross_validation import CrossValidationResults

LISTED = 0.1
"""The share of all samples that is worth a look, where fewer labels are taken for wrong."""
TRUSTED = 0.8
"""The accuracy below which what looks like a wrong label may mostly be a mistake of the network."""


@dataclass(frozen=True, slots=True)
class DoubtfulLabel:
    """A sample, by its place and its file's name, whose label another class fits better.

    `given` and `suggested` are the two classes, with the probability of each. `is_wrong` says that
    the label is taken for wrong; others are doubtful at most.
    """

    place: int
    name: str
    given: str
    suggested: str
    given_probability: float
    suggested_probability: float
    is_wrong: bool


class RankedLabels(NamedTuple):
    """All samples, the most doubtful first, (m,); the labels of the first `wrong` are taken for it.

    `suggested` (m,) are the classes that each sample fits best beside its own.
    """

    order: np.ndarray
    wrong: int
    suggested: np.ndarray


def rank_labels(labels: np.ndarray, probabilities: np.ndarray) -> RankedLabels:
    """Rank samples by how doubtful their labels (m,) are, by probabilities (classes, m).

    The probabilities come from networks that have not learned from the sample. Confident
    learning: a class is confident of a sample where its probability is at least the mean that the
    samples labelled so have; a label is taken for wrong where, of the confident classes, the
    likeliest is another one (off the diagonal of the confident joint). In both parts the smallest
    normalised margin comes first, p(given) less the largest of the others. Samples without
    probabilities come last. Source: C. Northcutt, L. Jiang and I. Chuang, "Confident learning:
    estimating uncertainty in dataset labels", Journal of Artificial Intelligence Research 70
    (2021), 1373-1411.
    """
    classes, m = probabilities.shape
    places, known = np.arange(m), np.isfinite(probabilities).all(axis=0)
    given = probabilities[labels, places]
    of_class = [given[known & (labels == label)] for label in range(classes)]
    thresholds = np.array([part.mean() if len(part) else np.inf for part in of_class])
    confident = np.where(probabilities >= thresholds[:, np.newaxis], probabilities, -np.inf)
    found = known & np.isfinite(confident).any(axis=0) & (confident.argmax(axis=0) != labels)
    others = probabilities.copy()
    others[labels, places] = -np.inf
    margin = np.where(known, given - others.max(axis=0), np.inf)
    order = np.lexsort((margin, ~found))
    suggested = np.where(found, confident.argmax(axis=0), others.argmax(axis=0))
    return RankedLabels(order, int(found.sum()), suggested)


def judged_by(results: CrossValidationResults) -> str:
    """Say how far the networks can be trusted that have judged the labels."""
    text = to_translate("The networks that judged the labels are right for {share:.0%}.")
    if results.mean < TRUSTED:
        text = to_translate(
            "The networks that judged the labels are right for {share:.0%} only: most of these may "
            "be their own mistakes."
        )
    return fill(translate(text), share=results.mean)


def check_labels(results: CrossValidationResults) -> None:
    """Raise ExperimentError where networks do not answer with probabilities of classes."""
    if results.targets is not CLASSES or results.reads_as != "probability":
        raise ExperimentError(
            "Doubtful labels are found by the probabilities of classes: take data with classes, "
            "and the loss cross_entropy."
        )


def doubtful_labels(results: CrossValidationResults) -> tuple[DoubtfulLabel, ...]:
    """Return the labels that are taken for wrong, or else LISTED of all, the most doubtful first.

    Raises ExperimentError where networks do not answer with probabilities of classes.
    """
    check_labels(results)
    ranked = rank_labels(results.labels, results.readings)
    known = int(np.isfinite(results.readings).all(axis=0).sum())
    listed = min(known, max(ranked.wrong, math.ceil(LISTED * known)))
    return tuple(
        DoubtfulLabel(
            place,
            results.names[place] if results.names else "",
            results.classes[results.labels[place]],
            results.classes[ranked.suggested[place]],
            float(results.readings[results.labels[place], place]),
            float(results.readings[ranked.suggested[place], place]),
            number < ranked.wrong,
        )
        for number, place in enumerate(ranked.order[:listed].tolist())
    )
