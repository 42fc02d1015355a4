"""Facts about samples and what they are compared with."""

import numpy as np

from core.data.dataset import baseline, samples


def test_that_the_baseline_answers_the_largest_class_of_training() -> None:
    train = samples(np.zeros((1, 5)), np.array([0, 0, 0, 1, 1]), 2)
    test = samples(np.zeros((1, 4)), np.array([0, 1, 1, 1]), 2)
    assert baseline(train, train) == 0.6
    assert baseline(test, train) == 0.25
