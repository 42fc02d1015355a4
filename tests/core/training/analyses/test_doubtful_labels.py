"""Facts about labels that are probably wrong: which are found, and by which rule."""

from dataclasses import replace as with_fields
from pathlib import Path

import numpy as np
import pytest

from core.data.generated.digits import digits
from core.errors import ExperimentError
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.network.targets import NUMBERS
from core.training.analyses.cross_validation import FoldScore, cross_validate
from core.training.analyses.doubtful_labels import (
    LISTED,
    doubtful_labels,
    judged_by,
    rank_labels,
)


def _by_hand(labels: list[int], probabilities: np.ndarray) -> list[int]:
    """Follow the paper sample by sample: the places off the diagonal, by normalised margin."""
    classes = range(len(probabilities))
    own = [[p[y] for p, y in zip(probabilities.T, labels, strict=True) if y == j] for j in classes]
    thresholds = [sum(part) / len(part) for part in own]
    wrong = []
    for place, (p, y) in enumerate(zip(probabilities.T, labels, strict=True)):
        confident = [j for j in classes if p[j] >= thresholds[j]]
        if confident and max(confident, key=lambda j: p[j]) != y:
            margin = p[y] - max(p[j] for j in classes if j != y)
            wrong.append((margin, place))
    return [place for _, place in sorted(wrong)]


@pytest.mark.parametrize("seed", range(5))
def test_that_labels_are_taken_for_wrong_by_the_rule_of_confident_learning(seed: int) -> None:
    random = np.random.RandomState(seed)
    labels = random.randint(0, 3, 60)
    probabilities = random.dirichlet((0.5, 0.5, 0.5), 60).T
    ranked = rank_labels(labels, probabilities)
    assert ranked.order[: ranked.wrong].tolist() == _by_hand(labels.tolist(), probabilities)
    assert sorted(ranked.order) == list(range(60))
    assert (ranked.suggested != labels).all()


def test_that_samples_without_probabilities_come_last() -> None:
    probabilities = np.array([[0.9, np.nan, 0.1, 0.8], [0.1, np.nan, 0.9, 0.2]])
    ranked = rank_labels(np.array([0, 0, 0, 1]), probabilities)
    assert ranked.order[-1] == 1
    assert ranked.wrong == 2


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[int]]:
    """Write all digits with 5 % wrong labels; return the file and the places of these."""
    X, labels = digits(None, 1)
    random = np.random.RandomState(3)
    m = len(labels)
    wrong = random.permutation(m)[: round(0.05 * m)]
    labels[wrong] = (labels[wrong] + random.randint(1, 10, len(wrong))) % 10
    file = tmp_path_factory.mktemp("planted") / "digits.npz"
    np.savez(file, X=X, Y=labels)
    return file, set(wrong.tolist())


def test_that_planted_wrong_labels_of_digits_are_among_the_first_tenth(planted) -> None:
    file, wrong = planted
    experiment = Experiment(
        data=DataSettings(kind="arrays", folder=str(file)),
        network=NetworkSettings(hidden=(16,), activation="relu", initialisation="he"),
        training=TrainingSettings(optimiser="adam", learning_rate=0.01, batch_size=64, epochs=8),
    )
    results = cross_validate(experiment, 4)
    doubts = doubtful_labels(results)
    assert len(doubts) == np.ceil(LISTED * len(results.labels))
    found = {doubt.place for doubt in doubts} & wrong
    assert len(found) >= 0.8 * len(wrong)
    surest = [doubt.place for doubt in doubts if doubt.is_wrong]
    assert len(wrong.intersection(surest)) >= 0.8 * len(surest)
    assert all(doubt.given != doubt.suggested for doubt in doubts)
    with pytest.raises(ExperimentError, match="probabilities of classes"):
        doubtful_labels(with_fields(results, targets=NUMBERS))
    assert "most of these may be their own mistakes" not in judged_by(results)
    unsure = with_fields(results, scores=(FoldScore(9, 0.7, 0.59, 1.0, False),))
    assert judged_by(unsure).startswith("The networks that judged the labels are right for 59")
    assert "most of these may be their own mistakes" in judged_by(unsure)
