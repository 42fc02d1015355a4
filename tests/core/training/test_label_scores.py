"""Facts about how several labels are scored, beside scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    f1_score,
    hamming_loss,
    multilabel_confusion_matrix,
)

from core.training.label_scores import label_scores

NAMES = ("red", "green", "blue", "none has it")


@pytest.mark.parametrize("seed", range(4))
def test_that_scores_of_labels_are_those_of_scikit_learn(seed: int) -> None:
    random = np.random.RandomState(seed)
    true, yes = random.rand(4, 40) < 0.4, random.rand(4, 40) < 0.4
    true[3] = yes[3] = False
    scores = label_scores(NAMES, true, yes)
    assert scores.exact_match == pytest.approx(accuracy_score(true.T, yes.T))
    assert scores.hamming_loss == pytest.approx(hamming_loss(true.T, yes.T))
    assert scores.macro_f1 == pytest.approx(
        f1_score(true.T, yes.T, average="macro", zero_division=0)
    )
    for number, matrix in enumerate(multilabel_confusion_matrix(true.T, yes.T)):
        label = scores.labels[number]
        counts = (label.true_negatives, label.false_positives)
        counts += (label.false_negatives, label.true_positives)
        assert counts == tuple(matrix.ravel())
        assert label.accuracy == pytest.approx(accuracy_score(true[number], yes[number]))
        if number < 3:
            assert label.f1 == pytest.approx(f1_score(true[number], yes[number]))
    assert scores.labels[3].f1 is None
