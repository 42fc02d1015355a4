"""Facts about the schedules of the learning rate."""

from math import cos, pi

import pytest

from core.experiment.settings import TrainingSettings
from core.network.schedules import SCHEDULES

EPOCHS = 50


def _rates(name: str, **settings: object) -> list[float]:
    decay = TrainingSettings(**settings)
    return [SCHEDULES[name].factor(epoch, EPOCHS, decay) for epoch in range(EPOCHS)]


def _course(formula: object) -> list[float]:
    """The published loop: the rate is set after every epoch, from that epoch's number."""
    rates, rate = [], 1.0
    for i in range(EPOCHS):
        rates.append(rate)
        rate = formula(i)
    return rates


def test_that_inverse_time_is_the_course_s_update() -> None:
    assert _rates("inverse_time", decay_rate=0.3) == _course(lambda i: 1 / (1 + 0.3 * i))


def test_that_inverse_time_in_steps_is_the_course_s_fixed_interval() -> None:
    rates = _rates("inverse_time_steps", decay_rate=0.5, decay_interval=7)
    assert rates == _course(lambda i: 1 / (1 + 0.5 * (i // 7)))


def test_that_exponential_step_and_cosine_take_the_epoch_s_own_number() -> None:
    assert _rates("exponential", decay_factor=0.9) == [0.9**e for e in range(EPOCHS)]
    rates = _rates("step", decay_factor=0.1, decay_interval=20)
    assert rates == pytest.approx([1] * 20 + [0.1] * 20 + [0.01] * 10)
    cosine = [(1 + cos(pi * e / EPOCHS)) / 2 for e in range(EPOCHS)]
    assert _rates("cosine") == pytest.approx(cosine)


@pytest.mark.parametrize("name", SCHEDULES)
def test_that_a_rate_begins_whole_and_never_rises(name: str) -> None:
    rates = _rates(name)
    assert rates[0] == 1
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] >= 0
