"""Facts about samples and what they are compared with."""

import numpy as np

from core.data.dataset import ConstantAnswer, best_constant_answer, samples


def test_that_the_best_constant_answer_is_the_largest_class_of_the_samples_themselves() -> None:
    train = samples(np.zeros((1, 5)), np.array([0, 0, 0, 1, 1]), 2)
    test = samples(np.zeros((1, 4)), np.array([0, 1, 1, 1]), 2)
    assert best_constant_answer(train) == ConstantAnswer(0, 0.6)
    assert best_constant_answer(test) == ConstantAnswer(1, 0.75)
