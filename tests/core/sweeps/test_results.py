"""What a sweep has found, and which settings matter."""

import math

import numpy as np
import pytest

from core.sweeps.goals import GOALS
from core.sweeps.results import SweptRun, Trial, importance


def trials(losses: list[float], **settings: list[object]) -> list[Trial]:
    """Trials of these settings, whose losses are told without training."""
    made = []
    for number, loss in enumerate(losses):
        chosen = {key: values[number] for key, values in settings.items()}
        trial = Trial(
            number, chosen, (SweptRun(number, 0, chosen, None, None),), GOALS["test_cost"]
        )
        trial.__dict__["loss"] = loss
        made.append(trial)
    return made


def test_that_a_setting_that_decides_everything_explains_all() -> None:
    found = importance(trials([1.0, 1.0, 2.0, 2.0], a=["x", "x", "y", "y"], b=[1, 2, 1, 2]), "ab")
    assert found == {"a": pytest.approx(1.0), "b": 0.0}


def test_that_importance_is_epsilon_squared_of_the_ranks() -> None:
    losses = [3.0, 1.0, 2.0, 6.0, 4.0, 5.0]
    found = importance(trials(losses, a=["x", "x", "y", "y", "z", "z"]), "a")
    # By hand: ranks as the losses, means 2, 4, 4.5; between 7, total 17.5.
    eta_squared = 7 / 17.5
    assert found["a"] == pytest.approx(1 - (1 - eta_squared) * 5 / 3)


def test_that_chance_explains_nothing_on_the_whole() -> None:
    draws = np.random.RandomState(1)
    found = [
        importance(trials(draws.rand(40).tolist(), a=draws.rand(40).tolist()), "a")["a"]
        for _ in range(50)
    ]
    assert np.mean(found) < 0.05


def test_that_there_is_no_importance_of_what_was_not_varied() -> None:
    found = importance(trials([1.0, 2.0], a=["x", "x"]), "a")
    assert math.isnan(found["a"])
