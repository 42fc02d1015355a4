"""Facts about ROC and precision-recall curves, beside scikit-learn's."""

import numpy as np
import pytest
from sklearn.metrics import (
    average_precision_score,
    confusion_matrix,
    f1_score,
    precision_recall_curve,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)

from core.training.threshold_curves import ThresholdCurves, threshold_curves

RANDOM = np.random.RandomState(3)
CASES = {
    "all different": (RANDOM.rand(200), RANDOM.rand(200) < 0.3),
    "many ties": (RANDOM.randint(0, 6, 200) / 5, RANDOM.rand(200) < 0.6),
    "all equal": (np.full(20, 0.4), np.arange(20) < 7),
    "none wrong": (np.arange(10) / 10, np.arange(10) >= 6),
    "infinite scores": (np.array([np.inf, 2, -np.inf, -1, 2.0]), np.array([1, 0, 0, 1, 1]) > 0),
}


@pytest.mark.parametrize("case", CASES)
def test_that_the_curves_and_their_areas_are_those_of_scikit_learn(case: str) -> None:
    readings, is_yes = CASES[case]
    curves = threshold_curves(readings, is_yes)
    assert curves is not None
    finite = np.nan_to_num(readings, posinf=1e9, neginf=-1e9)  # scikit-learn takes no others
    false, true, _ = roc_curve(is_yes, finite, drop_intermediate=False)
    np.testing.assert_allclose(curves.false_positive_rate, false)
    np.testing.assert_allclose(curves.recall, true)
    precision, recall, _ = precision_recall_curve(is_yes, finite)
    np.testing.assert_allclose(curves.precision, precision[::-1])
    np.testing.assert_allclose(curves.recall, recall[::-1])
    assert curves.area == pytest.approx(roc_auc_score(is_yes, finite))
    assert curves.average_precision == pytest.approx(average_precision_score(is_yes, finite))


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.5, 0.55, 1.0, 2.0, -1.0])
def test_that_a_point_of_the_curves_is_what_the_threshold_answers(threshold: float) -> None:
    readings, is_yes = CASES["many ties"]
    at = _curves(readings, is_yes).at(threshold)
    answered = readings > threshold
    expected = confusion_matrix(is_yes, answered).ravel().tolist()
    counts = [at.true_negatives, at.false_positives, at.false_negatives, at.true_positives]
    assert counts == expected
    assert at.precision == precision_score(is_yes, answered, zero_division=0)
    assert at.recall == recall_score(is_yes, answered)
    assert at.f1 == pytest.approx(f1_score(is_yes, answered))
    assert at.accuracy == pytest.approx(np.mean(answered == is_yes))


def test_that_there_is_no_curve_of_one_class_alone_or_of_no_numbers() -> None:
    readings, is_yes = CASES["all different"]
    assert threshold_curves(readings, np.ones(200, bool)) is None
    assert threshold_curves(readings, np.zeros(200, bool)) is None
    assert threshold_curves(np.where(is_yes, np.nan, readings), is_yes) is None


def _curves(readings: np.ndarray, is_yes: np.ndarray) -> ThresholdCurves:
    curves = threshold_curves(readings, is_yes)
    assert curves is not None
    return curves
