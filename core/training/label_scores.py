"""How several labels are answered: each by its own matrix, and all of a sample together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data.byte_matrix import Columns
from core.data.dataset import Samples
from core.network.network import Network
from core.network.parallel import SERIAL, Executor
from core.network.parameters import Parameters
from core.training.metrics import chunks


@dataclass(frozen=True, slots=True)
class LabelScore:
    """The 2 x 2 matrix of one label: samples that have it (or not), and that are answered it."""

    name: str
    true_positives: int
    false_negatives: int
    false_positives: int
    true_negatives: int

    @property
    def accuracy(self) -> float:
        """Return the share of samples for which yes or no is right."""
        right = self.true_positives + self.true_negatives
        return right / (right + self.false_negatives + self.false_positives)

    @property
    def f1(self) -> float | None:
        """Return 2 TP / (2 TP + FP + FN); None where nothing has the label or is answered it."""
        whole = 2 * self.true_positives + self.false_positives + self.false_negatives
        return 2 * self.true_positives / whole if whole else None


@dataclass(frozen=True, slots=True)
class LabelScores:
    """The scores of all labels, and of samples as a whole.

    `exact_match` is the share of samples all of whose labels are right, `hamming_loss` that of
    labels, over all samples, that are wrong, `macro_f1` the mean of the labels' F1.
    """

    labels: tuple[LabelScore, ...]
    exact_match: float
    hamming_loss: float
    macro_f1: float


def label_scores(names: Sequence[str], true: np.ndarray, yes: np.ndarray) -> LabelScores:
    """Score which labels are answered, `yes` (k, m), by which are `true` (k, m), both bool."""
    each = tuple(
        LabelScore(
            name,
            int((has & said).sum()),
            int((has & ~said).sum()),
            int((~has & said).sum()),
            int((~has & ~said).sum()),
        )
        for name, has, said in zip(names, true, yes, strict=True)
    )
    wrong = true != yes
    return LabelScores(
        each,
        float((~wrong).all(axis=0).mean()),
        float(wrong.mean()),
        float(np.mean([label.f1 or 0.0 for label in each])),
    )


@np.errstate(all="ignore")
def label_scores_on(
    network: Network,
    parameters: Parameters,
    names: Sequence[str],
    X: Columns,
    samples: Samples,
    executor: Executor = SERIAL,
) -> LabelScores:
    """Score the answers to samples, whose inputs are X as the network reads them."""
    yes = np.empty(samples.Y.shape, bool)
    for part in chunks(X):
        A = network.forward(parameters, X[:, part], executor=executor).A[-1]
        yes[:, part] = network.loss.readings(A) > network.loss.threshold
    return label_scores(names, samples.Y > 0.5, yes)
