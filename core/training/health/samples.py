"""What is wrong with the samples themselves: their scale, or labels that do not belong to them."""

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import numpy as np

from core.data.byte_matrix import columns
from core.data.dataset import Dataset
from core.data.registry import DATASETS
from core.data.stratified_sample import stratified_sample
from core.errors import SuggestedFix
from core.experiment.inputs import FeatureInputs
from core.interruption import pieces
from core.messages import to_translate
from core.network.parallel import bind_dot
from core.statistics import wilson_interval
from core.training.health.findings import Finding, Level
from core.training.health.run_under_test import RunUnderTest

# Inputs larger than this push a sum of many far out. LeCun et al. 1998, "Efficient BackProp",
# section 4.3: inputs should have a mean near 0 and alike spreads near 1.
LARGE = 20.0
# One input's spread against another's.
UNEVEN = 100.0
# So many samples are looked at, and fewer than these tell nothing.
LOOKED_AT, ENOUGH_SAMPLES = 300, 50


def unscaled(seen: RunUnderTest) -> Iterator[Finding]:
    """Find inputs that are large, or spread very differently."""
    largest, uneven = _scales(seen.trainer.dataset)
    if largest > LARGE:
        yield Finding(
            "unscaled_inputs",
            Level.WARNING,
            _too_large(seen),
            {"largest": largest},
            offer=_less_noise(seen) or _standardise(seen),
        )
    elif uneven > UNEVEN:
        yield Finding(
            "unscaled_inputs",
            Level.WARNING,
            to_translate(
                "One input spreads {uneven:.0f} times as wide as another: one learning rate cannot "
                "suit both. Standardise them: subtract each one's mean and divide by its standard "
                "deviation."
            ),
            {"uneven": uneven},
            offer=_standardise(seen),
        )


def _too_large(seen: RunUnderTest) -> str:
    """Say that the inputs are too large, and what to do, as the samples' source allows it."""
    if _less_noise(seen):
        return to_translate(
            "Inputs are as large as {largest:.4g}: sums of many of them are far from 0, where "
            "units sit at a flat end of their curve (saturated) or output only 0 (dead) at once. "
            "Most of that is noise: take the usual amount."
        )
    if seen.experiment.data.kind == "painted":
        return to_translate(
            "Inputs are as large as {largest:.4g}: sums of many of them are far from 0, where "
            "units sit at a flat end of their curve (saturated) or output only 0 (dead) at once. "
            "Write smaller numbers in data.points, between -2 and 2 for instance."
        )
    if not seen.experiment.network.hidden and seen.trainer.network.loss.linear_slope:
        return to_translate(
            "Inputs are as large as {largest:.4g}: the gradient grows with their squares, so that "
            "all but tiny learning rates overshoot. Standardise them: subtract each one's mean and "
            "divide by its standard deviation."
        )
    return to_translate(
        "Inputs are as large as {largest:.4g}: sums of many of them are far from 0, where units "
        "sit at a flat end of their curve (saturated) or output only 0 (dead) at once. Standardise "
        "them: subtract each one's mean and divide by its standard deviation."
    )


def _less_noise(seen: RunUnderTest) -> SuggestedFix | None:
    data = seen.experiment.data
    if data.noise is None or "noise" not in DATASETS[data.kind].settings:
        return None
    return SuggestedFix(to_translate("Take the usual noise"), {"data.noise": None})


def _standardise(seen: RunUnderTest) -> SuggestedFix | None:
    data = seen.experiment.data
    if "scaling" not in DATASETS[data.kind].settings or data.scaling == "standardised":
        return None
    return SuggestedFix(to_translate("Standardise the inputs"), {"data.scaling": "standardised"})


def shuffled_labels(seen: RunUnderTest) -> Iterator[Finding]:
    """Find labels of a file that may belong to other samples: all that could tell is chance.

    That is the network on samples that it has not learned, and the class of the nearest neighbour,
    which mostly is the same where classes can be told apart (T. Cover and P. Hart 1967, "Nearest
    neighbor pattern classification"). Neither alone tells: photos of one class have other
    backgrounds. In a folder every picture has its class from where it lies.
    """
    dataset = seen.trainer.dataset
    if DATASETS[seen.experiment.data.kind].opens != "file":
        return
    if dataset.train.m < ENOUGH_SAMPLES or not _learned_nothing(seen):
        return
    share, chance, samples = _neighbours(dataset)
    if wilson_interval(share, samples)[0] <= chance:
        yield Finding(
            "scrambled_labels",
            Level.NOTE,
            to_translate(
                "Perhaps the labels stand in another order than the samples: the sample most like "
                "another one has its class in {share:.0%} of {samples} cases, where {chance:.0%} "
                "would be chance. Look at a few samples with their classes in Data."
            ),
            {"share": share, "chance": chance, "samples": samples},
        )


def _learned_nothing(seen: RunUnderTest) -> bool:
    """Tell whether what was learned is no use: on test samples, or else on training samples."""
    if seen.trainer.dataset.test:
        return seen.at_chance_on_test
    return seen.train_accuracy <= seen.baseline + 0.1


# Of the data alone: looked at once for each data set, and forgotten with it.
_SCALES: WeakKeyDictionary[Dataset, tuple[float, float]] = WeakKeyDictionary()
_NEIGHBOURS: WeakKeyDictionary[Dataset, tuple[float, float, int]] = WeakKeyDictionary()


def _scales(dataset: Dataset) -> tuple[float, float]:
    """Return the largest size of an input, and the widest spread against the narrowest."""
    if dataset not in _SCALES:
        X = columns(dataset.train.X, _some(dataset))
        largest, parts = 0.0, []
        for rows in pieces(*X.shape):
            largest = max(largest, float(np.abs(X[rows]).max()))
            parts.append(X[rows].std(axis=1))
        deviations = np.concatenate(parts)
        if isinstance(dataset.inputs, FeatureInputs):
            deviations = deviations[np.array(dataset.inputs.scaled_features)]
        deviations = deviations[deviations > 0]
        uneven = float(deviations.max() / deviations.min()) if len(deviations) else 1.0
        _SCALES[dataset] = (
            largest,
            uneven if isinstance(dataset.inputs, FeatureInputs) else 1.0,
        )
    return _SCALES[dataset]


def _neighbours(dataset: Dataset) -> tuple[float, float, int]:
    """Return how often the nearest sample has the same class, the chance of it, and the count."""
    if dataset not in _NEIGHBOURS:
        chosen = _some(dataset)
        X, labels = columns(dataset.train.X, chosen), dataset.train.labels[chosen]
        products = np.empty((len(chosen), len(chosen)), X.dtype)
        bind_dot(X.T, X, products)()
        squares = np.diag(products)
        apart = squares + squares[:, np.newaxis] - 2 * products
        np.fill_diagonal(apart, np.inf)
        same = labels[apart.argmin(axis=1)] == labels
        shares = np.bincount(labels) / len(labels)
        _NEIGHBOURS[dataset] = float(same.mean()), float(shares @ shares), len(labels)
    return _NEIGHBOURS[dataset]


def _some(dataset: Dataset) -> np.ndarray:
    return stratified_sample(dataset.train.labels, LOOKED_AT)
